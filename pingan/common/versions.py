"""What every dated table of this app shares: periods that cannot overlap, rows that are never rewritten."""

from __future__ import annotations

from datetime import date
from typing import Self, TypeVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

V = TypeVar("V", bound="VersionedRow")
_KEY = (
    "numrange(hashtextextended(%(expressions)s, 0)::numeric, "
    "hashtextextended(%(expressions)s, 0)::numeric, '[]')"
)


def no_overlap(
    name: str, *key: str, period: tuple[str, str] = ("effective_from", "effective_to")
) -> ExclusionConstraint:
    """Forbid two rows of one key on one day, in the database itself.

    GiST has no equality for text without an extension, so the key becomes a range of one hash: two such
    ranges meet only where the keys are equal. A period that ends on the day it began is empty and meets
    nothing.
    """
    texts = [Func(F(column), template="(%(expressions)s)::text") for column in key]
    return ExclusionConstraint(
        name=name,
        expressions=[
            (Func(*texts, arg_joiner=" || '|' || ", template=_KEY), RangeOperators.OVERLAPS),
            (
                Func(*map(F, period), function="daterange", output_field=DateRangeField()),
                RangeOperators.OVERLAPS,
            ),
        ],
    )


class Confidence(models.TextChoices):
    """How sure a number is. The regulation itself holds none: every one comes from elsewhere."""

    HIGH = "H", _("legal text or the issuer's own notice")
    HIGH_ELSEWHERE = "H_elsewhere", _("legal text of another province or city: only a default here")
    MEDIUM = "M", _("secondary source")
    LOW = "L", _("common practice or estimate")


def holds_q(day: date, start: str = "effective_from", end: str = "effective_to") -> Q:
    """Return the condition that a period holds on a day; the day of its end no longer counts."""
    return Q(**{f"{start}__lte": day}) & (Q(**{end: None}) | Q(**{f"{end}__gt": day}))


class VersionedQuerySet(models.QuerySet[V]):
    """Rows by day."""

    def in_force(self, on: date) -> Self:
        """Keep the versions that hold on a day; the day of ``effective_to`` no longer counts."""
        return self.filter(holds_q(on))

    def current(self) -> Self:
        """Keep the last version of each key: the one that nothing has closed yet."""
        return self.filter(effective_to=None)


class VersionedRow(models.Model):
    """One version of a rule. A change closes this row and opens the next; nothing is edited in place.

    ``effective_to`` NULL: nothing follows yet; the day itself no longer belongs to the version.
    ``created_by`` NULL: came with the product's reference data. ``closed_*`` are empty while nothing follows.
    """

    version = models.PositiveIntegerField(_("version"), default=1)
    effective_from = models.DateField(_("in force from"))
    effective_to = models.DateField(_("in force until"), null=True, blank=True)
    reason = models.CharField(_("reason for the change"), max_length=300, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    closed_at = models.DateTimeField(null=True, editable=False)
    closed_reason = models.CharField(max_length=300, blank=True, editable=False)

    class Meta:
        abstract = True

    @staticmethod
    def in_force_q(on: date) -> Q:
        """Return the condition of ``in_force`` for querysets that come from ``visible_to``."""
        return holds_q(on)

    def holds_on(self, day: date) -> bool:
        """Say whether this version holds on a day."""
        return self.effective_from <= day and (self.effective_to is None or day < self.effective_to)


def runs_forward(
    name: str, start: str = "effective_from", end: str = "effective_to"
) -> models.CheckConstraint:
    """Forbid a period that ends before it begins."""
    return models.CheckConstraint(condition=Q(**{end: None}) | Q(**{f"{end}__gte": F(start)}), name=name)


def area_code(name: str, column: str = "region_code") -> models.CheckConstraint:
    """Hold a column to a prefix of a division code of this province (2, 4, 6, 9 or 12 digits)."""
    return models.CheckConstraint(
        condition=Q(**{f"{column}__regex": r"^36([0-9]{2}([0-9]{2}([0-9]{3}([0-9]{3})?)?)?)?$"}), name=name
    )
