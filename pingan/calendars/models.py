"""Days off, make-up workdays, years and office hours: rows with a source."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

_SEASON_DAY = r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"


class DayKind(models.TextChoices):
    """What the calendar says of a day that is not simply what its weekday makes it."""

    HOLIDAY = "holiday", _("day off")
    WORKDAY = "workday", _("make-up workday")
    ORDINARY = "ordinary", _("ordinary day")


class YearStatus(models.TextChoices):
    """Whether the yearly notice of the State Council has been entered in full."""

    FINAL = "final", _("final")
    PROVISIONAL = "provisional", _("provisional")


class Confidence(models.TextChoices):
    """How well a value is founded; low means the product's own assumption until an office confirms it."""

    HIGH = "high", _("confirmed by an official source")
    MEDIUM = "medium", _("from a secondary source")
    LOW = "low", _("assumption, to be confirmed")


class Holiday(models.Model):
    """One day that the notice or the office makes a day off or a workday.

    ``ordinary`` states that the day is what its weekday makes it, against the reference file; loading the
    file again leaves it alone. ``edited_by`` NULL means that nobody has changed the row since it was loaded.
    """

    day_on = models.DateField(_("day"), unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=DayKind.choices)
    name = models.CharField(_("name"), max_length=40)
    in_lieu = models.BooleanField(
        _("in lieu"), default=False, help_text=_("A day off given in exchange for a make-up workday.")
    )
    source = models.CharField(_("source"), max_length=200)
    is_from_reference = models.BooleanField(
        default=False, editable=False, help_text="The reference file has this day, edited since or not."
    )
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("day_on",)
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=DayKind.values), name="holiday_kind_known"),
        )

    def __str__(self) -> str:
        """Show day and name."""
        return f"{self.day_on} {self.name}"


class CalendarYear(models.Model):
    """How far the calendar of a year may be relied on. A year without a row is provisional."""

    year = models.PositiveSmallIntegerField(_("year"), primary_key=True)
    status = models.CharField(
        _("status"), max_length=12, choices=YearStatus.choices, default=YearStatus.PROVISIONAL
    )
    source = models.CharField(_("source"), max_length=200, help_text=_("The notice the year was taken from."))
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("year",)
        constraints = (
            models.CheckConstraint(
                condition=Q(status__in=YearStatus.values), name="calendar_year_status_known"
            ),
        )

    def __str__(self) -> str:
        """Show the year."""
        return str(self.year)


class OfficeHours(models.Model):
    """Office hours of every working day in an area during a period.

    ``region_code`` is a prefix of the division code (2, 4, 6, 9 or 12 digits); the longest prefix wins, then
    hours of a season over hours of the whole year. ``effective_to`` NULL means still in force; the day
    itself no longer belongs to the period. A change is a new row, so what held on a day stays provable.
    """

    region_code = models.CharField(_("area"), max_length=12, db_collation="C")
    effective_from = models.DateField(_("from"))
    effective_to = models.DateField(_("until"), null=True, blank=True)
    season_from = models.CharField(
        _("season from"), max_length=5, blank=True, help_text=_("MM-DD; blank: the whole year.")
    )
    season_to = models.CharField(_("season until"), max_length=5, blank=True, help_text=_("MM-DD, included."))
    morning_opens = models.TimeField(_("morning from"))
    morning_closes = models.TimeField(_("morning until"))
    afternoon_opens = models.TimeField(_("afternoon from"))
    afternoon_closes = models.TimeField(_("afternoon until"))
    source = models.CharField(_("source"), max_length=200)
    confidence = models.CharField(
        _("confidence"), max_length=6, choices=Confidence.choices, default=Confidence.LOW
    )
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("region_code", "season_from", "effective_from")
        verbose_name_plural = "office hours"
        constraints = (
            models.UniqueConstraint(
                fields=["region_code", "season_from", "season_to", "effective_from"],
                name="office_hours_once_per_day",
            ),
            models.CheckConstraint(
                condition=Q(region_code__regex=r"^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12})$"),
                name="office_hours_area_is_a_prefix",
            ),
            models.CheckConstraint(
                condition=Q(effective_to=None) | Q(effective_to__gt=F("effective_from")),
                name="office_hours_period_in_order",
            ),
            models.CheckConstraint(
                condition=Q(season_from="", season_to="")
                | Q(season_from__regex=_SEASON_DAY, season_to__regex=_SEASON_DAY),
                name="office_hours_season_complete",
            ),
            models.CheckConstraint(
                condition=Q(
                    morning_opens__lt=F("morning_closes"),
                    morning_closes__lte=F("afternoon_opens"),
                    afternoon_opens__lt=F("afternoon_closes"),
                ),
                name="office_hours_times_in_order",
            ),
        )

    def __str__(self) -> str:
        """Show area and closing time."""
        return f"{self.region_code} {self.morning_opens:%H:%M}-{self.afternoon_closes:%H:%M}"


class CalendarVersion(models.Model):
    """The one row that tells every process whether its copy of the calendar is still good.

    A random token instead of a counter: a counter that is rolled back comes again with other contents.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    token = models.UUIDField(default=uuid.uuid4)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(id=1), name="calendar_version_single"),)

    def __str__(self) -> str:
        """Show the token."""
        return str(self.token)
