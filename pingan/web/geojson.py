"""``?format=geojson``: the list as a FeatureCollection (RFC 7946)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

GEO_JSON: Final = "application/geo+json"
#: As many as a map can show and a phone can hold; the answer says when there are more.
MOST_FEATURES: Final = 2000


def wants_geojson(request: Request) -> bool:
    """Say whether a map was asked for.

    Raises:
        ValidationError: a format that this API does not speak.

    """
    wanted = request.query_params.get("format", "json")
    if wanted not in {"json", "geojson"}:
        raise ValidationError({"format": [_("Choose json or geojson.")]})
    return bool(wanted == "geojson")


def feature_collection(features: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a FeatureCollection of at most ``MOST_FEATURES``, saying whether some were left off.

    Pass one more than the limit where there are more.
    """
    return {
        "type": "FeatureCollection",
        "features": features[:MOST_FEATURES],
        "truncated": len(features) > MOST_FEATURES,
    }


def points_of_matters(
    rows: Iterable[Mapping[str, Any]], properties: Callable[[Mapping[str, Any]], dict[str, Any]]
) -> dict[str, Any]:
    """Return a FeatureCollection of listed values of matters that have a place."""
    return feature_collection(
        [
            {
                "type": "Feature",
                "id": row["pk"],
                "geometry": {
                    "type": "Point",
                    "coordinates": [row["matter__longitude"], row["matter__latitude"]],
                },
                "properties": properties(row),
            }
            for row in rows
        ]
    )
