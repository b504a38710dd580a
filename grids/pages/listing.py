"""What the list shows, decided once for page, export and bulk actions alike: tab, filters, order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from grids.machine import INCIDENTS
from grids.models import Incident
from grids.queries.filters import ORDERINGS, IncidentFilterSet, ordering_of
from grids.queries.inboxes import (
    ALL,
    COUNTED,
    Tab,
    Term,
    own_terms,
    provisional_among,
    tab_counts,
    tab_of,
    tabs_of,
)
from grids.queries.incidents import incidents_visible
from grids.queries.searching import WordSearch
from pingan.access.rules import Actor
from pingan.calendars.rules import light
from pingan.matters.models import Matter
from pingan.web.listing import ListPlace, ShownRow, errors_of, without_blanks
from pingan.web.tables import Column, address

LIST = "incidents"
#: What an address of the list may carry, and a saved view keeps.
FILTERS = (*IncidentFilterSet.base_filters, "tab")
COLUMNS = (
    Column("number", gettext_lazy("Number"), "number"),
    Column("category", gettext_lazy("Class")),
    Column("place", gettext_lazy("Place")),
    Column("severity", gettext_lazy("Severity"), "severity", is_usual=False),
    Column("urgency", gettext_lazy("Urgency")),
    Column("state", gettext_lazy("State"), "state"),
    Column("due", gettext_lazy("Due"), "next_due_at"),
    Column("unit", gettext_lazy("Responsible unit")),
    Column("opened", gettext_lazy("Reported"), "opened_at"),
    Column("text", gettext_lazy("Description"), is_usual=False),
    Column("source", gettext_lazy("Source"), is_usual=False),
    Column("external", gettext_lazy("External number"), is_usual=False),
    Column("updated", gettext_lazy("Last change"), "updated_at", is_usual=False),
    Column("closed", gettext_lazy("Closed on"), "closed_at", is_usual=False),
)
PLACE = ListPlace(
    name=LIST,
    columns=COLUMNS,
    filters=FILTERS,
    title=gettext_lazy("Incidents"),
    list="grids:incident_list",
    filter_fold="grids:incident_filters",
    view_save="grids:incident_view_save",
    view_delete="grids:incident_view_delete",
    setting="grids:incident_list_setting",
    export="grids:incident_export",
)
TONES: Mapping[str, str] = {
    "reported": "blue", "accepted": "blue", "dispatched": "blue", "signed": "blue", "returned": "yellow",
    "handled": "yellow", "verified": "yellow", "answered": "green", "closed": "green",
}  # fmt: skip


@dataclass(frozen=True)
class Listed:
    """The rows of an address: which tab, which filters, in which order. ``errors`` blank: all were read."""

    tab: Tab
    filters: IncidentFilterSet
    rows: QuerySet[Incident]
    order: tuple[str, ...]
    ordering: str
    errors: list[str]
    page_rows: QuerySet[Incident] | WordSearch
    """The same rows, for cutting one page out of them."""


def current_tab(actor: Actor, query: QueryDict) -> Tab:
    """Return the part of the inbox that an address of the list stands for."""
    # Who searches without having chosen a part means everything, not the part where the day begins.
    first = ALL.key if query.get("q") else tabs_of(actor)[0].key
    return tab_of(actor, query.get("tab", "") or first)


def listed(actor: Actor, query: QueryDict, now: datetime | None = None) -> Listed:
    """Return what an address of the list stands for; a filter that cannot be read finds nothing."""
    now = now or timezone.now()
    query = without_blanks(query)
    tab = current_tab(actor, query)
    filters = IncidentFilterSet(query, incidents_visible(actor), actor=actor, now=now)
    ordering = query.get("ordering", "") if query.get("ordering") in ORDERINGS else tab.ordering
    order = ordering_of({"ordering": ordering})
    errors = errors_of(filters.form)
    condition = tab.condition(actor, now)
    rows: QuerySet[Incident] = filters.qs.filter(condition).order_by(*order)
    if errors:
        return Listed(tab, filters, rows.none(), order, ordering, errors, rows.none())
    page_rows = filters.page_rows().filter(condition).order_by(*order)
    return Listed(tab, filters, rows, order, ordering, errors, page_rows)


def shown_tabs(actor: Actor, current: str, now: datetime) -> list[dict[str, Any]]:
    """Return the parts of the inbox with how many incidents wait in each, ``current`` by its key."""
    tabs = tabs_of(actor)
    counts = tab_counts(incidents_visible(actor), actor, tabs, now, kind="incident")
    return [
        {
            "label": tab.label,
            "url": f"?tab={tab.key}",
            "is_current": tab.key == current,
            "badge": _badge(counts.get(tab.key, 0)),
            "is_red": tab.key == "overdue",
        }
        for tab in tabs
    ]


def _badge(count: int) -> str:
    return f"{COUNTED}+" if count > COUNTED else str(count or "")


#: Said elsewhere on the narrow line: the title is made of class and place.
_ELSEWHERE = frozenset({"state", "due", "text", "category", "place"})


def light_of(matter: Matter, now: datetime, term: Term | None = None) -> str:
    """Return the light of a matter, or of the ``term`` a unit looks at; blank where no clock was ever to run."""
    if matter.closed_at is not None:
        return ""
    shown = term or Term(matter.next_due_at, matter.next_warn_at, matter.clock_paused)
    return light(
        now=now, warn_at=shown.warn_at, due_at=shown.due_at, stopped_at=None, is_paused=shown.is_paused
    )


def _cells(incident: Incident, columns: list[Column]) -> list[tuple[str, Any]]:
    matter = incident.matter
    place = str(matter.grid.name if matter.grid else matter.region.name)
    values: dict[str, Any] = {
        "number": matter.number,
        "category": str(incident.category),
        "place": f"{place} · {incident.place_text}" if incident.place_text else place,
        "severity": matter.severity,
        "urgency": incident_urgency(matter),
        "state": None,
        "due": matter.next_due_at,
        "unit": str(matter.organ) if matter.organ else "",
        "opened": matter.opened_at,
        "text": matter.text[:80],
        "source": incident.get_source_display(),
        "external": incident.external_number,
        "updated": matter.updated_at,
        "closed": matter.closed_at,
    }
    return [(column.key, values[column.key]) for column in columns]


def incident_urgency(matter: Matter) -> str:
    """Return the urgency in words, blank where it is the usual one: lists show only what stands out."""
    from grids.models import Urgency

    return "" if matter.urgency == Urgency.NORMAL else str(dict(Urgency.choices).get(matter.urgency, ""))


def shown_row(
    incident: Incident,
    columns: list[Column],
    query: QueryDict,
    now: datetime,
    *,
    is_provisional: bool,
    term: Term,
) -> ShownRow:
    """Return one line of the list; ``term`` is the one that the post looks at (``own_terms``)."""
    matter = incident.matter
    return ShownRow(
        pk=incident.pk,
        url=reverse("grids:incident_detail", args=[incident.pk]),
        title=matter.title,
        number=matter.number,
        snippet=matter.text[:60],
        light=light_of(matter, now, term),
        due_at=term.due_at,
        is_provisional=is_provisional,
        state_label=INCIDENTS.states[matter.state],
        tone=TONES.get(matter.state, "grey"),
        cells=_cells(incident, columns),
        push_url=address(query, open=str(incident.pk)),
        badges=((gettext_lazy("Emergency"), "solid-red", ""),) if incident.is_emergency else (),
        elsewhere=_ELSEWHERE,
        is_selectable=True,
    )


def shown_rows(
    actor: Actor, incidents: list[Incident], columns: list[Column], query: QueryDict, now: datetime
) -> list[ShownRow]:
    """Return the lines of one page of the list."""
    provisional = provisional_among([row.pk for row in incidents]) if incidents else set()
    terms = own_terms(actor, [row.matter for row in incidents])
    return [
        shown_row(row, columns, query, now, is_provisional=row.pk in provisional, term=terms[row.pk])
        for row in incidents
    ]
