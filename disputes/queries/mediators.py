"""Who can mediate: committees of an area, mediators by speciality and load, conflicts of interest, free hours."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from disputes.models import (
    Channel,
    Dispute,
    DisputeParty,
    MediationCommittee,
    MediationSession,
    Mediator,
    SessionMediator,
)
from disputes.queries.restricted import open_to
from disputes.rules.identity import plain_name
from grids.queries.units import chain_of
from pingan.access.policy import visible_to
from pingan.access.rules import Actor


def committees_visible(actor: Actor | None) -> QuerySet[MediationCommittee]:
    """Return the committees with their organ and division, by area."""
    return visible_to(MediationCommittee, actor).select_related("organ", "organ__region")


def committees_for(region_code: str) -> QuerySet[MediationCommittee]:
    """Return the committees of a village, its township and its county, the nearest first."""
    chain = chain_of(region_code)
    rows = MediationCommittee.objects.filter(
        organ__region_id__in=[chain[level] for level in (3, 4, 5) if level in chain], organ__valid_to=None
    )
    return rows.select_related("organ", "organ__region").order_by(
        "-organ__region__level", "organ__name_pinyin"
    )


def active(on: date | None = None) -> Q:
    """Return the condition of a mediator who is active on a day (default: today)."""
    day = on or timezone.localdate()
    return Q(active_from__lte=day) & (Q(active_to=None) | Q(active_to__gt=day))


def caseload_for(actor: Actor | None) -> Coalesce:
    """Return, for a query of mediators, how many open channels each leads of disputes not closed to the actor."""
    led = Channel.objects.filter(mediator=OuterRef("pk"), state="open")
    if actor is not None:
        led = led.filter(open_to(actor, "dispute__"))
    counted = led.order_by().values("mediator").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), 0)


@dataclass(frozen=True)
class Suggestion:
    """A mediator for a dispute, and why. ``conflict`` non-empty: must not mediate this one."""

    mediator: Mediator
    caseload: int
    is_specialist: bool
    conflict: str = ""


def names_of_parties(parties: Iterable[DisputeParty]) -> frozenset[str]:
    """Return the names of parties as they are compared, of those who left as well; erased ones have none."""
    return frozenset(plain_name(party.name) for party in parties if party.name)


def bears_a_name(mediator: Mediator, names: Collection[str]) -> bool:
    """Say whether a mediator has a conflict of interest, as far as names tell: one of these is the mediator's."""
    return plain_name(mediator.name) in names


def suggested_mediators(actor: Actor, dispute: Dispute) -> list[Suggestion]:
    """Return the mediators of the area: specialists of the type first, then the nearer, then the less burdened."""
    specialist = Mediator.specialities.through.objects.filter(
        mediator_id=OuterRef("pk"), disputetype_id=dispute.type_id
    )
    near = committees_for(dispute.matter.region_code).order_by()
    rows = Mediator.objects.filter(active(), committee__in=near).annotate(
        is_specialist=Exists(specialist), caseload=caseload_for(actor)
    )
    names = names_of_parties(dispute.parties.all())
    found = [
        Suggestion(
            mediator=row,
            caseload=row.caseload,
            is_specialist=row.is_specialist,
            conflict="party" if bears_a_name(row, names) else "",
        )
        for row in rows.select_related("committee__organ__region")
        .prefetch_related("specialities")
        .order_by("-is_specialist", "-committee__organ__region__level", "caseload", "name_pinyin")
    ]
    return sorted(found, key=lambda one: bool(one.conflict))


def first_choice(actor: Actor, dispute: Dispute, handed: Mapping[int, int] | None = None) -> Mediator | None:
    """Return who is suggested first and can take it: no conflict of interest, a committee that can number papers.

    ``handed``: how many more each would have in hand by then, by key.
    """
    more = handed or {}
    able = [
        one
        for one in suggested_mediators(actor, dispute)
        if not one.conflict and one.mediator.committee.organ.document_code
    ]
    ranks = [
        (
            not one.is_specialist,
            -one.mediator.committee.organ.region.level,
            one.caseload + more.get(one.mediator.pk, 0),
            place,
        )
        for place, one in enumerate(able)
    ]
    return able[min(ranks)[-1]].mediator if able else None


def name_with_committee(actor: Actor, mediator_id: int) -> str:
    """Return a mediator as lists name one: 李国平 · 朱坊村人民调解委员会."""
    row = visible_to(Mediator, actor).select_related("committee__organ").get(pk=mediator_id)
    return f"{row.name} · {row.committee.organ}"


def sessions_between(actor: Actor, start: datetime, end: datetime) -> QuerySet[MediationSession]:
    """Return the sessions in the actor's scope that begin in a span, in time order."""
    rows = visible_to(MediationSession, actor).filter(starts_at__gte=start, starts_at__lt=end)
    return (
        rows.select_related("channel__dispute__matter", "channel__dispute__type", "committee__organ")
        .prefetch_related("mediators__mediator")
        .order_by("starts_at", "pk")
    )


def own_bookings(actor: Actor, monday: date) -> QuerySet[SessionMediator]:
    """Return the actor's own live bookings of one week."""
    start = timezone.make_aware(datetime.combine(monday, datetime.min.time()))
    rows = SessionMediator.objects.filter(
        mediator__user_id=actor.user_id or 0,
        is_live=True,
        starts_at__gte=start,
        starts_at__lt=start + timedelta(days=7),
    )
    return rows.select_related("session__channel__dispute__matter", "session__committee__organ").order_by(
        "starts_at"
    )


def committees_in_reach(actor: Actor, *, most: int = 400) -> list[MediationCommittee]:
    """Return the committees of the post's own area, to narrow a list by; empty where they are too many to choose."""
    area = Q()
    for prefix in actor.areas:
        area |= Q(organ__region__code__startswith=prefix)
    rows = committees_visible(actor).filter(area, organ__valid_to=None)
    found = list(rows.order_by("organ__region__code", "organ__name_pinyin")[: most + 1])
    return found if len(found) <= most else []
