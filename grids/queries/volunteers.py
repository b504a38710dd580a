"""Reads of volunteers: those of a desk, the activities that hours are given at, and what a code shows of one.

Nothing is summed over volunteers and nothing is ordered by hours: nobody is compared with anybody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Q, QuerySet, When
from django.utils import timezone

from grids.models import PublicSubmission, ServiceKind, Volunteer, VolunteerService
from grids.queries.limits import number_for
from grids.queries.units import chain_of, units_for
from grids.queries.volunteer_hours import certificates_of, given_by, hours_of
from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.documents.models import OfficialDocument
from pingan.org.models import Organ
from pingan.registers.models import RegisterFinding
from pingan.registers.queries.entries import entries_visible

ACTIVITIES = "volunteer_activities"
#: As many activities are offered: the latest.
_OFFERED = 100
PARTS: dict[str, Q] = {
    "serving": Q(left_at=None),
    "warned": Q(left_at=None, warned_at__isnull=False),
    "left": Q(left_at__isnull=False),
}
_POLICE = Q(name__contains="公安") | Q(name__contains="派出所")


def services_of(codes: Iterable[str]) -> list[Any]:
    """Return the names of kinds of activity, in the order of the regulation."""
    wanted = set(codes)
    return [kind.label for kind in ServiceKind if kind.value in wanted]


def idle_days() -> int | None:
    """Return after how many days without service or new consent the data of a volunteer end; None: nobody set it."""
    found = number_for("retention.volunteer_idle_days", "360000000000")
    return found.count if found else None


def volunteer_of(row: PublicSubmission) -> Volunteer | None:
    """Return the volunteer that an application became; None: none (yet)."""
    found = Volunteer.objects.select_related("submission", "region").filter(submission_id=row.pk)
    volunteer: Volunteer | None = found.first()
    return volunteer


def volunteers_visible(actor: Actor, part: str) -> QuerySet[Volunteer]:
    """Return the volunteers of the actor's area, by place and in the order in which they came."""
    rows = visible_to(Volunteer, actor).filter(PARTS[part])
    return rows.select_related("submission", "region").order_by("region_code", "pk")


def activities_for(actor: Actor, volunteer: Volunteer) -> list[RegisterFinding]:
    """Return the activities of the volunteer's place that the register holds, the latest first, without those noted."""
    rows = entries_visible(actor).filter(
        report__round__definition__code=ACTIVITIES, report__region_code__startswith=volunteer.region_code[:9]
    )
    noted = volunteer.given.exclude(activity=None).values("activity_id")
    return list(rows.exclude(pk__in=noted).order_by("-values__held_on", "-pk")[:_OFFERED])


def police_for(region_code: str) -> list[Organ]:
    """Return the police units of a place, those of the township before those of the county."""
    rows = units_for(region_code).filter(_POLICE)
    return list(rows.order_by(Case(When(region__level=4, then=0), default=1), "name_pinyin", "pk"))


def signing_unit(actor: Actor, region_code: str) -> Organ | None:
    """Return in whose name a certificate is: the actor's own unit, else the office or centre of township, then county."""
    day = timezone.localdate()
    chain = chain_of(region_code)
    coded = Organ.objects.exclude(document_code="").filter(Q(valid_to=None) | Q(valid_to__gt=day))
    offices = Q(
        kind__in=[Organ.Kind.COORDINATING_OFFICE, Organ.Kind.GOVERNANCE_CENTER],
        region_id__in=[chain[level] for level in (3, 4) if level in chain],
    )
    own = Case(When(pk=actor.organ_id or 0, then=0), default=1)
    found: Organ | None = (
        coded.filter(offices | Q(pk=actor.organ_id or 0))
        .order_by(own, "-region__level", "kind", "pk")
        .first()
    )
    return found


@dataclass(frozen=True)
class OwnRecord:
    """What a volunteer reads under the own code: hours, activities, certificates, and which are older than a correction."""

    volunteer: Volunteer
    services: list[Any]
    hours: int
    given: list[VolunteerService]
    certificates: list[tuple[OfficialDocument, bool]]

    @property
    def is_older(self) -> bool:
        """Say whether hours that the latest certificate tells were corrected after it was issued."""
        return bool(self.certificates) and self.certificates[0][1]


def own_record(row: PublicSubmission) -> OwnRecord | None:
    """Return what the code of an application shows, once somebody was taken on and as long as they serve."""
    volunteer = volunteer_of(row)
    if volunteer is None or volunteer.left_at is not None:
        return None
    return OwnRecord(
        volunteer=volunteer,
        services=services_of(volunteer.services),
        hours=hours_of(volunteer),
        given=given_by(volunteer)[:_OFFERED],
        certificates=certificates_of(volunteer),
    )
