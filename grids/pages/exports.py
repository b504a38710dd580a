"""The export of the incident list: exactly its rows, never an unmasked contact."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import path, reverse_lazy
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy

from grids.machine import INCIDENTS
from grids.models import Incident, Severity, Urgency
from grids.models.incidents import Satisfaction, Source
from grids.pages.listing import COLUMNS, FILTERS, LIST, listed
from pingan.access.policy import scope_q
from pingan.access.rules import Actor
from pingan.calendars.rules import light
from pingan.web.exports import ExportColumn, ListExport, Row, register_export
from pingan.web.pages_exports import ExportListPage
from pingan.web.saved_views import setting_of
from pingan.web.tables import chosen_columns

_LIGHTS = {
    "red": gettext_lazy("Overdue"),
    "yellow": gettext_lazy("Due soon"),
    "green": gettext_lazy("On time"),
    "grey": gettext_lazy("Clock paused"),
}


def _word(path: str, words: Any) -> Any:
    table = {str(key): label for key, label in (words.items() if hasattr(words, "items") else words)}
    return lambda row: str(table.get(row[path], row[path] or ""))


def _category(row: Row) -> Any:
    is_chinese = (get_language() or "zh").startswith("zh")
    return row["category__name"] if is_chinese else row["category__name_en"]


def _place(row: Row) -> str:
    place = row["matter__grid__name"] or row["matter__region__name"]
    return f"{place} · {row['place_text']}" if row["place_text"] else place


def _light(row: Row) -> str:
    if row["matter__closed_at"] is not None or row["matter__next_due_at"] is None:
        return ""
    found = light(
        now=timezone.now(),
        warn_at=row["matter__next_warn_at"],
        due_at=row["matter__next_due_at"],
        stopped_at=None,
        is_paused=row["matter__clock_paused"],
    )
    return str(_LIGHTS[found])


def _yes_no(path: str) -> Any:
    return lambda row: None if row[path] is None else bool(row[path])


_DUE = ("matter__next_due_at", "matter__next_warn_at", "matter__closed_at", "matter__clock_paused")
EXPORT_COLUMNS = (
    ExportColumn("number", gettext_lazy("Number"), ("matter__number",), width=22),
    ExportColumn("title", pgettext_lazy("incident", "Title"), ("matter__title",), width=36),
    ExportColumn("category", gettext_lazy("Class"), ("category__name", "category__name_en"), _category),
    ExportColumn(
        "place",
        gettext_lazy("Place"),
        ("matter__grid__name", "matter__region__name", "place_text"),
        _place,
        28,
    ),
    ExportColumn(
        "severity",
        gettext_lazy("Severity"),
        ("matter__severity",),
        _word("matter__severity", Severity.choices),
    ),
    ExportColumn(
        "urgency", gettext_lazy("Urgency"), ("matter__urgency",), _word("matter__urgency", Urgency.choices)
    ),
    ExportColumn(
        "state", gettext_lazy("State"), ("matter__state",), _word("matter__state", INCIDENTS.states)
    ),
    ExportColumn("due", gettext_lazy("Due"), ("matter__next_due_at",)),
    ExportColumn("light", gettext_lazy("Traffic light"), _DUE, _light),
    ExportColumn("unit", gettext_lazy("Responsible unit"), ("matter__organ__name",), width=24),
    ExportColumn("opened", gettext_lazy("Reported"), ("matter__opened_at",)),
    ExportColumn("text", gettext_lazy("Description"), ("matter__text",), width=48),
    ExportColumn("source", gettext_lazy("Source"), ("source",), _word("source", Source.choices)),
    ExportColumn("external", gettext_lazy("External number"), ("external_number",)),
    ExportColumn("updated", gettext_lazy("Last change"), ("matter__updated_at",)),
    ExportColumn("closed", gettext_lazy("Closed on"), ("matter__closed_at",)),
    ExportColumn("solved", gettext_lazy("Solved, by verification"), ("is_solved",), _yes_no("is_solved")),
    ExportColumn(
        "satisfaction",
        gettext_lazy("Satisfaction"),
        ("satisfaction",),
        _word("satisfaction", Satisfaction.choices),
    ),
)


def export_rows(actor: Actor, query: QueryDict) -> QuerySet[Incident]:
    """Return the list's rows as far as this post may take them away.

    What was opened to one person by an exceptional grant is for reading, not for exporting.
    """
    found = listed(actor, query)
    rows = found.rows.filter(scope_q(Incident, actor, "export"))
    return rows.select_related(None).defer(None)


def register_incident_export() -> None:
    """Make the list's export known; called from ``ready()``."""
    register_export(
        ListExport(
            name=LIST,
            label=gettext_lazy("Incidents"),
            duty="incident.export",
            columns=EXPORT_COLUMNS,
            rows=export_rows,
            filters=FILTERS,
        )
    )


class IncidentExport(ExportListPage):
    export_name = LIST
    back_url = reverse_lazy("grids:incident_list")  # type: ignore[assignment]

    def shown_columns(self) -> list[str]:
        """Return the title and the columns that the user sees, in their order."""
        chosen = chosen_columns(COLUMNS, setting_of(self.actor, LIST).columns)
        return ["title", *(column.key for column in chosen)]


urlpatterns = [path("incidents/export/", IncidentExport.as_view(), name="incident_export")]
