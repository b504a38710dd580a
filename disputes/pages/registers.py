"""The register of disputes: a line per dispute in scope, filtered, paged, exported with its purpose."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import path, reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disputes.models import Dispute
from disputes.pages.registers_columns import COLUMNS
from disputes.queries.registers import (
    Register,
    RegisterFilterSet,
    not_listed,
    register,
    with_particulars,
)
from pingan.access.policy import scope_q
from pingan.access.rules import Actor
from pingan.common.slots import matter_urls
from pingan.org.queries import path_to, region_by_code
from pingan.web.exports import ListExport, Row, register_export
from pingan.web.pages import Page
from pingan.web.pages_exports import ExportListPage
from pingan.web.tables import address, page_of

LIST = "dispute_register"
ORDER = ("-matter__opened_at", "-pk")
FILTERS = tuple(RegisterFilterSet.base_filters)


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
    found = register(actor, asked(query))
    return with_particulars(found.rows.filter(scope_q(Dispute, actor, "export"))).order_by(*ORDER)


def export_facts(actor: Actor, query: QueryDict) -> tuple[str, ...]:
    """Return what the heading of the workbook tells, as the field's tables do."""
    read = asked(query)
    region = region_by_code((read.get("region", "") or actor.region_code).ljust(12, "0"))
    today = f"{timezone.localdate():%Y-%m-%d}"
    period = _("%(since)s to %(until)s") % {
        "since": read.get("since", "") or _("the beginning"),
        "until": read.get("until", "") or today,
    }
    return (
        _("Reporting unit: %(name)s") % {"name": actor.post_label},
        _("Area: %(name)s") % {"name": region.name if region else actor.region_code},
        _("Period: %(period)s") % {"period": period},
        _("Unit: disputes, yuan"),
        _("Exported at: %(at)s") % {"at": f"{timezone.localtime():%Y-%m-%d %H:%M}"},
    )


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
            facts=export_facts,
        )
    )


def asked(query: QueryDict) -> QueryDict:
    """Return the address without what a form sent empty; without any day, the register of this year."""
    kept = QueryDict(mutable=True)
    for name, values in query.lists():
        said = [str(value) for value in values if str(value).strip()]
        if said:
            kept.setlist(name, said)
    if "since" not in kept and "until" not in kept:
        kept["since"] = f"{timezone.localdate():%Y}-01-01"
    return kept


def register_url(filters: Mapping[str, str]) -> str:
    """Return the address of the register under filters."""
    return f"{reverse('disputes:dispute_registers')}?{urlencode(filters)}"


class DisputeRegister(Page):
    duty = "mediation.view"
    template_name = "disputes/registers/list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        query = asked(request.GET)
        found = register(self.actor, query)
        # Keys and order alone: what the lines show is looked up for fifty rows, not for what is passed over.
        listed = found.rows.values("pk", "matter__opened_at")
        page = page_of(listed, order=ORDER, cursor=request.GET.get("cursor", ""))
        keys = [row["pk"] for row in page.rows]
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
                "not_listed": not_listed(self.actor, found),
                "chips": _chips(found, query),
                "crumbs": _crumbs(area, query),
                "may_export": self.actor.has("dispute.export"),
                "may_count": self.actor.has("dispute.statistics"),
                "export_url": f"{reverse('disputes:register_export')}?{query.urlencode()}",
                "previous_url": page.previous and f"{address(query)}&cursor={page.previous}",
                "next_url": page.next and f"{address(query)}&cursor={page.next}",
            }
        )


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
