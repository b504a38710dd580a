"""Which of several rules holds: the most specific one, with the reason why.

Order of specificity, strongest first: urgency, severity, class (deeper wins), area (smaller wins). The two
axes of danger go before class and area: a county's ordinary term for a class must not silence the province's
half hour for an extremely urgent one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, Protocol, TypeVar


class Dated(Protocol):
    """Anything that holds from a day until another (None: open)."""

    @property
    def effective_from(self) -> date: ...  # noqa: D102
    @property
    def effective_to(self) -> date | None: ...  # noqa: D102


class LimitRow(Dated, Protocol):
    """A time limit as far as the choice needs it; blank means any."""

    stage: str
    category_code: str
    urgency: str
    severity: str
    region_code: str


class RouteRow(Dated, Protocol):
    """A routing rule as far as the choice needs it; a blank class means any."""

    category_code: str
    region_code: str
    priority: int


class NumberRow(Dated, Protocol):
    """A workflow number as far as the choice needs it."""

    region_code: str


L = TypeVar("L", bound=LimitRow)
R = TypeVar("R", bound=RouteRow)
N = TypeVar("N", bound=NumberRow)
T = TypeVar("T")


@dataclass(frozen=True)
class ReasonPart:
    """One link of the reason: ``aspect`` (urgency, severity, category, area, priority) and the value that
    matched; a blank value means that the rule holds for any.
    """

    aspect: str
    value: str


@dataclass(frozen=True)
class Choice(Generic[T]):
    """The rule that holds, why, and the weaker ones it beat, strongest first."""

    rule: T
    reason: tuple[ReasonPart, ...]
    beaten: tuple[T, ...] = ()


def holds_on(row: Dated, day: date) -> bool:
    """Say whether a version holds on a day; the day of ``effective_to`` no longer counts."""
    return row.effective_from <= day and (row.effective_to is None or day < row.effective_to)


def areas_over(region_code: str) -> list[str]:
    """Return what a rule may say of its area to hold in this division: every leading part of its code, and ""."""
    return [region_code[:width] for width in range(len(region_code) + 1)]


def _depth(code: str, path: Sequence[str]) -> int:
    """Return how deep in the class path a rule's class stands; 0 for any class."""
    return path.index(code) + 1 if code else 0


def choose_time_limit(
    rows: Iterable[L],
    *,
    stage: str,
    category_path: Sequence[str],
    urgency: str,
    severity: str,
    region_code: str,
    on: date,
) -> Choice[L] | None:
    """Return the time limit of a stage for one incident, or None where nobody set one.

    ``category_path`` runs from level 1 down to the incident's own class.
    """
    fitting = [
        row
        for row in rows
        if row.stage == stage
        and holds_on(row, on)
        and (not row.category_code or row.category_code in category_path)
        and row.urgency in {"", urgency}
        and row.severity in {"", severity}
        and region_code.startswith(row.region_code)
    ]
    ranked = sorted(
        fitting,
        key=lambda row: (
            bool(row.urgency),
            bool(row.severity),
            _depth(row.category_code, category_path),
            len(row.region_code),
            row.effective_from,
        ),
        reverse=True,
    )
    if not ranked:
        return None
    best = ranked[0]
    reason = (
        ReasonPart("urgency", best.urgency),
        ReasonPart("severity", best.severity),
        ReasonPart("category", best.category_code),
        ReasonPart("area", best.region_code),
    )
    return Choice(best, reason, tuple(ranked[1:]))


def choose_route(
    rows: Iterable[R], *, category_path: Sequence[str], region_code: str, on: date
) -> Choice[R] | None:
    """Return the routing rule of one incident: the deepest class, then the smallest area, then priority."""
    fitting = [
        row
        for row in rows
        if holds_on(row, on)
        and (not row.category_code or row.category_code in category_path)
        and region_code.startswith(row.region_code)
    ]
    ranked = sorted(
        fitting,
        key=lambda row: (
            -_depth(row.category_code, category_path),
            -len(row.region_code),
            row.priority,
            -row.effective_from.toordinal(),
        ),
    )
    if not ranked:
        return None
    best = ranked[0]
    reason = (
        ReasonPart("category", best.category_code),
        ReasonPart("area", best.region_code),
        ReasonPart("priority", str(best.priority)),
    )
    return Choice(best, reason, tuple(ranked[1:]))


def choose_number(rows: Iterable[N], *, region_code: str, on: date) -> N | None:
    """Return the number of the smallest area that holds a division, among versions of one code."""
    fitting = [row for row in rows if holds_on(row, on) and region_code.startswith(row.region_code)]
    return max(fitting, key=lambda row: (len(row.region_code), row.effective_from), default=None)


def path_of(code: str, parents: dict[str, str]) -> tuple[str, ...]:
    """Return the class codes from level 1 down to ``code``. A loop in the data ends the path."""
    path: list[str] = []
    while code and code not in path:
        path.append(code)
        code = parents.get(code, "")
    return tuple(reversed(path))


def makes_cycle(code: str, parent: str, parents: dict[str, str]) -> bool:
    """Say whether hanging ``code`` under ``parent`` would close a circle."""
    return bool(parent) and (parent == code or code in path_of(parent, parents))
