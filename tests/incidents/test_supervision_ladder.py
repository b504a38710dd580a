"""The supervision ladder by timetable: each step once per clock, nobody starved, no candidate without a letter."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from assessment.models import AccountabilityCase
from grids.models import Incident
from grids.models.incidents import Supervision
from grids.services import ladder
from grids.services.ladder import climb_ladders
from pingan.common.errors import Invalid
from pingan.common.models import OutboxEntry
from pingan.matters.models import Clock, TimelineEntry
from pingan.matters.queries import chain_faults
from tests.factories.incidents import act, given_incident
from tests.factories.world import World

pytestmark = pytest.mark.django_db


def due_of(incident: Incident) -> datetime:
    found: datetime = Clock.objects.get(matter_id=incident.pk, stopped_at=None).due_at
    return found


def steps(incident: Incident) -> list[str]:
    return list(Supervision.objects.filter(incident=incident).values_list("step", flat=True))


def test_ten_runs_take_each_step_once(world: World) -> None:
    incident = given_incident(world.here, "accepted")
    late = due_of(incident) + timedelta(days=2)
    assert sum(climb_ladders(late).reminders for _turn in range(10)) == 1
    assert steps(incident) == ["reminder"]
    entries = TimelineEntry.objects.filter(matter_id=incident.pk, action="climb_ladder")
    assert entries.count() == 1
    later = due_of(incident) + timedelta(days=30)
    assert [climb_ladders(later).candidates for _turn in range(3)] == [0, 0, 0]
    assert steps(incident) == ["reminder"]
    assert list(chain_faults()) == []


def told_of(incident: Incident) -> set[int]:
    """Return who is told by the latest reminder, manual or by timetable."""
    entry = OutboxEntry.objects.filter(
        job="notify.deliver", payload__content__key__startswith=f"matter:{incident.pk}:"
    ).latest("pk")
    return set(entry.payload["recipients"])


@pytest.mark.parametrize(
    ("state", "late"),
    [
        ("accepted", "township_desk"),
        ("signed", "unit_handler"),
        ("handled", "grid_worker"),
        ("verified", "township_desk"),
    ],
)
def test_the_reminder_goes_to_whoever_is_late(world: World, state: str, late: str) -> None:
    here = world.here
    incident = given_incident(here, state)
    climb_ladders(due_of(incident) + timedelta(days=2))
    owner = here.units["city_management"].pk if state == "signed" else None
    assert Supervision.objects.get(incident=incident).organ_id == owner
    by_timetable = told_of(incident)
    assert here.users[late].pk in by_timetable
    act(here, incident, "remind", "body_office", note="请尽快")
    by_hand = told_of(incident)
    assert here.users[late].pk in by_hand
    if late != "unit_handler":
        assert here.users["unit_handler"].pk not in by_timetable | by_hand


def test_a_step_of_the_ladder_is_told_in_words(world: World) -> None:
    incident = given_incident(world.here, "handled")
    climb_ladders(due_of(incident) + timedelta(days=2))
    page = world.here.client("township_desk").get(f"/incidents/{incident.pk}/").content.decode()
    assert "“核查”时限已于" in page
    assert "verify 20" not in page


def a_letter_at_once(demand: str, *, days: int) -> dict[str, Any]:
    due = timezone.now() + timedelta(days=days)
    return {"demand": demand, "due_at": due, "left_out": "情况紧急"}


def test_a_letter_without_a_reminder_says_why(world: World) -> None:
    here = world.here
    incident = given_incident(here, "dispatched")
    given = a_letter_at_once("速办", days=1)
    with pytest.raises(Invalid) as refused:
        act(here, incident, "supervise", "body_office", **{**given, "left_out": ""})
    assert "left_out" in refused.value.fields
    act(here, incident, "supervise", "body_office", **given)
    entry = incident.matter.timeline.get(action="supervise")
    assert entry.data["left_out"] == "remind" and "情况紧急" in entry.note.text


def test_a_proposal_opens_a_candidate_about_the_responsible_unit(world: World) -> None:
    here = world.here
    incident = given_incident(here, "dispatched")
    act(here, incident, "supervise", "body_office", **a_letter_at_once("速办", days=1))
    act(here, incident, "propose_accountability", "body_office", circumstance="58-7", note="久拖不决")
    case = AccountabilityCase.objects.get(source_id=incident.pk)
    assert (case.organ_id, case.circumstances) == (incident.matter.organ_id, [7])
    assert case.matter.state == "candidate" and incident.matter.number in case.facts


def test_a_candidate_comes_only_after_a_letter_that_did_not_help(world: World) -> None:
    here = world.here
    incident = given_incident(here, "dispatched")
    act(here, incident, "supervise", "body_office", **a_letter_at_once("速办", days=1))
    late = max(due_of(incident), timezone.now()) + timedelta(days=20)
    climbed = [climb_ladders(late) for _turn in range(10)]
    assert sum(run.reminders for run in climbed) == 1
    assert sum(run.candidates for run in climbed) == 1
    assert steps(incident) == ["letter", "reminder", "candidate"]


def test_before_the_term_ends_nothing_climbs(world: World) -> None:
    incident = given_incident(world.here, "accepted")
    assert climb_ladders(due_of(incident)) == ladder.Climbed()


def test_old_ladders_do_not_starve_young_ones(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ladder, "_BATCH", 1)
    several = [given_incident(world.here, "accepted") for _turn in range(3)]
    late = max(due_of(incident) for incident in several) + timedelta(days=2)
    assert climb_ladders(late).reminders == 3
    assert climb_ladders(late).reminders == 0


def test_one_that_fails_does_not_stop_the_others(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = (given_incident(world.here, "accepted") for _turn in range(2))
    real = ladder._take

    def take(clock: Clock, step: str) -> int:
        if clock.matter_id == first.pk:
            raise RuntimeError("fault of ours")
        return real(clock, step)

    monkeypatch.setattr(ladder, "_take", take)
    assert climb_ladders(due_of(second) + timedelta(days=2)).reminders == 1
    assert steps(second) == ["reminder"]
