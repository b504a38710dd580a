"""Where permits on matters of oversight reach besides areas: by state, and never to what is sealed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from pingan.access.policy import value_at
from pingan.access.rules import Actor


@dataclass(frozen=True)
class InStates:
    """Matters that stand in one of some states."""

    states: Collection[str]

    def as_q(self, actor: Actor, at: str = "") -> Q:
        """Membership."""
        return Q(**{f"{at}state__in": sorted(self.states)})

    def allows(self, actor: Actor, obj: Any) -> bool:
        """Answer the same for one row."""
        return value_at(obj, "state") in self.states


@dataclass(frozen=True)
class Unsealed:
    """Matters that are not closed to all but those whom their kind names."""

    def as_q(self, actor: Actor, at: str = "") -> Q:
        """One column."""
        return Q(**{f"{at}is_restricted": False})

    def allows(self, actor: Actor, obj: Any) -> bool:
        """Answer the same for one row."""
        return value_at(obj, "is_restricted") is False
