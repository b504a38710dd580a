"""The wall screen (大屏): lead figures of a division and its places, to be read across a room. No motion, no input."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path

from pingan.access.rules import Actor
from pingan.office.pages.asked import Asked, asked_of
from pingan.office.pages.charts import area_chart, chosen_figure, line_chart
from pingan.office.pages.numbers import rows_of, tiles_of
from pingan.office.policy import VIEW
from pingan.office.queries.boards import board
from pingan.office.rules.boards import GROUPS, WALL
from pingan.web.pages import Page

#: So many places have room; the rest stand on the dashboard.
PLACES = 12


def wall_context(actor: Actor, asked: Asked) -> dict[str, Any]:
    """Return what a wall shows of a division, whoever stands before it."""
    found = board(actor, code=asked.region, period=asked.period, codes=WALL)
    one = chosen_figure(found, WALL[0])
    busiest = sorted(found.places, key=lambda place: -place.tallies[0].part)[:PLACES]
    rows = {row.place.region.pk: row for row in rows_of(asked, found)}
    return {
        "asked": asked,
        "found": found,
        "figure": one,
        "tiles": tiles_of(asked, found),
        "rows": [rows[place.region.pk] for place in busiest],
        "line": line_chart(found, one),
        "areas": area_chart(actor, asked, found, one),
    }


class Wall(Page):
    """One picture for a screen of 1920 × 1080; HTMX puts fresh numbers into it each minute, nothing else moves.

    Those minutes keep no session alive: a screen that hangs for good has a key of its own (``pages.screens``).
    """

    duty = VIEW
    template_name = "office/wall/page.html"
    fragment_name = "office/wall/_numbers.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = asked_of(request)
        return self.render(
            {
                **wall_context(self.actor, asked),
                "board_url": asked.url(view=GROUPS[0].key),
                "wall_url": asked.url("office:wall"),
            }
        )


urlpatterns = [path("office/wall/", Wall.as_view(), name="wall")]
