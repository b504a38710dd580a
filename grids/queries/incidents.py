"""Reads of incidents: where a report belongs, lists by purpose, likely duplicates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from grids.models import Grid
from grids.models.incidents import Incident
from grids.queries.grids import grid_at
from grids.queries.limits import duplicate_weights
from grids.queries.workers import own_grid_of
from grids.rules.duplicates import duplicate_score, metres_between, text_similarity
from grids.rules.geometry import lies_outside
from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.org.models import Region
from pingan.org.queries import line_around


@dataclass(frozen=True)
class NewPlace:
    """Where a report belongs: a division, and a grid where one is known."""

    region: Region
    grid_id: int | None
    place_name: str


def place_of(
    *,
    actor: Actor,
    longitude: float | None,
    latitude: float | None,
    grid_id: int | None,
    region_code: str,
    may_be_unknown: bool,
) -> NewPlace:
    """Return where a report belongs: the named grid, the grid of the point, the named division, the actor's own grid.

    A division that is named beside a grid or point has to hold it: nothing is kept at another place than was said.
    ``may_be_unknown`` falls back to the division of the post: an emergency is never blocked.

    Raises:
        Invalid: unknown grid or division, a point in no grid, a place outside the county of the post or outside the
            named division, or nothing at all.

    """
    named = _named_region(region_code)
    grid = _grid_of(actor, longitude, latitude, grid_id, may_be_unknown=may_be_unknown, named=named)
    if grid is not None:
        _check_reach(actor, grid.region.code, "grid" if grid_id else "longitude")
        if named is not None and not grid.region.code.startswith(named.prefix):
            raise Invalid(
                {
                    "region": _("The grid of this place lies in another division: %(name)s.")
                    % {"name": grid.region.name}
                }
            )
        return NewPlace(grid.region, grid.pk, grid.name)
    if named is not None:
        _check_reach(actor, named.code, "region")
        _check_ground(named, longitude, latitude)
        return NewPlace(named, None, named.name)
    if actor.region_id is not None and (may_be_unknown or (actor.level >= 4 and longitude is None)):
        region = Region.objects.get(pk=actor.region_id)
        return NewPlace(region, None, region.name)
    raise Invalid({"grid": _("Choose a grid, a point on the map or a division.")})


def _named_region(code: str) -> Region | None:
    if not code:
        return None
    found = Region.objects.filter(code=code, valid_to=None).first()
    if found is None:
        raise Invalid({"region": _("Unknown division.")})
    return found


def _grid_of(
    actor: Actor,
    longitude: float | None,
    latitude: float | None,
    grid_id: int | None,
    *,
    may_be_unknown: bool,
    named: Region | None,
) -> Grid | None:
    today = timezone.localdate()
    if grid_id is not None:
        rows = Grid.objects.filter(Grid.in_force_q(today), pk=grid_id).select_related("region")
        found = rows.defer("boundary", "bbox").first()
        if found is None:
            raise Invalid({"grid": _("Unknown grid.")})
        return found
    if longitude is not None and latitude is not None:
        at_point = grid_at(longitude, latitude)
        if at_point is None and named is None and not may_be_unknown:
            raise Invalid({"longitude": _("This point lies in no grid. Move it, or choose a grid.")})
        return at_point
    return own_grid_of(actor) if named is None else None


def _check_reach(actor: Actor, code: str, field: str) -> None:
    """A report may concern any place of the county of the post: people meet things beyond their own grid."""
    counties = {area[:6] for area in actor.areas}
    if not any(code.startswith(county) for county in counties):
        raise Invalid({field: _("This place lies outside your county.")})


def _check_ground(named: Region, longitude: float | None, latitude: float | None) -> None:
    """A point in no grid lies at least within the line of the division, or of the nearest one around it that has one."""
    line = line_around(named) if longitude is not None and latitude is not None else None
    if line and lies_outside(line, (longitude or 0, latitude or 0)):
        raise Invalid({"longitude": _("This point lies outside %(name)s.") % {"name": named.name}})


def incidents_visible(actor: Actor | None) -> QuerySet[Incident]:
    """Return the incidents in the actor's scope with what every list shows, newest first."""
    rows = visible_to(Incident, actor).select_related(
        "matter", "matter__region", "matter__grid", "matter__organ", "category"
    )
    return rows.defer(
        "matter__search", "matter__grid__boundary", "matter__grid__bbox", "matter__region__boundary",
        "reporter_name", "reporter_phone", "merge_snapshot",
    ).order_by("-matter__opened_at", "-pk")  # fmt: skip


@dataclass(frozen=True)
class Likeness:
    """Another incident that may be the same, and how alike they are, from 0 to 1."""

    incident: Incident
    score: float
    distance_m: float | None


def spoken_text() -> str:
    """Return what stands for the text of a report that was only spoken; in one language, so that it is known again."""
    with translation.override(settings.LANGUAGE_CODE):
        return _("Only spoken: listen to the recording.")


def likely_duplicates(
    actor: Actor,
    *,
    category_code: str,
    text: str,
    longitude: float | None,
    latitude: float | None,
    township_code: str,
    at: Any = None,
    except_id: int | None = None,
    most: int = 5,
) -> list[Likeness]:
    """Return open incidents of the same township that may be the same thing, most alike first.

    Candidates come from the time index of the township; the score explains itself by distance, hours,
    class and text. Only rows in the actor's scope are looked at.
    """
    now = at or timezone.now()
    weights = duplicate_weights(township_code.ljust(12, "0"))
    since = now - timedelta(hours=weights.late_hours)
    rows = incidents_visible(actor).filter(
        matter__kind="incident",
        matter__township_code=township_code,
        matter__opened_at__gte=since,
        matter__closed_at=None,
    )
    if except_id is not None:
        rows = rows.exclude(pk=except_id)
    found: list[Likeness] = []
    # The same stand-in for two recordings says nothing of what was said in them.
    text = "" if text == spoken_text() else text
    for other in rows[:200]:
        distance = metres_between(longitude, latitude, other.matter.longitude, other.matter.latitude)
        score = duplicate_score(
            distance_m=distance,
            hours_apart=abs((now - other.matter.opened_at).total_seconds()) / 3600,
            same_category=other.matter.class_code == category_code,
            text_similarity=text_similarity(text, other.matter.text),
            weights=weights,
        )
        if score >= weights.suggest_from:
            found.append(Likeness(other, round(score, 2), distance))
    return sorted(found, key=lambda like: -like.score)[:most]
