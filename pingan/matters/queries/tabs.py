"""The parts of a list of matters with their numbers, and the orders in which it may stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, Q, QuerySet, Value

from pingan.access.rules import Actor
from pingan.matters.models import Clock

#: Where the number beside a tab stops counting.
COUNTED = 99
#: Desks take emergencies first and then what falls due first; whole lists begin with the newest.
BY_DUE = "due"
#: Of a whole province, one index gives this order; emergencies have a part of their own there.
BY_TERM = "next_due_at"
BY_TIME = "-opened_at"
#: Key of the part that is the whole list; nobody counts it.
WHOLE = "all"

#: What a list of matters may be sorted by, with the columns that make the order total.
MATTER_ORDERINGS: Mapping[str, tuple[str, ...]] = {
    "-opened_at": ("-matter__opened_at", "-pk"),
    "opened_at": ("matter__opened_at", "pk"),
    "next_due_at": ("matter__next_due_at", "pk"),
    "-next_due_at": ("-matter__next_due_at", "-pk"),
    "severity": ("matter__severity", "-pk"),
    "-severity": ("-matter__severity", "-pk"),
    "state": ("matter__state", "-pk"),
    "-state": ("-matter__state", "-pk"),
    "number": ("matter__number", "pk"),
    "-number": ("-matter__number", "-pk"),
    "closed_at": ("matter__closed_at", "pk"),
    "-closed_at": ("-matter__closed_at", "-pk"),
    "updated_at": ("matter__updated_at", "pk"),
    "-updated_at": ("-matter__updated_at", "-pk"),
}
DEFAULT_ORDERING = "-opened_at"


@dataclass(frozen=True)
class Tab:
    """One part of an inbox: key in the address, label, condition, and the order it starts with."""

    key: str
    label: Any
    condition: Callable[[Actor, datetime], Q]
    ordering: str = BY_DUE


def tab_counts(
    rows: QuerySet[Any], actor: Actor, tabs: Sequence[Tab], now: datetime, *, kind: str
) -> dict[str, int]:
    """Return how many rows stand in each part, at most ``COUNTED`` + 1, with one query that stops early."""
    rows = rows.filter(matter__kind=kind).select_related(None).defer(None).order_by()
    parts = [
        rows.filter(tab.condition(actor, now))
        .annotate(tab=Value(tab.key, output_field=CharField()))
        .values_list("tab", flat=True)[: COUNTED + 1]
        for tab in tabs
        if tab.key != WHOLE
    ]
    if not parts:
        return {}
    found = list(parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0])
    return {tab.key: found.count(tab.key) for tab in tabs if tab.key != WHOLE}


def provisional_among(matter_ids: Sequence[int]) -> set[int]:
    """Return those of these matters whose running term was counted over a year without a final calendar."""
    rows = Clock.objects.filter(matter_id__in=matter_ids, stopped_at=None, is_provisional=True)
    return set(rows.values_list("matter_id", flat=True))


def ordering_in(orderings: Mapping[str, tuple[str, ...]], data: Any) -> tuple[str, ...]:
    """Return the columns of the order that was asked for; the usual one where none or an unknown one was."""
    wanted = data.get("ordering", "") if data is not None else ""
    return orderings.get(wanted, orderings[DEFAULT_ORDERING])
