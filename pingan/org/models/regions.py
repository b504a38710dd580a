"""Administrative divisions, dated."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

CODE_WIDTH = {1: 2, 2: 4, 3: 6, 4: 9, 5: 12}


class RegionLevel(models.IntegerChoices):
    """The five levels of the statistical division code."""

    PROVINCE = 1, _("province")
    CITY = 2, _("city")
    COUNTY = 3, _("county")
    TOWNSHIP = 4, _("township or subdistrict")
    VILLAGE = 5, _("village or community")


class Region(models.Model):
    """One division during one period of validity.

    ``code`` has 12 digits (GB/T 2260, GB/T 10114, statistical rules of 国统字〔2009〕91号) and is unique per
    period: a recoded division is a new row. ``valid_to`` NULL means still in force; the day itself no longer
    belongs to the period. History keeps the row it began with.
    """

    code = models.CharField(_("code"), max_length=12, db_collation="C")
    name = models.CharField(_("name"), max_length=80)
    name_pinyin = models.CharField(max_length=200, blank=True, editable=False)
    level = models.PositiveSmallIntegerField(_("level"), choices=RegionLevel.choices)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    urban_rural_code = models.CharField(max_length=3, blank=True, help_text="国函〔2008〕60号; blank: unknown.")
    is_virtual = models.BooleanField(default=False, help_text="Statistical placeholder; left out of pickers.")
    valid_from = models.DateField(null=True, help_text="NULL: since before the data begins.")
    valid_to = models.DateField(null=True, blank=True, help_text="NULL: still in force.")
    succeeded_by: models.ManyToManyField[Region, Any] = models.ManyToManyField(
        "self", symmetrical=False, related_name="predecessors", blank=True
    )
    boundary: models.JSONField[Any, Any] = models.JSONField(
        null=True, blank=True, help_text="GeoJSON geometry, WGS-84; generalised, for display only."
    )
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("code",)
        constraints = (
            models.UniqueConstraint(fields=["code"], condition=Q(valid_to=None), name="region_code_once_in_force"),
            models.CheckConstraint(
                condition=Q(code__regex=r"^36[0-9]{10}$"), name="region_code_of_jiangxi"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gt=F("valid_from")),
                name="region_period_runs_forward",
            ),
        )
        indexes = (models.Index(fields=["code"], name="region_code"), models.Index(fields=["parent", "code"], name="region_tree"))

    def __str__(self) -> str:
        """Show the name."""
        return self.name

    @property
    def prefix(self) -> str:
        """The digits that this division and everything inside it share."""
        return self.code[: CODE_WIDTH[self.level]]


class RegionChange(models.Model):
    """One decision that renames, recodes, merges or abolishes divisions."""

    class Kind(models.TextChoices):
        RENAME = "rename", _("renamed")
        RECODE = "recode", _("recoded")
        MERGE = "merge", _("merged")
        ABOLISH = "abolish", _("abolished")
        CREATE = "create", _("created")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="changes")
    successor = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, related_name="origins")
    effective_on = models.DateField()
    document = models.CharField(_("decision document"), max_length=200, blank=True)
    old_name = models.CharField(max_length=80, blank=True)
    new_name = models.CharField(max_length=80, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "region", "successor", "effective_on"],
                name="region_change_once",
                nulls_distinct=False,
            ),
        )

    def __str__(self) -> str:
        """Name kind and division."""
        return f"{self.get_kind_display()} {self.old_name}"
