"""How many people a survey asks, and how many of them in each cell. Pure (domain.md §7.5).

The size for a stated margin is ``n = z² · p(1 − p) / e² · deff``, corrected for a finite population (Cochran, Sampling
Techniques, 3rd ed. 1977, §4.4). It is rounded up, so that the margin is kept: 385 and 1,068 where 384 and 1,067 are often
quoted for 5 and 3 percentage points.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
#: The standard normal's 97.5 per cent point: intervals hold what is true 95 times of 100.
Z95 = 1.959963984540054


def sample_size(
    *, margin: float, share: float = 50.0, deff: float = 1.0, population: int | None = None
) -> int:
    """Return how many answers keep a margin.

    ``margin`` in percentage points to either side, ``share`` the expected share in per cent (50: nobody knows), ``deff``
    the expected design effect, ``population`` how many people there are (None: as good as endless).

    Raises:
        ValueError: a margin of nothing, a share outside 0 to 100, a design effect under 1, a negative population.

    """
    if margin <= 0 or not 0 <= share <= 100 or deff < 1 or (population is not None and population < 0):
        raise ValueError("no sample has such a margin, share, design effect or population")
    part, error = share / 100, margin / 100
    wanted = Z95 * Z95 * part * (1 - part) / (error * error) * deff
    if population is None:
        return math.ceil(wanted)
    if population == 0:
        return 0
    return min(population, math.ceil(wanted / (1 + max(0.0, wanted - 1) / population)))


def allocate(total: int, populations: Mapping[Key, int]) -> dict[Key, int]:
    """Share a sample out in proportion to population, to whole people, by largest remainders.

    The parts sum up to ``total``, or to the population where that is smaller; each differs from its proportion by less than
    one; a cell without people gets none. Equal remainders go to the larger cell, then by the order of the mapping.
    """
    people = sum(populations.values())
    total = min(total, people)
    if people == 0 or total <= 0:
        return dict.fromkeys(populations, 0)
    parts = {key: total * count // people for key, count in populations.items()}
    left = total - sum(parts.values())
    by_remainder = sorted(
        populations, key=lambda key: (-(total * populations[key] % people), -populations[key])
    )
    for key in by_remainder[:left]:
        parts[key] += 1
    return parts
