"""What the exports of all kinds of matters have in common: the rows of the list, and columns that every kind has."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.urls import URLPattern, path, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pingan.access.policy import scope_q
from pingan.access.rules import Actor
from pingan.matters.machine import machine_for
from pingan.web.export_values import DUE_PATHS, light_of_row
from pingan.web.exports import ExportColumn, ListExport, Row, register_export
from pingan.web.matter_lists import MatterList, listed
from pingan.web.pages_exports import ExportListPage
from pingan.web.saved_views import setting_of
from pingan.web.tables import chosen_columns


def state_of(kind: str) -> ExportColumn:
    """Return the column of the state."""

    def value(row: Row) -> str:
        return str(machine_for(kind).states[row["matter__state"]])

    return ExportColumn("state", _("State"), ("matter__state",), value)


NUMBER = ExportColumn("number", _("Number"), ("matter__number",), width=22)
TITLE = ExportColumn("title", _("Title"), ("matter__title",), width=36)
DUE = ExportColumn("due", _("Due"), ("matter__next_due_at",))
LIGHT = ExportColumn("light", _("Traffic light"), DUE_PATHS, light_of_row)
DIVISION = ExportColumn("division", _("Division"), ("matter__region__name",), width=20)
TEXT = ExportColumn("text", _("Description"), ("matter__text",), width=48)
UPDATED = ExportColumn("updated", _("Last change"), ("matter__updated_at",))
CLOSED = ExportColumn("closed", _("Closed on"), ("matter__closed_at",))


def unit_column(label: Any) -> ExportColumn:
    """Return the column of the unit that has a matter."""
    return ExportColumn("unit", label, ("matter__organ__name",), width=24)


def opened_column(label: Any) -> ExportColumn:
    """Return the column of when a matter began, as its kind calls that."""
    return ExportColumn("opened", label, ("matter__opened_at",))


def register_matter_export(spec: MatterList, model: type[Model], columns: tuple[ExportColumn, ...]) -> None:
    """Make the export of a kind's list known: its rows, as far as this post may take them away.

    What was opened to one person by an exceptional grant is for reading, not for exporting.
    """

    def rows(actor: Actor, query: QueryDict) -> QuerySet[Any]:
        found = listed(spec, actor, query, timezone.now()).rows
        return found.filter(scope_q(model, actor, "export")).select_related(None).defer(None)

    register_export(
        ListExport(
            name=spec.place.name,
            label=spec.place.title,
            duty=f"{spec.kind}.export",
            columns=columns,
            rows=rows,
            filters=spec.place.filters,
        )
    )


class MatterExport(ExportListPage):
    """The export of one kind's list; the columns that are shown are those of the list."""

    spec: ClassVar[MatterList]

    def shown_columns(self) -> list[str]:
        """Return the title and the columns that the user sees, in their order."""
        place = self.spec.place
        chosen = chosen_columns(place.columns, setting_of(self.actor, place.name).columns)
        return ["title", *(column.key for column in chosen)]


def export_address(prefix: str, spec: MatterList) -> URLPattern:
    """Return the address of a kind's export, below that of its list."""
    own = {"spec": spec, "export_name": spec.place.name, "back_url": reverse_lazy(spec.place.list)}
    page: type[MatterExport] = type(f"ExportOf{spec.kind.title()}", (MatterExport,), own)
    name = spec.place.export.partition(":")[2]
    return path(f"{prefix}export/", page.as_view(), name=name)
