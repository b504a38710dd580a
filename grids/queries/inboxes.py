"""The parts of the inbox: what each role works through, as conditions on incidents and in one count."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.utils.translation import pgettext_lazy

from grids.models.incidents import ExtensionRequest, IncidentTask, Supervision
from grids.queries.waiting import DISPUTED_FROM, seen_light_q, waiting_for
from pingan.access.rules import Actor
from pingan.matters.models import Clock, Matter

#: Where the number beside a tab stops counting.
COUNTED = 99
#: Desks take emergencies first and then what falls due first; whole lists begin with the newest.
BY_DUE = "due"
#: Of a whole province, one index gives this order; emergencies have a part of their own there.
BY_TERM = "next_due_at"
BY_TIME = "-opened_at"


@dataclass(frozen=True)
class Tab:
    """One part of an inbox: key in the address, label, condition, and the order it starts with."""

    key: str
    label: Any
    condition: Callable[[Actor, datetime], Q]
    ordering: str = BY_DUE


def _state(*states: str) -> Callable[[Actor, datetime], Q]:
    return lambda actor, now: Q(matter__state__in=states) if len(states) > 1 else Q(matter__state=states[0])


def _task(*states: str) -> Callable[[Actor, datetime], Q]:
    def condition(actor: Actor, now: datetime) -> Q:
        own = IncidentTask.objects.filter(
            incident_id=OuterRef("pk"), organ_id=actor.organ_id or 0, state__in=states
        )
        return Q(Exists(own))

    return condition


def _waits_for_time(actor: Actor, now: datetime) -> Q:
    asked = ExtensionRequest.objects.filter(incident_id=OuterRef("pk"), state=ExtensionRequest.State.PENDING)
    return Q(matter__state="signed") & Q(Exists(asked))


def _escalated(actor: Actor, now: datetime) -> Q:
    return Q(desk_level__lte=3, matter__closed_at=None, escalated_at__isnull=False)


def _disputed(actor: Actor, now: datetime) -> Q:
    return Q(matter__state="returned", returned_count__gte=DISPUTED_FROM)


def _supervised(actor: Actor, now: datetime) -> Q:
    return Q(matter__closed_at=None) & Q(Exists(Supervision.objects.filter(incident_id=OuterRef("pk"))))


ACCEPT = Tab("accept", pgettext_lazy("tab", "To accept"), _state("reported"))
DISPATCH = Tab("dispatch", pgettext_lazy("tab", "To dispatch"), _state("accepted"))
RETURNED = Tab("returned", pgettext_lazy("tab", "Returned"), _state("returned"))
VERIFY = Tab("verify", pgettext_lazy("tab", "To verify"), _state("handled"))
ANSWER = Tab("answer", pgettext_lazy("tab", "To answer"), _state("verified"))
CLOSE = Tab("close", pgettext_lazy("tab", "To close"), _state("answered"))
MORE_TIME = Tab("time", pgettext_lazy("tab", "More time"), _waits_for_time)
OVERDUE = Tab(
    "overdue", pgettext_lazy("tab", "Overdue"), lambda actor, now: seen_light_q("red", now, actor), BY_TERM
)
WAITING = Tab("todo", pgettext_lazy("tab", "Waits for me"), lambda actor, now: waiting_for(actor))
SIGN = Tab("sign", pgettext_lazy("tab", "To sign for"), _task("pending"))
HANDLE = Tab("handle", pgettext_lazy("tab", "In hand"), _task("signed"))
DONE = Tab("done", pgettext_lazy("tab", "Done"), _task("done"), BY_TIME)
ESCALATED = Tab("escalated", pgettext_lazy("tab", "Put before the county"), _escalated)
DISPUTED = Tab("disputed", pgettext_lazy("tab", "Disputed"), _disputed)
EMERGENCY = Tab(
    "emergency",
    pgettext_lazy("tab", "Emergencies"),
    lambda actor, now: Q(is_emergency=True, matter__closed_at=None),
    BY_TIME,
)
SUPERVISED = Tab("supervised", pgettext_lazy("tab", "Supervised"), _supervised)
ALL = Tab("all", pgettext_lazy("tab", "All"), lambda actor, now: Q(), BY_TIME)

_BY_ROLE: Mapping[str, tuple[Tab, ...]] = {
    "township_desk": (ACCEPT, EMERGENCY, DISPATCH, RETURNED, VERIFY, ANSWER, CLOSE, MORE_TIME, OVERDUE, ALL),
    "community_staff": (ACCEPT, EMERGENCY, VERIFY, OVERDUE, ALL),
    "grid_worker": (WAITING, OVERDUE, ALL),
    "unit_handler": (SIGN, HANDLE, DONE, OVERDUE, ALL),
    "county_dispatcher": (ESCALATED, DISPUTED, OVERDUE, WAITING, EMERGENCY, ALL),
    "county_government": (WAITING, DISPUTED, OVERDUE, ALL),
    "body_office": (OVERDUE, SUPERVISED, DISPUTED, EMERGENCY, ALL),
}
_READERS = (OVERDUE, EMERGENCY, ALL)


def tabs_of(actor: Actor) -> tuple[Tab, ...]:
    """Return the parts of this role's inbox, the first one being where its day begins."""
    return _BY_ROLE.get(actor.role, _READERS)


def tab_of(actor: Actor, key: str) -> Tab:
    """Return a part by its key; the whole list where this role has no such part."""
    return next((tab for tab in tabs_of(actor) if tab.key == key), ALL)


def tab_counts(
    rows: QuerySet[Any], actor: Actor, tabs: Sequence[Tab], now: datetime, *, kind: str = "incident"
) -> dict[str, int]:
    """Return how many rows stand in each part, at most ``COUNTED`` + 1, with one query that stops early."""
    rows = rows.filter(matter__kind=kind).select_related(None).defer(None).order_by()
    parts = [
        rows.filter(tab.condition(actor, now))
        .annotate(tab=Value(tab.key, output_field=CharField()))
        .values_list("tab", flat=True)[: COUNTED + 1]
        for tab in tabs
        if tab.key != ALL.key
    ]
    if not parts:
        return {}
    found = list(parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0])
    return {tab.key: found.count(tab.key) for tab in tabs if tab.key != ALL.key}


@dataclass(frozen=True)
class Term:
    """The end of a running term and the moment of its warning; both None: none runs."""

    due_at: datetime | None = None
    warn_at: datetime | None = None
    is_paused: bool = False


def own_terms(actor: Actor, matters: Iterable[Matter]) -> dict[int, Term]:
    """Return by matter the term that a post looks at: a unit its own part's, everybody else the matter's next one."""
    matters = list(matters)
    terms = {m.pk: Term(m.next_due_at, m.next_warn_at, m.clock_paused) for m in matters}
    return terms | unit_terms(actor, terms)


def unit_terms(actor: Actor, matter_ids: Iterable[int]) -> dict[int, Term]:
    """Return by matter the term of a unit's own part; empty for every other post.

    A lead unit is not late because a co-handling one is.
    """
    if actor.role != "unit_handler":
        return {}
    terms = {matter_id: Term() for matter_id in matter_ids}
    rows = Clock.objects.filter(matter_id__in=terms, organ_id=actor.organ_id or 0, stopped_at=None)
    for clock in rows.order_by("-due_at"):  # the earliest comes last and stays
        terms[clock.matter_id] = Term(clock.due_at, clock.warn_at, clock.paused_at is not None)
    return terms


def provisional_among(matter_ids: Sequence[int]) -> set[int]:
    """Return those of these matters whose running term was counted over a year without a final calendar."""
    rows = Clock.objects.filter(matter_id__in=matter_ids, stopped_at=None, is_provisional=True)
    return set(rows.values_list("matter_id", flat=True))
