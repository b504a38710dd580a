"""Bodies, centres and memberships by region and day."""

from __future__ import annotations

from datetime import date

from django.db.models import Case, Q, QuerySet, Value, When
from django.utils import timezone

from pingan.org.models import (
    CoordinatingBody,
    GovernanceCenter,
    LeaderResponsibility,
    MemberUnit,
    Organ,
    Region,
)


def _on(day: date) -> Q:
    return (Q(valid_from=None) | Q(valid_from__lte=day)) & (Q(valid_to=None) | Q(valid_to__gt=day))


def body_of(region: Region, on: date | None = None) -> CoordinatingBody | None:
    """Return the coordinating body in force for a region on a day; None: none (Article 11)."""
    day = on or timezone.localdate()
    return CoordinatingBody.objects.filter(_on(day), region=region).first()


def center_of(region: Region, on: date | None = None) -> GovernanceCenter | None:
    """Return the governance centre in force for a region on a day; None: none (Article 13)."""
    day = on or timezone.localdate()
    return GovernanceCenter.objects.filter(_on(day), region=region).first()


def members_on(body: CoordinatingBody, day: date) -> QuerySet[MemberUnit]:
    """Return the memberships in force on a day, by name of the unit (Article 12)."""
    return MemberUnit.objects.filter(_on(day), body=body).select_related("organ")


def memberships_of(body: CoordinatingBody) -> QuerySet[MemberUnit]:
    """Return every membership a body ever had, those in force first, then by the day they ended."""
    return (
        MemberUnit.objects.filter(body=body)
        .select_related("organ")
        .order_by("-valid_to", "organ__name_pinyin", "-valid_from")
    )


def responsible_on(organ: Organ, day: date) -> QuerySet[LeaderResponsibility]:
    """Return who answered for a unit on a day, first responsible persons first (Article 7).

    Accountability resolves persons as at the day of the incident, never as of today.
    """
    rank = Case(*(When(kind=kind, then=Value(place)) for place, kind in enumerate(LeaderResponsibility.Kind)))
    return LeaderResponsibility.objects.filter(_on(day), organ=organ, year=day.year).order_by(rank, "pk")
