"""The line, the columns and the map of one figure, each with the numbers that it draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from pingan.access.rules import Actor
from pingan.common.figures import Figure
from pingan.office.pages.asked import Asked
from pingan.office.queries.boards import Board
from pingan.office.queries.choropleth import drawing_inside
from pingan.office.queries.trends import line_of
from pingan.office.rules.comparing import FEWEST
from pingan.office.rules.trends import Point, Step, class_of, steps_of, value_of
from pingan.org.queries import covered_prefixes

#: Classes of the map; more than five nobody tells apart.
CLASSES = 5
#: Columns beyond these stand in the table alone.
MOST_COLUMNS = 15


@dataclass(frozen=True)
class Area:
    """A division on the map: path, class (0: no number, or too few cases), and what it says."""

    path: str
    tone: int
    text: str
    url: str


def _label(point: Point, step: Step) -> str:
    if step is Step.MONTH:
        return f"{point.period.since:%Y-%m}"
    return f"{point.period.since:%m-%d}"


def _unit(one: Figure) -> str:
    return "%" if one.is_share and not one.is_live else ""


def _shown(value: float | None, unit: str) -> str:
    return "—" if value is None else f"{value:g}{unit}"


def chosen_figure(found: Board, code: str) -> Figure:
    """Return the figure that is drawn: the one that is asked for, else the first of the board."""
    return next((one for one in found.figures if one.code == code), found.figures[0])


def line_chart(found: Board, one: Figure) -> dict[str, Any] | None:
    """Return the line of a figure and the same days of the year before; None for one without days."""
    step, now, before = line_of(one, found.period, covered_prefixes(found.region))
    if not now:
        return None
    rows = [
        {"label": _label(point, step), "now": value_of(point.tally), "before": value_of(then.tally)}
        for point, then in zip(now, before, strict=False)
    ]
    return {
        "rows": rows,
        "data": {
            "kind": "line",
            "labels": [row["label"] for row in rows],
            "unit": "%" if one.is_share else "",
            "series": [
                {"name": _("this period"), "values": [row["now"] for row in rows]},
                {"name": _("the year before"), "values": [row["before"] for row in rows], "is_quiet": True},
            ],
        },
    }


def _numbers(found: Board, one: Figure) -> dict[str, float]:
    """Return what is drawn of each place: what is so now as a count, a share only where it rests on enough cases."""
    at = found.figures.index(one)
    values: dict[str, float] = {}
    for place in found.places:
        tally = place.tallies[at]
        if one.is_live and tally.whole is not None:
            values[place.region.code] = tally.whole
            continue
        value = value_of(tally)
        if value is not None and (tally.whole is None or tally.whole >= FEWEST):
            values[place.region.code] = value
    return values


def columns_chart(found: Board, one: Figure) -> dict[str, Any] | None:
    """Return the places inside by their number, the largest ones first; None where fewer than two can be compared."""
    names = {place.region.code: place.region.name for place in found.places}
    ordered = sorted(_numbers(found, one).items(), key=lambda pair: -pair[1])[:MOST_COLUMNS]
    if len(ordered) < 2:
        return None
    return {
        "data": {
            "kind": "columns",
            "labels": [names[code] for code, _value in ordered],
            "unit": _unit(one),
            "series": [{"name": str(one.label), "values": [value for _code, value in ordered]}],
        }
    }


def area_chart(actor: Actor, asked: Asked, found: Board, one: Figure) -> dict[str, Any] | None:
    """Return the map of the divisions inside, coloured by the figure; None where their lines are not known."""
    drawing = drawing_inside(actor, found.region)
    if drawing is None:
        return None
    values = _numbers(found, one)
    bounds = steps_of(values, CLASSES)
    areas = []
    for place in found.places:
        code = place.region.code
        if code not in drawing.paths:
            continue
        tone = class_of(values[code], bounds) if code in values else 0
        shown = _shown(values.get(code), _unit(one))
        areas.append(Area(drawing.paths[code], tone, f"{place.region.name} {shown}", asked.url(region=code)))
    low, legend = None, []
    for tone, bound in enumerate(bounds, start=1):
        upper = _shown(bound, _unit(one))
        text = upper if low is None else f"{low} – {upper}"
        legend.append({"tone": tone, "text": _("up to %(most)s") % {"most": text} if low is None else text})
        low = upper
    return {"drawing": drawing, "areas": areas, "legend": legend}


def charts_of(actor: Actor, asked: Asked, found: Board, code: str) -> dict[str, Any]:
    """Return what a board draws of one of its figures."""
    one = chosen_figure(found, code)
    return {
        "figure": one,
        "line": line_chart(found, one),
        "columns": columns_chart(found, one),
        "areas": area_chart(actor, asked, found, one),
        "choices": [
            {"label": other.label, "url": asked.url(figure=other.code), "is_current": other == one}
            for other in found.figures
        ],
        "since": date_format(found.period.since, "Y-m-d"),
        "until": date_format(found.period.until, "Y-m-d"),
    }
