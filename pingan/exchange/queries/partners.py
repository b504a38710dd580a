"""Partners, their permissions and their calls, as the office reads them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet

from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.exchange.models import Call, CatalogueEntry, Credential, Delivery, Partner, Subscription
from pingan.org.models import Organ, Region

_CALLS = 100


def partners(actor: Actor) -> QuerySet[Partner]:
    """Return the partners of the area, those still connected first, with how many permissions each holds."""
    held = Count("entries", filter=Q(entries__state=CatalogueEntry.State.APPROVED))
    rows = visible_to(Partner, actor).select_related("organ", "region").annotate(held=held)
    return rows.order_by("ended_at", "region__code", "name", "pk")


def entries_to_decide(actor: Actor) -> QuerySet[CatalogueEntry]:
    """Return the drafts of the area that wait for a decision."""
    rows = visible_to(CatalogueEntry, actor).filter(state=CatalogueEntry.State.SUBMITTED)
    return rows.select_related("partner", "region").order_by("drafted_at", "pk")


def entries_of(actor: Actor, partner: Partner) -> QuerySet[CatalogueEntry]:
    """Return the permissions of a partner, the newest first."""
    return visible_to(CatalogueEntry, actor).filter(partner=partner).select_related("region").order_by("-pk")


def credentials_of(partner: Partner) -> QuerySet[Credential]:
    """Return the clients of a partner, those that ended last."""
    return partner.credentials.select_related("application", "created_by").order_by("-ended_at", "-pk")


def subscriptions_of(actor: Actor, entry: CatalogueEntry) -> QuerySet[Subscription]:
    """Return where the matters of an entry are told, with what is still on its way."""
    on_the_way = Count("deliveries", filter=Q(deliveries__state=Delivery.State.WAITING))
    dead = Count("deliveries", filter=Q(deliveries__state=Delivery.State.DEAD))
    rows = visible_to(Subscription, actor).filter(entry=entry).annotate(on_the_way=on_the_way, dead=dead)
    return rows.order_by("state", "pk")


def calls_of(actor: Actor, partner: Partner, before: int | None) -> list[Call]:
    """Return one more call of a partner than fit a page, the newest first, older than ``before``."""
    rows = visible_to(Call, actor).filter(partner=partner).select_related("entry").order_by("-pk")
    return list((rows.filter(pk__lt=before) if before else rows)[: _CALLS + 1])


def units_to_connect(actor: Actor) -> QuerySet[Organ]:
    """Return the units of the area whose systems may be connected."""
    rows = visible_to(Organ, actor).filter(valid_to=None).select_related("region")
    return rows.order_by("region__code", "name_pinyin", "pk")


def areas_to_open(actor: Actor) -> QuerySet[Region]:
    """Return the divisions of the own area down to townships: what lies below is no matter of exchange."""
    near: Iterable[str] = actor.areas
    inside = Q(pk__in=[])
    for area in near:
        inside |= Q(code__startswith=area)
    return Region.objects.in_force().filter(inside, level__lte=4).order_by("code")
