"""Events on their way: what is due, and what waits for a person."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.exchange.models import CatalogueEntry, Delivery, Subscription

_OPEN = (Delivery.State.WAITING, Delivery.State.DEAD)


def sendable(now: datetime) -> QuerySet[Delivery]:
    """Return what may be sent now: due, and nothing earlier of the same record still on its way to the same receiver."""
    earlier = Delivery.objects.filter(
        subscription_id=OuterRef("subscription_id"),
        matter_id=OuterRef("matter_id"),
        number__lt=OuterRef("number"),
        state__in=_OPEN,
    )
    due = Delivery.objects.filter(state=Delivery.State.WAITING, due_at__lte=now)
    return due.filter(~Exists(earlier)).order_by("due_at", "id")


def free(now: datetime) -> Q:
    """Return the condition that no sender is at a subscription."""
    return Q(leased_until=None) | Q(leased_until__lt=now)


def open_subscriptions(now: datetime) -> QuerySet[Subscription]:
    """Return the subscriptions that may be sent to now. What a suspended entry's would be told is kept for later."""
    ready = Q(resume_at=None) | Q(resume_at__lte=now)
    rows = Subscription.objects.filter(ready, state=Subscription.State.ACTIVE)
    return rows.exclude(entry__state=CatalogueEntry.State.SUSPENDED)


def idle_subscriptions(now: datetime) -> list[int]:
    """Return the subscriptions that have something to be sent and nobody who is at it."""
    waiting = Delivery.objects.filter(
        subscription_id=OuterRef("pk"), state=Delivery.State.WAITING, due_at__lte=now
    )
    rows = open_subscriptions(now).filter(free(now), Exists(waiting))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def dead_letters(actor: Actor) -> QuerySet[Delivery]:
    """Return what nobody took and a person must decide on, the oldest first."""
    rows = visible_to(Delivery, actor).filter(state=Delivery.State.DEAD)
    return rows.select_related("event__matter", "subscription__entry__partner").order_by("first_at", "id")
