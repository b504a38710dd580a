"""What one night found, before anything is written; and the seed by which chance is dealt out. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Finding:
    """One thing found in one night. ``figures`` hold numbers and lists of numbers only. See ``Signal`` for the others."""

    layer: str
    method: str
    counted: str
    class_code: str
    area_code: str
    key: str
    statistic: float
    figures: Mapping[str, Any]
    p_value: float | None = None
    q_value: float | None = None
    grid_ids: tuple[int, ...] = field(default=())
    rule_id: int | None = None


def seeded(county_code: str, night: date, counted: str, class_code: str) -> np.random.Generator:
    """Return the chance of one scan: the same for the same county, night and class, on any machine."""
    name = f"{county_code[:6]}|{night:%Y-%m-%d}|{counted}|{class_code}"
    return np.random.default_rng(int.from_bytes(hashlib.sha256(name.encode()).digest()[:16], "big"))


def rounded(value: float) -> float:
    """Return six significant digits: the last ones depend on the processor, and rows must not."""
    return float(f"{value:.6g}")


def common_area(codes: Iterable[str]) -> str:
    """Return the prefix of the smallest division that holds all of some 12-digit codes.

    Raises:
        ValueError: no code at all.

    """
    known = list(codes)
    if not known:
        raise ValueError("no code")
    widths = (12, 9, 6, 4, 2)
    return next((known[0][:w] for w in widths if len({code[:w] for code in known}) == 1), known[0][:2])


def continued(grids: Sequence[int], live: Mapping[str, Sequence[int]]) -> str | None:
    """Return the key of the live cluster that a cluster goes on with: the one with most grids in common; None: a new one."""
    shared = {key: len(set(grids) & set(others)) for key, others in live.items()}
    best = min(((-count, key) for key, count in shared.items() if count), default=None)
    return best[1] if best else None
