"""Places that are watched (Article 42) and the rounds that were made there."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pingan.org.models import Organ, Region
from risk.models.choices import Domain, Inspector, PlaceKind


class KeyPlace(models.Model):
    """A place of Article 42 or another one that is watched. It says nothing of persons.

    ``organ`` is the unit that answers for its supervision (NULL: none named), ``operator`` the organisation that manages
    or runs it. ``inspection_days`` NULL: the usual interval of ``inspector`` (a versioned number).
    ``next_inspection_on`` follows from the last round. ``closed_on`` NULL: still watched.
    """

    name = models.CharField(_("name"), max_length=120)
    name_pinyin = models.CharField(max_length=200, blank=True, editable=False)
    kind = models.CharField(_("kind of place"), max_length=16, choices=PlaceKind.choices)
    domain = models.CharField(_("domain"), max_length=16, choices=Domain.choices)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", verbose_name=_("division"))
    grid = models.ForeignKey("grids.Grid", on_delete=models.PROTECT, null=True, related_name="+")
    place_text = models.CharField(_("place in words"), max_length=200, blank=True)
    longitude = models.FloatField(null=True, help_text="WGS-84 degrees; NULL: no point is known.")
    latitude = models.FloatField(null=True, help_text="WGS-84 degrees; NULL: no point is known.")
    organ = models.ForeignKey(
        Organ, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("responsible unit")
    )
    operator = models.CharField(_("managing or operating unit"), max_length=120, blank=True)
    guards = models.TextField(_("guards and watches"), blank=True, help_text="人防")
    barriers = models.TextField(_("barriers and equipment"), blank=True, help_text="物防")
    technology = models.TextField(_("alarms and video"), blank=True, help_text="技防")
    has_plan = models.BooleanField(_("has an emergency plan"), default=False)
    drilled_on = models.DateField(_("last drill on"), null=True)
    inspector = models.CharField(_("inspected by"), max_length=8, choices=Inspector.choices)
    inspection_days = models.PositiveSmallIntegerField(_("inspected every (days)"), null=True)
    watched_on = models.DateField(_("watched since"))
    last_inspected_on = models.DateField(_("last inspected on"), null=True)
    next_inspection_on = models.DateField(_("next inspection by"), null=True)
    closed_on = models.DateField(_("no longer watched since"), null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("region__code", "name_pinyin", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["region", "name"], condition=Q(closed_on=None), name="key_place_name_once"
            ),
            models.CheckConstraint(
                condition=Q(longitude=None, latitude=None)
                | Q(longitude__range=(-180, 180), latitude__range=(-90, 90)),
                name="key_place_point_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(inspection_days=None) | Q(inspection_days__range=(1, 366)),
                name="key_place_interval_is_sound",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="key_place_has_a_name"),
        )
        indexes = (
            models.Index(fields=["next_inspection_on"], name="key_place_next", condition=Q(closed_on=None)),
            models.Index(fields=["organ"], name="key_place_by_unit"),
        )

    def __str__(self) -> str:
        """Show the name."""
        return self.name


class PlaceInspection(models.Model):
    """One round at a place: when, by whom in office, what was seen. What is wrong there becomes a hazard of its own."""

    place = models.ForeignKey(KeyPlace, on_delete=models.PROTECT, related_name="inspections")
    made_on = models.DateField(_("made on"))
    result = models.TextField(_("what was seen"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-made_on", "-id")
        constraints = (models.CheckConstraint(condition=~Q(result=""), name="place_inspection_says_what"),)

    def __str__(self) -> str:
        """Show the day."""
        return f"{self.made_on:%Y-%m-%d}"
