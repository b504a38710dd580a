"""The matter: what every incident, dispute, hazard, assessment and case has in common."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Left
from django.utils.translation import gettext_lazy as _

from pingan.common.text import Joined, Weighted, ZhVector
from pingan.files.models import StoredFile
from pingan.matters.models.cells import MapCell
from pingan.org.models import Organ, Region


class Matter(models.Model):
    """One file number. Every column that a list filters or sorts by stands here; the detail row is one-to-one.

    ``next_due_at`` is the earliest of its duties (running clocks and what its kind names besides; NULL: none) and
    ``next_warn_at`` the warning of that one; the traffic
    light is their comparison with now and is never stored. ``timeline_head`` and ``timeline_count`` anchor the
    chain of entries, so that a removed last entry shows.
    """

    number = models.CharField(_("number"), max_length=32, unique=True)
    kind = models.CharField(max_length=20)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("description"), blank=True)
    keywords = models.TextField(blank=True, help_text="What search finds besides: place, numbers, division.")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    region_code = models.CharField(max_length=12, db_collation="C")
    city_code = models.GeneratedField(
        expression=Left("region_code", Value(4)), output_field=models.CharField(max_length=4), db_persist=True
    )
    county_code = models.GeneratedField(
        expression=Left("region_code", Value(6)), output_field=models.CharField(max_length=6), db_persist=True
    )
    township_code = models.GeneratedField(
        expression=Left("region_code", Value(9)), output_field=models.CharField(max_length=9), db_persist=True
    )
    grid = models.ForeignKey("grids.Grid", on_delete=models.PROTECT, null=True, related_name="+")
    class_code = models.CharField(_("class"), max_length=40)
    severity = models.CharField(_("severity"), max_length=2, blank=True)
    urgency = models.CharField(_("urgency"), max_length=12, blank=True)
    state = models.CharField(_("state"), max_length=20)
    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, null=True, related_name="+")
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    next_due_at = models.DateTimeField(null=True)
    next_warn_at = models.DateTimeField(null=True)
    clock_paused = models.BooleanField(default=False)
    is_restricted = models.BooleanField(
        default=False, db_default=False, help_text="Closed to all but those whom the matter's kind names."
    )
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)
    timeline_head = models.CharField(max_length=64, blank=True)
    timeline_count = models.PositiveIntegerField(default=0)
    search = models.GeneratedField(
        expression=Joined(
            Weighted(ZhVector(F("title")), Value("A")),
            Weighted(ZhVector(F("text")), Value("B")),
            Weighted(ZhVector(F("keywords")), Value("C")),
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        ordering = ("-opened_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(longitude=None, latitude=None)
                | Q(longitude__gte=-180, longitude__lte=180, latitude__gte=-90, latitude__lte=90),
                name="matter_point_on_earth",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(closed_at__gte=F("opened_at")),
                name="matter_closes_after_opening",
            ),
        )
        indexes = (
            models.Index(fields=["kind", "-opened_at", "-id"], name="matter_by_time"),
            models.Index(fields=["kind", "city_code", "-opened_at", "-id"], name="matter_city_time"),
            models.Index(fields=["kind", "county_code", "-opened_at", "-id"], name="matter_county_time"),
            models.Index(fields=["kind", "township_code", "-opened_at", "-id"], name="matter_township_time"),
            models.Index(fields=["kind", "region_code", "-opened_at", "-id"], name="matter_region_time"),
            models.Index(
                fields=["kind", "county_code", "state", "next_due_at"], name="matter_county_state_due"
            ),
            models.Index(
                fields=["kind", "township_code", "state", "next_due_at"], name="matter_township_state_due"
            ),
            models.Index(
                fields=["kind", "county_code", "class_code", "-opened_at"], name="matter_county_class"
            ),
            # A class of a whole province over a period, counted without reading a matter.
            models.Index(
                fields=["class_code", "opened_at"], include=["region_code"], name="matter_class_opened"
            ),
            models.Index(
                fields=["class_code", "closed_at"],
                include=["region_code", "state"],
                name="matter_class_closed",
            ),
            models.Index(fields=["grid", "-opened_at", "-id"], name="matter_grid_time"),
            models.Index(fields=["organ", "state", "next_due_at"], name="matter_organ_state_due"),
            models.Index(fields=["created_by", "-opened_at"], name="matter_creator_time"),
            models.Index(fields=["next_due_at"], name="matter_due_open", condition=Q(closed_at=None)),
            # Who looks among incidents or disputes for those that are open reads no matter for it.
            models.Index(fields=["id"], name="matter_open", condition=Q(closed_at=None)),
            models.Index(
                fields=["closed_at"], name="matter_by_closing", condition=Q(closed_at__isnull=False)
            ),
            models.Index(
                fields=["next_due_at", "id"],
                name="matter_restricted_open",
                condition=Q(closed_at=None, is_restricted=True),
            ),
            GinIndex(fields=["search"], name="matter_search"),
            models.Index(
                F("kind"),
                MapCell("longitude", "latitude"),
                name="matter_on_map",
                condition=Q(longitude__isnull=False),
            ),
        )

    def __str__(self) -> str:
        """Show number and title."""
        return f"{self.number} {self.title}"


class MatterLink(models.Model):
    """Two matters that belong together, and why."""

    class Kind(models.TextChoices):
        RELATED = "related", _("related")
        MERGED = "merged", _("merged into")
        REFERRED = "referred", _("referred to")
        REOPENED = "reopened", _("reopened as")

    source = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="links_out")
    target = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="links_in")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    reason = models.CharField(max_length=200, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, help_text="NULL: still linked.")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["source", "target", "kind"], condition=Q(ended_at=None), name="link_once"
            ),
            models.CheckConstraint(condition=~Q(source=F("target")), name="link_to_another"),
        )

    def __str__(self) -> str:
        """Name kind and keys."""
        return f"{self.kind} {self.source_id}→{self.target_id}"


class MatterFile(models.Model):
    """A stored file on a matter, and what it shows."""

    class Purpose(models.TextChoices):
        REPORT = "report", _("report")
        SUPPLEMENT = "supplement", _("supplement")
        HANDLING = "handling", _("handling")
        VERIFICATION = "verification", _("verification")
        DOCUMENT = "document", _("document")

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="files")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("added_at", "id")
        constraints = (models.UniqueConstraint(fields=["matter", "file"], name="file_once_per_matter"),)

    def __str__(self) -> str:
        """Name the file by key."""
        return f"file {self.file_id}"


class SavedView(models.Model):
    """A list's filters, columns and order under a name, of one user."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    list_name = models.CharField(max_length=40)
    name = models.CharField(_("name"), max_length=40)
    query: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=["user", "list_name", "name"], name="view_name_once"),)

    def __str__(self) -> str:
        """Show the name."""
        return self.name
