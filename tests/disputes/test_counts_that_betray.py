"""Nothing computed from the numbers that are shown says where a hidden dispute lies (restricted, cells under 10).

The proof is by another world: the same numbers are shown where the dispute lies elsewhere, so no subtraction of them,
nor anything else that can be computed, tells the one world from the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disputes.rules.counts import MONTHS, Block, Cell, Hidden, blocks_of, hidden_in
from disputes.rules.periods import period_of

BELOW, LINES = 10, ("A", "B", "C")
SPANS = [
    frozenset(range((number - 1) * length + 1, number * length + 1))
    for length in (1, 3, 6, 12)
    for number in range(1, 12 // length + 1)
]
cells = st.tuples(st.sampled_from(MONTHS), st.sampled_from(LINES))
#: One byte a cell, which is quick to draw: two in five are nought, the rest up to nineteen.
seen_years = st.binary(min_size=36, max_size=36).map(
    lambda drawn: {
        cell: max(byte // 8 - 12, 0) for cell, byte in zip(product(MONTHS, LINES), drawn, strict=True)
    }
)
hidden_years = st.dictionaries(cells, st.integers(1, 3), min_size=1, max_size=3)
Counts = Mapping[Cell, int]
Asked = tuple[frozenset[int], str]
Shown = dict[Asked, int | None]


def questions() -> Iterator[Asked]:
    """Every period of the year, of every line and of all of them."""
    yield from ((span, line) for span in SPANS for line in ("", *LINES))


def number(counts: Counts, asked: Asked) -> int:
    """Count what lies in a question."""
    span, line = asked
    return sum(count for (month, of), count in counts.items() if month in span and line in {"", of})


def shown_by_blocks(seen: Counts, hidden: Counts) -> Shown:
    """Return what the tables show."""
    known = list(hidden_in(hidden, blocks_of(seen, LINES, BELOW), place="360703", year=2026))
    return {
        (span, line): number(seen, (span, line))
        + sum(
            one.count for one in known if one.block.months <= span and (not line or one.block.lines == {line})
        )
        for span, line in questions()
    }


def shown_by_table(seen: Counts, hidden: Counts) -> Shown:
    """Return what a rule shows that looks at one table: a small number with a hidden dispute is left out of it.

    So is the smallest other one of its sum over the lines, where it would be the only one.
    """
    shown: Shown = {}
    for span in SPANS:
        parts = {line: number(seen, (span, line)) + number(hidden, (span, line)) for line in ("", *LINES)}
        out = {line for line, count in parts.items() if count < BELOW and number(hidden, (span, line))}
        others = sorted((count, line) for line, count in parts.items() if line and count and line not in out)
        if len(out - {""}) == 1 and "" not in out and others:
            out.add(others[0][1])
        shown |= {(span, line): None if line in out else count for line, count in parts.items()}
    return shown


def moved(hidden: Counts, cell: Cell, to: Cell | None) -> Counts:
    """Return the hidden disputes with one of them elsewhere; None: with it nowhere."""
    counts = Counter(hidden)
    counts[cell] -= 1
    if to is not None:
        counts[to] += 1
    return +counts


def worlds(hidden: Counts) -> Iterator[Counts]:
    """Yield the worlds in which one hidden dispute lies elsewhere, or is not there."""
    for cell in hidden:
        yield moved(hidden, cell, None)
        yield from (moved(hidden, cell, to) for to in product(MONTHS, LINES) if to != cell)


def betrayed(show: Callable[[Counts, Counts], Shown], seen: Counts, hidden: Counts) -> list[Asked]:
    """Return the small numbers with a hidden dispute that are the same in every world in which so much is shown."""
    before = show(seen, hidden)
    others = [(other, {asked: number(other, asked) for asked in questions()}) for other in worlds(hidden)]
    alike: list[dict[Asked, int]] = []
    found = []
    for asked in questions():
        mine = number(hidden, asked)
        if not mine or number(seen, asked) + mine >= BELOW or any(other[asked] != mine for other in alike):
            continue
        for other, counts in others:
            if counts[asked] != mine and show(seen, other) == before:
                alike.append(counts)
                break
        else:
            found.append(asked)
    return found


@given(seen_years, hidden_years)
def test_no_small_number_with_a_hidden_dispute_can_be_computed(seen: Counts, hidden: Counts) -> None:
    assert not betrayed(shown_by_blocks, seen, hidden)


#: Ten in every month but the last, in which three are seen and one is hidden.
ORDINARY = {**{(month, "A"): 12 for month in range(1, 12)}, (12, "A"): 3}
ONE = {(12, "A"): 1}


def test_the_same_proof_finds_what_a_rule_for_one_table_betrays() -> None:
    december = (frozenset({12}), "")
    shown = shown_by_table(ORDINARY, ONE)
    assert shown[december] is None
    rest = [shown[frozenset({month}), ""] or 0 for month in range(1, 12)]
    assert (shown[frozenset(MONTHS), ""] or 0) - sum(rest) == 4
    assert december in betrayed(shown_by_table, ORDINARY, ONE)
    assert not betrayed(shown_by_blocks, ORDINARY, ONE)


def test_a_year_less_its_other_months_says_the_same_of_each_month_of_a_block() -> None:
    shown = shown_by_blocks(ORDINARY, ONE)
    months = {month: shown[frozenset({month}), ""] or 0 for month in MONTHS}
    whole = shown[frozenset(MONTHS), ""] or 0
    assert whole == 12 * 11 + 3 + 1
    gaps = {month: whole - sum(months.values()) + months[month] - ORDINARY[month, "A"] for month in MONTHS}
    assert set(gaps.values()) == {1}


@given(seen_years)
def test_blocks_are_large_enough_and_hold_every_cell_once(seen: Counts) -> None:
    blocks = blocks_of(seen, LINES, BELOW)
    for block in blocks:
        assert sum(count for cell, count in seen.items() if block.holds(cell)) >= BELOW
    held = [cell for block in blocks for cell in product(block.months, block.lines)]
    first = min((month for (month, _line), count in seen.items() if count), default=12)
    everything = set(product(range(first, 13), LINES))
    assert len(held) == len(set(held))
    assert set(held) == (everything if sum(seen.values()) >= BELOW else set())


@given(st.lists(st.integers(BELOW, 25), min_size=36, max_size=36))
def test_nothing_is_joined_without_need(counts: list[int]) -> None:
    seen = dict(zip(product(MONTHS, LINES), counts, strict=True))
    assert len(blocks_of(seen, LINES, BELOW)) == 36


@given(seen_years, hidden_years)
def test_what_a_year_of_at_least_ten_hides_counts_in_the_year(seen: Counts, hidden: Counts) -> None:
    seen = {**seen, (1, "A"): BELOW}
    whole = shown_by_blocks(seen, hidden)[frozenset(MONTHS), ""]
    assert whole == sum(seen.values()) + sum(hidden.values())


@given(st.dictionaries(cells, st.integers(0, 3), max_size=3))
def test_a_year_of_fewer_shows_what_may_be_opened(seen: Counts) -> None:
    assert shown_by_blocks(seen, {(3, "A"): 2}) == {asked: number(seen, asked) for asked in questions()}


def test_a_small_month_joins_its_quarter_before_what_lies_farther_away() -> None:
    seen = {**{(month, "A"): 20 for month in MONTHS}, (2, "A"): 4, (3, "A"): 15}
    spans = {block.months for block in blocks_of(seen, ("A",), BELOW)}
    assert frozenset({2, 3}) in spans
    assert spans - {frozenset({2, 3})} == {frozenset({month}) for month in (1, *range(4, 13))}


def test_small_lines_are_told_apart_together() -> None:
    seen = {(1, "A"): 40, (1, "B"): 6, (1, "C"): 5}
    assert {block.lines for block in blocks_of(seen, LINES, BELOW)} == {frozenset("A"), frozenset("BC")}


def test_a_place_that_began_in_april_shows_april() -> None:
    blocks = blocks_of({(4, "A"): 10, (5, "A"): 10}, LINES, BELOW, months=range(1, 6))
    assert [block.months for block in blocks] == [frozenset({4}), frozenset({5})]


def test_months_to_come_hide_nothing() -> None:
    seen = {(1, "A"): 20, (2, "A"): 20}
    spans = [block.months for block in blocks_of(seen, ("A",), BELOW, months=(1, 2))]
    assert spans == [frozenset({1}), frozenset({2})]


@pytest.mark.parametrize(
    ("months", "code", "is_within"),
    [((1, 2), "2026-Q1", True), ((1, 4), "2026-Q1", False), ((12,), "2026-12", True), ((12,), "2026", True),
     ((12,), "2025", False), ((6, 7), "2026-H1", False)],
)  # fmt: skip
def test_a_block_counts_where_it_lies_wholly(months: tuple[int, ...], code: str, is_within: object) -> None:
    period = period_of(code)
    assert period is not None
    hidden = Hidden("360703", 2026, Block(frozenset(months), frozenset("A")), 1)
    assert hidden.is_within(period.since, period.until) is is_within
    assert not hidden.is_within(date(2026, min(months), 2), date(2026, 12, 31))
    assert not hidden.is_within(date(2026, 1, 1), date(2026, max(months), 27))
