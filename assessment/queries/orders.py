"""Reads of rectification orders: lists in scope, one with all that belongs to it, who is told, whom a body may order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from assessment.models import DisciplineSuggestion, OrderItem, OrderReply, RectificationOrder
from grids.queries.waiting import overdue_q
from pingan.access.policy import NOTHING, scope_q, visible_to
from pingan.access.rules import Actor
from pingan.documents.models import ServiceReceipt
from pingan.matters.models import Clock
from pingan.org.models import CoordinatingBody, Organ
from pingan.org.queries import user_ids_holding
from risk.queries.assignments import people_of

_JOINED = (
    "matter",
    "matter__region",
    "matter__region__parent",
    "matter__grid",
    "matter__organ",
    "body",
    "issuer",
    "organ",
)
_DEFERRED = (
    "matter__search",
    "matter__grid__bbox",
    "matter__region__boundary",
    "matter__region__parent__boundary",
)
#: Terms that run for the unit; the approval's runs for the leaders, all others for the office.
OF_UNIT = frozenset({"order_rectify"})


def orders_visible(actor: Actor | None) -> QuerySet[RectificationOrder]:
    """Return the orders in the actor's scope with what every list shows, newest first."""
    rows = visible_to(RectificationOrder, actor).select_related(*_JOINED).defer(*_DEFERRED)
    return rows.order_by("-matter__opened_at", "-pk")


def body_of_actor(actor: Actor, on: date | None = None) -> CoordinatingBody | None:
    """Return the body in whose name a post acts: that of its own division, in force on a day (default: today)."""
    day = on or timezone.localdate()
    in_force = (Q(valid_from=None) | Q(valid_from__lte=day)) & (Q(valid_to=None) | Q(valid_to__gt=day))
    return CoordinatingBody.objects.filter(in_force, region_id=actor.region_id or 0).first()


def units_of_level(region_id: int, without: int | None = None) -> QuerySet[Organ]:
    """Return the units of a division itself: those that its body may order (Article 62: 同级), its own office left out."""
    day = timezone.localdate()
    rows = Organ.objects.filter(Q(valid_to=None) | Q(valid_to__gt=day), region_id=region_id)
    rows = rows.exclude(kind=Organ.Kind.COORDINATING_OFFICE)
    return (rows if without is None else rows.exclude(pk=without)).order_by("name_pinyin", "pk")


def units_to_order(actor: Actor) -> QuerySet[Organ]:
    """Return the units that a post's body may order."""
    return units_of_level(actor.region_id or 0, without=actor.organ_id)


def items_of(order: RectificationOrder) -> list[OrderItem]:
    """Return the points of an order in their order."""
    return list(order.items.order_by("position"))


def replies_of(order: RectificationOrder) -> list[OrderReply]:
    """Return the replies with what was found of each, the latest first."""
    rows = order.replies.select_related("made_by", "review", "review__made_by")
    return list(rows.order_by("-round"))


def suggestions_of(actor: Actor, order: RectificationOrder) -> list[DisciplineSuggestion]:
    """Return what was put to authorities, as far as the actor may know."""
    rows = visible_to(DisciplineSuggestion, actor).filter(order=order).select_related("document")
    return list(rows.order_by("made_at", "pk"))


def open_suggestion(order: RectificationOrder, concerns: str) -> DisciplineSuggestion | None:
    """Return the suggestion about the unit, or about staff, that waits for its answer."""
    return order.suggestions.filter(concerns=concerns, answered_on=None).first()


def receipt_of(order: RectificationOrder) -> ServiceReceipt | None:
    """Return the proof of service on the unit; None: not issued."""
    return ServiceReceipt.objects.filter(
        document_id=order.document_id or 0, recipient_id=order.organ_id
    ).first()


def is_overdue(order_id: int) -> bool:
    """Say whether the unit's time is over."""
    running = Clock.objects.filter(matter_id=order_id, stage="order_rectify", stopped_at=None)
    return bool(running.filter(due_at__lt=timezone.now()).exists())


def readable_documents(actor: Actor) -> Q:
    """Return the condition on ``OfficialDocument``: the paper of an order, or a letter to an authority, that is seen."""
    orders = RectificationOrder.objects.filter(scope_q(RectificationOrder, actor), document_id=OuterRef("pk"))
    letters = DisciplineSuggestion.objects.filter(
        scope_q(DisciplineSuggestion, actor), document_id=OuterRef("pk")
    )
    return Q(Exists(orders)) | Q(Exists(letters))


def office_of(order: RectificationOrder) -> tuple[int, ...]:
    """Return the people of the office of the body."""
    return user_ids_holding(Q(role="body_office", region_id=order.body.region_id))


def leaders_of(order: RectificationOrder) -> tuple[int, ...]:
    """Return the leaders of the body's division, who approve."""
    return user_ids_holding(Q(role="leader", region_id=order.body.region_id))


def unit_of(order: RectificationOrder) -> tuple[int, ...]:
    """Return the people of the unit that is ordered."""
    return people_of([order.organ_id])


def drafter_of(order: RectificationOrder) -> tuple[int, ...]:
    """Return the account that drew it up."""
    return (order.drafted_by_id,)


def of_clock(clock: Clock) -> tuple[int, ...]:
    """Return who is reminded of a clock: the leaders to approve, the unit to rectify, else the office."""
    order = RectificationOrder.objects.select_related("body").get(pk=clock.matter_id)
    if clock.stage == "order_approval":
        return leaders_of(order) or office_of(order)
    return unit_of(order) or office_of(order) if clock.stage in OF_UNIT else office_of(order)


def _own_region(actor: Actor) -> Q:
    return NOTHING if actor.region_id is None else Q(matter__region_id=actor.region_id)


def _office(actor: Actor) -> Q:
    late = Q(matter__state="issued") & overdue_q(timezone.now())
    return _own_region(actor) & (
        Q(matter__state__in=("approved", "replied", "failed", "refused", "answered")) | late
    )


def _leader(actor: Actor) -> Q:
    others = ~Q(drafted_by_id=actor.user_id) if actor.user_id is not None else Q()
    return _own_region(actor) & Q(matter__state="drafted") & others


def _unit(actor: Actor) -> Q:
    return NOTHING if actor.organ_id is None else Q(organ_id=actor.organ_id, matter__state="issued")


_BY_ROLE: Mapping[str, Callable[[Actor], Q]] = {
    "body_office": _office,
    "leader": _leader,
    "unit_handler": _unit,
}


def waiting_for(actor: Actor) -> Q:
    """Return the condition: the next step is this post's. Nothing waits for who only reads."""
    condition = _BY_ROLE.get(actor.role)
    return NOTHING if condition is None else condition(actor)
