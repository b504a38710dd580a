"""Where permits on matters of risk reach besides areas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from pingan.access.policy import NOTHING, value_at
from pingan.access.rules import Actor
from pingan.matters.policy import among
from risk.models import RiskTask


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
