"""What counts as the same hazard again: time and distance. Pure."""

from __future__ import annotations

from calendar import monthrange
from datetime import datetime
from math import cos, radians

METRES_OF_A_DEGREE = 111_320.0


def months_before(moment: datetime, months: int) -> datetime:
    """Return the same day so many calendar months earlier, or that month's last day (as 民法典 §202 counts forward).

    Raises:
        ValueError: a negative number of months.

    """
    if months < 0:
        raise ValueError("a window does not reach into the future")
    total = moment.year * 12 + moment.month - 1 - months
    year, month = divmod(total, 12)
    day = min(moment.day, monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)


def box_around(longitude: float, latitude: float, metres: float) -> tuple[float, float, float, float]:
    """Return west, south, east, north (WGS-84 degrees) of a box that holds every point within ``metres``.

    Two per mille wider than the plane says, so that the curve of the earth cuts nothing off.
    """
    south_north = metres * 1.002 / METRES_OF_A_DEGREE
    west_east = south_north / max(cos(radians(latitude)), 0.01)
    return longitude - west_east, latitude - south_north, longitude + west_east, latitude + south_north
