"""Coordinates of files: which reference systems are taken."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _

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
