"""The export of the dispute list: exactly its rows, never a party's name, phone or number."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import path, reverse_lazy
from django.utils.translation import gettext_lazy, pgettext_lazy

from disputes.models import Dispute
from disputes.models.choices import DisputeSource, Level, Outcome
from disputes.pages.listing import COLUMNS, FILTERS, LIST, listed
from disputes.rules.states import STATES
from pingan.access.policy import scope_q
from pingan.access.rules import Actor
from pingan.web.export_values import DUE_PATHS, in_language, light_of_row, word_of
from pingan.web.exports import ExportColumn, ListExport, Row, register_export
from pingan.web.pages_exports import ExportListPage
from pingan.web.saved_views import setting_of
from pingan.web.tables import chosen_columns


def _place(row: Row) -> str:
    place = row["matter__grid__name"] or row["matter__region__name"]
    return f"{place} · {row['place_text']}" if row["place_text"] else place


_PLACE = ("matter__grid__name", "matter__region__name", "place_text")
_NAMES = ("type__name", "type__name_en")
EXPORT_COLUMNS = (
    ExportColumn("number", gettext_lazy("Number"), ("matter__number",), width=22),
    ExportColumn("title", pgettext_lazy("dispute", "Title"), ("matter__title",), width=36),
    ExportColumn("type", gettext_lazy("Type"), _NAMES, in_language(*_NAMES)),
    ExportColumn("place", gettext_lazy("Place"), _PLACE, _place, 28),
    ExportColumn("level", gettext_lazy("Level"), ("level",), word_of("level", Level.choices)),
    ExportColumn("state", gettext_lazy("State"), ("matter__state",), word_of("matter__state", STATES)),
    ExportColumn("due", gettext_lazy("Due"), ("matter__next_due_at",)),
    ExportColumn("light", gettext_lazy("Traffic light"), DUE_PATHS, light_of_row),
    ExportColumn("unit", gettext_lazy("In the hands of"), ("matter__organ__name",), width=24),
    ExportColumn("opened", gettext_lazy("Registered"), ("matter__opened_at",)),
    ExportColumn("source", gettext_lazy("Source"), ("source",), word_of("source", DisputeSource.choices)),
    ExportColumn("case", gettext_lazy("Case number"), ("case_number",), width=24),
    ExportColumn("amount", gettext_lazy("Amount in yuan"), ("amount",)),
    ExportColumn("people", gettext_lazy("People involved"), ("people_involved",)),
    ExportColumn("text", gettext_lazy("Description"), ("matter__text",), width=48),
    ExportColumn("external", gettext_lazy("External number"), ("external_number",)),
    ExportColumn("outcome", gettext_lazy("Outcome"), ("outcome",), word_of("outcome", Outcome.choices)),
    ExportColumn("updated", gettext_lazy("Last change"), ("matter__updated_at",)),
    ExportColumn("closed", gettext_lazy("Closed on"), ("matter__closed_at",)),
    ExportColumn("petitions", gettext_lazy("Petitions"), ("petition_count",)),
)


def export_rows(actor: Actor, query: QueryDict) -> QuerySet[Dispute]:
    """Return the list's rows as far as this post may take them away: restricted ones for their named readers only.

    What was opened to one person by an exceptional grant is for reading, not for exporting.
    """
    rows = listed(actor, query).rows.filter(scope_q(Dispute, actor, "export"))
    return rows.select_related(None).defer(None)


def register_dispute_export() -> None:
    """Make the list's export known; called from ``ready()``."""
    register_export(
        ListExport(
            name=LIST,
            label=gettext_lazy("Disputes"),
            duty="dispute.export",
            columns=EXPORT_COLUMNS,
            rows=export_rows,
            filters=FILTERS,
        )
    )


class DisputeExport(ExportListPage):
    export_name = LIST
    back_url = reverse_lazy("disputes:dispute_list")  # type: ignore[assignment]

    def shown_columns(self) -> list[str]:
        """Return the title and the columns that the user sees, in their order."""
        chosen = chosen_columns(COLUMNS, setting_of(self.actor, LIST).columns)
        return ["title", *(column.key for column in chosen)]


urlpatterns = [path("disputes/export/", DisputeExport.as_view(), name="dispute_export")]
