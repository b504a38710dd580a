"""The parts of the dispute list by role, the board by stage, and the numbers of the home page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import CharField, Q, QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disputes.models import Dispute, MediationSession
from disputes.queries.disputes import disputes_visible
from disputes.queries.mediators import sessions_between
from disputes.queries.waiting import (
    clause_q,
    committee_q,
    in_hand_q,
    joint_q,
    registered_by_q,
    shows_red_q,
    visit_due_q,
    waiting_for,
)
from grids.queries.inboxes import BY_TERM, BY_TIME, COUNTED, Tab
from grids.queries.inboxes import tab_counts as counts_of
from pingan.access.rules import Actor


def _state(*states: str) -> Callable[[Actor, datetime], Q]:
    return lambda actor, now: Q(matter__state__in=states) if len(states) > 1 else Q(matter__state=states[0])


ACCEPT = Tab("accept", pgettext_lazy("tab", "To accept"), _state("registered"), BY_TERM)
RED = Tab("red", pgettext_lazy("tab", "Red flags"), lambda actor, now: shows_red_q(), BY_TERM)
ACCEPTED = Tab("accepted", pgettext_lazy("tab", "To mediate"), _state("accepted"), BY_TIME)
MEDIATING = Tab("mediating", pgettext_lazy("tab", "In mediation"), _state("mediating"), BY_TERM)
SIGN = Tab("sign", pgettext_lazy("tab", "To be signed"), _state("agreed"), BY_TERM)
PERFORMING = Tab("performing", pgettext_lazy("tab", "Being performed"), _state("performing"), BY_TERM)
CLAUSES = Tab(
    "clauses",
    pgettext_lazy("tab", "Clauses overdue"),
    lambda actor, now: clause_q("overdue", "breached"),
    BY_TIME,
)
UNRESOLVED = Tab("unresolved", pgettext_lazy("tab", "Without agreement"), _state("unresolved"), BY_TIME)
REFERRED = Tab("referred", pgettext_lazy("tab", "In another channel"), _state("referred"), BY_TERM)
VISITS = Tab("visits", pgettext_lazy("tab", "Return visits due"), lambda actor, now: visit_due_q(), BY_TERM)
MINE = Tab("in_hand", pgettext_lazy("tab", "In my hands"), lambda actor, now: in_hand_q(actor), BY_TERM)
COMMITTEE = Tab(
    "committee", pgettext_lazy("tab", "My committee"), lambda actor, now: committee_q(actor), BY_TERM
)
JOINT = Tab("joint", pgettext_lazy("tab", "Joint mediation"), lambda actor, now: joint_q(actor), BY_TERM)
OWN = Tab("own", pgettext_lazy("tab", "Registered by me"), lambda actor, now: registered_by_q(actor), BY_TIME)
ALL = Tab("all", pgettext_lazy("tab", "All"), lambda actor, now: Q(), BY_TIME)

_DESK = (
    ACCEPT, RED, ACCEPTED, MEDIATING, SIGN, PERFORMING, CLAUSES, UNRESOLVED, REFERRED, VISITS, ALL,
)  # fmt: skip
_BY_ROLE: Mapping[str, tuple[Tab, ...]] = {
    "township_desk": _DESK,
    "county_dispatcher": (RED, *(tab for tab in _DESK if tab is not RED)),
    "community_staff": (ACCEPT, RED, ACCEPTED, MEDIATING, PERFORMING, CLAUSES, VISITS, ALL),
    "mediator": (MINE, COMMITTEE, SIGN, CLAUSES, VISITS, ALL),
    "grid_worker": (OWN, ALL),
    "unit_handler": (JOINT, OWN, ALL),
}
_READERS = (RED, MEDIATING, CLAUSES, UNRESOLVED, ALL)


def tabs_of(actor: Actor) -> tuple[Tab, ...]:
    """Return the parts of this role's list, the first one being where its day begins."""
    return _BY_ROLE.get(actor.role, _READERS)


def tab_of(actor: Actor, key: str) -> Tab:
    """Return a part by its key; the whole list where this role has no such part."""
    return next((tab for tab in tabs_of(actor) if tab.key == key), ALL)


def tab_counts(actor: Actor, now: datetime) -> dict[str, int]:
    """Return how many disputes stand in each part, at most ``COUNTED`` + 1; one query."""
    return counts_of(disputes_visible(actor), actor, tabs_of(actor), now, kind="dispute")


#: Columns of the board: its key, and the states that stand in it.
STAGES: Mapping[str, tuple[Any, tuple[str, ...]]] = {
    "registered": (pgettext_lazy("stage", "Registered"), ("registered",)),
    "accepted": (pgettext_lazy("stage", "Accepted"), ("accepted",)),
    "mediating": (pgettext_lazy("stage", "In mediation"), ("mediating",)),
    "agreed": (pgettext_lazy("stage", "Agreement"), ("agreed",)),
    "performing": (pgettext_lazy("stage", "Performing"), ("performing",)),
    "elsewhere": (pgettext_lazy("stage", "Without agreement, or elsewhere"), ("unresolved", "referred")),
    "resolved": (pgettext_lazy("stage", "Resolved"), ("resolved",)),
}
#: As many cards as a column shows.
CARDS = 6


@dataclass(frozen=True)
class Stage:
    """One column of the board. ``is_more``: there are more than ``number``."""

    key: str
    label: Any
    states: tuple[str, ...]
    number: int
    is_more: bool
    rows: list[Dispute]


def board_of(rows: QuerySet[Dispute]) -> list[Stage]:
    """Return the columns of the board of these rows, what falls due first on top; two queries.

    The first reads at most ``COUNTED`` + 1 keys a column, which are the count and the first cards at once.
    """
    bare = rows.select_related(None).defer(None)
    parts = [
        bare.filter(matter__state__in=states)
        .order_by("matter__next_due_at", "pk")
        .annotate(stage=Value(key, output_field=CharField()))
        .values_list("stage", "pk")[: COUNTED + 1]
        for key, (_label, states) in STAGES.items()
    ]
    keys: dict[str, list[int]] = {key: [] for key in STAGES}
    for stage, pk in parts[0].union(*parts[1:], all=True):
        keys[stage].append(pk)
    wanted = [pk for found in keys.values() for pk in found[:CARDS]]
    cards = {row.pk: row for row in rows.order_by().filter(pk__in=wanted)} if wanted else {}
    return [
        Stage(
            key=key,
            label=label,
            states=states,
            number=min(len(keys[key]), COUNTED),
            is_more=len(keys[key]) > COUNTED,
            rows=[cards[pk] for pk in keys[key][:CARDS] if pk in cards],
        )
        for key, (label, states) in STAGES.items()
    ]


@dataclass(frozen=True)
class Number:
    """One number of the home page; ``query`` opens its list."""

    label: Any
    value: int
    query: Mapping[str, str]
    icon: str
    is_more: bool = False
    is_red: bool = False


def numbers_of(actor: Actor) -> list[Number]:
    """Return the numbers of this post's home page; one query. Nothing waits for who only reads."""
    now = timezone.now()
    waiting = Tab("todo", _("Disputes waiting for me"), lambda actor, now: waiting_for(actor))
    own = Tab("own", _("Disputes I registered"), lambda actor, now: registered_by_q(actor))
    first = {"grid_worker": (own,), "unit_handler": (waiting,), "mediator": (waiting, RED)}
    tabs = first.get(actor.role, (waiting, RED) if actor.has("dispute.accept") else (RED,))
    queries = {"todo": {"todo": "true"}, "red": {"red": "true"}, "own": {"mine": "true"}}
    icons = {"todo": "users", "red": "flag", "own": "users"}
    counts = counts_of(disputes_visible(actor), actor, tabs, now, kind="dispute")
    labels = {"red": _("Disputes with open red flags")}
    return [
        Number(
            label=labels.get(tab.key, tab.label),
            value=min(counts[tab.key], COUNTED),
            query=queries[tab.key],
            icon=icons[tab.key],
            is_more=counts[tab.key] > COUNTED,
            is_red=tab.key == "red",
        )
        for tab in tabs
    ]


def sessions_today(actor: Actor, *, most: int = 6) -> list[MediationSession]:
    """Return the planned sessions of today in the actor's scope, a mediator's own ones only; in time order."""
    start = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    rows = sessions_between(actor, start, start + timedelta(days=1)).filter(state="planned")
    if actor.role == "mediator":
        rows = rows.filter(mediators__mediator__user_id=actor.user_id or 0)
    return list(rows[:most])


def first_rows(actor: Actor, *, most: int = 6) -> list[Dispute]:
    """Return the disputes that wait for this post, what falls due first on top."""
    rows = disputes_visible(actor).filter(waiting_for(actor), matter__kind="dispute")
    return list(rows.order_by("matter__next_due_at", "pk")[:most])
