"""What a board can be narrowed to: the divisions around and inside, and the classes of what it counts."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from pingan.common.figures import figure
from pingan.office.pages.asked import Asked
from pingan.office.pages.charts import chosen_figure
from pingan.office.pages.numbers import number_of
from pingan.office.queries.boards import Board
from pingan.office.queries.classes import by_class
from pingan.org.queries import covered_prefixes


def areas_of(found: Board) -> list[dict[str, Any]]:
    """Return the divisions that can be chosen: those on the way here, and those inside, set in by their depth."""
    lines = [*found.path, *(place.region for place in found.places)]
    first = found.path[0].level if found.path else found.region.level
    return [
        {
            "code": region.code,
            "name": "\u3000" * (region.level - first) + region.name,
            "is_current": region.pk == found.region.pk,
        }
        for region in lines
    ]


def classes_of(asked: Asked, found: Board, query: QueryDict) -> dict[str, Any]:
    """Return the figure that is drawn, class by class, where that is asked for: it is counted, not read from sums."""
    if not found.figures:
        return {"by_class": None, "by_class_url": "", "unsplit": found.unsplit}
    drawn = chosen_figure(found, query.get("figure", ""))
    context: dict[str, Any] = {"by_class": None, "by_class_url": "", "unsplit": found.unsplit}
    if not drawn.class_path:
        return context
    if query.get("split") != "class":
        return {**context, "by_class_url": asked.url(figure=drawn.code, split="class")}
    rows = by_class(figure(drawn.code), asked.chosen, found.period, covered_prefixes(found.region))
    context["by_class"] = [
        {
            "name": each.chosen.name,
            "url": asked.url(category=each.chosen.text, figure=drawn.code, split="class"),
            "number": number_of(asked, drawn, each.tally, found.region.code, category=each.chosen.text),
        }
        for each in rows
    ]
    return context
