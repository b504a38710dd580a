"""The parts of the inbox: what each role works through, as conditions on incidents and in one count."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import pgettext_lazy

from grids.models.incidents import ExtensionRequest, IncidentTask, Supervision
from grids.queries.waiting import DISPUTED_FROM, seen_light_q, waiting_for
from pingan.access.rules import Actor
from pingan.matters.models import Clock, Matter
from pingan.matters.queries.tabs import BY_DUE as BY_DUE
from pingan.matters.queries.tabs import BY_TERM as BY_TERM
from pingan.matters.queries.tabs import BY_TIME as BY_TIME
from pingan.matters.queries.tabs import COUNTED as COUNTED
from pingan.matters.queries.tabs import Tab as Tab
from pingan.matters.queries.tabs import provisional_among as provisional_among
from pingan.matters.queries.tabs import tab_counts as tab_counts


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
