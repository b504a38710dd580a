"""Administrative divisions, dated."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pingan.org.models.triggers import REGION_IDENTITY, REGION_PLACE, no_overlap

#: Digits of a code that say which division it is, per level.
CODE_WIDTH = {1: 2, 2: 4, 3: 6, 4: 9, 5: 12}


def prefix_of(code: str, level: int) -> str:
    """Return the digits of ``code`` that name its division at ``level``."""
    return code[: CODE_WIDTH[level]]


class RegionLevel(models.IntegerChoices):
    """The five levels of the statistical division code."""

    PROVINCE = 1, _("province")
    CITY = 2, _("city")
    COUNTY = 3, _("county")
    TOWNSHIP = 4, _("township or subdistrict")
    VILLAGE = 5, _("village or community")


class RegionQuerySet(models.QuerySet["Region"]):
    """Divisions by day."""

    def in_force(self, on: date | None = None) -> RegionQuerySet:
        """Keep divisions in force on a day; None means "not ended by any recorded decision"."""
        if on is None:
            return self.filter(valid_to=None)
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gt=on))


class Region(models.Model):
    """One division during one period of validity.

    ``code`` has 12 digits (GB/T 2260, GB/T 10114, statistical rules of 国统字〔2009〕91号) and is unique per
    period: a recoded division is a new row. ``valid_to`` NULL means still in force; the day itself no longer
    belongs to the period. History keeps the row it began with.
    """

    code = models.CharField(_("code"), max_length=12, db_collation="C")
    name = models.CharField(_("name"), max_length=80)
    name_pinyin = models.CharField(max_length=200, blank=True, editable=False)
    name_initials = models.CharField(max_length=80, blank=True, editable=False, help_text="zfz for 朱坊镇.")
    level = models.PositiveSmallIntegerField(_("level"), choices=RegionLevel.choices)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    urban_rural_code = models.CharField(
        max_length=3, blank=True, help_text="国函〔2008〕60号; blank: unknown."
    )
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

    objects = RegionQuerySet.as_manager()

    class Meta:
        ordering = ("code",)
        triggers = (REGION_PLACE, REGION_IDENTITY)
        constraints = (
            no_overlap("region_code_periods_apart", "code"),
            models.CheckConstraint(
                condition=Q(level=1, code__regex="^360{10}$")
                | Q(level=2, code__regex="^36(?!00)[0-9]{2}0{8}$")
                | Q(level=3, code__regex="^[0-9]{4}(?!00)[0-9]{2}0{6}$")
                | Q(level=4, code__regex="^[0-9]{6}(?!000)[0-9]{3}0{3}$")
                | Q(level=5, code__regex="^[0-9]{9}(?!000)[0-9]{3}$"),
                name="region_level_of_code",
            ),
            models.UniqueConstraint(
                fields=["code"], condition=Q(valid_to=None), name="region_code_once_in_force"
            ),
            models.CheckConstraint(condition=Q(code__regex=r"^36[0-9]{10}$"), name="region_code_of_jiangxi"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gt=F("valid_from")),
                name="region_period_runs_forward",
            ),
        )
        indexes = (
            models.Index(fields=["code"], name="region_code"),
            models.Index(fields=["parent", "code"], name="region_tree"),
            models.Index(fields=["valid_to"], condition=~Q(valid_to=None), name="region_ended"),
        )

    def __str__(self) -> str:
        """Show the name."""
        return self.name

    @property
    def prefix(self) -> str:
        """The digits that this division and everything inside it share."""
        return prefix_of(self.code, self.level)


class RegionChange(models.Model):
    """One decision that renames, recodes, merges, abolishes or creates a division.

    ``region`` is the division as it was (for ``create``: the new one); ``successor`` NULL: none, as for a
    rename, which keeps code and row. ``old_name`` and ``new_name`` keep the names before and after.
    """

    class Kind(models.TextChoices):
        RENAME = "rename", _("renamed")
        RECODE = "recode", _("recoded")
        MERGE = "merge", _("merged")
        ABOLISH = "abolish", _("abolished")
        CREATE = "create", _("created")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="changes")
    successor = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, related_name="origins"
    )
    effective_on = models.DateField()
    document = models.CharField(_("decision document"), max_length=200, blank=True)
    old_name = models.CharField(max_length=80, blank=True)
    new_name = models.CharField(max_length=80, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-effective_on", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "region", "successor", "effective_on"],
                name="region_change_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=~Q(document="") | Q(kind="create"), name="region_change_cites_document"
            ),
        )

    def __str__(self) -> str:
        """Name kind and division."""
        return f"{self.get_kind_display()} {self.old_name or self.new_name}"
