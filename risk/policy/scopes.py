"""Where permits on matters of risk reach besides areas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from pingan.access.policy import NOTHING, Scope, value_at
from pingan.access.rules import Actor
from pingan.matters.policy import among
from risk.models import RiskTask


@dataclass(frozen=True)
class OfKind:
    """Matters of one kind within another scope; the kind stands first in every index of lists of matters."""

    kind: str
    within: Scope

    def as_q(self, actor: Actor, at: str = "") -> Q:
        """The other scope's condition, of this kind."""
        reach = self.within.as_q(actor, at)
        return NOTHING if reach == NOTHING else reach & Q(**{f"{at}kind": self.kind})

    def allows(self, actor: Actor, obj: Any) -> bool:
        """Answer the same for one row."""
        return value_at(obj, "kind") == self.kind and self.within.allows(actor, obj)


@dataclass(frozen=True)
class TaskedUnit:
    """Matters of which the actor's own unit has a task, open or done; a dropped one was never its own."""

    def as_q(self, actor: Actor, at: str = "") -> Q:
        """Membership, so that rows never multiply."""
        if actor.organ_id is None:
            return NOTHING
        tasks = RiskTask.objects.filter(organ_id=actor.organ_id).exclude(state=RiskTask.State.DROPPED)
        return among(at, tasks.values("matter_id"))

    def allows(self, actor: Actor, obj: Any) -> bool:
        """One query for one row."""
        if actor.organ_id is None:
            return False
        tasks = RiskTask.objects.filter(organ_id=actor.organ_id, matter_id=value_at(obj, "pk"))
        return bool(tasks.exclude(state=RiskTask.State.DROPPED).exists())
