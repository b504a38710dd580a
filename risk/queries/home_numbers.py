"""The numbers of decisions and signals on a home page: each is a part of its list, counted in one statement per kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from grids.queries.inboxes import BY_TERM, COUNTED, Tab, tab_counts
from grids.queries.waiting import overdue_q
from pingan.access.rules import Actor
from risk.queries.decision_filters import ASSESSED, EXCEPTIONS, FILING, RETURNED, REVIEW, WAITING
from risk.queries.decisions import decisions_visible
from risk.queries.signal_filters import NEW, TO_WARN
from risk.queries.signals import signals_visible


@dataclass(frozen=True)
class Figure:
    """One number and the filters under which its list shows the same rows. ``is_red``: something is wrong there."""

    tab: Tab
    label: Any
    query: Mapping[str, str]
    icon: str
    is_red: bool = False


@dataclass(frozen=True)
class Counted:
    """A figure with its value; ``is_more``: there are more than are counted."""

    figure: Figure
    value: int
    is_more: bool


_FILING = Figure(FILING, _("Filings due"), {"filing_due": "true"}, "dispatch")
_REVIEW = Figure(REVIEW, _("Assessments to review"), {"state": "reviewing"}, "eye")
_ASSESSED = Figure(ASSESSED, _("Decisions to be made"), {"state": "assessed"}, "sign")
_RETURNED = Figure(RETURNED, _("Assessments sent back"), {"state": "returned"}, "return")
_EXCEPTIONS = Figure(
    EXCEPTIONS, _("Decided without an assessment"), {"exception": "true"}, "warning", is_red=True
)
_DECISIONS: Mapping[str, tuple[Figure, ...]] = {
    "unit_handler": (
        Figure(WAITING, _("Decisions to be prepared"), {"todo": "true"}, "sign"), _RETURNED, _FILING, _REVIEW,
    ),
    "county_government": (_REVIEW, _ASSESSED, _FILING, _EXCEPTIONS),
    "body_office": (Figure(WAITING, _("Filings to receive"), {"todo": "true"}, "inbox"), _FILING, _EXCEPTIONS),
    "leader": (_EXCEPTIONS,),
    "expert": (Figure(WAITING, _("Assessments to score"), {"todo": "true"}, "chart"),),
}  # fmt: skip


def _overdue(actor: Actor, now: datetime) -> Q:
    return overdue_q(now)


_SIGNALS = (
    Figure(NEW, _("Signals to review"), {"state": "new"}, "chart"),
    Figure(TO_WARN, _("Warnings to be drawn up"), {"warning_due": "true"}, "warning"),
    Figure(
        Tab("overdue", "", _overdue, BY_TERM),
        _("Signals overdue"),
        {"overdue": "true"},
        "clock",
        is_red=True,
    ),
)


def _counted(
    rows: QuerySet[Any], actor: Actor, figures: Sequence[Figure], now: datetime, kind: str
) -> list[Counted]:
    counts = tab_counts(rows, actor, [one.tab for one in figures], now, kind=kind)
    return [
        Counted(one, min(found, COUNTED), found > COUNTED)
        for one in figures
        if (found := counts.get(one.tab.key, 0))
    ]


def decision_numbers(actor: Actor, now: datetime) -> list[Counted]:
    """Return what of major decisions asks for this post, and what must not be; what is none is left out."""
    figures = _DECISIONS.get(actor.role, ())
    return _counted(decisions_visible(actor), actor, figures, now, "decision") if figures else []


def signal_numbers(actor: Actor, now: datetime) -> list[Counted]:
    """Return the signals that wait for a review of this post, for their warning, and those that wait too long."""
    if not actor.has("signal.review"):
        return []
    return _counted(signals_visible(actor), actor, _SIGNALS, now, "signal")
