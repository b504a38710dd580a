"""The arithmetic of decisions: R = p × q, T = Σ wR, levels by bounds, one major factor, and what may follow."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk.rules.scoring import (
    CONCLUSIONS,
    GRADES,
    HIGH,
    LEVELS,
    LOW,
    MAJOR,
    MEDIUM,
    Method,
    Score,
    Weighed,
    grade_of,
    level_of,
    may_be_made,
    outcome_of,
    weights_are_whole,
)

D = Decimal
METHOD = Method(D("0.04"), D("0.16"), D("0.36"), D("0.64"), D("0.36"), D("0.64"))
SHARES = st.integers(0, 100).map(lambda number: D(number) / 100)
SCORES = st.lists(st.builds(Score, SHARES, SHARES), min_size=1, max_size=5)


@st.composite
def weighings(draw: st.DrawFn) -> list[Weighed]:
    """Factors whose weights make one."""
    parts = draw(st.lists(st.integers(1, 40), min_size=1, max_size=6))
    rest = 100 - sum(parts)
    if rest <= 0:
        parts = [100]
    else:
        parts.append(rest)
    return [Weighed(D(part) / 100, draw(SCORES)) for part in parts]


@pytest.mark.parametrize(
    ("risk", "grade"),
    [
        ("0", "negligible"), ("0.0399", "negligible"), ("0.04", "small"), ("0.16", "small"), ("0.1601", "moderate"),
        ("0.36", "moderate"), ("0.3601", "large"), ("0.64", "large"), ("0.6401", "major"), ("1", "major"),
    ],
)  # fmt: skip
def test_a_factor_has_the_grade_that_the_outline_gives_it(risk: str, grade: str) -> None:
    assert grade_of(D(risk), METHOD) == grade


@pytest.mark.parametrize(
    ("total", "level"),
    [("0", LOW), ("0.3599", LOW), ("0.36", MEDIUM), ("0.64", MEDIUM), ("0.6401", HIGH), ("1", HIGH)],
)
def test_a_total_has_the_level_that_the_outline_gives_it(total: str, level: str) -> None:
    assert level_of(D(total), METHOD) == level


def test_two_factors_and_two_experts_by_hand() -> None:
    factors = [
        Weighed(D("0.6"), [Score(D("0.8"), D("0.5")), Score(D("0.6"), D("0.5"))]),  # (0.40 + 0.30) / 2 = 0.35
        Weighed(D("0.4"), [Score(D("0.5"), D("0.5"))]),  # 0.25
    ]
    outcome = outcome_of(factors, METHOD)
    assert outcome.total == D("0.31")
    assert (outcome.level, outcome.is_raised) == (LOW, False)


def test_one_major_factor_sends_a_low_total_to_the_high_review() -> None:
    factors = [Weighed(D("0.1"), [Score(D("0.9"), D("0.9"))]), Weighed(D("0.9"), [Score(D("0.1"), D("0.1"))])]
    outcome = outcome_of(factors, METHOD)
    assert level_of(outcome.total, METHOD) == LOW
    assert (outcome.level, outcome.is_raised) == (HIGH, True)


@given(weighings())
def test_the_total_is_the_weighted_mean_in_exact_fractions(factors: list[Weighed]) -> None:
    exact = sum(
        (
            Fraction(one.weight)
            * sum((Fraction(s.probability) * Fraction(s.impact) for s in one.scores), Fraction(0))
            / len(one.scores)
            for one in factors
        ),
        Fraction(0),
    )
    outcome = outcome_of(factors, METHOD)
    assert abs(Fraction(outcome.total) - exact) < Fraction(1, 10**20)
    assert 0 <= outcome.total <= 1


@given(weighings(), st.data())
def test_a_graver_score_never_lowers_the_level(factors: list[Weighed], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(factors) - 1))
    one = factors[place]
    first = one.scores[0]
    graver = Score(data.draw(SHARES.filter(lambda p: p >= first.probability)), first.impact)
    changed = [*factors]
    changed[place] = Weighed(one.weight, [graver, *one.scores[1:]])
    before, after = outcome_of(factors, METHOD), outcome_of(changed, METHOD)
    assert LEVELS.index(after.level) >= LEVELS.index(before.level)
    assert after.total >= before.total


@given(weighings())
def test_the_order_of_factors_and_experts_changes_nothing(factors: list[Weighed]) -> None:
    turned = [Weighed(one.weight, list(reversed(one.scores))) for one in reversed(factors)]
    one, other = outcome_of(factors, METHOD), outcome_of(turned, METHOD)
    assert (one.level, one.is_raised) == (other.level, other.is_raised)
    assert abs(one.total - other.total) < D("1e-20")


@given(SHARES, SHARES)
def test_grades_rise_with_the_risk(one: Decimal, other: Decimal) -> None:
    low, high = sorted((one, other))
    assert GRADES.index(grade_of(low, METHOD)) <= GRADES.index(grade_of(high, METHOD))
    assert (grade_of(high, METHOD) == MAJOR) == (high > D("0.64"))


@given(st.lists(st.integers(1, 100).map(lambda n: D(n) / 100), max_size=8))
def test_only_weights_that_make_one_are_counted(weights: list[Decimal]) -> None:
    factors = [Weighed(weight, [Score(D(0), D(0))]) for weight in weights]
    if weights_are_whole(weights):
        assert outcome_of(factors, METHOD).level == LOW
        return
    with pytest.raises(ValueError, match="weights"):
        outcome_of(factors, METHOD)


def test_a_factor_that_nobody_scored_is_no_zero() -> None:
    with pytest.raises(ValueError, match="scored"):
        outcome_of([Weighed(D(1), [])], METHOD)


@pytest.mark.parametrize("bounds", [("0.16", "0.04"), ("0", "0.16"), ("0.04", "0.04")])
def test_bounds_that_do_not_rise_are_no_method(bounds: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match="rise"):
        Method(D(bounds[0]), D(bounds[1]), D("0.36"), D("0.64"), D("0.36"), D("0.64"))


def test_a_high_level_lets_nothing_be_concluded_but_to_wait_or_give_up() -> None:
    assert CONCLUSIONS[HIGH] == {"defer", "abandon"}
    assert "implement" not in CONCLUSIONS[MEDIUM]


@pytest.mark.parametrize("outcome", ["implement", "implement_phased"])
@pytest.mark.parametrize("conclusion", ["implement", "implement_phased", "defer", "abandon", ""])
@pytest.mark.parametrize("level", [None, LOW, MEDIUM, HIGH])
def test_nothing_is_carried_out_without_a_level_below_high_and_a_conclusion_for_it(
    outcome: str, conclusion: str, level: str | None
) -> None:
    allowed = level in {LOW, MEDIUM} and (
        conclusion == "implement" or (conclusion == "implement_phased" and outcome == "implement_phased")
    )
    assert may_be_made(outcome, level=level, conclusion=conclusion) is allowed


@pytest.mark.parametrize("outcome", ["defer", "abandon"])
def test_not_to_act_is_always_open(outcome: str) -> None:
    assert may_be_made(outcome, level=None, conclusion="")
    assert may_be_made(outcome, level=HIGH, conclusion="abandon")
