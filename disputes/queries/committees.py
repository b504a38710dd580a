"""Lists of committees and mediators with what they have in hand: counts, never a ranking of persons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, When
from django.utils import timezone

from disputes.models import Channel, MediationCommittee, Mediator
from disputes.queries.mediators import active, committees_visible
from disputes.queries.restricted import open_to
from grids.rules.figures import Share
from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.org.models import Region
from pingan.org.queries import posts_in_force

#: A mediation that came to its own end: with an agreement, without one, or refused.
ENDED = ("agreed", "failed", "refused")
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Load:
    """What a committee or mediator has in hand, as far as the reader may open it.

    ``share``: agreements among mediations ended within a year.
    """

    in_hand: int = 0
    ended: int = 0
    agreed: int = 0

    @property
    def share(self) -> Share:
        """Return the success of a committee (never of one person)."""
        return Share(self.agreed, self.ended)


def listed_committees(
    actor: Actor, *, prefixes: Iterable[str], kind: str = "", type_code: str = "", text: str = ""
) -> QuerySet[MediationCommittee]:
    """Return the committees of an area; ``type_code``: those with an active mediator for this type of dispute."""
    inside = Q(pk__in=[])
    for prefix in prefixes:
        inside |= Q(organ__region__code__startswith=prefix)
    rows = committees_visible(actor).filter(inside, organ__valid_to=None)
    if kind:
        rows = rows.filter(kind=kind)
    if type_code:
        special = Mediator.objects.filter(active(), specialities__code=type_code, committee=OuterRef("pk"))
        rows = rows.filter(Exists(special))
    if text:
        rows = rows.filter(
            Q(organ__name__contains=text)
            | Q(organ__name_pinyin__startswith=text.lower())
            | Q(chair__contains=text)
        )
    people = Count("mediators", filter=_active_mediators(), distinct=True)
    return rows.select_related("organ__region__parent").annotate(mediator_count=people)


def _active_mediators() -> Q:
    today = timezone.localdate()
    return Q(mediators__active_from__lte=today) & (
        Q(mediators__active_to=None) | Q(mediators__active_to__gt=today)
    )


def listed_mediators(
    actor: Actor,
    *,
    prefixes: Iterable[str],
    kind: str = "",
    type_code: str = "",
    text: str = "",
    is_ended: bool = False,
) -> QuerySet[Mediator]:
    """Return the mediators of an area, those who serve or those who have ended."""
    inside = Q(pk__in=[])
    for prefix in prefixes:
        inside |= Q(committee__organ__region__code__startswith=prefix)
    today = timezone.localdate()
    rows = visible_to(Mediator, actor).filter(inside)
    rows = rows.filter(active_to__lte=today) if is_ended else rows.exclude(active_to__lte=today)
    if kind:
        rows = rows.filter(kind=kind)
    if type_code:
        rows = rows.filter(specialities__code=type_code)
    if text:
        rows = rows.filter(Q(name__contains=text) | Q(name_pinyin__startswith=text.lower()))
    return rows.select_related("committee__organ__region").prefetch_related("specialities")


def mediators_of(actor: Actor, committee: MediationCommittee) -> QuerySet[Mediator]:
    """Return everybody who ever mediated for a committee, those who serve first."""
    rows = visible_to(Mediator, actor).filter(committee=committee).prefetch_related("specialities")
    has_ended = Case(When(active_to__lte=timezone.localdate(), then=1), default=0)
    return rows.order_by(has_ended, "name_pinyin", "pk")


def loads_by(actor: Actor, column: str, keys: Iterable[int], on: date | None = None) -> dict[int, Load]:
    """Return the loads of committees (``committee_id``) or mediators (``mediator_id``) by key; one query.

    Only what the actor may open is counted: what a mediator has in hand is a cell that is always small.
    """
    since = (on or timezone.localdate()) - YEAR
    ended = Q(state__in=ENDED, ended_at__date__gt=since)
    rows = (
        Channel.objects.filter(**{f"{column}__in": list(keys)}, kind__startswith="mediation_")
        .filter(Q(state="open") | ended)
        .filter(open_to(actor, "dispute__"))
        .order_by()
        .values(column)
        .annotate(
            in_hand=Count("pk", filter=Q(state="open")),
            ended=Count("pk", filter=ended),
            agreed=Count("pk", filter=ended & Q(state="agreed")),
        )
    )
    return {row.pop(column): Load(**row) for row in rows}


def accounts_for(committee: MediationCommittee) -> list[tuple[int, str]]:
    """Return account and name of those who hold a post of mediator in a committee today, by name."""
    posts = posts_in_force().filter(role="mediator", organ_id=committee.pk)
    rows = posts.select_related("user").order_by("user__name_pinyin", "user_id")
    return list({post.user_id: post.user.name for post in rows}.items())


def divisions_for(actor: Actor, region: Region) -> list[tuple[Any, str]]:
    """Return key and name of the divisions in which the actor may set up a committee, by code."""
    condition = Q(pk__in=[])
    for area in actor.areas:
        condition |= Q(code__startswith=area)
    rows = Region.objects.filter(
        condition, level__in=(3, 4, 5), valid_to=None, is_virtual=False, code__startswith=region.prefix
    )
    named = rows.select_related("parent").order_by("code")
    return [(row.pk, row.name if row.level == 3 else f"{row.parent} · {row.name}") for row in named]
