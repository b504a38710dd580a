from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pingan.audit.rules.chain import RETENTION, RETENTION_FLOOR, gaps_between, missing_ids

id_sets = st.sets(st.integers(1, 60), min_size=1, max_size=40)


@given(id_sets)
def test_gaps_and_ids_together_are_every_number(ids: set[int]) -> None:
    ordered = sorted(ids)
    gaps = gaps_between(0, ordered)
    filled = {pk for first, end in gaps for pk in range(first, end + 1)}
    assert filled.isdisjoint(ids)
    assert filled | ids == set(range(1, ordered[-1] + 1))


@given(id_sets, st.data())
def test_exactly_the_removed_ids_are_missing(ids: set[int], data: st.DataObject) -> None:
    gone = data.draw(st.sets(st.sampled_from(sorted(ids)), max_size=10))
    gaps = gaps_between(0, sorted(ids))
    assert set(missing_ids(0, max(ids), ids - gone, gaps)) == gone


def test_entries_are_kept_longer_than_the_statutory_floor() -> None:
    assert RETENTION > RETENTION_FLOOR
