"""A day that only a slip of the hand can mean is refused at its field, in every form of risk that asks for one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from pingan.common.errors import Invalid
from tests.factories import decisions, hazards, warnings
from tests.factories.world import Place

pytestmark = pytest.mark.django_db
TASK = {"title": "排查", "owner": "科长"}


def _task(here: Place, day: datetime) -> None:
    values = {**TASK, "organ": here.units["housing"].pk, "due_on": day}
    warnings.act(here, warnings.given_warning(here, "issued"), "add_task", **values)


def _adjusted(here: Place, day: datetime) -> None:
    values = {"level": "blue", "starts_at": day, "watch": "积水", "measures": "值守", "note": "雨停"}
    warnings.act(here, warnings.given_warning(here, "issued"), "adjust", **values)


def _decided(here: Place, day: datetime) -> None:
    values = {"outcome": "defer", "decided_on": day, "meeting": "常务会议"}
    decisions.act(here, decisions.given_decision(here), "decide", "county_government", **values)


def _ordered(here: Place, day: datetime) -> None:
    hazard = hazards.given_hazard(here, "graded")
    values = hazards.sound_values(here, "order", here.actor("township_desk"))
    hazards.act(here, hazard, "order", "township_desk", **{**values, "due_on": day})


@pytest.mark.parametrize(
    ("write", "field", "days"),
    [
        (lambda here, day: warnings.given_warning(here, starts_at=day), "starts_at", (-1000, 1000)),
        (_adjusted, "starts_at", (-1000, 1000)),
        (_task, "due_on", (-1, 1000)),
        (_decided, "decided_on", (-1000, 1)),
        (_ordered, "due_on", (-1, 10_000)),
    ],
    ids=["warning", "adjusted warning", "task", "decision", "order"],
)
def test_a_slip_of_the_hand_is_no_day(
    here: Place, write: Callable[[Place, Any], object], field: str, days: tuple[int, int]
) -> None:
    for far in days:
        with pytest.raises(Invalid) as refusal:
            write(here, timezone.now() + timedelta(days=far))
        assert set(refusal.value.fields) == {field}
