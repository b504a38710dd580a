"""The places inside by one figure, the largest first: what a phone shows where a desk has the whole table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pingan.common.figures import Figure
from pingan.office.pages.asked import Asked
from pingan.office.pages.numbers import Number, Row

#: Places that a phone shows before it is asked for all.
MOST = 10


@dataclass(frozen=True)
class Leaders:
    """``rows``: places with their number of ``figure``; ``all_url`` opens every place with every figure."""

    figure: Figure
    rows: list[tuple[Row, Number]]
    places: int
    all_url: str


def leaders_of(asked: Asked, rows: list[Row], one: Figure) -> Leaders:
    """Return the places with the largest numbers of a figure; what rests on too few cases stands last."""
    found = [(row, number) for row in rows for number in row.numbers if number.figure == one]
    found.sort(key=lambda pair: (pair[1].is_small, -_size_of(pair[1])))
    url = f"{asked.url(figure=one.code, places='all')}#places"
    return Leaders(one, found[:MOST], len(rows), url)


def _size_of(number: Number) -> float:
    """Return what a number is compared by; a share of nothing is less than any."""
    if number.figure.is_share and not number.figure.is_live:
        return -1.0 if number.percent is None else number.percent
    return float(number.tally.part if number.tally.whole is None else number.tally.whole)


def is_whole(query: Any) -> bool:
    """Say whether an address asks for every place."""
    return bool(query.get("places") == "all")
