"""A stretch of whole days, as figures count in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone


@dataclass(frozen=True)
class Period:
    """Days from ``since`` to ``until``, both counted, in the product's zone."""

    since: date
    until: date

    def __post_init__(self) -> None:
        """Refuse a period that ends before it begins.

        Raises:
            ValueError: it does.

        """
        if self.until < self.since:
            raise ValueError("a period does not end before it begins")

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """Return the first moment of the period and the first one after it."""
        zone = timezone.get_default_timezone()
        first = datetime.combine(self.since, time.min, zone)
        return first, datetime.combine(self.until + timedelta(days=1), time.min, zone)

    def holds(self, path: str) -> Q:
        """Return the condition that a moment lies in the period."""
        first, after = self.moments
        return Q(**{f"{path}__gte": first, f"{path}__lt": after})

    def holds_day(self, path: str) -> Q:
        """Return the condition that a day lies in the period."""
        return Q(**{f"{path}__gte": self.since, f"{path}__lte": self.until})
