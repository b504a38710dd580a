"""Entries of a register by division: counts that open their lists, sums, and bars of both."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from pingan.registers.pages.bars import bars, chosen_measure, measures
from pingan.registers.pages.report_forms import language
from pingan.registers.queries.entries import WATCH
from pingan.registers.queries.tallies import Tally, TallyLine, kept_definition, tally_of
from pingan.registers.rules import FieldSpec, specs_from
from pingan.registers.rules.sums import summed
from pingan.web.pages import Page
from pingan.web.tables import address

#: What a place shows; the list behind each number has the same condition.
COLUMNS = ("standing", "overdue", "soon", "settled")


def year_in(request: HttpRequest) -> int | None:
    """Return the year that an address asks for; None: it asks for none that could be."""
    text = request.GET.get("year", "")
    return int(text) if text.isascii() and text.isdigit() and 2000 <= int(text) <= 2100 else None


class EntryTally(Page):
    duty = "registers.view_area"
    template_name = "registers/entry/tally.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        definition = kept_definition(self.actor, request.GET.get("definition", ""))
        if definition is None:  # nobody keeps it here: the list says so
            return HttpResponseRedirect(reverse("registers:entry_list"))
        specs = specs_from(definition.finding_fields)
        year, today = year_in(request), timezone.localdate()
        found = tally_of(
            self.actor, definition, specs, today=today, code=request.GET.get("region", "")[:12], year=year
        )
        asked: dict[str, Any] = {"definition": definition.code} | ({"year": year} if year else {})
        measure = chosen_measure(request.GET, specs)
        context = {
            "definition": definition,
            "found": found,
            "year": year,
            "columns": _columns(specs),
            "lines": [
                (line, address(request.GET, region=line.code) if line.can_open else "", _cells(line, asked))
                for line in found.lines
            ],
            "total": _cells(found.total, asked),
            "steps": [
                {"label": step.name, "url": address(request.GET, region=step.code)} for step in found.path
            ],
            "list_url": _list({**asked, "region": found.region.code}),
            "tabs": measures(request.GET, str(WATCH["standing"][0]), specs, measure),
            "chart": bars(
                [
                    (line.name, _standing(asked, line), line.counts["standing"], line.sums) for line in found.lines
                ],
                measure,
            ),
            "sorts": [_sort_of(found, spec, counts, asked) for spec, counts in found.sorts],
        }  # fmt: skip
        return self.render(context)


def _list(query: dict[str, Any]) -> str:
    return f"{reverse('registers:entry_list')}?{urlencode({'part': 'all', **query})}"


def _standing(asked: dict[str, Any], line: TallyLine) -> str:
    return _list({**asked, "region": line.code, "watch": "standing"})


def _columns(specs: tuple[FieldSpec, ...]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [{"label": _("Place")}]
    found += [{"label": WATCH[key][0], "is_number": True} for key in COLUMNS]
    for spec in summed(specs):
        unit = spec.unit_in(language())
        label = spec.label_in(language())
        found.append({"label": f"{label}（{unit}）" if unit else label, "is_number": True})
    return found


def _cells(line: TallyLine, asked: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "value": line.counts[key],
            "url": _list({**asked, "region": line.code, "watch": key}),
            "tone": "red" if key == "overdue" and line.counts[key] else "",
        }
        for key in COLUMNS
    ]


def _sort_of(
    found: Tally, spec: FieldSpec, counts: tuple[tuple[str, int], ...], asked: dict[str, Any]
) -> dict[str, Any]:
    rows = [
        {
            "label": spec.choice_label(code, language()),
            "url": _list({**asked, "region": found.region.code, "watch": "standing", "sort": f"{spec.code}:{code}"}),
            "value": count,
        }
        for code, count in counts
        if count
    ]  # fmt: skip
    return {
        "label": spec.label_in(language()),
        "rows": rows,
        "max": max((n for _c, n in counts), default=0) or 1,
    }


urlpatterns = [path("registers/entries/tally/", EntryTally.as_view(), name="entry_tally")]
