"""The nine methods: worked examples, and what must hold whatever the numbers (domain.md §7.2)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.models import MethodCode
from assessment.rules.methods import METHODS, Measured, points, rounded
from assessment.rules.params import ParamFault, read_params

F = Fraction
RATIO = {"floor": "85", "target": "98"}
SAFETY = {"steps": [["96", "0.25"], ["90", "0.5"]], "cap": "10"}
RATE = {"bands": [["20", "100"], ["40", "60"], ["60", "20"]], "change_share": "20", "worst_rise": "50"}
RANK = {"by_place": True, "rise": "0.5", "falls": [["5", "1"], ["10", "2"]]}
EXAMPLES: list[tuple[str, dict[str, Any], str, Measured, Fraction | None]] = [
    ("ratio", RATIO, "10", Measured(F("91.5")), F(5)),
    ("ratio", RATIO, "10", Measured(F(99)), F(10)),
    ("ratio", RATIO, "10", Measured(F(60)), F(0)),
    ("ratio", RATIO, "10", Measured(None), None),
    # Fewer is better: the floor lies above the target.
    ("ratio", {"floor": "10", "target": "2"}, "8", Measured(F(4)), F(6)),
    ("rate_per_10k", RATE, "10", Measured(F(30)), F(6)),
    ("rate_per_10k", RATE, "10", Measured(F(30), previous=F(24)), F(6) * F(8, 10) + F(1)),
    ("rate_per_10k", RATE, "10", Measured(F(30), previous=F(40)), F(6) * F(8, 10) + F(2)),
    ("rate_per_10k", RATE, "10", Measured(F(30), previous=F(0)), F(6)),
    ("rate_per_10k", RATE, "10", Measured(F(61)), F(0)),
    ("deduct_per_case", {"per_case": "5", "cap": "12"}, "0", Measured(F(2)), F(-10)),
    ("deduct_per_case", {"per_case": "5", "cap": "12"}, "0", Measured(F(2), repeats=F(1)), F(-12)),
    ("deduct_per_case", {"per_case": "0.1"}, "4", Measured(F(5)), F("3.5")),
    ("threshold_step", SAFETY, "10", Measured(F(97)), F(10)),
    ("threshold_step", SAFETY, "10", Measured(F(92)), F(9)),
    ("threshold_step", SAFETY, "10", Measured(F(88)), F("7.5")),
    ("threshold_step", SAFETY, "10", Measured(F(0)), F(0)),
    ("checklist", {"per_item": "0.25"}, "5", Measured(F(3)), F("4.25")),
    ("rank", RANK, "9", Measured(place=1, of=10), F(9)),
    ("rank", RANK, "9", Measured(place=10, of=10), F(0)),
    ("rank", RANK, "9", Measured(place=4, of=10, previous_place=6), F("6.5")),
    ("rank", RANK, "9", Measured(place=8, of=10, previous_place=2), F(1)),
    ("rank", RANK, "9", Measured(place=1, of=1), F(9)),
    ("rank", RANK, "9", Measured(), None),
    ("bonus", {"per_case": "1", "cap": "3"}, "0", Measured(F(5)), F(3)),
    ("veto", {"deduction": "30", "fails": True}, "0", Measured(F(1)), F(-30)),
    ("veto", {"deduction": "30", "fails": True}, "0", Measured(F(0)), F(0)),
    ("manual", {"per_problem": "0.25"}, "5", Measured(F(3), repeats=F(1)), F(4)),
    ("manual", {"per_problem": "1"}, "2", Measured(F(9)), F(0)),
]


@pytest.mark.parametrize(("method", "raw", "weight", "measured", "given"), EXAMPLES)
def test_worked_examples(
    method: str, raw: dict[str, Any], weight: str, measured: Measured, given: Fraction | None
) -> None:
    assert points(method, read_params(method, raw), F(weight), measured) == given


def test_every_method_has_a_name_and_an_example() -> None:
    assert {example[0] for example in EXAMPLES} == set(METHODS) == set(MethodCode.values)


@pytest.mark.parametrize(
    ("method", "raw", "at"),
    [
        ("ratio", {"floor": "85"}, "target"),
        ("ratio", {"floor": "85", "target": "85"}, "target"),
        ("ratio", {"floor": "85", "target": "1e3"}, "target"),
        ("ratio", {"floor": "=1+1", "target": "98"}, "floor"),
        ("ratio", {"floor": "85", "target": "98", "weight": "3"}, "weight"),
        ("ratio", {"floor": True, "target": "98"}, "floor"),
        ("threshold_step", {"steps": [["90", "0.5"], ["96", "0.25"]]}, "steps"),
        ("threshold_step", {"steps": []}, "steps"),
        ("threshold_step", {"steps": [["90"]]}, "steps"),
        ("threshold_step", {"steps": [["90", "-1"]]}, "steps"),
        ("rate_per_10k", {"bands": [["20", "50"], ["10", "100"]]}, "bands"),
        ("rate_per_10k", {"bands": [["20", "120"]]}, "bands"),
        ("rate_per_10k", {"bands": [["20", "100"]], "change_share": "120"}, "change_share"),
        ("rate_per_10k", {"bands": [["20", "100"]], "worst_rise": "0"}, "worst_rise"),
        ("deduct_per_case", {"per_case": "-1"}, "per_case"),
        ("deduct_per_case", {"per_case": "1", "again": "0.5"}, "again"),
        ("veto", {"deduction": "30", "fails": "yes"}, "fails"),
        ("nothing", {}, "method"),
    ],
)
def test_what_a_method_refuses_is_told_at_its_number(method: str, raw: dict[str, Any], at: str) -> None:
    with pytest.raises(ParamFault) as refused:
        read_params(method, raw)
    assert set(refused.value.fields) == {at}
    assert all(str(sentence) for sentence in refused.value.fields.values())


_VALUE = st.fractions(min_value=-1_000, max_value=1_000, max_denominator=10_000)
_WEIGHT = st.fractions(min_value=0, max_value=100, max_denominator=100)
_DECIMAL = st.decimals(min_value=0, max_value=200, places=2).map(str)


@given(floor=_DECIMAL, target=_DECIMAL, weight=_WEIGHT, one=_VALUE, other=_VALUE)
def test_a_ratio_is_bounded_and_moves_one_way(
    floor: str, target: str, weight: Fraction, one: Fraction, other: Fraction
) -> None:
    if F(floor) == F(target):
        return
    params = read_params("ratio", {"floor": floor, "target": target})
    low, high = sorted((one, other))
    at_low, at_high = (points("ratio", params, weight, Measured(value)) for value in (low, high))
    assert at_low is not None and at_high is not None
    assert 0 <= at_low <= weight and 0 <= at_high <= weight
    assert (at_low <= at_high) if F(target) > F(floor) else (at_low >= at_high)


@given(
    per_case=_DECIMAL,
    cap=st.one_of(st.none(), _DECIMAL),
    weight=_WEIGHT,
    counts=st.tuples(st.integers(0, 500), st.integers(0, 500)),
)
def test_more_cases_never_give_more_and_the_cap_holds(
    per_case: str, cap: str | None, weight: Fraction, counts: tuple[int, int]
) -> None:
    for method, name in (("deduct_per_case", "per_case"), ("checklist", "per_item")):
        params = read_params(method, {name: per_case, "cap": cap})
        few, many = sorted(counts)
        at_few, at_many = (points(method, params, weight, Measured(F(count))) for count in (few, many))
        assert at_few is not None and at_many is not None
        assert at_many <= at_few <= weight
        assert cap is None or at_many >= weight - F(cap)


@given(
    lines=st.lists(st.decimals(1, 100, places=1), min_size=1, max_size=5, unique=True),
    rates=st.lists(st.decimals(0, 5, places=2), min_size=5, max_size=5),
    values=st.tuples(_VALUE, _VALUE),
)
def test_below_a_line_every_point_costs_and_nothing_jumps(
    lines: list[Decimal], rates: list[Decimal], values: tuple[Fraction, Fraction]
) -> None:
    steps = [[str(line), str(rate)] for line, rate in zip(sorted(lines, reverse=True), rates, strict=False)]
    params = read_params("threshold_step", {"steps": steps})
    low, high = sorted(values)
    at_low, at_high = (points("threshold_step", params, F(10), Measured(value)) for value in (low, high))
    assert at_low is not None and at_high is not None
    assert at_low <= at_high <= 10
    assert at_high - at_low <= (high - low) * max(F(str(rate)) for rate in rates)


@given(st.fractions(max_denominator=10**9, min_value=-(10**6), max_value=10**6))
def test_rounding_is_half_up_away_from_nothing(value: Fraction) -> None:
    found = rounded(value)
    assert abs(F(found) - value) <= F(1, 20_000)
    if abs(F(found) - value) == F(1, 20_000):
        assert abs(F(found)) > abs(value)
    assert found.as_tuple().exponent == -4


@given(st.decimals(min_value=-1000, max_value=1000, places=8))
def test_rounding_agrees_with_decimal(value: Decimal) -> None:
    assert rounded(F(value)) == value.quantize(Decimal("0.0001"), ROUND_HALF_UP)


@given(st.sampled_from(sorted(METHODS)), _WEIGHT)
def test_without_data_nothing_is_invented(method: str, weight: Fraction) -> None:
    raw = next(example[1] for example in EXAMPLES if example[0] == method)
    assert points(method, read_params(method, raw), weight, Measured()) is None
