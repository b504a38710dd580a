"""The places inside by one figure, the best first: what a phone shows where a desk has the whole table."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pingan.common.figures import Figure
from pingan.office.pages.asked import Asked
from pingan.office.pages.numbers import Number, Row
from pingan.office.rules.comparing import places_in

#: Places that a phone shows before it is asked for all.
MOST = 10


@dataclass(frozen=True)
class Ranked:
    """A place with its number; ``rank`` None: too few cases to be ranked."""

    row: Row
    number: Number
    rank: int | None = None


@dataclass
class Leaders:
    """Places by one figure. ``zero`` and ``nothing`` (no case to be a share of) are named in a line each, never ranked.

    ``beyond``: ranked ones that found no room. ``all_url`` opens every place with every figure.
    """

    figure: Figure
    places: int
    all_url: str
    ranked: list[Ranked] = field(default_factory=list)
    few: list[Ranked] = field(default_factory=list)
    zero: list[Row] = field(default_factory=list)
    nothing: list[Row] = field(default_factory=list)
    beyond: int = 0
    own: Ranked | None = None
    """What belongs to the division itself: no place among the others, and nothing where it holds none of the figure."""

    @property
    def is_even(self) -> bool:
        """Say whether there is nothing to rank."""
        return not self.ranked and not self.few


def leaders_of(asked: Asked, rows: list[Row], one: Figure, own: Row | None = None) -> Leaders:
    """Return the places by a figure: those that can be ranked, those of too few cases, those of which there is nothing."""
    found = Leaders(one, len(rows), f"{asked.url(figure=one.code, places='all')}#places")
    numbers = [_number_in(row, one) for row in rows]
    if own is not None and (number := _number_in(own, one)) and (number.tally.part or number.tally.whole):
        found.own = Ranked(own, number)
    is_counted = not one.is_share or one.is_live
    sizes = {at: size for at, number in enumerate(numbers) if is_counted and (size := _size_of(number))}
    placed: dict[int, int | None] = {**places_in(sizes)}
    if not is_counted:
        placed |= {at: number.rank for at, number in enumerate(numbers) if number.rank is not None}
    for at, (row, number) in enumerate(zip(rows, numbers, strict=True)):
        if at in placed:
            found.ranked.append(Ranked(row, number, placed[at]))
        elif is_counted:
            found.zero.append(row)
        elif number.tally.whole:
            found.few.append(Ranked(row, number))
        else:
            found.nothing.append(row)
    found.ranked.sort(key=lambda each: each.rank or 0)
    found.beyond = max(0, len(found.ranked) - MOST)
    found.ranked = found.ranked[:MOST]
    return found


def _number_in(row: Row, one: Figure) -> Number:
    return next(number for number in row.numbers if number.figure == one)


def _size_of(number: Number) -> float:
    """Return how many a count holds, or a figure of what is so now."""
    return float(number.tally.part if number.tally.whole is None else number.tally.whole)


def is_whole(query: Any) -> bool:
    """Say whether an address asks for every place."""
    return bool(query.get("places") == "all")
