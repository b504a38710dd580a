"""The ground of a project: read strictly, compared with the deciding body's, asked which points lie in it. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import shapely
from shapely.geometry import MultiPolygon, Polygon, mapping, shape

from grids.rules.geometry import BadBoundary, read_boundary
from risk.models.decision_choices import MOST_POINTS

KINDS = ("dispute", "incident")
#: Below this level of a division (4: township) it is an area; a whole county is none.
SMALL_ENOUGH = 4
#: Said by a report on a whole county of which nothing was drawn: nothing was counted, which is not that there is nothing.
NO_AREA = "未划定项目区域，未统计区域内社会矛盾状况。"
_FIVE_METRES = 0.00005


def read_area(text: str) -> Polygon | MultiPolygon | None:
    """Turn GeoJSON text (a Polygon, a MultiPolygon, or a Feature with one) into a shape; None: nothing was said.

    Raises:
        BadBoundary: what stands there is no area of at most ``MOST_POINTS`` points.

    """
    if not text.strip():
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadBoundary("type", "no JSON") from error
    found = read_boundary(_geometry(value))
    if shapely.get_num_coordinates(found) > MOST_POINTS:
        raise BadBoundary("points", f"more than {MOST_POINTS}")
    return found


def _geometry(value: Any) -> Any:
    """Programs for maps write a Feature, or a collection of one, around a geometry."""
    if isinstance(value, dict) and value.get("type") == "FeatureCollection":
        features = value.get("features")
        value = features[0] if isinstance(features, list) and len(features) == 1 else None
    if isinstance(value, dict) and value.get("type") == "Feature":
        return value.get("geometry")
    return value


def touches(ground: Polygon | MultiPolygon, other: Any) -> bool:
    """Say whether a shape shares at least a point with a stored boundary."""
    return bool(ground.intersects(shape(other)))


def simplified(boundary: Any) -> dict[str, Any]:
    """Return a stored boundary without corners that move its line by less than five metres: to be looked at only."""
    return dict(mapping(shape(boundary).simplify(_FIVE_METRES)))


def inside(boundary: Any, points: Iterable[tuple[int, float | None, float | None]]) -> set[int]:
    """Return the keys of (key, longitude, latitude) points that a stored boundary holds; its border belongs to it.

    None: a matter without a point, which lies in none.
    """
    ground = shape(boundary)
    shapely.prepare(ground)
    return {
        key
        for key, longitude, latitude in points
        if longitude is not None
        and latitude is not None
        and ground.covers(shapely.Point(longitude, latitude))
    }


def situation(counts: Sequence[tuple[str, int, int]], months: int, place: str) -> str:
    """Return the sentence of the report on what happened in the area: Chinese name of a kind, how many, how many open."""
    parts = "，".join(f"{name}{count}件（未结{open_}件）" for name, count, open_ in counts)
    return f"项目区域（{place}）社会矛盾状况：立项前{months}个月以来，{parts or '未发现矛盾纠纷和事项'}。"
