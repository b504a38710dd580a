"""Parameters of incidents that no serializer can describe: filters."""

from __future__ import annotations

from drf_spectacular.types import OpenApiTypes

from pingan.calendars.rules import LIGHTS
from pingan.web.schema import query_parameter as _query

#: What the filter set cannot say of itself.
FILTERS = [
    _query("q", OpenApiTypes.STR, "Words of title, description, place, or the beginning of a number."),
    _query("category", OpenApiTypes.STR, "Code of a class; everything below it is found too."),
    _query("region", OpenApiTypes.STR, "Code of a division, or its beginning; everything inside is found."),
    _query("light", OpenApiTypes.STR, "Traffic lights.", enum=[name for name, _label in LIGHTS], many=True),
    *(
        _query(name, OpenApiTypes.BOOL, description)
        for name, description in (
            ("overdue", "A running term is over."),
            ("closed", "Closed, not accepted or merged."),
            ("mine", "Reported with this account."),
            ("todo", "The next step is this post's."),
            ("is_emergency", "Emergencies."),
            ("is_solved", "Solved, in the verifier's view."),
            (
                "evaluated_solved",
                "Solved, in the reporter's view; without an evaluation neither true nor false.",
            ),
        )
    ),
    _query("opened_after", OpenApiTypes.STR, "Day or moment; without offset in Asia/Shanghai."),
    _query("opened_before", OpenApiTypes.STR, "Day (which is included) or moment."),
    _query(
        "bbox",
        OpenApiTypes.STR,
        "west,south,east,north in WGS-84 degrees; with a fifth part, gcj02, in that datum.",
    ),
]
