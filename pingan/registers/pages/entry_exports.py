"""Entries of one register as a file: its fields as columns, how each stands, how it ended and why."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import path, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pingan.access.rules import Actor
from pingan.common.errors import NotFound
from pingan.registers.models import RegisterDefinition
from pingan.registers.pages.entry_lines import badge_of
from pingan.registers.pages.exports import label_of, value_of
from pingan.registers.queries.entries import (
    FILTERS,
    ORDER,
    EntryFilterSet,
    entries_visible,
    own_entries_q,
)
from pingan.registers.queries.references import with_told_numbers
from pingan.registers.queries.rounds import last_definition
from pingan.registers.queries.tallies import kept_definition
from pingan.registers.rules import FieldSpec, ending_of, specs_from
from pingan.registers.rules.references import HIDDEN, references
from pingan.web.exports import ExportColumn, ListExport, Row, register_export_family
from pingan.web.pages_exports import ExportListPage

FAMILY = "register-entries"
_DEFINITION = "report__round__definition__"
_STATE = (
    "replaced_by_id", "settled_on", "ending", "warn_on", "due_on", f"{_DEFINITION}endings",
)  # fmt: skip


def _state(row: Row) -> str:
    label, _tone = badge_of(
        is_renewed=row["replaced_by_id"] is not None,
        is_settled=row["settled_on"] is not None,
        ending=ending_of(row[f"{_DEFINITION}endings"], row["ending"]) if row["ending"] else None,
        days=(row["warn_on"], row["due_on"]),
        today=timezone.localdate(),
    )
    return label


def _named(spec: FieldSpec) -> Any:
    def value(row: Row) -> Any:
        kept = row["values"].get(spec.code)
        # An older version of the form may have had words there.
        return kept if kept is None or isinstance(kept, str) else row[f"told_{spec.code}"] or HIDDEN

    return value


def _columns(specs: tuple[FieldSpec, ...]) -> tuple[ExportColumn, ...]:
    fixed = (
        ExportColumn("unit", _("Reporting unit"), ("report__unit_name",), width=28),
        ExportColumn("code", pgettext_lazy("register", "Code"), ("report__unit_code",), width=18),
        ExportColumn("number", _("Number of the entry"), ("report_id", "number"), _number, width=12),
    )
    own = tuple(
        ExportColumn(f"v_{spec.code}", label_of(spec), ("values", f"told_{spec.code}"), _named(spec))
        if spec.type == "entry"
        else ExportColumn(f"v_{spec.code}", label_of(spec), ("values",), value_of(spec))
        for spec in specs
        if spec.is_asked_for and spec.type != "file"
    )
    ends = (
        ExportColumn("state", _("State"), _STATE, _state),
        ExportColumn("settled", pgettext_lazy("entry", "Ended on"), ("settled_on",)),
        ExportColumn("note", _("Note or reason"), ("settled_note",), width=28),
    )
    return (*fixed, *own, *ends)


def _number(row: Row) -> str:
    return f"{row['report_id']}-{row['number']}"


def _export(key: str) -> ListExport:
    found: RegisterDefinition | None = last_definition(key)
    specs = specs_from(found.finding_fields) if found is not None else ()

    def rows(actor: Actor, query: QueryDict) -> QuerySet[Any]:
        asked = EntryFilterSet(query, entries_visible(actor))
        visible = asked.qs if asked.is_valid() else entries_visible(actor).none()
        if query.get("part") == "mine":
            visible = visible.filter(own_entries_q(actor))
        kept = visible.filter(report__round__definition__code=key).select_related(None)
        return with_told_numbers(kept, actor, references(specs)).order_by(*ORDER)

    return ListExport(
        f"{FAMILY}:{key}",
        found or _("Register entries"),
        "registers.export",
        _columns(specs),
        rows,
        (*FILTERS, "part"),
    )


def register_entry_exports() -> None:
    """Make the exports known, from ``AppConfig.ready()``."""
    register_export_family(FAMILY, _export)


class EntryExport(ExportListPage):
    """Export of the list of one register."""

    back_url = reverse_lazy("registers:entry_list")  # type: ignore[assignment]
    duty = "registers.export"

    def _admit(self, request: HttpRequest) -> None:
        actor: Actor | None = request.actor  # type: ignore[attr-defined]
        code = request.GET.get("definition", "")
        found = kept_definition(actor, code) if actor is not None and code else None
        self.export_name = f"{FAMILY}:{found.code if found else 'none'}"  # type: ignore[misc]
        super()._admit(request)
        if code and found is None:  # who may export at all is told that nobody keeps it here
            raise NotFound()


urlpatterns = [path("registers/entries/export/", EntryExport.as_view(), name="entry_export")]
