"""The fast path of an emergency: recorded whatever is missing or wrong about its place."""

from __future__ import annotations

from dataclasses import replace

from grids.models import Incident
from grids.services.incidents import ReportInput, report_incident
from pingan.access.rules import Actor
from pingan.common.errors import Invalid

_PLACE = frozenset({"longitude", "latitude", "grid", "region"})


def report_emergency(*, actor: Actor, data: ReportInput) -> Incident:
    """Open an emergency at once. A point that cannot be placed is kept in words instead of refusing it.

    domain.md §2.6: never blocked by a missing field.

    Raises:
        Forbidden: the post does not report.
        Invalid: the catalogue has no class of emergencies that this post may report.

    """
    try:
        return report_incident(actor=actor, data=data)
    except Invalid as error:
        if not _PLACE & set(error.fields):
            raise
    words = " ".join(part for part in (data.place_text, f"({data.longitude}, {data.latitude})") if part)[:200]
    bare = replace(data, longitude=None, latitude=None, accuracy_m=None, grid=None, place_text=words)
    return report_incident(actor=actor, data=bare)
