"""The edge of the map: what goes out is drawn in the datum of the base layer, what comes in is WGS-84 again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

from grids.rules.outlines import Outline, moved
from grids.rules.shown import Datum
from pingan.common.offsets import to_gcj02, to_wgs84

Point = tuple[float, float]


def datum() -> Datum:
    """Return the datum in which the base layer is drawn, and in which its tiles and rectangles are asked for."""
    return "gcj02" if settings.MAP_BASE.datum == "gcj02" else "wgs84"


def is_moved() -> bool:
    """Say whether the base layer is offset (GCJ-02)."""
    return datum() == "gcj02"


def out(longitude: float, latitude: float) -> Point:
    """Return where the map draws a stored point, to a tenth of a metre."""
    x, y = to_gcj02(longitude, latitude) if is_moved() else (longitude, latitude)
    return round(x, 6), round(y, 6)


def back(longitude: float, latitude: float) -> Point:
    """Return the WGS-84 point of a place on the map."""
    return to_wgs84(longitude, latitude) if is_moved() else (longitude, latitude)


def outline_out(outline: Outline) -> Outline:
    """Return an outline as the map draws it."""
    return moved(outline, to_gcj02) if is_moved() else outline


def kept_answer(request: HttpRequest, known_by: Any, body: Callable[[], Any]) -> HttpResponse:
    """Answer in JSON with an ETag of ``known_by``; whoever has that already is told so, and nothing is written.

    The browser keeps it for one person and asks each time: what was retired or restricted is gone at once.
    """
    mark = hashlib.sha256(json.dumps([known_by, settings.MAP_BASE.datum], default=str).encode()).hexdigest()
    etag = f'"{mark[:32]}"'
    answer = get_conditional_response(request, etag=etag)
    if answer is None:
        answer = HttpResponse(
            json.dumps(body(), ensure_ascii=False, separators=(",", ":")), content_type="application/json"
        )
        answer["ETag"] = etag
    answer["Cache-Control"] = "private, no-cache"
    answer["Vary"] = "Cookie"
    return answer
