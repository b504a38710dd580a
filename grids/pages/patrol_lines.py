"""How periods of patrols and their numbers look in lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from grids.models import PatrolOccasion
from grids.rules.patrols import standing_of
from pingan.common.periods import Period

BADGES: Mapping[str, tuple[Any, str]] = {
    "called_off": (pgettext_lazy("patrol", "called off"), "grey"),
    "done": (pgettext_lazy("patrol", "done"), "green"),
    "open": (pgettext_lazy("patrol", "still to do"), "blue"),
    "missed": (pgettext_lazy("patrol", "missed"), "red"),
}
#: The numbers of a place: key, label, the list that it opens, what it adds to the filters, red where it is not zero.
NUMBERS: tuple[tuple[str, Any, str, Mapping[str, str], bool], ...] = (
    ("due", _("Patrols due"), "grids:patrol_due", {"standing": "due"}, False),
    ("done", pgettext_lazy("patrol", "Done"), "grids:patrol_due", {"standing": "done"}, False),
    ("open", pgettext_lazy("patrol", "Still to do"), "grids:patrol_due", {"standing": "open"}, False),
    ("missed", pgettext_lazy("patrol", "Missed"), "grids:patrol_due", {"standing": "missed"}, True),
    ("unvisited", _("Points not visited"), "grids:patrol_points", {}, False),
    ("walks", _("Patrols walked"), "grids:patrol_walks", {}, False),
    ("unplanned", _("Grids without a plan"), "grids:patrol_unplanned", {}, False),
)


def standing_badge(row: PatrolOccasion, today: date) -> tuple[Any, str]:
    """Return what became of a period, as a label with its colour."""
    standing = standing_of(
        times=row.times,
        done=row.done,
        period_to=row.period_to,
        is_called_off=row.called_off_on is not None,
        today=today,
    )
    return BADGES[standing]


@dataclass(frozen=True)
class Cell:
    """One number with the list that it opens."""

    key: str
    label: Any
    value: int
    url: str
    tone: str


def cells_of(numbers: Mapping[str, int], place: Mapping[str, str], period: Period) -> list[Cell]:
    """Return the numbers of a place (``place``: the filters that it adds) as cells."""
    days = {"since": period.since.isoformat(), "until": period.until.isoformat()}
    return [
        Cell(
            key,
            label,
            numbers[key],
            f"{reverse(name)}?{urlencode({**place, **days, **more})}",
            "red" if is_alarm and numbers[key] else "",
        )
        for key, label, name, more, is_alarm in NUMBERS
        if key in numbers
    ]
