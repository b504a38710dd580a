"""Divisions on the map: their outlines and where their numbers stand."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Final

from django.core.cache import cache
from django.db.models import Avg, F, Func, TextField
from django.db.models.functions import Cast, Left
from django.utils import timezone
from shapely.geometry import shape

from grids.models import Grid
from grids.rules.outlines import Outline, together
from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.org.models import Region
from pingan.org.models.regions import CODE_WIDTH

#: How far a line may leave the stored one, in degrees: about a pixel where the level is first drawn.
TOLERANCES: Final = {1: 0.004, 2: 0.003, 3: 0.0012, 4: 0.0004, 5: 0.0002}
#: Outlines are computed again when a line changes (their key holds a digest of the lines), and after a day at the latest.
_KEPT_SECONDS: Final = 24 * 3600
#: Anchors of townships follow the grids drawn in them; a number may stand a little beside its place for so long.
_ANCHORS_SECONDS: Final = 600
Anchor = tuple[float, float]


@dataclass(frozen=True)
class DrawnDivision:
    """One division as the map draws it. ``anchor``: where its name and numbers stand."""

    code: str
    name: str
    anchor: Anchor
    outline: Outline


def divisions_of(actor: Actor, level: int, within: str = "") -> list[DrawnDivision]:
    """Return the divisions of a level in force today that have a line, inside a code's beginning, by code.

    Lines are simplified together and kept in the cache under the digest of what was read, so that nobody sees an old one.
    """
    rows = visible_to(Region, actor).in_force(timezone.localdate())  # type: ignore[attr-defined]
    rows = rows.filter(level=level, boundary__isnull=False, code__startswith=within).order_by("code", "pk")
    line = Func(Cast("boundary", TextField()), function="md5", output_field=TextField())
    lines = list(rows.annotate(line=line).values_list("pk", "code", "name", "line"))
    digest = hashlib.sha256(repr((level, lines)).encode()).hexdigest()[:32]
    key = f"map-divisions-{digest}"
    found: list[DrawnDivision] | None = cache.get(key)
    if found is None:
        found = _drawn(rows, level)
        cache.set(key, found, _KEPT_SECONDS)
    return found


def _drawn(rows: Any, level: int) -> list[DrawnDivision]:
    read = list(rows.values_list("code", "name", "boundary"))
    outlines = together([boundary for _code, _name, boundary in read], TOLERANCES[level])
    return [
        DrawnDivision(code, name, _middle(boundary), outline)
        for (code, name, boundary), outline in zip(read, outlines, strict=True)
    ]


def _middle(boundary: Any) -> Anchor:
    point = shape(boundary).representative_point()
    return round(point.x, 5), round(point.y, 5)


@dataclass(frozen=True)
class Numbered:
    """A division with its numbers at the place where they stand."""

    code: str
    name: str
    anchor: Anchor
    count: int
    open: int


def numbered(actor: Actor, level: int, counts: list[tuple[str, int, int]]) -> list[Numbered]:
    """Return counts by division (``counts_by_division``) with their names and places.

    A division without a place of its own stands at that of the one around it: nothing that is counted goes missing.
    """
    width = CODE_WIDTH[level]
    names = dict(
        visible_to(Region, actor)
        .filter(code__in=[code.ljust(12, "0") for code, _n, _open in counts])
        .order_by("valid_to")
        .values_list("code", "name")
    )
    anchors = anchors_of(actor, level)
    return [
        Numbered(code[:width], names.get(code.ljust(12, "0"), code), place, n, open_)
        for code, n, open_ in counts
        if (place := anchors.get(code) or anchors.get(code[:6]) or anchors.get(code[:4]) or _PROVINCE)
    ]


#: The middle of Jiangxi, for what no line and no grid can place.
_PROVINCE: Final[Anchor] = (115.7, 27.6)


def anchors_of(actor: Actor, level: int) -> dict[str, Anchor]:
    """Return where numbers of divisions stand, by the digits of their codes, down to a level."""
    anchors: dict[str, Anchor] = {}
    for step in range(2, min(level, 3) + 1):
        anchors |= {one.code[: CODE_WIDTH[step]]: one.anchor for one in divisions_of(actor, step)}
    return anchors | _township_anchors() if level >= 4 else anchors


def _township_anchors() -> dict[str, Anchor]:
    """Return the middle of the grids of each township: lines of townships are rarely there, grids are."""
    today = timezone.localdate()
    key = f"map-anchors-{today:%Y%m%d}"
    found: dict[str, Anchor] | None = cache.get(key)
    if found is None:
        rows = Grid.objects.filter(Grid.in_force_q(today), west__isnull=False).order_by()
        middles = rows.annotate(town=Left("code", 9)).values("town")
        middles = middles.annotate(x=Avg((F("west") + F("east")) / 2), y=Avg((F("south") + F("north")) / 2))
        found = {town: (round(x, 5), round(y, 5)) for town, x, y in middles.values_list("town", "x", "y")}
        cache.set(key, found, _ANCHORS_SECONDS)
    return found
