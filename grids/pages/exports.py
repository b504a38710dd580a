"""The export of the incident list: exactly its rows, never an unmasked contact."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import path, reverse_lazy
from django.utils.translation import gettext_lazy, pgettext_lazy

from grids.machine import INCIDENTS
from grids.models import Incident, Severity, Urgency
from grids.models.incidents import Satisfaction, Source
from grids.pages.listing import COLUMNS, FILTERS, LIST, listed
from pingan.access.policy import scope_q
from pingan.access.rules import Actor
from pingan.web.export_values import DUE_PATHS, in_language, light_of_row, word_of, yes_no_of
from pingan.web.exports import ExportColumn, ListExport, Row, register_export
from pingan.web.pages_exports import ExportListPage
from pingan.web.saved_views import setting_of
from pingan.web.tables import chosen_columns


def _place(row: Row) -> str:
    place = row["matter__grid__name"] or row["matter__region__name"]
    return f"{place} · {row['place_text']}" if row["place_text"] else place


_NAMES = ("category__name", "category__name_en")
EXPORT_COLUMNS = (
    ExportColumn("number", gettext_lazy("Number"), ("matter__number",), width=22),
    ExportColumn("title", pgettext_lazy("incident", "Title"), ("matter__title",), width=36),
    ExportColumn("category", gettext_lazy("Class"), _NAMES, in_language(*_NAMES)),
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
        word_of("matter__severity", Severity.choices),
    ),
    ExportColumn(
        "urgency", gettext_lazy("Urgency"), ("matter__urgency",), word_of("matter__urgency", Urgency.choices)
    ),
    ExportColumn(
        "state", gettext_lazy("State"), ("matter__state",), word_of("matter__state", INCIDENTS.states)
    ),
    ExportColumn("due", gettext_lazy("Due"), ("matter__next_due_at",)),
    ExportColumn("light", gettext_lazy("Traffic light"), DUE_PATHS, light_of_row),
    ExportColumn("unit", gettext_lazy("Responsible unit"), ("matter__organ__name",), width=24),
    ExportColumn("opened", gettext_lazy("Reported"), ("matter__opened_at",)),
    ExportColumn("text", gettext_lazy("Description"), ("matter__text",), width=48),
    ExportColumn("source", gettext_lazy("Source"), ("source",), word_of("source", Source.choices)),
    ExportColumn("external", gettext_lazy("External number"), ("external_number",)),
    ExportColumn("updated", gettext_lazy("Last change"), ("matter__updated_at",)),
    ExportColumn("closed", gettext_lazy("Closed on"), ("matter__closed_at",)),
    ExportColumn("solved", gettext_lazy("Solved, by verification"), ("is_solved",), yes_no_of("is_solved")),
    ExportColumn(
        "satisfaction",
        gettext_lazy("Satisfaction"),
        ("satisfaction",),
        word_of("satisfaction", Satisfaction.choices),
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
