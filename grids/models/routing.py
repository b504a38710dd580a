"""Which unit handles a class of incidents in an area, unless somebody decides otherwise."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pingan.common.versions import VersionedQuerySet, VersionedRow, area_code, no_overlap, runs_forward

ROUTE_KEY = ("category_code", "region_code", "priority")


class RoutingRule(VersionedRow):
    """One version of the default unit of a class in an area.

    ``category_code`` blank: every class. ``priority`` 1 is proposed first; higher numbers are alternatives.
    ``source`` names the list or document that gives the unit this duty; blank: the office's own decision.
    """

    category_code = models.CharField(_("class of incident"), max_length=40, blank=True, db_collation="C")
    region_code = models.CharField(_("area"), max_length=12, db_collation="C")
    organ = models.ForeignKey(
        "org.Organ", on_delete=models.PROTECT, related_name="routing_rules", verbose_name=_("default unit")
    )
    priority = models.PositiveSmallIntegerField(_("priority"), default=1)
    note = models.CharField(_("note"), max_length=200, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)

    objects = VersionedQuerySet.as_manager()

    class Meta:
        ordering = ("region_code", "category_code", "priority", "-version")
        constraints = (
            no_overlap("routing_rule_once_in_force", *ROUTE_KEY),
            runs_forward("routing_rule_runs_forward"),
            area_code("routing_rule_area"),
            models.CheckConstraint(condition=Q(priority__gte=1), name="routing_rule_priority_from_one"),
            models.UniqueConstraint(
                fields=[*ROUTE_KEY, "version"],
                name="routing_rule_version_once",
            ),
        )

    def __str__(self) -> str:
        """Show class, area and unit."""
        return f"{self.category_code or '*'} · {self.region_code} → {self.organ}"
