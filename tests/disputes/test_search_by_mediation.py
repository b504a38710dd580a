"""Search finds a dispute by its case number and by who leads its mediation; never for who may not see it."""

from __future__ import annotations

import importlib
import re

import pytest
from django.db import connection
from django.test import Client

from disputes.models import Dispute
from pingan.matters.models import Matter
from tests.factories.committees import given_mediator
from tests.factories.disputes import act, given_dispute, given_registration
from tests.factories.world import World

pytestmark = pytest.mark.django_db


def found(client: Client, words: str) -> list[int]:
    page = client.get("/disputes/", {"q": words}).content.decode()
    rows = client.get("/api/v1/disputes/", {"q": words}).json()["results"]
    shown = [int(pk) for pk in re.findall(r'id="row-(\d+)"', page)]
    assert shown == [row["id"] for row in rows]
    return shown


def _spellings(number: str) -> tuple[str, ...]:
    """As it is printed, in the brackets of official numbers, in plain ones, and without the year."""
    year, rest = number[1:5], number[6:]
    return number, f"〔{year}〕{rest}", f"({year}){rest}", rest


def test_a_dispute_is_found_by_the_number_of_its_case_file(world: World) -> None:
    dispute, _other = given_dispute(world.here, "mediating"), given_dispute(world.here, "accepted")
    for spelling in _spellings(Dispute.objects.get(pk=dispute.pk).case_number):
        assert found(world.here.client("township_desk"), spelling) == [dispute.pk], spelling


def test_a_dispute_is_found_by_who_leads_it_and_no_longer_by_who_led_it(world: World) -> None:
    here = world.here
    dispute = given_dispute(here, "mediating")
    first, second = here.mediators[0], given_mediator(here.committee, name="司徒调和")
    desk = here.client("township_desk")
    assert found(desk, first.name) == [dispute.pk]
    act(here, dispute, "change_mediator", "township_desk", mediator=second.pk, note="回避")
    assert found(desk, "司徒调和") == [dispute.pk]
    assert found(desk, first.name) == []
    assert found(desk, dispute.matter.number) == [dispute.pk]


def test_a_restricted_one_answers_to_its_readers_alone(world: World) -> None:
    here = world.here
    hidden = given_dispute(here, "mediating", restriction="minor")
    number = Dispute.objects.get(pk=hidden.pk).case_number
    for words in (*_spellings(number), here.mediators[0].name):
        assert found(here.client("mediator"), words) == [hidden.pk]
        for stranger in (
            here.client("county_dispatcher"),
            here.client("leader"),
            world.far.client("township_desk"),
        ):
            assert found(stranger, words) == []


def test_disputes_of_before_are_found_as_well(world: World) -> None:
    dispute = given_dispute(world.here, "mediating")
    number = Dispute.objects.get(pk=dispute.pk).case_number
    bare = " ".join(dispute.matter.keywords.split(" ")[:2])
    trigger = "alter table matters_matter {} trigger matters_change_needs_entry"
    step = importlib.import_module("disputes.migrations.0006_words_of_mediations")
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute(trigger.format("disable"))
        Matter.objects.filter(pk=dispute.pk).update(keywords=bare)
        cursor.execute(trigger.format("enable"))
        assert found(world.here.client("township_desk"), number) == []
        cursor.execute(step.ADD)
        cursor.execute(step.ADD)  # once more changes nothing
    assert Matter.objects.get(pk=dispute.pk).keywords.count(number) == 1
    assert found(world.here.client("township_desk"), number) == [dispute.pk]
    assert found(world.here.client("township_desk"), world.here.mediators[0].name) == [dispute.pk]


def test_the_last_digits_of_a_number_find_the_dispute_with_the_zeros_that_were_read_out(
    world: World,
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select setval('matters_number', greatest(93203, nextval('matters_number')))")
    dispute = given_registration(world.here)
    digits = dispute.matter.number[-8:]
    desk = world.here.client("township_desk")
    for typed in (digits, digits[-6:], digits[-5:], digits[-4:], f"0{digits[-4:]}"):
        assert found(desk, typed) == [dispute.pk], typed
    assert found(desk, f"0{int(digits) + 1}") == []
