"""Parameters of disputes that no serializer can describe: filters."""

from __future__ import annotations

from drf_spectacular.types import OpenApiTypes

from pingan.calendars.rules import LIGHTS
from pingan.web.schema import query_parameter as _query

#: What the filter set cannot say of itself.
FILTERS = [
    _query("q", OpenApiTypes.STR, "Words of title, description, place, or the beginning of a number."),
    _query("type", OpenApiTypes.STR, "Codes of types.", many=True),
    _query("region", OpenApiTypes.STR, "Code of a division, or its beginning; everything inside is found."),
    _query("light", OpenApiTypes.STR, "Traffic lights.", enum=[name for name, _label in LIGHTS], many=True),
    _query("overdue", OpenApiTypes.BOOL, "A running term is over."),
    _query("closed", OpenApiTypes.BOOL, "Closed, not accepted or joined to another."),
    _query("flagged", OpenApiTypes.BOOL, "With a red flag that was not found unfounded."),
    _query("opened_after", OpenApiTypes.STR, "Day or moment; without offset in Asia/Shanghai."),
    _query("opened_before", OpenApiTypes.STR, "Day (which is included) or moment."),
    _query("bbox", OpenApiTypes.STR, "west,south,east,north in WGS-84 degrees."),
]
