"""What waits for each post: the parts of its inbox, and a few numbers that are filters of the incident list.

A number and the list behind it come from the same conditions over the same visible rows, so they cannot differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from grids.models import Incident
from grids.queries.filters import IncidentFilterSet
from grids.queries.inboxes import ALL, BY_DUE, BY_TERM, COUNTED, OVERDUE, tab_counts, tabs_of
from grids.queries.incidents import incidents_visible
from pingan.access.rules import Actor

#: What is counted besides the inbox, by role: label, filters of the list, drawing.
_BESIDES: Mapping[str, tuple[tuple[Any, Mapping[str, str], str], ...]] = dict.fromkeys(
    ("grid_worker", "community_staff"),
    (
        (_("My reports under way"), {"mine": "true", "closed": "false"}, "report"),
        (_("My reports not accepted"), {"mine": "true", "state": "rejected"}, "return"),
    ),
)
#: Roles that oversee see first what is overdue; everybody else what waits for them.
_OVERSEEING = frozenset({"leader", "auditor", "body_office"})
_ICONS = {
    "accept": "inbox", "dispatch": "dispatch", "returned": "return", "verify": "eye", "answer": "phone",
    "close": "check-circle", "time": "clock", "overdue": "light-red", "todo": "inbox", "sign": "sign",
    "handle": "edit", "done": "check", "escalated": "escalate", "disputed": "flag", "emergency": "warning",
    "supervised": "whistle",
}  # fmt: skip


@dataclass(frozen=True)
class Number:
    """One number of a home page. ``query`` opens its list; ``is_more``: there are more than ``value``."""

    label: Any
    value: int
    query: Mapping[str, str]
    icon: str
    is_more: bool = False
    is_overdue: bool = False


def filtered(actor: Actor, query: Mapping[str, str], *, now: datetime | None = None) -> QuerySet[Incident]:
    """Return the visible incidents under filters, as the list shows them in its part "all".

    Raises:
        ValueError: a filter that the list would refuse; such a number could open nothing.

    """
    data = QueryDict(mutable=True)
    for name, value in query.items():
        data.appendlist(name, value)
    found = IncidentFilterSet(data, incidents_visible(actor), actor=actor, now=now or timezone.now())
    if not found.is_valid():
        raise ValueError(dict(found.errors))
    rows: QuerySet[Incident] = found.qs
    return rows


def numbers_of(actor: Actor) -> list[Number]:
    """Return the numbers of this post's home page, counted at one moment."""
    now = timezone.now()
    tabs = [tab for tab in tabs_of(actor) if tab.key != ALL.key]
    counts = tab_counts(incidents_visible(actor), actor, tabs, now, kind="incident")
    found = [
        Number(
            label=tab.label,
            value=min(counts[tab.key], COUNTED),
            query={"tab": tab.key},
            icon=_ICONS.get(tab.key, "incident"),
            is_more=counts[tab.key] > COUNTED,
            is_overdue=tab.key == OVERDUE.key,
        )
        for tab in tabs
    ]
    found += [
        Number(label, filtered(actor, query, now=now).order_by().count(), {"tab": ALL.key, **query}, icon)
        for label, query, icon in _BESIDES.get(actor.role, ())
    ]
    return found


def is_overseeing(actor: Actor) -> bool:
    """Say whether this role looks at others' work instead of its own."""
    return actor.role in _OVERSEEING


def first_query(actor: Actor) -> dict[str, str]:
    """Return the filters of what comes first for this post: emergencies, then what is due soonest."""
    if is_overseeing(actor):
        return {"overdue": "true", "ordering": BY_TERM}
    return {"todo": "true", "ordering": BY_DUE}


def first_rows(actor: Actor, *, most: int = 8) -> list[Incident]:
    """Return the incidents that come first for this post."""
    return list(filtered(actor, first_query(actor))[:most])
