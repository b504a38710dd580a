"""Hours of one volunteer as they hold now, what was corrected, and which certificates are older than a correction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Prefetch, Sum
from django.utils import timezone

from grids.models import HoursCorrection, Volunteer, VolunteerService
from pingan.documents.models import OfficialDocument


def _given(volunteer: Volunteer) -> Any:
    return VolunteerService.objects.with_hours_now().filter(volunteer=volunteer)


def given_by(volunteer: Volunteer) -> list[VolunteerService]:
    """Return what a volunteer gave, the latest first, with ``hours_now`` and ``corrected``: corrections in their order."""
    corrections = HoursCorrection.objects.select_related("corrected_by").order_by("pk")
    return list(_given(volunteer).prefetch_related(Prefetch("corrections", corrections, to_attr="corrected")))


def hours_of(volunteer: Volunteer) -> int:
    """Return the hours that one volunteer gave, as they were corrected."""
    return int(_given(volunteer).aggregate(hours=Sum("hours_now"))["hours"] or 0)


def served_between(volunteer: Volunteer) -> tuple[Any, Any]:
    """Return the first and the last day on which a volunteer served; today where there is none."""
    rows = _given(volunteer).filter(hours_now__gte=1)
    days = list(rows.order_by("held_on").values_list("held_on", flat=True))
    today = timezone.localdate()
    return (days[0], days[-1]) if days else (today, today)


def changed_since(volunteer: Volunteer, moment: datetime) -> bool:
    """Say whether hours were noted or corrected after a moment."""
    corrected = HoursCorrection.objects.filter(service__volunteer=volunteer, corrected_at__gt=moment)
    return volunteer.given.filter(noted_at__gt=moment).exists() or corrected.exists()


def certificates_of(volunteer: Volunteer) -> list[tuple[OfficialDocument, bool]]:
    """Return the certificates, the latest first, each with whether hours that it tells were corrected since."""
    told = HoursCorrection.objects.filter(service__volunteer=volunteer)
    moments = list(told.values_list("service__noted_at", "corrected_at"))
    papers = volunteer.certificates.filter(erased_at=None).order_by("-issued_at")
    return [
        (paper, any(noted <= paper.issued_at < corrected for noted, corrected in moments)) for paper in papers
    ]
