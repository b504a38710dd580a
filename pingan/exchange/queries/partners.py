"""Partners, their permissions and their calls, as the office reads them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from django.db.models import Count, Q, QuerySet

from grids.queries.categories import categories_in_force
from grids.queries.limits import number_for
from grids.rules.choices import path_of
from pingan.access.policy import any_of, visible_to
from pingan.access.rules import Actor
from pingan.exchange.models import Call, CatalogueEntry, Credential, Delivery, Partner, Subscription
from pingan.org.models import Organ, Region

_CALLS = 100
#: Where nobody set a longest term: a permission that is renewed each year is looked at each year.
_YEAR: Final = timedelta(days=365)


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
    """Return the units of the own area, whose systems may be connected; those of other areas are known, and not ours."""
    rows = visible_to(Organ, actor).filter(_within("region__code", actor.areas), valid_to=None)
    rows = rows.select_related("region")
    return rows.order_by("region__code", "name_pinyin", "pk")


def areas_to_open(actor: Actor) -> QuerySet[Region]:
    """Return the divisions of the own area down to townships: what lies below is no matter of exchange."""
    return Region.objects.in_force().filter(_within("code", actor.areas), level__lte=4).order_by("code")


def _within(path: str, areas: Iterable[str]) -> Q:
    return any_of(Q(**{f"{path}__startswith": area}) for area in areas)


def classes_to_open(actor: Actor) -> dict[str, str]:
    """Return "class above / class" by code of every class that holds somewhere in the own area, those above included."""
    rows = [
        row
        for row in categories_in_force()
        if any(row.region_code.startswith(area) or area.startswith(row.region_code) for area in actor.areas)
    ]
    names = {row.code: str(row) for row in rows}
    parents = {row.code: row.parent_code for row in rows}
    return {code: " / ".join(names.get(one, one) for one in path_of(code, parents)) for code in sorted(names)}


def longest_term(region_code: str) -> timedelta:
    """Return how long a permission may hold at most, counted from the day on which it is drafted."""
    found = number_for("exchange.permission.longest_days", region_code)
    return _YEAR if found is None else timedelta(days=found.count)


def last_day_to_choose(actor: Actor, today: date) -> date:
    """Return the last day that a permission drafted today may name."""
    return today + longest_term(actor.region_code)
