"""No number that is shown lets a reader compute one that is not (issue: restricted disputes, cells under 10)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from disputes.rules.counts import Counted, protected

GROUPS = (("a", "b", "c"),)
counts = st.builds(
    lambda value, hidden: Counted(value, min(value, hidden)), st.integers(0, 25), st.integers(0, 3)
)
tables = st.lists(st.tuples(counts, counts, counts), min_size=1, max_size=4)


def whole(rows: list[tuple[Counted, ...]]) -> dict[tuple[str, str], Counted]:
    """Return the cells of a table whose first column is the sum of the others."""
    cells = {}
    for line, parts in enumerate(rows):
        cells[str(line), "sum"] = sum(parts, Counted())
        cells |= {(str(line), name): part for name, part in zip("abc", parts, strict=True)}
    return cells


@given(tables)
def test_a_telling_cell_is_never_shown_nor_the_only_one_missing_from_a_shown_sum(rows):
    cells = whole(rows)
    out = protected(cells, GROUPS, 10)
    assert {key for key, part in cells.items() if part.is_telling(10)} <= out
    lines = [str(line) for line in range(len(rows))]
    sums = [[(line, name) for line in lines] for name in ("sum", "a", "b", "c")]
    sums += [[(line, name) for name in "abc"] for line in lines]
    for parts in sums:
        missing = [key for key in parts if key in out]
        others = [key for key in parts if key not in out and cells[key].value]
        is_sum_hidden = sum((cells[key] for key in parts), Counted()).is_telling(10)
        assert len(missing) != 1 or is_sum_hidden or not others, (parts, out)


@given(tables)
def test_a_table_without_restricted_disputes_is_shown_whole(rows):
    plain = [tuple(Counted(part.value) for part in row) for row in rows]
    assert not protected(whole(plain), GROUPS, 10)


def test_ten_are_enough():
    assert Counted(9, 1).is_telling(10)
    assert not Counted(10, 1).is_telling(10)
    assert not Counted(9).is_telling(10)
