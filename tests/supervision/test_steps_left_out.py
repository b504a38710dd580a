"""The book tells that a step was left out only where it was, whatever reason was typed."""

from __future__ import annotations

import pytest

from pingan.matters.models import TimelineEntry
from tests.factories.hazards import given_hazard
from tests.factories.world import World
from tests.supervision.staged import due_day, reminded
from tests.supervision.test_circulars import CIRCULARS, DESK, submitted

pytestmark = pytest.mark.django_db
WHY = "情况紧急"


def written(matter_id: int, action: str) -> TimelineEntry:
    """Return what the book says of the step."""
    return TimelineEntry.objects.get(matter_id=matter_id, action=action)


def test_where_every_step_was_taken_none_was_left_out(world: World) -> None:
    late, office = reminded(world.here), world.here.client("body_office")
    letter = {"demand": "三日内办结", "due_at": due_day(), "left_out": WHY}
    assert office.post(f"{DESK}{late.pk}/letter/", letter).status_code == 302
    circular = submitted(world, late, left_out=WHY)
    world.here.client("leader").post(f"{CIRCULARS}{circular.pk}/approve/")
    proposed = {"circumstance": "58-6", "note": "久拖不决", "left_out": WHY}
    assert office.post(f"{DESK}{late.pk}/case/", proposed).status_code == 302
    for action in ("supervise", "circulate", "propose_accountability"):
        assert "left_out" not in written(late.pk, action).data, action
    assert not any(passed for _label, _step, passed in office.get(f"{DESK}{late.pk}/").context["steps"])


def test_a_step_that_was_left_out_is_told(world: World) -> None:
    hazard, office = given_hazard(world.here, "rectifying"), world.here.client("body_office")
    proposed = {"circumstance": "58-6", "note": "久拖不决", "left_out": WHY}
    assert office.post(f"{DESK}{hazard.pk}/case/", proposed).status_code == 302
    assert written(hazard.pk, "propose_accountability").data["left_out"] == "circular"
