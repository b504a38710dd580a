"""Coordinates of files: which reference systems are taken, and GCJ-02 turned into WGS-84 at the edge."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

#: Krasovsky 1940, on which GCJ-02 is computed.
_HALF_AXIS, _ECCENTRICITY = 6378245.0, 0.00669342162296594323
_TAKEN = re.compile(r"CGCS_?2000|CHINA[_ ]GEODETIC|CHINA_2000|WGS_?(?:19)?84|WORLD GEODETIC SYSTEM 1984")
_TAKEN_CODES = re.compile(r"(?:CRS:?84|EPSG:{1,2}(?:4326|4490))$", re.IGNORECASE)


def refusal_of_projection(text: str) -> str:
    """Say why the reference system of a .prj file is not taken; "": it is.

    CGCS2000 differs from WGS-84 by centimetres and is taken as such.
    """
    text = text.strip().upper()
    if text.startswith(("PROJCS", "PROJCRS", "PROJECTEDCRS")):
        return _(
            "The coordinates are metres of a projection. Save the layer in degrees (CGCS2000 or WGS-84) and send that."
        )
    if not text.startswith(("GEOGCS", "GEOGCRS", "GEODCRS", "GEOGRAPHICCRS")) or not _TAKEN.search(text):
        return _("This reference system is not taken. Save the layer in degrees of CGCS2000 or WGS-84.")
    return ""


def refusal_of_crs(value: Any) -> str:
    """Say why the ``crs`` of an older GeoJSON is not taken; "": it is, or there is none."""
    if value is None:
        return ""
    properties = value.get("properties") if isinstance(value, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if isinstance(name, str) and _TAKEN_CODES.search(name):
        return ""
    return _("This reference system is not taken. Save the layer in degrees of CGCS2000 or WGS-84.")


def _shift(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return by how many degrees GCJ-02 moves points of WGS-84."""
    x, y = points[:, 0] - 105.0, points[:, 1] - 35.0
    waves = (20.0 * np.sin(6.0 * x * np.pi) + 20.0 * np.sin(2.0 * x * np.pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x)) + waves
    north += (20.0 * np.sin(y * np.pi) + 40.0 * np.sin(y / 3.0 * np.pi)) * 2.0 / 3.0
    north += (160.0 * np.sin(y / 12.0 * np.pi) + 320.0 * np.sin(y * np.pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x)) + waves
    east += (20.0 * np.sin(x * np.pi) + 40.0 * np.sin(x / 3.0 * np.pi)) * 2.0 / 3.0
    east += (150.0 * np.sin(x / 12.0 * np.pi) + 300.0 * np.sin(x / 30.0 * np.pi)) * 2.0 / 3.0
    angle = np.radians(points[:, 1])
    magic = 1.0 - _ECCENTRICITY * np.sin(angle) ** 2
    root = np.sqrt(magic)
    north = np.degrees(north * magic * root / (_HALF_AXIS * (1.0 - _ECCENTRICITY)))
    east = np.degrees(east * root / (_HALF_AXIS * np.cos(angle)))
    return np.column_stack((east, north))


def gcj_02_of(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return points (longitude, latitude in degrees) of WGS-84 as Chinese maps show them."""
    return points + _shift(points)


def wgs_84_of(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return points (longitude, latitude in degrees) of GCJ-02 in WGS-84, to less than a millimetre."""
    found = points.copy()
    for _round in range(6):
        found = points - _shift(found)
    return found
