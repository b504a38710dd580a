"""The register of disputes: a line per dispute in scope, filtered, paged, exported with its purpose."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import path, reverse, reverse_lazy
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy

from disputes.machine import DISPUTES
from disputes.models import Dispute
from disputes.models.choices import ChannelKind, DisputeSource, Level, Outcome
from disputes.models.parties import label_of
from disputes.queries.registers import Register, RegisterFilterSet, counted, register, with_particulars
from disputes.queries.statistics import suppress_below
from disputes.rules.counts import Counted
from pingan.access.policy import scope_q
from pingan.access.rules import Actor
from pingan.common.slots import matter_urls
from pingan.org.queries import path_to, region_by_code
from pingan.web.exports import ExportColumn, ListExport, Row, register_export
from pingan.web.pages import Page
from pingan.web.pages_exports import ExportListPage
from pingan.web.tables import address, page_of

LIST = "dispute_register"
ORDER = ("-matter__opened_at", "-pk")
FILTERS = tuple(RegisterFilterSet.base_filters)


def _word(path: str, words: Any) -> Any:
    table = {str(key): label for key, label in (words.items() if hasattr(words, "items") else words)}
    return lambda row: str(table.get(row[path], row[path] or ""))


def _type(row: Row) -> Any:
    return row["type__name"] if (get_language() or "zh").startswith("zh") else row["type__name_en"]


def _place(row: Row) -> str:
    place = row["matter__grid__name"] or row["matter__region__name"]
    return f"{place} · {row['place_text']}" if row["place_text"] else str(place)


def _roles(row: Row) -> str:
    """Return the parties as their roles: 申请人甲、被申请人甲."""
    return "、".join(
        label_of(one["side"], one["position"], is_representative=one["represents"] is not None)
        for one in row["roles"]
    )


def _result(row: Row) -> str:
    words = dict(Outcome.choices)
    return str(words[row["outcome"]]) if row["outcome"] else ""


COLUMNS = (
    ExportColumn("number", gettext_lazy("Number"), ("matter__number",), width=20),
    ExportColumn("case", gettext_lazy("Case number"), ("case_number",), width=24),
    ExportColumn("opened", gettext_lazy("Registered on"), ("matter__opened_at",)),
    ExportColumn("type", gettext_lazy("Type"), ("type__name", "type__name_en"), _type),
    ExportColumn("source", gettext_lazy("Source"), ("source",), _word("source", DisputeSource.choices)),
    ExportColumn(
        "level", pgettext_lazy("dispute", "Level"), ("level",), _word("level", Level.choices), width=8
    ),
    ExportColumn(
        "place",
        gettext_lazy("Place"),
        ("matter__grid__name", "matter__region__name", "place_text"),
        _place,
        28,
    ),
    ExportColumn("parties", gettext_lazy("Parties"), ("roles",), _roles, 24),
    ExportColumn("committee", gettext_lazy("Committee"), ("committee_name",), width=24),
    ExportColumn("mediator", gettext_lazy("Mediator"), ("mediator_name",)),
    ExportColumn(
        "channel", gettext_lazy("Channel"), ("last_channel",), _word("last_channel", ChannelKind.choices)
    ),
    ExportColumn("state", gettext_lazy("State"), ("matter__state",), _word("matter__state", DISPUTES.states)),
    ExportColumn("result", gettext_lazy("Result"), ("outcome",), _result, 20),
    ExportColumn("amount", gettext_lazy("Amount in yuan"), ("amount",)),
    ExportColumn("agreed", gettext_lazy("Amount agreed in yuan"), ("agreed_amount",)),
    ExportColumn("closed", gettext_lazy("Closed on"), ("matter__closed_at",)),
)
#: What fits on a page beside the number; everything stands in the file.
SHOWN = (
    "opened",
    "source",
    "level",
    "place",
    "parties",
    "committee",
    "mediator",
    "channel",
    "result",
    "agreed",
)
_HEADS = [
    {"label": gettext_lazy("Dispute")},
    *(
        {"label": column.label, "is_number": column.key == "agreed"}
        for column in COLUMNS
        if column.key in SHOWN
    ),
]
#: Asked in the bar; what else stands in the address is kept.
_SELECTS = ("type", "state", "source", "level")
_KEPT = ("region", "line", "committee", "figure")
_PATHS = dict.fromkeys(name for column in COLUMNS for name in column.paths)


def export_rows(actor: Actor, query: QueryDict) -> QuerySet[Dispute]:
    """Return the register's rows as far as this post may take them away."""
    found = register(actor, without_blanks(query))
    return with_particulars(found.rows.filter(scope_q(Dispute, actor, "export"))).order_by(*ORDER)


def register_register_export() -> None:
    """Make the export known; called from ``ready()``."""
    register_export(
        ListExport(
            name=LIST,
            label=gettext_lazy("Register of disputes"),
            duty="dispute.export",
            columns=COLUMNS,
            rows=export_rows,
            filters=FILTERS,
        )
    )


def without_blanks(query: QueryDict) -> QueryDict:
    """Return the address without what a form sent empty: an open filter is no filter."""
    kept = QueryDict(mutable=True)
    for name, values in query.lists():
        said = [str(value) for value in values if str(value).strip()]
        if said:
            kept.setlist(name, said)
    return kept


def register_url(filters: Mapping[str, str]) -> str:
    """Return the address of the register under filters."""
    return f"{reverse('disputes:dispute_registers')}?{urlencode(filters)}"


class DisputeRegister(Page):
    duty = "mediation.view"
    template_name = "disputes/registers/list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        query = without_blanks(request.GET)
        found = register(self.actor, query)
        page = page_of(found.rows.select_related("matter"), order=ORDER, cursor=request.GET.get("cursor", ""))
        keys = [row.pk for row in page.rows]
        rows = {row["pk"]: row for row in _read(found.rows, keys)}
        area = query.get("region", "")
        return self.render(
            {
                "found": found,
                "rows": [_line(rows[pk], pk) for pk in keys if pk in rows],
                "table_columns": _HEADS,
                "selects": _selects(found, query),
                "kept": [(name, query[name]) for name in _KEPT if name in query],
                "total": found.rows.order_by().count(),
                "not_listed": self._not_listed(query, found),
                "chips": _chips(found, query),
                "crumbs": _crumbs(area, query),
                "may_export": self.actor.has("dispute.export"),
                "may_count": self.actor.has("dispute.statistics"),
                "export_url": f"{reverse('disputes:register_export')}?{query.urlencode()}",
                "previous_url": page.previous and f"{address(query)}&cursor={page.previous}",
                "next_url": page.next and f"{address(query)}&cursor={page.next}",
            }
        )

    def _not_listed(self, query: QueryDict, found: Register) -> Counted | None:
        """Return how many the statistics count, where it is more than the list and may be said; None: no difference."""
        area = query.get("region", "") or self.actor.region_code
        if found.errors or not self.actor.has("dispute.statistics") or not self.actor.covers(area):
            return None
        whole = counted(self.actor, query)
        return whole if whole.hidden and not whole.is_telling(suppress_below(area.ljust(12, "0"))) else None


def _read(rows: QuerySet[Dispute], keys: list[int]) -> QuerySet[Any, Any]:
    return with_particulars(rows.filter(pk__in=keys)).values("pk", *_PATHS) if keys else rows.none().values()


def _line(row: Row, pk: int) -> dict[str, Any]:
    """Return one line of the register, ready for its template."""
    url = matter_urls.get("dispute")
    values = {column.key: column.of(row) for column in COLUMNS}
    return {
        "url": url(pk) if url is not None else "",
        "values": values,
        "cells": [(column, values[column.key]) for column in COLUMNS if column.key in SHOWN],
    }


def _selects(found: Register, query: QueryDict) -> list[dict[str, Any]]:
    """Return the choices of the bar, with what is chosen."""
    fields = found.filters.form.fields
    return [
        {
            "name": name,
            "label": fields[name].label,
            "choices": [
                (key, label, str(key) in query.getlist(name)) for key, label in fields[name].choices if key
            ],
        }
        for name in _SELECTS
    ]


def _chips(found: Register, query: QueryDict) -> list[dict[str, str]]:
    """Return the active filters in words, each with the address of the register without it."""
    chips = []
    for name in FILTERS:
        values = query.getlist(name)
        if not values or name in {"since", "until"}:
            continue
        field = found.filters.form.fields[name]
        words = {str(key): str(label) for key, label in getattr(field, "choices", ()) if key != ""}
        if name == "region":
            region = region_by_code(values[0].ljust(12, "0"))
            words = {values[0]: region.name if region is not None else values[0]}
        text = "、".join(words.get(value, value) for value in values)
        chips.append({"label": f"{field.label}: {text}", "url": address(query, **{name: None})})
    return chips


def _crumbs(area: str, query: QueryDict) -> list[dict[str, str]]:
    region = region_by_code(area.ljust(12, "0")) if area else None
    if region is None:
        return []
    return [{"label": step.name, "url": address(query, region=step.code)} for step in path_to(region)]


class RegisterExport(ExportListPage):
    export_name = LIST
    back_url = reverse_lazy("disputes:dispute_registers")  # type: ignore[assignment]

    def shown_columns(self) -> list[str]:
        """Return what the page shows."""
        return ["number", "type", "state", *SHOWN]


urlpatterns = [
    path("disputes/registers/", DisputeRegister.as_view(), name="dispute_registers"),
    path("disputes/registers/export/", RegisterExport.as_view(), name="register_export"),
]
