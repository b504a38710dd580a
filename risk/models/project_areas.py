"""Where a project lies, and the disputes and incidents that were found there (Article 24; domain.md §5)."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from grids.rules.geometry import JIANGXI
from pingan.matters.models import Matter
from pingan.org.models import Region
from pingan.org.models.triggers import refuse
from risk.models.decision_choices import MOST_POINTS
from risk.models.decisions import MajorDecision

_WEST, _SOUTH, _EAST, _NORTH = JIANGXI

# Whether a ring crosses itself is asked by the service alone: PostgreSQL without extensions knows no such question.
BOUNDARY_SOUND = pgtrigger.Trigger(
    name="project_area_boundary_sound",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    condition=pgtrigger.Q(new__boundary__isnull=False),
    declare=[("rings", "jsonpath"), ("ring", "jsonb"), ("points", "integer := 0")],
    func=f"""
    rings := case NEW.boundary->>'type'
      when 'Polygon' then '$.coordinates[*]'
      when 'MultiPolygon' then '$.coordinates[*][*]'
    end;
    if rings is null then
      {refuse("the area is a Polygon or MultiPolygon", "project_area_boundary_sound")}
    end if;
    for ring in select jsonb_path_query(NEW.boundary, rings) loop
      if jsonb_typeof(ring) <> 'array' or jsonb_array_length(ring) < 4 or ring->0 <> ring->-1 or exists (
        select from jsonb_array_elements(ring) position
         where jsonb_typeof(position->0) is distinct from 'number'
            or jsonb_typeof(position->1) is distinct from 'number'
      ) then
        {refuse("a ring has four positions or more and ends where it began", "project_area_boundary_sound")}
      end if;
      points := points + jsonb_array_length(ring);
    end loop;
    if points = 0 or points > {MOST_POINTS} then
      {refuse("an area has few points, and some", "project_area_boundary_sound")}
    end if;
    return NEW;
    """,  # noqa: S608 - the only names in it are our own
)

NEVER_RESTRICTED = pgtrigger.Trigger(
    name="area_matter_never_restricted",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func=f"""
    perform 1 from matters_matter matter
     where matter.id = NEW.matter_id and not matter.is_restricted and matter.kind in ('dispute', 'incident');
    if not found then
      {refuse("neither dispute nor incident, or restricted", "area_matter_never_restricted")}
    end if;
    return NEW;
    """,
)


class ProjectArea(models.Model):
    """Where a project lies, more closely than the division of its matter says.

    ``boundary`` NULL: not drawn. The four corners follow it. ``regions`` and ``grids`` were chosen from a list; of a drawn
    area they hold for matters without a point. Nothing drawn and nothing chosen: the division is the area.
    """

    decision = models.OneToOneField(
        MajorDecision, on_delete=models.CASCADE, primary_key=True, related_name="project_area"
    )
    boundary: models.JSONField[Any, Any] = models.JSONField(
        _("boundary"), null=True, help_text=_("GeoJSON Polygon or MultiPolygon, WGS-84")
    )
    west = models.FloatField(null=True)
    south = models.FloatField(null=True)
    east = models.FloatField(null=True)
    north = models.FloatField(null=True)
    area_m2 = models.FloatField(_("area in square metres"), null=True)
    regions: models.ManyToManyField[Region, Any] = models.ManyToManyField(Region, related_name="+")
    grids: models.ManyToManyField[Any, Any] = models.ManyToManyField("grids.Grid", related_name="+")
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    set_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(west=None, south=None, east=None, north=None, boundary__isnull=True)
                | Q(
                    west__gte=_WEST,
                    west__lte=F("east"),
                    east__lte=_EAST,
                    south__gte=_SOUTH,
                    south__lte=F("north"),
                    north__lte=_NORTH,
                    boundary__isnull=False,
                ),
                name="project_area_corners_follow_boundary",
            ),
        )
        triggers = (BOUNDARY_SOUND,)

    def __str__(self) -> str:
        """Name the decision."""
        return f"area of {self.decision_id}"


class FoundBy(models.TextChoices):
    """What placed a matter in an area."""

    POINT = "point", _("its point lies in the drawn area")
    GRID = "grid", _("its grid is part of the area")
    DIVISION = "division", pgettext_lazy("project area", "its division is the area")


class AreaMatter(models.Model):
    """A dispute or an incident that the system found inside the area of a decision.

    ``taken_off_at`` NULL: linked. One that was taken off, with its reason, is never linked again. What leaves the area
    because another one was drawn has no row any more.
    """

    decision = models.ForeignKey(MajorDecision, on_delete=models.CASCADE, related_name="area_matters")
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="in_areas")
    found_by = models.CharField(_("found by"), max_length=8, choices=FoundBy.choices)
    found_at = models.DateTimeField()
    taken_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    taken_off_at = models.DateTimeField(null=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["decision", "matter"], name="area_matter_once"),
            models.CheckConstraint(
                condition=Q(taken_off_at=None, reason="")
                | (Q(taken_off_at__isnull=False) & Q(reason__regex=r"[^[:space:]]")),
                name="area_matter_taken_off_with_reason",
            ),
        )
        triggers = (NEVER_RESTRICTED,)

    def __str__(self) -> str:
        """Name both keys."""
        return f"{self.matter_id} in {self.decision_id}"
