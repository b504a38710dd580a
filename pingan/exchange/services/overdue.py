"""Who is told when something stays where it was sent: of hand-overs desk, unit and office, of dead letters the office."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_noop

from grids.queries.recipients import desk_of, unit_people
from pingan.exchange.models import Delivery, HandOver, Subscription
from pingan.matters.services.notices import url_of
from pingan.notify.services import notify
from pingan.org.queries import user_ids_holding

UNACKNOWLEDGED: Final = gettext_noop("%(number)s: the system “%(system)s” has not acknowledged it: %(title)s")
NOT_DELIVERED: Final = gettext_noop(
    "%(system)s: %(count)s events were taken by nobody and wait for a decision"
)


def tell_who_must_act(row: HandOver) -> None:
    """Tell desk, unit and office that a system is silent: people take its place."""
    matter = row.matter
    notify(
        recipients={
            *desk_of(row.task.incident),
            *unit_people([row.task.organ_id]),
            *_office(row.entry.region_id),
        },
        key=f"hand-over:{row.pk}:overdue",
        title=UNACKNOWLEDGED,
        params={"number": matter.number, "title": matter.title, "system": row.entry.partner.name},
        url=url_of(matter),
        is_urgent=row.task.incident.is_emergency,
        kind="exchange.unacknowledged",
        about=matter.pk,
    )


def tell_of_dead_letters(now: datetime) -> int:
    """Tell each office once of the letters that died since it was told last; return how many. Safe to run again."""
    dead = Delivery.objects.filter(state=Delivery.State.DEAD, told_at=None).order_by("subscription_id")
    waiting = dead.values_list("subscription_id", flat=True).distinct()
    return sum(_tell_office(pk, now) for pk in list(waiting))


@transaction.atomic
def _tell_office(subscription_id: int, now: datetime) -> int:
    row = (
        Subscription.objects.select_for_update(of=("self",))
        .select_related("entry__partner")
        .get(pk=subscription_id)
    )
    letters = Delivery.objects.filter(subscription=row, state=Delivery.State.DEAD, told_at=None)
    ids = sorted(letters.values_list("pk", flat=True))
    if not ids:
        return 0
    notify(
        recipients=_office(row.entry.region_id),
        key=f"dead-letters:{row.pk}:{now.timestamp():.0f}",
        title=NOT_DELIVERED,
        params={"system": row.entry.partner.name, "count": len(ids)},
        url=reverse("exchange:letter_list"),
        kind="exchange.not_delivered",
    )
    Delivery.objects.filter(pk__in=ids).update(told_at=now)
    return len(ids)


def _office(region_id: int) -> Iterable[int]:
    return user_ids_holding(Q(role="body_office", region_id=region_id))
