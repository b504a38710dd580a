"""An order that repeats: what opens by itself, how often, since when."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pingan.common.versions import area_code
from pingan.registers.models.definitions import Period


class RoundSchedule(models.Model):
    """One definition, ordered again and again for one area. Opening is done by the job ``registers.open_recurring``.

    The version of the definition is the one in force when a round opens. ``period`` blank and
    ``days_before_holidays`` NULL: as that version says; 0 days: not before holidays. ``ends_on`` NULL: until somebody
    stops it; the day itself still counts. ``skips`` are the occasions that are left out, with the reason.
    ``ended_at`` NULL: it runs.
    """

    definition_code = models.CharField(max_length=40, db_collation="C", editable=False)
    region = models.ForeignKey("org.Region", on_delete=models.PROTECT, related_name="+")
    region_code = models.CharField(max_length=12, db_collation="C", editable=False)
    organ = models.ForeignKey("org.Organ", on_delete=models.PROTECT, null=True, related_name="+")
    title = models.CharField(_("title"), max_length=90)
    instructions = models.TextField(_("instructions"), blank=True)
    period = models.CharField(_("how often"), max_length=10, choices=Period.choices, blank=True)
    days_before_holidays = models.PositiveSmallIntegerField(
        _("working days before statutory holidays"), null=True, blank=True
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    skips: models.JSONField[Any, Any] = models.JSONField(default=dict, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, editable=False)
    ended_reason = models.CharField(max_length=300, blank=True, editable=False)

    class Meta:
        ordering = ("-pk",)
        constraints = (
            area_code("register_schedule_area"),
            models.CheckConstraint(
                condition=Q(period="") | Q(period__in=Period.values), name="register_schedule_period_known"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="register_schedule_runs_forward",
            ),
            models.UniqueConstraint(
                fields=["definition_code", "region_code"],
                condition=Q(ended_at=None),
                name="register_schedule_once_running",
            ),
        )

    def __str__(self) -> str:
        """Show the title."""
        return self.title
