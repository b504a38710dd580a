"""Which cases and commendations are past their retention: closed long enough, not held, not needed by what still runs."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from assessment.models import AccountabilityCase, Commendation, Restriction
from assessment.queries.cases import in_force_q
from assessment.rules.cases import CASE_FINAL
from grids.queries.limits import number_for
from pingan.matters.models import EntryNote

#: Retention is not a matter of counties: the province's rows alone are asked.
_PROVINCE = "360000000000"
_DAYS_IN_YEAR = 365.25


def kept_since(code: str, now: datetime) -> datetime | None:
    """Return before when something must have ended to be past its retention; None: nobody set how long it is kept."""
    number = number_for(f"assessment.retention.{code}", _PROVINCE)
    return None if number is None else now - timedelta(days=number.count * _DAYS_IN_YEAR)


def _free(today: date) -> Q:
    return Q(hold_until=None) | Q(hold_until__lt=today)


def _worded() -> Q:
    """Words stand: also those of what was done after they had been deleted once."""
    noted = EntryNote.objects.exclude(salt="").values("entry__matter_id")
    return Q(words_deleted_at=None) | Q(pk__in=noted)


def cases_past_retention(now: datetime, before: datetime) -> QuerySet[AccountabilityCase]:
    """Return the cases whose words go: closed before a moment; none while a later case or a restriction runs."""
    today = timezone.localdate(now)
    later = AccountabilityCase.objects.filter(previous=OuterRef("pk")).exclude(matter__state__in=CASE_FINAL)
    held = Restriction.objects.filter(in_force_q(today), case=OuterRef("pk"))
    rows = AccountabilityCase.objects.filter(_free(today), _worded(), matter__closed_at__lt=before)
    return rows.filter(~Exists(later), ~Exists(held)).order_by("pk")


def commendations_past_retention(now: datetime, before: datetime) -> QuerySet[Commendation]:
    """Return the commendations whose name and words go: closed before a moment and not held."""
    today = timezone.localdate(now)
    return Commendation.objects.filter(_free(today), _worded(), matter__closed_at__lt=before).order_by("pk")
