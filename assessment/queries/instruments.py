"""Reads of the instruments of Article 60: lists in scope, one with what belongs to it, who is told, what waits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from assessment.models import Instrument, InstrumentMeasure, InstrumentReply
from grids.queries.waiting import overdue_q
from pingan.access.policy import NOTHING, visible_to
from pingan.access.rules import Actor
from pingan.matters.models import Clock
from pingan.org.models import Organ
from pingan.org.queries import user_ids_holding
from risk.queries.assignments import people_of

_JOINED = ("matter", "matter__region", "matter__region__parent", "matter__grid", "matter__organ", "organ")
_DEFERRED = (
    "matter__search",
    "matter__grid__bbox",
    "matter__region__boundary",
    "matter__region__parent__boundary",
)
#: Terms of an answer; the other one is the office's to assign.
ANSWERING = ("instrument_reply", "instrument_again")


def instruments_visible(actor: Actor | None) -> QuerySet[Instrument]:
    """Return the instruments in the actor's scope with what every list shows, newest first."""
    rows = visible_to(Instrument, actor).select_related(*_JOINED).defer(*_DEFERRED)
    return rows.order_by("-matter__opened_at", "-pk")


def addressable_units(actor: Actor) -> QuerySet[Organ]:
    """Return the units for which a post registers what they received: its own, for an office those of its division."""
    day = timezone.localdate()
    rows = Organ.objects.filter(Q(valid_to=None) | Q(valid_to__gt=day)).select_related("region")
    own = Q(region_id=actor.region_id or 0) if actor.role == "body_office" else Q(pk=actor.organ_id or 0)
    return rows.filter(own).order_by("name_pinyin", "pk")


def measures_of(instrument: Instrument) -> list[InstrumentMeasure]:
    """Return the measures in their order."""
    return list(instrument.measures.order_by("position"))


def replies_of(instrument: Instrument) -> list[InstrumentReply]:
    """Return the replies, the latest first."""
    return list(instrument.replies.select_related("made_by", "judged_by").order_by("-round"))


def running_term(instrument_id: int) -> Clock | None:
    """Return the running term of an answer; None: none runs."""
    return Clock.objects.filter(matter_id=instrument_id, stage__in=ANSWERING, stopped_at=None).first()


def due_day(instrument_id: int) -> date | None:
    """Return the last day of the first term of an answer, running or over; None: no term was set."""
    clock = Clock.objects.filter(matter_id=instrument_id, stage="instrument_reply").order_by("pk").first()
    return None if clock is None else timezone.localdate(clock.due_at)


def is_overdue(instrument_id: int) -> bool:
    """Say whether a term of an answer is over and nothing was answered."""
    term = running_term(instrument_id)
    return term is not None and term.due_at < timezone.now()


def office_of(instrument: Instrument) -> tuple[int, ...]:
    """Return the people of the office of the body in the unit's division."""
    return user_ids_holding(Q(role="body_office", region_id=instrument.matter.region_id))


def unit_of(instrument: Instrument) -> tuple[int, ...]:
    """Return the people of the unit that it is addressed to."""
    return people_of([instrument.organ_id])


def of_clock(clock: Clock) -> tuple[int, ...]:
    """Return who is reminded of a clock: the office to assign, unit and office to answer."""
    instrument = Instrument.objects.select_related("matter").get(pk=clock.matter_id)
    if clock.stage not in ANSWERING:
        return office_of(instrument)
    return tuple(sorted({*unit_of(instrument), *office_of(instrument)}))


def _office(actor: Actor) -> Q:
    late = Q(matter__state="assigned") & overdue_q(timezone.now())
    own = NOTHING if actor.region_id is None else Q(matter__region_id=actor.region_id)
    return own & (Q(matter__state__in=("registered", "replied")) | late)


def _unit(actor: Actor) -> Q:
    return NOTHING if actor.organ_id is None else Q(organ_id=actor.organ_id, matter__state="assigned")


_BY_ROLE: Mapping[str, Callable[[Actor], Q]] = {"body_office": _office, "unit_handler": _unit}


def waiting_for(actor: Actor) -> Q:
    """Return the condition: the next step is this post's. Nothing waits for who only reads."""
    condition = _BY_ROLE.get(actor.role)
    return NOTHING if condition is None else condition(actor)
