"""Who reports, and what a finding may become: what higher apps put into the slots of this app."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

#: Key of the kind of unit that reports to the coordinating body of its own level (Article 12).
MEMBER_UNIT = "member_unit"


@dataclass(frozen=True)
class Unit:
    """One unit that has to report, as it is on the day of the order.

    ``level``: whose desk reviews stands above it; 2 city to 5 village, 6 inside a village.
    """

    id: int
    code: str
    name: str
    region_code: str
    level: int
    organ_id: int | None = None


@dataclass(frozen=True)
class UnitKind:
    """One kind of reporting unit (slot ``reporting_units``, under its ``key``).

    ``units(region, day)`` yields those of a division, whatever their number; ``workers(ids, day)`` returns the
    accounts that are told about a unit. ``scope`` names the set of the actor's ``scopes`` that holds the ids of
    the units somebody works in; blank: the area of the post decides. ``names(ids)`` returns what units are called
    now, for registers that stand for years; None: the name stays as it was when the order went out.
    """

    key: str
    label: Any
    level: int
    units: Callable[[Any, date], Iterable[Unit]]
    workers: Callable[[Sequence[int], date], Mapping[int, Iterable[int]]]
    scope: str = ""
    names: Callable[[Sequence[int]], Mapping[int, str]] | None = None


@dataclass(frozen=True)
class NothingMore:
    """What is asked where the finding says all that is needed."""


@dataclass(frozen=True)
class FindingTarget:
    """What a finding may become (slot ``register_findings``, under its ``key``).

    ``make(actor, finding, given)`` runs inside the transaction that records the link, and returns the key of the
    matter. ``duty`` is what the post must carry; who may not see the report never comes that far. ``input`` is a
    dataclass of input fields: what is asked besides; ``given`` is one of them.
    """

    key: str
    label: Any
    duty: str
    make: Callable[[Any, Any, Any], int]
    input: type[Any] = NothingMore

    @property
    def name(self) -> str:
        """Name it as actions are named, so that its form is made as theirs are."""
        return self.key

    @property
    def is_asking(self) -> bool:
        """Say whether anything is asked besides what the finding says."""
        return bool(fields(self.input))


@dataclass(frozen=True)
class Lead:
    """Where a report leads (slot ``report_leads``): to what came of it, or to what this post may make of it.

    ``label`` says which, ``address`` opens it; ``is_offer``: nothing came of it yet.
    """

    label: str
    address: str
    is_offer: bool = False


def reviewing_level(unit_level: int) -> int:
    """Return the level whose desk reviews a unit first: the one above; for grids and villages the township."""
    return min(unit_level - 1, 4)
