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
from grids.queries.inboxes import ALL, Term, own_terms
from pingan.access.rules import Actor

_LABELS = dict(STATES)


@dataclass(frozen=True)
class Line:
    """One incident in a short list; ``light`` blank: no term runs."""

    incident: Incident
    url: str
    state_label: Any
    tone: str
    light: str
    due_at: datetime | None
    is_paused: bool
    place: str


def list_url(query: Mapping[str, str]) -> str:
    """Return the address of the incident list under filters, in its part "all" unless they name another."""
    return f"{reverse('grids:incident_list')}?{urlencode({'tab': ALL.key, **query})}"


def line_of(incident: Incident, now: datetime | None = None, term: Term | None = None) -> Line:
    """Return the line of an incident that came with its matter, division and grid.

    ``term`` is what the post looks at (``own_terms``); without it, the matter's next one.
    """
    matter = incident.matter
    seen = term or Term(matter.next_due_at, matter.next_warn_at, matter.clock_paused)
    return Line(
        incident=incident,
        url=reverse("grids:incident_detail", args=[incident.pk]),
        state_label=_LABELS[matter.state],
        tone=TONES.get(matter.state, "grey"),
        light=light_of(matter, now or timezone.now(), seen) if seen.due_at is not None else "",
        due_at=seen.due_at,
        is_paused=seen.is_paused,
        place=matter.grid.name if matter.grid is not None else matter.region.name,
    )


def lines_of(actor: Actor, incidents: Iterable[Incident]) -> list[Line]:
    """Return the lines of several incidents, all at one moment."""
    now, found = timezone.now(), list(incidents)
    terms = own_terms(actor, [incident.matter for incident in found])
    return [line_of(incident, now, terms[incident.pk]) for incident in found]
