"""How alike two incidents are. A score only suggests; a person decides.

The four parts are weighted by how well each separates a second report of one thing from a new thing:

- place (40): falls off linearly from the same spot to ``far_m``; without a point it cannot speak;
- text (30): share of common two-character pieces (Dice), which needs no dictionary for Chinese;
- time (15): falls off linearly from the same hour to ``late_hours``;
- class (15): the same class or not.

Parts that cannot speak (no point) leave the sum and the rest is scaled up, but an unknown place never reaches
certainty: see ``CAP_WITHOUT_PLACE``. All weights and reaches are configuration (``WorkflowNumber``
``duplicate_*``); the values here are what the catalogue ships.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from math import cos, hypot, radians

#: Highest score of two incidents of which one has no point.
CAP_WITHOUT_PLACE = 0.8
METRES_PER_DEGREE = 111_320
_KEEP = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class DuplicateWeights:
    """Weights (any positive scale), reaches, and the score from which a pair is suggested."""

    place: float = 40.0
    text: float = 30.0
    time: float = 15.0
    category: float = 15.0
    far_m: float = 500.0
    late_hours: float = 168.0
    suggest_from: float = 0.6


def bigrams(text: str) -> dict[str, int]:
    """Count overlapping pieces of two characters after NFKC, lower case and dropping punctuation."""
    plain = _KEEP.sub("", unicodedata.normalize("NFKC", text).lower())
    pieces = [plain[i : i + 2] for i in range(len(plain) - 1)] or ([plain] if plain else [])
    counts: dict[str, int] = {}
    for piece in pieces:
        counts[piece] = counts.get(piece, 0) + 1
    return counts


def text_similarity(a: str, b: str) -> float:
    """Return 0 (nothing in common, or one is empty) to 1 (the same), the Dice coefficient of bigrams."""
    left, right = bigrams(a), bigrams(b)
    total = sum(left.values()) + sum(right.values())
    if not left or not right:
        return 0.0
    common = sum(min(count, right.get(piece, 0)) for piece, count in left.items())
    return 2 * common / total


def metres_between(
    lon1: float | None, lat1: float | None, lon2: float | None, lat2: float | None
) -> float | None:
    """Return metres on a flat sheet, good to a per mille over a township; None without both points."""
    if lon1 is None or lat1 is None or lon2 is None or lat2 is None:
        return None
    across = (lon1 - lon2) * cos(radians((lat1 + lat2) / 2))
    return METRES_PER_DEGREE * hypot(across, lat1 - lat2)


def duplicate_score(
    *,
    distance_m: float | None,
    hours_apart: float,
    same_category: bool,
    text_similarity: float,
    weights: DuplicateWeights | None = None,
) -> float:
    """Return 0 to 1. ``distance_m`` None: one of the two has no point."""
    w = weights or DuplicateWeights()
    parts = [
        (w.text, text_similarity),
        (w.time, max(0.0, 1 - abs(hours_apart) / w.late_hours)),
        (w.category, 1.0 if same_category else 0.0),
    ]
    if distance_m is not None:
        parts.append((w.place, max(0.0, 1 - distance_m / w.far_m)))
    score = sum(weight * value for weight, value in parts) / sum(weight for weight, _value in parts)
    return min(score, CAP_WITHOUT_PLACE) if distance_m is None else score
