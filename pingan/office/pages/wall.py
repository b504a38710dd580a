"""The wall screen (大屏): lead figures of a division and its places, to be read across a room. No motion, no input."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone

from pingan.access.rules import Actor
from pingan.office.pages.asked import Asked, asked_of, demand_sound
from pingan.office.pages.charts import area_chart, chosen_figure, line_chart
from pingan.office.pages.numbers import Row, Tile, own_row_of, rows_of, tiles_of
from pingan.office.policy import VIEW
from pingan.office.queries.boards import board
from pingan.office.rules.boards import GROUPS, WALL
from pingan.office.rules.comparing import FEWEST
from pingan.office.rules.turning import turn_at
from pingan.web.pages import Page

#: So many places have room at once, on the smallest screen as well; more of them take turns.
PLACES = 12
#: Up to so many lines the names of idle places find room below them.
ROOM_FOR_NAMES = 6
#: So many figures of each place have room: came in, in handling, closed on time.
FIGURES = 3


@dataclass(frozen=True)
class WallPlaces:
    """The places of this minute, the busiest first; ``idle`` ones, of which nothing can be told, are counted alone."""

    rows: list[Row]
    page: int
    pages: int
    busy: int
    idle: int
    idle_names: list[str]
    """Blank where there is no room for them."""


def this_minute() -> int:
    """Return the minute that it is, counted from any fixed one: a wall asks once in each."""
    return int(timezone.now().timestamp() // 60)


def _is_idle(row: Row) -> bool:
    return not any(number.tally.part or number.tally.whole for number in row.numbers[:FIGURES])


def places_of(rows: list[Row], minute: int) -> WallPlaces:
    """Return which places stand there in a minute."""
    busy = sorted((row for row in rows if not _is_idle(row)), key=lambda row: -row.numbers[0].tally.part)
    turn = turn_at(busy, PLACES, minute)
    idle = [row.place.name for row in rows if _is_idle(row)]
    names = idle if len(busy) <= ROOM_FOR_NAMES else []
    return WallPlaces(list(turn.rows), turn.page, turn.pages, len(busy), len(idle), names)


def _has_small(tiles: list[Tile], rows: list[Row]) -> bool:
    """Say whether an asterisk stands anywhere on the wall."""
    shown = [number for row in rows for number in row.numbers[:FIGURES]]
    return any(
        number.is_small and not number.figure.is_live for number in (*(t.number for t in tiles), *shown)
    )


def wall_context(actor: Actor, asked: Asked) -> dict[str, Any]:
    """Return what a wall shows of a division, whoever stands before it."""
    found = board(actor, code=asked.region, period=asked.period, codes=WALL)
    one = chosen_figure(found, WALL[0])
    own = own_row_of(asked, found)
    # What belongs to the division itself stands among its places, so that they add up; idle, it is none of them.
    rows = [*rows_of(asked, found), *([own] if own is not None and not _is_idle(own) else [])]
    tiles, places = tiles_of(asked, found), places_of(rows, this_minute())
    return {
        "asked": asked,
        "found": found,
        "figure": one,
        "tiles": tiles,
        "places": places,
        "has_small": _has_small(tiles, places.rows),
        "fewest": FEWEST,
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
        asked = demand_sound(asked_of(request))
        return self.render(
            {
                **wall_context(self.actor, asked),
                "board_url": asked.url(view=GROUPS[0].key),
                "wall_url": asked.url("office:wall"),
            }
        )


urlpatterns = [path("office/wall/", Wall.as_view(), name="wall")]
