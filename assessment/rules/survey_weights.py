"""Post-stratification: what one answer counts, and what that costs in precision. Pure (domain.md §7.5).

An answer of a cell that too few answered counts more, of a cell that many answered less, so that the cells weigh what
their people weigh (age by sex by urban or rural, within a county). No answer counts more than ``cap`` times the mean.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Cell:
    """How many people a cell has, and how many sound answers came out of it."""

    population: int
    answers: int


def weights(cells: Mapping[Key, Cell], cap: float) -> dict[Key, float]:
    """Return what an answer of each answered cell counts; over all answers the mean is 1 and none is above ``cap``.

    What the cap takes off is spread over the others in proportion, as far as the cap lets it. Cells without an answer or
    without people have no weight: how much of the population that leaves out, ``coverage`` says.

    Raises:
        ValueError: a cap under 1.

    """
    if cap < 1:
        raise ValueError("a cap under the mean leaves nothing to weigh with")
    rates = {
        key: cell.population / cell.answers for key, cell in cells.items() if cell.answers and cell.population
    }
    left = float(sum(cells[key].answers for key in rates))
    people = float(sum(cells[key].population for key in rates))
    found: dict[Key, float] = {}
    # From the heaviest down: once one lies under the cap, so do all after it.
    for key in sorted(rates, key=lambda one: -rates[one]):
        weight = min(cap, rates[key] * left / people) if people > 0 else 1.0
        found[key] = weight
        if weight >= cap:
            left -= cap * cells[key].answers
            people -= cells[key].population
        # Else left and people stay: their quotient is the scale of all the others.
    return found


def coverage(cells: Mapping[Key, Cell]) -> float:
    """Return how many per cent of the people live in cells that somebody answered from."""
    people = sum(cell.population for cell in cells.values())
    return 100 * sum(cell.population for cell in cells.values() if cell.answers) / people if people else 0.0


def design_effect(weighed: Iterable[tuple[float, int]]) -> float:
    """Return ``1 + CV²(w)`` of pairs of weight and number of answers (Kish 1965); 1 where there are none."""
    pairs = list(weighed)
    count = sum(number for _weight, number in pairs)
    total = sum(weight * number for weight, number in pairs)
    squares = sum(weight * weight * number for weight, number in pairs)
    return count * squares / (total * total) if total > 0 else 1.0
