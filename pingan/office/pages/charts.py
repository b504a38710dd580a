"""The line, the columns and the map of one figure, each with the numbers that it draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from pingan.access.rules import Actor
from pingan.common.figures import Figure
from pingan.office.pages.asked import Asked
from pingan.office.queries.boards import Board
from pingan.office.queries.choropleth import drawing_inside
from pingan.office.queries.trends import line_of
from pingan.office.rules.boards import LOW_IS_GOOD
from pingan.office.rules.comparing import FEWEST
from pingan.office.rules.trends import Band, Point, Step, bands_of, tone_of, value_of
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
    if value is None:
        return "—"
    return f"{value:,.1f}{unit}" if unit else f"{value:,.0f}"


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
    """Return the places inside by their number, the largest ones first; None where fewer than two can be compared.

    A column of nothing is none: ``zero``, ``few`` (too few cases for a share) and ``beyond`` (too many places) say how many
    are left out.
    """
    names = {place.region.code: place.region.name for place in found.places}
    numbers = _numbers(found, one)
    is_rare = one.code in LOW_IS_GOOD
    drawn = [pair for pair in numbers.items() if pair[1] or (one.is_share and not one.is_live)]
    ordered = sorted(drawn, key=lambda pair: pair[1] if is_rare else -pair[1])[:MOST_COLUMNS]
    if len(numbers) < 2 or not ordered:
        return None
    return {
        "data": {
            "kind": "columns",
            "labels": [names[code] for code, _value in ordered],
            "unit": _unit(one),
            "series": [{"name": str(one.label), "values": [value for _code, value in ordered]}],
        },
        "zero": len(numbers) - len(drawn),
        "few": len(names) - len(numbers),
        "beyond": len(drawn) - len(ordered),
    }


def _legend(bands: tuple[Band, ...], unit: str) -> list[dict[str, Any]]:
    """Return the classes in words: the value itself, or the least and the largest one in it."""
    return [
        {
            "tone": band.tone,
            "places": band.places,
            "text": _shown(band.low, unit)
            if band.low == band.high
            else f"{_shown(band.low, unit)}–{_shown(band.high, unit)}",
        }
        for band in bands
    ]


def area_chart(actor: Actor, asked: Asked, found: Board, one: Figure) -> dict[str, Any] | None:
    """Return the map of the divisions inside, coloured by the figure; None where their lines are not known.

    ``blank``: drawn without a colour, there is no number or too few cases; ``missing``: their lines are not known.
    """
    drawing = drawing_inside(actor, found.region)
    if drawing is None:
        return None
    drawn = [place for place in found.places if place.region.code in drawing.paths]
    numbers = _numbers(found, one)
    values = {
        place.region.code: numbers[place.region.code] for place in drawn if place.region.code in numbers
    }
    bands = bands_of(values.values(), CLASSES)
    areas = []
    for place in drawn:
        code = place.region.code
        tone = tone_of(values[code], bands) if code in values else 0
        shown = _shown(values.get(code), _unit(one))
        areas.append(Area(drawing.paths[code], tone, f"{place.region.name} {shown}", asked.url(region=code)))
    return {
        "drawing": drawing,
        "areas": areas,
        "legend": _legend(bands, _unit(one)),
        "blank": len(drawn) - len(values),
        "missing": len(found.places) - len(drawn),
    }


def charts_of(actor: Actor, asked: Asked, found: Board, code: str) -> dict[str, Any]:
    """Return what a board draws of one of its figures."""
    one, fresh = chosen_figure(found, code), found.freshness.at
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
        "counted": "" if fresh is None else date_format(timezone.localtime(fresh), "Y-m-d H:i"),
    }
