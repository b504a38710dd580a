"""Grids: the smallest areas of service (Article 15)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.postgres.indexes import GistIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from grids.models.boxes import BoxField
from pingan.common.versions import holds_q, no_overlap, runs_forward


class GridKind(models.TextChoices):
    """The three kinds that Article 15 names."""

    GOVERNANCE = "governance_grid", _("governance grid (urban community)")
    BASIC = "basic_grid", _("basic grid (villager groups)")
    DEDICATED = "dedicated_grid", _("dedicated grid (organ, park, mall, school, hospital)")


class Grid(models.Model):
    """One grid. Its county sets it (Article 15); every point of the county should lie in one.

    ``boundary`` NULL: not drawn yet. The four corners follow the boundary and feed the generated ``bbox``.
    ``area_m2`` in square metres. ``resident_population`` and ``households`` NULL: not counted yet; zero is a
    count. ``is_urban_override`` NULL: urban or rural follows from the division's code.
    ``valid_to`` NULL: still in force. ``version`` counts edits, for ``If-Match``.
    """

    code = models.CharField(_("grid code"), max_length=20, db_collation="C")
    name = models.CharField(_("name"), max_length=80)
    name_pinyin = models.CharField(max_length=200, blank=True, editable=False)
    kind = models.CharField(_("kind of grid"), max_length=20, choices=GridKind.choices)
    region = models.ForeignKey(
        "org.Region", on_delete=models.PROTECT, related_name="grids", verbose_name=_("village or community")
    )
    boundary: models.JSONField[Any, Any] = models.JSONField(
        _("boundary"), null=True, blank=True, help_text=_("GeoJSON Polygon or MultiPolygon, WGS-84")
    )
    west = models.FloatField(null=True, editable=False)
    south = models.FloatField(null=True, editable=False)
    east = models.FloatField(null=True, editable=False)
    north = models.FloatField(null=True, editable=False)
    bbox = models.GeneratedField(
        expression=Func(
            Func(F("west"), F("south"), function="point"),
            Func(F("east"), F("north"), function="point"),
            function="box",
            output_field=BoxField(),
        ),
        output_field=BoxField(),
        db_persist=True,
    )
    area_m2 = models.FloatField(_("area in square metres"), null=True, editable=False)
    resident_population = models.PositiveIntegerField(
        _("resident population"), null=True, blank=True, validators=[MaxValueValidator(1_000_000)]
    )
    households = models.PositiveIntegerField(
        _("households"), null=True, blank=True, validators=[MaxValueValidator(500_000)]
    )
    host_organ = models.ForeignKey(
        "org.Organ",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="hosted_grids",
        verbose_name=_("host unit"),
        help_text=_("The organ, park, mall, school or hospital that a dedicated grid is for."),
    )
    supervision_phone = models.CharField(_("supervision phone"), max_length=30, blank=True)
    is_urban_override = models.BooleanField(_("urban community"), null=True, blank=True)
    is_demo = models.BooleanField(_("demo data"), default=False)
    valid_from = models.DateField(_("in force from"))
    valid_to = models.DateField(_("in force until"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, validators=[MinValueValidator(1)])

    class Meta:
        ordering = ("code", "id")
        constraints = (
            no_overlap("grid_code_once_in_force", "code", period=("valid_from", "valid_to")),
            runs_forward("grid_period_runs_forward", "valid_from", "valid_to"),
            models.CheckConstraint(
                condition=Q(west=None, south=None, east=None, north=None, boundary__isnull=True)
                | Q(
                    west__lte=F("east"),
                    south__lte=F("north"),
                    west__isnull=False,
                    south__isnull=False,
                    boundary__isnull=False,
                ),
                name="grid_corners_follow_boundary",
            ),
            models.CheckConstraint(
                condition=Q(kind=GridKind.DEDICATED) | Q(host_organ=None),
                name="grid_host_only_when_dedicated",
            ),
        )
        indexes = (
            GistIndex(fields=["bbox"], name="grid_bbox"),
            models.Index(fields=["code"], name="grid_code"),
            models.Index(fields=["region", "code"], name="grid_of_region"),
        )

    def __str__(self) -> str:
        """Show the name."""
        return self.name

    @staticmethod
    def in_force_q(on: date) -> Q:
        """Return the condition that holds on a day; the day of ``valid_to`` no longer counts."""
        return holds_q(on, "valid_from", "valid_to")

    def holds_on(self, day: date) -> bool:
        """Say whether the grid exists on a day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


class GridChange(models.Model):
    """One edit of a grid: who, when, why, and what stood there before. Rows are only ever added.

    ``before`` holds the former values of the changed columns, the boundary included, so that the grid of any
    earlier day can be shown. ``changed_by`` NULL: a loader.
    """

    class Action(models.TextChoices):
        CREATE = "create", _("created")
        EDIT = "edit", _("edited")
        RETIRE = "retire", _("retired")
        RESTORE = "restore", _("in force again")

    grid = models.ForeignKey(Grid, on_delete=models.PROTECT, related_name="changes")
    version = models.PositiveIntegerField()
    action = models.CharField(max_length=10, choices=Action.choices)
    before: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    reason = models.CharField(_("reason for the change"), max_length=300, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    changed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("grid", "version")
        constraints = (models.UniqueConstraint(fields=["grid", "version"], name="grid_change_once"),)

    def __str__(self) -> str:
        """Name grid and version."""
        return f"{self.grid_id} v{self.version}"
