"""Readiness (Articles 19, 26): unit by unit which plans are overdue, which drills are owed, what is still to be mended."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from pingan.access.queries import region_for
from pingan.org.queries import children_of, path_to
from pingan.registers.queries.readiness import (
    DRILLS,
    IMPROVEMENTS,
    LISTS,
    PLANS,
    REGISTERS,
    Readiness,
    UnitReadiness,
    missing_registers,
    readiness_of,
    readiness_sums,
    unit_heads,
)
from pingan.web.pages import Page
from pingan.web.tables import address, page_of

ORDER = ("unit_code", "pk")
COLUMNS = (
    ("unit", gettext_lazy("Unit"), False),
    ("plans", gettext_lazy("Plans"), True),
    ("plans_overdue", gettext_lazy("Review overdue"), True),
    ("drills", gettext_lazy("Drills this year / owed"), True),
    ("improvements", gettext_lazy("Open improvements"), True),
    ("list", pgettext_lazy("readiness", "Responsibility list"), False),
)


def _entries(**query: Any) -> str:
    return f"{reverse('registers:entry_list')}?{urlencode({'part': 'all', **query})}"


class ReadinessPage(Page):
    duty = "registers.view_area"
    template_name = "registers/readiness.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        today = timezone.localdate()
        region = region_for(self.actor, request.GET.get("region", "")[:12])
        piece = page_of(
            unit_heads(self.actor, region.code), order=ORDER, cursor=request.GET.get("cursor", "")
        )
        units = readiness_of(self.actor, piece.rows, today)
        here = reverse("registers:readiness")
        context = {
            "region": region,
            "steps": [
                {"label": step.name, "url": f"{here}?region={step.code}"}
                for step in path_to(region)
                if self.actor.covers(step.code)
            ],
            "children": [
                {"label": child.name, "url": f"{here}?region={child.code}"}
                for child in children_of(region, on=today).order_by("code")
                if child.level < 5
            ],
            "tiles": _tiles(readiness_sums(self.actor, region.code, today), region.code, today.year),
            "columns": [{"label": label, "is_number": is_number} for _k, label, is_number in COLUMNS],
            "labels": {key: label for key, label, _n in COLUMNS},
            "lines": [_line(unit, today.year) for unit in units],
            "missing": missing_registers(self.actor) if self.actor.has("registers.order") else [],
            "previous_url": address(request.GET, cursor=piece.previous) if piece.previous else None,
            "next_url": address(request.GET, cursor=piece.next) if piece.next else None,
        }
        return self.render(context)


def _tiles(sums: Readiness, region: str, year: int) -> list[dict[str, Any]]:
    def red(number: int) -> str:
        return "red" if number else ""

    lists = {"definition": LISTS, "region": region, "lacking": "is_published"}
    return [
        {
            "label": _("Plans: review overdue"),
            "value": sums.plans_overdue,
            "url": _entries(definition=PLANS, watch="overdue", region=region),
            "tone": red(sums.plans_overdue),
        },
        {
            "label": _("Plans: review within 30 days"),
            "value": sums.plans_soon,
            "url": _entries(definition=PLANS, watch="soon", region=region),
        },
        {
            "label": _("Improvements: overdue"),
            "value": sums.improvements_overdue,
            "url": _entries(definition=IMPROVEMENTS, watch="overdue", region=region),
            "tone": red(sums.improvements_overdue),
        },
        {
            "label": _("Improvements: open"),
            "value": sums.improvements,
            "url": _entries(definition=IMPROVEMENTS, watch="standing", region=region),
        },
        {
            "label": _("Drills this year, of those owed"),
            "value": sums.drills,
            "unit": f"/ {sums.drills_owed}",
            "url": _entries(definition=DRILLS, region=region, year=year),
        },
        {
            "label": _("Responsibility lists not published"),
            "value": sums.lists_missing,
            "url": f"{reverse('registers:report_list')}?{urlencode({'part': 'all', **lists})}",
        },
    ]


def _line(unit: UnitReadiness, year: int) -> dict[str, Any]:
    own = {"unit": unit.unit_id, "unit_kind": unit.unit_kind}
    first = next((unit.report_ids[code] for code in REGISTERS if code in unit.report_ids), None)
    return {
        "unit": unit,
        "url": reverse("registers:report_detail", args=[first]) if first is not None else "",
        "plans_url": _entries(definition=PLANS, watch="standing", **own),
        "overdue_url": _entries(definition=PLANS, watch="overdue", **own),
        "drills_url": _entries(definition=DRILLS, year=year, **own),
        "improvements_url": _entries(definition=IMPROVEMENTS, watch="standing", **own),
        "list_url": reverse("registers:report_detail", args=[unit.report_ids[LISTS]])
        if LISTS in unit.report_ids
        else "",
    }


urlpatterns = [path("registers/readiness/", ReadinessPage.as_view(), name="readiness")]
