"""Where and when a photo was taken, from its EXIF block."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from PIL import ExifTags, Image

from pingan.common.our_time import is_of_our_time

_CHINA = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Place:
    """Degrees WGS-84 and an aware moment; None: the photo does not say, or was not asked."""

    longitude: float | None = None
    latitude: float | None = None
    taken_at: datetime | None = None


def _degrees(parts: Any, negative: bool, bound: int) -> float | None:  # noqa: FBT001 - private, read at one glance
    try:
        degree, minute, second = (float(part) for part in parts)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    value = degree + minute / 60 + second / 3600
    if not math.isfinite(value) or not 0 <= value <= bound:
        return None
    return round(-value if negative else value, 6)


def _point(gps: Mapping[int, Any]) -> tuple[float | None, float | None]:
    latitude = _degrees(gps.get(ExifTags.GPS.GPSLatitude), gps.get(ExifTags.GPS.GPSLatitudeRef) == "S", 90)
    longitude = _degrees(
        gps.get(ExifTags.GPS.GPSLongitude), gps.get(ExifTags.GPS.GPSLongitudeRef) == "W", 180
    )
    # Cameras without a fix write zeros; the Gulf of Guinea is not in Jiangxi.
    if longitude is None or latitude is None or (longitude, latitude) == (0, 0):
        return None, None
    return longitude, latitude


def _moment(details: Mapping[int, Any]) -> datetime | None:
    text = str(details.get(ExifTags.Base.DateTimeOriginal, "")).strip("\0 ")
    offset = str(details.get(ExifTags.Base.OffsetTimeOriginal, "")).strip("\0 ")
    try:
        if offset:
            moment = datetime.strptime(f"{text}{offset}", "%Y:%m:%d %H:%M:%S%z")
        else:
            # Without an offset a camera shows the wall clock of where it was sold and used.
            moment = datetime.strptime(text, "%Y:%m:%d %H:%M:%S").replace(tzinfo=_CHINA)
    except ValueError:
        return None
    return moment if is_of_our_time(moment) else None


def place_of(exif: Image.Exif) -> Place:
    """Read point and moment; anything malformed counts as not given."""
    try:
        longitude, latitude = _point(exif.get_ifd(ExifTags.IFD.GPSInfo))
        taken_at = _moment(exif.get_ifd(ExifTags.IFD.Exif))
    except Exception:
        return Place()
    return Place(longitude, latitude, taken_at)
