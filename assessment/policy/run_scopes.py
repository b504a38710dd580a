"""Where permits on runs reach: whom a run assesses, who supplies its numbers, and from when it is known to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from assessment.models import AssessedUnit, AssessmentRun, Indicator
from assessment.rules.run_states import ANNOUNCED, KNOWN
from pingan.access.policy import NOTHING, Scope, any_of, value_at
from pingan.access.rules import Actor
from pingan.matters.policy import among


@dataclass(frozen=True)
class At:
    """Rows from which a path leads to a row that another scope reaches."""

    path: str
    within: Scope

    def as_q(self, actor: Actor, at: str = "") -> Q:
        """The other scope's condition, further on."""
        return self.within.as_q(actor, f"{at}{self.path}__")

    def allows(self, actor: Actor, obj: Any) -> bool:
        """Answer for the row that the path leads to."""
        return self.within.allows(actor, value_at(obj, self.path))


@dataclass(frozen=True)
class InState:
    """Rows whose matter is in one of some states."""

    states: frozenset[str]
    path: str = "state"

    def as_q(self, actor: Actor, at: str = "") -> Q:
        """Membership of the state."""
        return Q(**{f"{at}{self.path}__in": sorted(self.states)})

    def allows(self, actor: Actor, obj: Any) -> bool:
        """Answer the same for one row."""
        return value_at(obj, self.path) in self.states


@dataclass(frozen=True)
class OwnUnits:
    """Assessed units that the post speaks for."""

    def as_q(self, actor: Actor, at: str = "") -> Q:
        """Equality with the post's own division or unit."""
        mine = []
        if actor.has("run.own_division") and actor.region_id is not None:
            mine.append(Q(**{f"{at}region_id": actor.region_id}))
        if actor.has("run.own_unit") and actor.organ_id is not None:
            mine.append(Q(**{f"{at}organ_id": actor.organ_id}))
        return any_of(mine)

    def allows(self, actor: Actor, obj: Any) -> bool:
        """Answer the same for one row."""
        is_division = actor.has("run.own_division") and actor.region_id is not None
        is_unit = actor.has("run.own_unit") and actor.organ_id is not None
        region, organ = value_at(obj, "region_id"), value_at(obj, "organ_id")
        return (is_division and region == actor.region_id) or (is_unit and organ == actor.organ_id)


@dataclass(frozen=True)
class Assessed:
    """Matters of runs that assess a unit of the post's own."""

    def _runs(self, actor: Actor) -> QuerySet[AssessedUnit]:
        return AssessedUnit.objects.filter(AssessedUnit.spoken_for_by(actor))

    def as_q(self, actor: Actor, at: str = "") -> Q:
        """Membership, so that rows never multiply."""
        return among(at, self._runs(actor).values("run_id"))

    def allows(self, actor: Actor, obj: Any) -> bool:
        """One query for one row."""
        return self._runs(actor).filter(run_id=value_at(obj, "pk")).exists()


@dataclass(frozen=True)
class Supplied:
    """Matters of runs for which the post's unit supplies numbers."""

    def _runs(self, actor: Actor) -> QuerySet[AssessmentRun]:
        mine = Indicator.objects.filter(supplier_id=actor.organ_id).order_by().values("scheme_id")
        return AssessmentRun.objects.filter(scheme_id__in=mine)

    def as_q(self, actor: Actor, at: str = "") -> Q:
        """Membership, so that rows never multiply."""
        return NOTHING if actor.organ_id is None else among(at, self._runs(actor).values("pk"))

    def allows(self, actor: Actor, obj: Any) -> bool:
        """One query for one row."""
        return actor.organ_id is not None and self._runs(actor).filter(pk=value_at(obj, "pk")).exists()


#: Known outside the body; and announced.
IS_KNOWN = InState(KNOWN)
IS_ANNOUNCED = InState(ANNOUNCED)
