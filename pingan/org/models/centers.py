"""Governance centres on five levels (Article 13; GB/T 33200-2016)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pingan.org.models.organs import Organ
from pingan.org.models.regions import Region
from pingan.org.models.triggers import level_of_region, no_overlap, period_forward
from pingan.org.models.versions import Versioned


class GovernanceCenter(Versioned):
    """The centre (综治中心) of a region: premises, staff, resident agencies; one in force per region."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="governance_centers")
    organ = models.OneToOneField(
        Organ, on_delete=models.PROTECT, null=True, blank=True, related_name="governance_center"
    )
    name = models.CharField(_("name"), max_length=120)
    level = models.PositiveSmallIntegerField(_("level"))
    address = models.CharField(_("address"), max_length=200, blank=True)
    floor_area_m2 = models.PositiveIntegerField(_("floor area (m²)"), null=True, blank=True)
    windows = models.PositiveSmallIntegerField(_("intake windows"), null=True, blank=True)
    staff_count = models.PositiveSmallIntegerField(_("staff"), null=True, blank=True)
    phone = models.CharField(_("public phone"), max_length=30, blank=True)
    opening_hours = models.CharField(_("opening hours"), max_length=100, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("region__code", "id")
        triggers = (level_of_region("center_level_of_region"),)
        constraints = (
            no_overlap("center_periods_apart", "region_id"),
            period_forward("center_period_runs_forward"),
            models.UniqueConstraint(
                fields=["region"], condition=Q(valid_to=None), name="center_once_per_region"
            ),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=5), name="center_on_five_levels"),
            models.CheckConstraint(
                condition=Q(longitude=None, latitude=None)
                | Q(longitude__gte=-180, longitude__lte=180, latitude__gte=-90, latitude__lte=90),
                name="center_point_on_earth",
            ),
        )

    def __str__(self) -> str:
        """Show the name."""
        return self.name


class ResidentAgency(models.Model):
    """A unit that works in a centre: resident, by rota, or on call."""

    class Mode(models.TextChoices):
        RESIDENT = "resident", _("resident (常驻)")
        ROTATING = "rotating", _("by rota (轮驻)")
        ON_CALL = "on_call", _("on call (随驻)")

    center = models.ForeignKey(GovernanceCenter, on_delete=models.CASCADE, related_name="agencies")
    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, related_name="residencies")
    mode = models.CharField(_("mode"), max_length=10, choices=Mode.choices)
    schedule = models.CharField(_("schedule"), max_length=100, blank=True)
    window = models.CharField(_("window"), max_length=40, blank=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("center", "mode", "organ__name_pinyin")
        constraints = (
            period_forward("agency_period_runs_forward"),
            models.UniqueConstraint(
                fields=["center", "organ"], condition=Q(valid_to=None), name="agency_once"
            ),
        )

    def __str__(self) -> str:
        """Name the unit."""
        return str(self.organ)


class CenterChecklistItem(models.Model):
    """One line of the standardisation check (五有: 牌子/场地/力量/机制/效果), with who looked and when."""

    center = models.ForeignKey(GovernanceCenter, on_delete=models.CASCADE, related_name="checklist")
    code = models.CharField(max_length=40)
    is_met = models.BooleanField(_("met"), null=True, help_text="NULL: not looked at yet.")
    remark = models.CharField(_("remark"), max_length=200, blank=True)
    checked_on = models.DateField(null=True, blank=True)
    checked_by = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ("center", "id")
        constraints = (models.UniqueConstraint(fields=["center", "code"], name="checklist_line_once"),)

    def __str__(self) -> str:
        """Show the line's code."""
        return self.code
