"""What waits for whom: the incidents in which the next step is this post's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from grids.models.incidents import EmergencyReport, ExtensionRequest, IncidentTask
from pingan.access.policy import NOTHING
from pingan.access.rules import Actor
from pingan.matters.models import Clock

#: States in which a desk decides; ``verified`` and ``answered`` wait for the answer and for closing.
DESK_STATES = ("reported", "accepted", "returned", "verified", "answered")
#: domain.md §3: the second return is put before the county.
DISPUTED_FROM = 2


def overdue_q(now: datetime, at: str = "matter__") -> Q:
    """Return the condition of the red light: a running term is over."""
    return Q(**{f"{at}clock_paused": False, f"{at}next_due_at__lt": now})


def light_q(light: str, now: datetime, at: str = "matter__") -> Q:
    """Return the condition of one traffic light, from the stored columns.

    The same sentence as ``calendars.rules.light``; a test compares the two. Grey: no term runs, or it stands.
    """
    running = Q(**{f"{at}clock_paused": False, f"{at}next_due_at__gte": now})
    warned = Q(**{f"{at}next_warn_at__lte": now})
    conditions = {
        "red": overdue_q(now, at),
        "yellow": running & warned,
        "green": running & (Q(**{f"{at}next_warn_at": None}) | Q(**{f"{at}next_warn_at__gt": now})),
        "grey": Q(**{f"{at}clock_paused": True}) | Q(**{f"{at}next_due_at": None}),
    }
    return conditions[light]


def seen_light_q(light: str, now: datetime, actor: Actor | None) -> Q:
    """Return the condition of one light as the actor sees it: a unit looks at the terms of its own part."""
    if actor is None or actor.role != "unit_handler":
        return light_q(light, now)
    own = Clock.objects.filter(matter_id=OuterRef("pk"), organ_id=actor.organ_id or 0, stopped_at=None)
    running = own.filter(paused_at=None)
    late, warned = Q(Exists(running.filter(due_at__lt=now))), Q(Exists(running.filter(warn_at__lte=now)))
    runs = Q(Exists(running))
    conditions = {"red": late, "yellow": ~late & warned, "green": runs & ~late & ~warned, "grey": ~runs}
    return conditions[light]


def _desk(level: int) -> Q:
    pending = ExtensionRequest.objects.filter(
        incident_id=OuterRef("pk"), state=ExtensionRequest.State.PENDING
    )
    here = Q(desk_level=4) if level >= 4 else Q(desk_level__lte=3)
    return here & (Q(matter__state__in=DESK_STATES) | (Q(matter__state="signed") & Q(Exists(pending))))


def _disputed() -> Q:
    return Q(matter__state="returned", returned_count__gte=DISPUTED_FROM)


def _township(actor: Actor) -> Q:
    unattended = Q(matter__state="handled", matter__grid=None)
    return (_desk(4) & ~_disputed()) | unattended


def _county(actor: Actor) -> Q:
    return _desk(3) | _disputed()


def _government(actor: Actor) -> Q:
    return _disputed() | Q(desk_level__lte=3, matter__state__in=("accepted", "returned"))


def _community(actor: Actor) -> Q:
    return Q(matter__state="reported") | Q(matter__state="handled") & ~Q(
        is_self_resolved=True, matter__created_by_id=actor.user_id
    )


def _unit(actor: Actor) -> Q:
    tasks = IncidentTask.objects.filter(
        incident_id=OuterRef("pk"),
        organ_id=actor.organ_id or 0,
        state__in=(IncidentTask.State.PENDING, IncidentTask.State.SIGNED),
    )
    return Q(Exists(tasks)) if actor.organ_id is not None else NOTHING


def _worker(actor: Actor) -> Q:
    grids = sorted(actor.scopes.get("own_grids", ()))
    own = Q(is_self_resolved=True, matter__created_by_id=actor.user_id)
    return Q(matter__state="handled", matter__grid_id__in=grids) & ~own


def _office(actor: Actor) -> Q:
    unread = EmergencyReport.objects.filter(incident_id=OuterRef("pk"), acknowledged_at=None)
    return Q(matter__closed_at=None) & (Q(Exists(unread)) | overdue_q(timezone.now()))


_BY_ROLE: Mapping[str, Callable[[Actor], Q]] = {
    "township_desk": _township,
    "county_dispatcher": _county,
    "county_government": _government,
    "community_staff": _community,
    "unit_handler": _unit,
    "grid_worker": _worker,
    "body_office": _office,
}


def waiting_for(actor: Actor) -> Q:
    """Return the condition on ``Incident``: the next step is this post's. Nothing waits for who only reads.

    It speaks of rows that the actor sees: combine it with ``incidents_visible``.
    """
    condition = _BY_ROLE.get(actor.role)
    return NOTHING if condition is None else condition(actor)
