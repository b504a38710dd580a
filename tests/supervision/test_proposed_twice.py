"""A case that is proposed again is refused in words that name the first proposal, on the page as to programs."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from assessment.models import AccountabilityCase
from pingan.matters.models import TimelineEntry
from tests.api.conftest import Api
from tests.factories.hazards import given_hazard
from tests.factories.world import World
from tests.supervision.test_circulars import lettered

pytestmark = pytest.mark.django_db
DESK = "/office/supervision/"
PROPOSED: dict[str, Any] = {"circumstance": "58-6", "note": "久拖不决", "left_out": "情况紧急"}


def named(matter_id: int) -> tuple[str, str]:
    """Return who proposed a case about a matter first, and when."""
    first = TimelineEntry.objects.get(matter_id=matter_id, action="propose_accountability")
    return first.actor_label, date_format(timezone.localtime(first.at), "DATETIME_FORMAT")


@pytest.mark.parametrize("kind", ["incident", "hazard"])
def test_the_page_keeps_the_words_and_names_the_first(world: World, kind: str) -> None:
    here = world.here
    matter = (lettered(world) if kind == "incident" else given_hazard(here, "rectifying")).matter
    office = here.client("body_office")
    assert office.post(f"{DESK}{matter.pk}/case/", PROPOSED).status_code == 302
    again = office.post(f"{DESK}{matter.pk}/case/", {**PROPOSED, "note": "再次提出的理由"})
    assert again.status_code == 409
    who, when = named(matter.pk)
    shown = again.content.decode()
    assert "再次提出的理由" in shown
    [said] = [text for _key, form in again.context["rungs"][-1].items() for text in _errors(form)]
    assert who in said and when in said
    assert AccountabilityCase.objects.filter(source_id=matter.pk).count() == 1
    assert TimelineEntry.objects.filter(matter_id=matter.pk, action="propose_accountability").count() == 1


def _errors(form: Any) -> list[str]:
    return [str(text) for text in form.non_field_errors()] if hasattr(form, "non_field_errors") else []


def test_a_program_is_told_who_proposed_a_case_about_a_hazard_and_when(world: World) -> None:
    hazard = given_hazard(world.here, "rectifying")
    program = Api(world.here.users["body_office"])
    assert program.post(f"{DESK}{hazard.pk}/case/", PROPOSED).status_code == 200
    again = program.post(f"{DESK}{hazard.pk}/case/", PROPOSED)
    assert (again.status_code, again.json()["code"]) == (409, "conflict")
    who, when = named(hazard.pk)
    assert who in again.json()["title"] and when in again.json()["title"]


def test_another_circumstance_is_another_proposal(world: World) -> None:
    hazard = given_hazard(world.here, "rectifying")
    program = Api(world.here.users["body_office"])
    assert program.post(f"{DESK}{hazard.pk}/case/", PROPOSED).status_code == 200
    other = {"circumstance": "58-3", "note": "久拖不决", "left_out": "情况紧急"}
    assert program.post(f"{DESK}{hazard.pk}/case/", other).status_code == 200
