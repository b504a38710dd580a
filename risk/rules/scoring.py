"""Risk of a decision from the scores of experts: factors, total, levels. Pure.

Outline of the report on social stability risks (发改办投资〔2013〕428号, numbers as commonly used; domain.md §5): each
factor has a probability p and an impact q from 0 to 1, R = p × q, and a weight; T = Σ wᵢRᵢ with Σ wᵢ = 1. Every bound
is a column of a versioned method, never a constant of this module.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

LOW, MEDIUM, HIGH = "low", "medium", "high"
LEVELS = (LOW, MEDIUM, HIGH)
NEGLIGIBLE, SMALL, MODERATE, LARGE, MAJOR = "negligible", "small", "moderate", "large", "major"
GRADES = (NEGLIGIBLE, SMALL, MODERATE, LARGE, MAJOR)
#: Level as the axis by which every list of matters is sorted.
SEVERITIES = {LOW: "04", MEDIUM: "03", HIGH: "02"}
_ONE = Decimal(1)


@dataclass(frozen=True)
class Method:
    """The bounds of one version of a method.

    A factor below ``negligible_below`` is negligible; up to each ``…_to`` (included) small, moderate, large; beyond the
    last one major. A total from ``medium_from`` on is medium, above ``high_above`` high.
    """

    negligible_below: Decimal
    small_to: Decimal
    moderate_to: Decimal
    large_to: Decimal
    medium_from: Decimal
    high_above: Decimal

    def __post_init__(self) -> None:
        """Refuse bounds that do not rise.

        Raises:
            ValueError: they do not.

        """
        factor = (self.negligible_below, self.small_to, self.moderate_to, self.large_to)
        total = (self.medium_from, self.high_above)
        for bounds in (factor, total):
            rising = all(one < other for one, other in pairwise(bounds))
            if not rising or not 0 < bounds[0] < bounds[-1] <= 1:
                raise ValueError("the bounds of a method rise within 0 and 1")


@dataclass(frozen=True)
class Score:
    """What one expert says of one factor: probability and impact, both from 0 to 1."""

    probability: Decimal
    impact: Decimal

    @property
    def risk(self) -> Decimal:
        """R = p × q."""
        return self.probability * self.impact


@dataclass(frozen=True)
class Weighed:
    """One factor with its weight and the scores of all experts who scored it."""

    weight: Decimal
    scores: Sequence[Score]

    @property
    def risk(self) -> Decimal | None:
        """Return the mean of R over the experts; None: nobody has scored it."""
        if not self.scores:
            return None
        return sum((score.risk for score in self.scores), Decimal(0)) / len(self.scores)


@dataclass(frozen=True)
class Outcome:
    """What the scores come to. ``is_raised``: one major factor alone made the level high, whatever the total says."""

    total: Decimal
    level: str
    is_raised: bool


def weights_are_whole(weights: Iterable[Decimal]) -> bool:
    """Say whether the weights of the factors make one."""
    return sum(weights, Decimal(0)) == _ONE


def grade_of(risk: Decimal, method: Method) -> str:
    """Return how grave one factor is."""
    if risk < method.negligible_below:
        return NEGLIGIBLE
    bounds = {SMALL: method.small_to, MODERATE: method.moderate_to, LARGE: method.large_to}
    return next((grade for grade, bound in bounds.items() if risk <= bound), MAJOR)


def level_of(total: Decimal, method: Method) -> str:
    """Return the level of a total."""
    if total > method.high_above:
        return HIGH
    return MEDIUM if total >= method.medium_from else LOW


def outcome_of(factors: Sequence[Weighed], method: Method) -> Outcome:
    """Return total and level of a decision; one major factor sends it to the high review.

    Raises:
        ValueError: no factors, weights that do not make one, or a factor that nobody scored.

    """
    if not factors or not weights_are_whole(factor.weight for factor in factors):
        raise ValueError("the weights of the factors must make one")
    risks = []
    for factor in factors:
        risk = factor.risk
        if risk is None:
            raise ValueError("every factor must have been scored")
        risks.append(risk)
    total = sum((factor.weight * risk for factor, risk in zip(factors, risks, strict=True)), Decimal(0))
    level = level_of(total, method)
    has_major = any(grade_of(risk, method) == MAJOR for risk in risks)
    return Outcome(total, HIGH if has_major else level, has_major and level != HIGH)


IMPLEMENT, PHASED, DEFER, ABANDON = "implement", "implement_phased", "defer", "abandon"
#: What a level after the measures lets an assessment conclude (中办发〔2012〕2号; domain.md §5).
CONCLUSIONS: Mapping[str, frozenset[str]] = {
    LOW: frozenset({IMPLEMENT, PHASED, DEFER, ABANDON}),
    MEDIUM: frozenset({PHASED, DEFER, ABANDON}),
    HIGH: frozenset({DEFER, ABANDON}),
}
#: What a conclusion lets be decided: who may do all at once may do it in phases. Not to act is always open.
_ALLOWED_BY: Mapping[str, frozenset[str]] = {
    IMPLEMENT: frozenset({IMPLEMENT}),
    PHASED: frozenset({IMPLEMENT, PHASED}),
}


def is_made(outcome: str) -> bool:
    """Say whether an outcome carries the decision out, at once or in phases."""
    return outcome in _ALLOWED_BY


def may_be_made(outcome: str, *, level: str | None, conclusion: str) -> bool:
    """Say whether an outcome may be recorded on an assessment (Article 24: 重大决策前的必经程序).

    ``level``: the one after measures of the approved assessment that stands; None: none stands. The trigger
    ``decision_gate`` says the same in the database, and a test compares the two.
    """
    if not is_made(outcome):
        return True
    return level is not None and level != HIGH and conclusion in _ALLOWED_BY[outcome]
