"""Numbers as pages show them: each with the address of the records that it counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pingan.common.figures import Figure, Tally
from pingan.office.pages.asked import OWN, Asked
from pingan.office.queries.boards import Board, Place
from pingan.office.rules.boards import LOW_IS_GOOD
from pingan.office.rules.comparing import FEWEST, Value, percent_of, ranks


@dataclass(frozen=True)
class Number:
    """One figure of one place. A share shows its two counts; ``url`` opens all it counts, ``part_url`` the numerator."""

    figure: Figure
    tally: Tally
    percent: float | None
    is_small: bool
    url: str
    part_url: str
    rank: int | None = None
    """Among the places beside it, the best first; None: a count, or too few cases."""


@dataclass(frozen=True)
class Tile:
    """A figure of the whole division, with its comparisons in the words of its kind."""

    number: Number
    value: Value


@dataclass(frozen=True)
class Row:
    """A place inside with its numbers; ``url`` leads into it (blank: it ends here)."""

    place: Place
    url: str
    numbers: list[Number]


def number_of(
    asked: Asked, figure: Figure, tally: Tally, region: str, rank: int | None = None, **changes: str
) -> Number:
    """Return a number with its addresses, which ask for ``changes`` besides the division."""
    return Number(
        figure=figure,
        tally=tally,
        percent=percent_of(tally) if figure.is_share else None,
        is_small=figure.is_share and 0 < (tally.whole or 0) < FEWEST,
        url=asked.figure_url(figure.code, region=region, **changes),
        part_url=asked.figure_url(figure.code, region=region, part="in", **changes)
        if figure.is_share
        else "",
        rank=rank,
    )


def tiles_of(asked: Asked, found: Board) -> list[Tile]:
    """Return the figures of the division itself."""
    return [
        Tile(number_of(asked, figure, value.now, found.region.code), value)
        for figure, value in zip(found.figures, found.values, strict=True)
    ]


def rows_of(asked: Asked, found: Board) -> list[Row]:
    """Return the places inside, each share with its rank among them."""
    placed: list[dict[int, int]] = []
    for at, figure in enumerate(found.figures):
        shares = {place.region.pk: place.tallies[at] for place in found.places}
        is_low = figure.code in LOW_IS_GOOD
        placed.append(ranks(shares, is_low_first=is_low) if figure.is_share and not figure.is_live else {})
    return [
        Row(
            place,
            asked.url(region=place.region.code) if place.region.level <= 5 else "",
            [
                number_of(asked, figure, tally, place.region.code, placed[at].get(place.region.pk))
                for at, (figure, tally) in enumerate(zip(found.figures, place.tallies, strict=True))
            ],
        )
        for place in found.places
    ]


def own_row_of(asked: Asked, found: Board) -> Row | None:
    """Return the line of what belongs to the division itself, beside its places and in no rank; None: nothing does."""
    own = found.own
    if own is None:
        return None
    pairs = zip(found.figures, own.tallies, strict=True)
    return Row(
        own, "", [number_of(asked, figure, tally, own.region.code, own=OWN) for figure, tally in pairs]
    )


def columns_of(figures: tuple[Figure, ...]) -> list[dict[str, Any]]:
    """Return the heads of the table of places."""
    return [{"label": figure.label, "is_number": True} for figure in figures]
