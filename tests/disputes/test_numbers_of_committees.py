"""Papers bear the number that the dispute has with the committee that issues them; the file tells whose is which."""

from __future__ import annotations

import re
from importlib import import_module

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from disputes.models import CaseNumber, Channel, Dispute, Mediator
from tests.disputes.test_case_file import opened, texts_of
from tests.factories.committees import given_committee, given_mediator
from tests.factories.disputes import act, given_dispute, next_morning, step
from tests.factories.world import Place, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def elsewhere(world: World) -> Mediator:
    """Return a mediator of the village's own committee, beside that of the township."""
    return given_mediator(given_committee(world.here.village, name="唐江村调委会"), name="司徒调和")


def numbers(dispute: Dispute, kind: str) -> list[str]:
    papers = dispute.papers.filter(kind=kind).order_by("pk")
    return list(papers.values_list("document__number", flat=True))


def handed_to(here: Place, dispute: Dispute, mediator: Mediator) -> Dispute:
    return act(here, dispute, "change_mediator", "township_desk", mediator=mediator.pk, note="当事人要求")


def test_each_committee_numbers_the_papers_that_it_issues(world: World, elsewhere: Mediator) -> None:
    here = world.here
    dispute = step(here, given_dispute(here, "mediating"), "plan_session")
    first = dispute.case_number
    dispute = handed_to(here, dispute, elsewhere)
    second = dispute.case_number
    assert second == first.replace(
        here.committee.organ.document_code, elsewhere.committee.organ.document_code
    )
    page = here.client("township_desk").get(reverse("disputes:dispute_detail", args=[dispute.pk]))
    assert first in page.content.decode() and second in page.content.decode()
    act(here, dispute, "plan_session", "township_desk", starts_at=next_morning(3), place_text="村委会")
    bears = [re.sub(r"之\d+$", "", number) for number in numbers(dispute, "session_invitation")]
    assert bears == [first, first, second, second]
    dispute = handed_to(here, dispute, here.mediators[0])
    assert dispute.case_number == first, "one number per committee, however often it changes"
    other = given_dispute(here, "mediating")
    assert other.case_number == first.replace("第1号", "第2号"), "and no gap"
    assert CaseNumber.objects.filter(dispute=dispute).count() == 2


def test_a_second_round_with_another_committee_begins_under_its_number(
    world: World, elsewhere: Mediator
) -> None:
    here = world.here
    dispute = given_dispute(here, "unresolved")
    first = dispute.case_number
    dispute = act(here, dispute, "mediate", "township_desk", mediator=elsewhere.pk)
    code = elsewhere.committee.organ.document_code
    begun = [number for number in numbers(dispute, "mediation_intake") if f"）{code}人调字第1号" in number]
    assert len(begun) == 1
    cover, catalogue, *_rest = texts_of(opened(here.client("township_desk"), dispute).content)
    assert first in cover.replace("\n", "") and dispute.case_number in cover.replace("\n", "")
    assert f"{first}之1" in catalogue.replace("\n", ""), "a tail alone would be that of two papers"


def test_an_invitation_to_a_session_that_was_held_is_not_called_off_by_another_of_its_time(
    world: World,
) -> None:
    here = world.here
    dispute = step(here, given_dispute(here, "mediating"), "plan_session")
    cancelled = dispute.channels.get().sessions.get()
    act(here, dispute, "cancel_session", "mediator", session=cancelled.pk, note="当事人外出")
    dispute = step(here, step(here, dispute, "plan_session"), "hold_session")
    catalogue = texts_of(opened(here.client("mediator"), dispute).content)[1]
    assert catalogue.replace("\n", "").count("已取消") == 2, (
        "the two invitations of the first, not of the second"
    )


def test_a_paper_from_before_its_session_was_kept_is_known_by_its_moment(world: World) -> None:
    here = world.here
    dispute = step(here, given_dispute(here, "mediating"), "plan_session")
    act(
        here, dispute, "cancel_session", "mediator",
        session=dispute.channels.get().sessions.get().pk, note="当事人外出",
    )  # fmt: skip
    dispute.papers.update(session=None)
    catalogue = texts_of(opened(here.client("mediator"), dispute).content)[1]
    assert catalogue.replace("\n", "").count("已取消") == 2


def test_numbers_from_before_belong_to_the_committee_whose_code_they_bear(
    world: World, elsewhere: Mediator
) -> None:
    here = world.here
    dispute = handed_to(here, given_dispute(here, "mediating"), elsewhere)
    first = CaseNumber.objects.get(dispute=dispute, committee=here.committee)
    CaseNumber.objects.all().delete()
    Dispute.objects.filter(pk=dispute.pk).update(case_number=first.number)
    fill = import_module("disputes.migrations.0016_case_numbers_of_committees").FILL
    with connection.cursor() as cursor:
        for _again in range(2):
            cursor.execute(fill)
    kept = CaseNumber.objects.get(dispute=dispute)
    assert (kept.number, kept.committee_id) == (first.number, elsewhere.committee_id), "the one that has it"
    Channel.objects.create(
        dispute=dispute, kind="mediation_people", state="failed", committee=here.committee,
        opened_at=timezone.now(), ended_at=timezone.now(),
    )  # fmt: skip
    CaseNumber.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(fill)
    assert CaseNumber.objects.get(dispute=dispute).committee_id == here.committee.pk, "whose code it bears"
