"""Incidents as lines of a short list, and the addresses of the long one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from grids.models import Incident
from grids.pages.listing import TONES, light_of
from grids.queries.filters import STATES
from grids.queries.inboxes import ALL

_LABELS = dict(STATES)


@dataclass(frozen=True)
class Line:
    """One incident in a short list; ``light`` blank: no term runs."""

    incident: Incident
    url: str
    state_label: Any
    tone: str
    light: str
    place: str


def list_url(query: Mapping[str, str]) -> str:
    """Return the address of the incident list under filters, in its part "all" unless they name another."""
    return f"{reverse('grids:incident_list')}?{urlencode({'tab': ALL.key, **query})}"


def line_of(incident: Incident, now: datetime | None = None) -> Line:
    """Return the line of an incident that came with its matter, division and grid."""
    matter = incident.matter
    return Line(
        incident=incident,
        url=reverse("grids:incident_detail", args=[incident.pk]),
        state_label=_LABELS[matter.state],
        tone=TONES.get(matter.state, "grey"),
        light=light_of(matter, now or timezone.now()) if matter.next_due_at is not None else "",
        place=matter.grid.name if matter.grid is not None else matter.region.name,
    )


def lines_of(incidents: Iterable[Incident]) -> list[Line]:
    """Return the lines of several incidents, all at one moment."""
    now = timezone.now()
    return [line_of(incident, now) for incident in incidents]
