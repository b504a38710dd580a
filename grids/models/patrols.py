"""Patrols: what is to be walked, how often, and what was walked (Articles 15, 16, 51).

No track: a patrol knows the points that were ticked and, where the worker added it, one place at the moment of sending.
"""

from __future__ import annotations

import uuid
from datetime import date

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from grids.models.grids import Grid


def _whole_point(name: str) -> models.CheckConstraint:
    """Both coordinates or neither (WGS-84)."""
    inside = Q(longitude__range=(-180, 180), latitude__range=(-90, 90))
    return models.CheckConstraint(condition=Q(longitude=None, latitude=None) | inside, name=name)


class PatrolPeriod(models.TextChoices):
    """In what time a patrol is due; the names are those of ``pingan.registers.rules.PERIODS``."""

    WEEK = "week", _("every week")
    TWO_WEEKS = "two_weeks", _("every two weeks")
    MONTH = "month", _("every month")
    QUARTER = "quarter", _("every quarter")


class PatrolPlan(models.Model):
    """One way to walk through one grid, so many times in each period, from a day until another (included).

    ``ends_on`` NULL: until somebody ends it. How often does not change: another frequency is another plan, so that what
    was due stays what was due. No public rule says how often; the desk decides. ``version`` counts edits.
    """

    grid = models.ForeignKey(
        Grid, on_delete=models.PROTECT, related_name="patrol_plans", verbose_name=_("grid")
    )
    title = models.CharField(_("title"), max_length=80)
    instructions = models.CharField(_("what to look at on the way"), max_length=500, blank=True)
    period = models.CharField(_("how often"), max_length=10, choices=PatrolPeriod.choices)
    times = models.PositiveSmallIntegerField(
        _("times in each period"), default=1, validators=[MinValueValidator(1), MaxValueValidator(31)]
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    ended_reason = models.CharField(max_length=200, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("grid", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(period__in=PatrolPeriod.values), name="patrol_plan_period_known"
            ),
            models.CheckConstraint(condition=Q(times__range=(1, 31)), name="patrol_plan_times_sound"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="patrol_plan_runs_forward",
            ),
        )

    def __str__(self) -> str:
        """Show the title."""
        return self.title

    @staticmethod
    def running_q(on: date) -> Q:
        """Return the condition that a plan runs on a day, a last day that was planned included; not once it was ended."""
        return Q(starts_on__lte=on, ended_reason="") & (Q(ends_on=None) | Q(ends_on__gte=on))

    def runs_on(self, day: date) -> bool:
        """Say whether it runs on a day."""
        is_before_end = self.ends_on is None or day <= self.ends_on
        return self.starts_on <= day and is_before_end and not self.ended_reason


class PatrolPoint(models.Model):
    """One point of a plan. ``dropped_on`` NULL: still to be visited; a dropped one stays for the visits made to it."""

    plan = models.ForeignKey(PatrolPlan, on_delete=models.CASCADE, related_name="points")
    order = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(_("point"), max_length=60)
    look_at = models.CharField(_("what to look at"), max_length=200, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    dropped_on = models.DateField(null=True, editable=False)

    class Meta:
        ordering = ("plan", "order", "pk")
        constraints = (_whole_point("patrol_point_is_whole"),)

    def __str__(self) -> str:
        """Show the name."""
        return self.name


class PatrolOccasion(models.Model):
    """One period of one plan, as it was due when it opened. ``done`` counts its patrols.

    ``called_off_on`` NULL: it counts; else the plan ended on that day before the period was over.
    """

    plan = models.ForeignKey(PatrolPlan, on_delete=models.CASCADE, related_name="occasions")
    key = models.CharField(max_length=24, db_collation="C")
    period_from = models.DateField()
    period_to = models.DateField()
    times = models.PositiveSmallIntegerField()
    done = models.PositiveSmallIntegerField(default=0)
    called_off_on = models.DateField(null=True)

    class Meta:
        ordering = ("-period_to", "plan", "pk")
        constraints = (
            models.UniqueConstraint(fields=["plan", "key"], name="patrol_occasion_once"),
            models.CheckConstraint(
                condition=Q(period_from__lte=F("period_to")), name="patrol_occasion_runs_forward"
            ),
        )
        indexes = (models.Index(fields=["period_to"], name="patrol_occasion_ends"),)

    def __str__(self) -> str:
        """Show the period."""
        return f"{self.period_from}–{self.period_to}"


class Patrol(models.Model):
    """One walk through a grid, recorded as a whole when it is sent. ``key`` is made on the device.

    ``plan`` NULL: a free patrol. ``occasion`` NULL: it fell into no due period. ``started_at`` NULL: nobody said when.
    ``longitude``, ``latitude``, ``accuracy_m`` (metres): where it was sent from; NULL: not added, or retention is over.
    ``words_erased_at`` NULL: the remarks are still kept.
    """

    key = models.UUIDField(default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(PatrolPlan, on_delete=models.PROTECT, null=True, related_name="patrols")
    occasion = models.ForeignKey(PatrolOccasion, on_delete=models.SET_NULL, null=True, related_name="patrols")
    grid = models.ForeignKey(Grid, on_delete=models.PROTECT, related_name="patrols")
    walked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(_("begun"), null=True)
    ended_at = models.DateTimeField(_("ended"))
    walked_on = models.DateField(_("day"))
    received_at = models.DateTimeField(auto_now_add=True)
    note = models.CharField(_("remarks"), max_length=1000, blank=True)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    accuracy_m = models.FloatField(null=True)
    words_erased_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-ended_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=["walked_by", "key"], name="patrol_once"),
            models.CheckConstraint(
                condition=Q(started_at=None) | Q(ended_at__gte=F("started_at")), name="patrol_runs_forward"
            ),
            _whole_point("patrol_place_is_whole"),
        )
        indexes = (
            models.Index(fields=["grid", "-ended_at"], name="patrol_of_grid"),
            models.Index(fields=["walked_by", "-ended_at"], name="patrol_of_worker"),
            models.Index(fields=["walked_on"], name="patrol_day"),
        )

    def __str__(self) -> str:
        """Show the day."""
        return str(self.walked_on)


class NotVisited(models.TextChoices):
    """Why a point could not be visited."""

    LOCKED = "locked", _("locked or closed")
    BLOCKED = "blocked", _("the way was blocked")
    WEATHER = "weather", _("weather")
    DANGER = "danger", _("too dangerous")
    GONE = "gone", _("the point is gone")
    OTHER = "other", pgettext_lazy("patrol", "other")


class PatrolVisit(models.Model):
    """What became of one point on one patrol: visited, or why not. When within the walk is not kept."""

    patrol = models.ForeignKey(Patrol, on_delete=models.CASCADE, related_name="visits")
    point = models.ForeignKey(PatrolPoint, on_delete=models.PROTECT, related_name="visits")
    is_visited = models.BooleanField()
    reason = models.CharField(max_length=10, choices=NotVisited.choices, blank=True)

    class Meta:
        ordering = ("patrol", "point__order", "pk")
        constraints = (
            models.UniqueConstraint(fields=["patrol", "point"], name="patrol_visit_once"),
            models.CheckConstraint(
                condition=Q(is_visited=True, reason="") | Q(is_visited=False, reason__in=NotVisited.values),
                name="patrol_visit_or_reason",
            ),
        )

    def __str__(self) -> str:
        """Show point and outcome."""
        return f"{self.point_id}: {self.is_visited}"


class PatrolFinding(models.Model):
    """An incident that was reported on a patrol. ``walk`` is the patrol's key; the incident mostly arrives first.

    ``patrol`` NULL: the patrol itself has not arrived yet. ``point`` NULL: found on the way between the points.
    """

    walk = models.UUIDField(editable=False)
    patrol = models.ForeignKey(Patrol, on_delete=models.CASCADE, null=True, related_name="findings")
    point = models.ForeignKey(PatrolPoint, on_delete=models.PROTECT, null=True, related_name="findings")
    incident = models.OneToOneField("grids.Incident", on_delete=models.CASCADE, related_name="patrol_finding")

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index(fields=["walk"], name="patrol_finding_walk"),)

    def __str__(self) -> str:
        """Name the incident."""
        return str(self.incident_id)
