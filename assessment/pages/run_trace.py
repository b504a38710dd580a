"""From a score to its rule, its counts and the records as they stood: the third click of a trace."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _

from assessment.models import AssessedUnit, Score
from assessment.pages.run_units import unit_at
from assessment.queries.run_plans import grade_names
from assessment.queries.run_units import Line, lines_of
from assessment.queries.traces import FigureTrace, figures_of, item_of, live_addresses, records_of
from assessment.rules.methods import METHODS
from assessment.rules.scoring import Item
from pingan.common.errors import NotFound
from pingan.web.fact_words import facts_in_words
from pingan.web.listing import paged
from pingan.web.pages import Page
from pingan.web.tables import page_of


def line_at(page: Page, unit: AssessedUnit, key: int) -> Line:
    """Return one indicator of a unit; NotFound where it is not scored."""
    found = next((line for line in lines_of(page.actor, unit) if line.indicator.pk == key), None)
    if found is None:
        raise NotFound()
    return found


def shown_params(item: Item) -> list[tuple[Any, str]]:
    """Return the numbers of a rule in words."""
    return [(param.label, _shown(item.params[param.code])) for param in METHODS[item.method].params]


def _shown(value: Any) -> str:
    if value is None:
        return "—"
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, tuple):
        return "；".join(f"{_shown(one)} → {_shown(other)}" for one, other in value)
    return str(value.numerator) if value.denominator == 1 else f"{float(value):g}"


class Trace(Page):
    """Rule, counts, records: nothing here is computed anew, all of it is what was frozen."""

    duty = "run.see"
    template_name = "assessment/run/trace.html"

    def get(self, request: HttpRequest, pk: int, unit_pk: int, indicator: int) -> HttpResponse:
        unit = unit_at(self, pk, unit_pk)
        line = line_at(self, unit, indicator)
        if line.score is None:
            raise NotFound()
        run, item = unit.run, item_of(line.score)
        figures = figures_of(run, unit, item)
        context = {
            "run": run,
            "unit": unit,
            "line": line,
            "score": line.score,
            "item": item,
            "sentence": METHODS[item.method].sentence,
            "params": shown_params(item),
            "figures": figures,
            "notes": [dict(Score.Note.choices)[code] for code in line.score.notes],
            "grade": grade_names(run.scheme).get(unit.grade, ""),
        }
        chosen = next((one for one in figures if one.code == request.GET.get("figure")), None)
        chosen = chosen or (figures[0] if figures else None)
        if chosen is not None:
            context |= self._records(request, unit, chosen)
        return self.render(context)

    def _records(self, request: HttpRequest, unit: AssessedUnit, figure: FigureTrace) -> dict[str, Any]:
        which = "out" if request.GET.get("which") == "out" and figure.is_share else "in"
        rows = records_of(unit.run, unit, figure, which=which)
        page = page_of(rows, order=("number", "pk"), cursor=request.GET.get("cursor", ""))
        live = live_addresses(self.actor, unit.run, figure.code, page.rows)
        return {
            "figure": figure,
            "which": which,
            "missing": 0 if figure.whole is None else figure.whole - figure.part,
            "records": [
                (row, facts_in_words(row.source, row.facts), live.get(row.record, "")) for row in page.rows
            ],
            "previous_url": paged(request, page.previous),
            "next_url": paged(request, page.next),
        }


urlpatterns = [
    path("assessment/runs/<int:pk>/units/<int:unit_pk>/<int:indicator>/", Trace.as_view(), name="run_trace"),
]
