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
from pingan.registers.rules import Ending, FieldSpec, Sum, endings_from, specs_from
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
        endings = endings_from(definition.endings)
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
            "columns": entry_columns(specs, endings),
            "lines": [
                (
                    line,
                    address(request.GET, region=line.code) if line.can_open else "",
                    entry_cells(line, asked, endings),
                    entry_sums(line, specs),
                )
                for line in found.shown
            ],
            "total": (entry_cells(found.total, asked, endings), entry_sums(found.total, specs)),
            "steps": [
                {"label": step.name, "url": address(request.GET, region=step.code)} for step in found.path
            ],
            "list_url": list_of({**asked, "region": found.region.code}),
            "tabs": measures(request.GET, str(WATCH["standing"][0]), specs, measure),
            "chart": bars(
                [
                    (line.name, _standing(asked, line), line.counts["standing"], line.sums) for line in found.shown
                ],
                measure,
            ),
            "sorts": [_sort_of(found, spec, counts, asked) for spec, counts in found.sorts],
        }  # fmt: skip
        return self.render(context)


def list_of(query: dict[str, Any]) -> str:
    """Return the address of a list of entries."""
    return f"{reverse('registers:entry_list')}?{urlencode({'part': 'all', **query})}"


def _standing(asked: dict[str, Any], line: TallyLine) -> str:
    return list_of({**asked, **line.place, "watch": "standing"})


def entry_columns(specs: tuple[FieldSpec, ...], endings: tuple[Ending, ...]) -> list[dict[str, Any]]:
    """Return the heads over the cells of a place."""
    found: list[dict[str, Any]] = [{"label": _("Place")}]
    found += [{"label": WATCH[key][0], "is_number": True} for key in COLUMNS]
    found += [{"label": one.label_in(language()), "is_number": True} for one in endings]
    found += [{"label": _label(spec), "is_number": True} for spec in summed(specs)]
    return found


def _label(spec: FieldSpec) -> str:
    unit, label = spec.unit_in(language()), spec.label_in(language())
    return f"{label}（{unit}）" if unit else label


def entry_sums(line: TallyLine, specs: tuple[FieldSpec, ...]) -> list[tuple[str, Sum]]:
    """Return what the fields of a place come to, each with its head."""
    return list(zip([_label(spec) for spec in summed(specs)], line.sums, strict=True))


def entry_cells(line: TallyLine, asked: dict[str, Any], endings: tuple[Ending, ...]) -> list[dict[str, Any]]:
    """Return the counts of a place, each with its head and the address of its list."""
    cells = [
        {
            "label": WATCH[key][0],
            "value": line.counts[key],
            "url": list_of({**asked, **line.place, "watch": key}),
            "tone": "red" if key == "overdue" and line.counts[key] else "",
        }
        for key in COLUMNS
    ]
    ended = [
        {
            "label": one.label_in(language()),
            "value": line.endings[one.code],
            "url": list_of({**asked, **line.place, "ending": one.code}),
            "tone": "",
        }
        for one in endings
    ]
    return cells + ended


def _sort_of(
    found: Tally, spec: FieldSpec, counts: tuple[tuple[str, int], ...], asked: dict[str, Any]
) -> dict[str, Any]:
    rows = [
        {
            "label": spec.choice_label(code, language()),
            "url": list_of({**asked, "region": found.region.code, "watch": "standing", "sort": f"{spec.code}:{code}"}),
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
