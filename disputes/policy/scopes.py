"""Where permits on disputes reach besides areas: what is restricted, whom somebody mediates, who is named.

A list joins these reaches by OR. An EXISTS in one of them would keep the planner from every index, and at a million
disputes each list would read them all. So each reach is one that an index can answer: equality on a column, or
membership in an array that the database fills once per statement.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from disputes.models import Channel, DisputeReader, DisputeUnit, SessionMediator
from pingan.access.policy import NOTHING, Scope, any_of, value_at
from pingan.access.rules import Actor
from pingan.matters.models import Matter
from pingan.matters.policy import MatterArea, among


def _readings(actor: Actor) -> QuerySet[DisputeReader]:
    return DisputeReader.objects.filter(user_id=actor.user_id or 0, ended_at=None)


@dataclass(frozen=True)
class Readable:
    """Rows within another scope that are not restricted, or of which the actor is a named reader."""

    within: Scope

    def as_q(self, actor: Actor, at: str = "") -> Q:
        """Stay within the scope; the subquery is asked for restricted rows alone.

        The kind stands first in every index of lists of matters, so it is said though it goes without saying.
        """
        reach = self.within.as_q(actor, at)
        if reach == NOTHING:
            return NOTHING
        reach &= Q(**{f"{at}kind": "dispute"})
        named = Exists(_readings(actor).filter(dispute_id=OuterRef(f"{at}pk")))
        return reach & (Q(**{f"{at}is_restricted": False}) | Q(named))

    def allows(self, actor: Actor, obj: Any) -> bool:
        """Answer the same for one row; one more query where it is restricted."""
        if not self.within.allows(actor, obj):
            return False
        if not obj.is_restricted:
            return True
        return bool(_readings(actor).filter(dispute_id=value_at(obj, "pk")).exists())


@dataclass(frozen=True)
class Keyed:
    """The rows of another scope by their keys: all reaches that are joined by OR ask one column of one table."""

    within: Scope

    def as_q(self, actor: Actor, at: str = "") -> Q:
        """Membership in the keys of the matters that the other scope finds."""
        reach = self.within.as_q(actor)
        if reach == NOTHING:
            return NOTHING
        return among(at, Matter.objects.filter(reach).values("pk"))

    def allows(self, actor: Actor, obj: Any) -> bool:
        """Answer as the other scope does."""
        return self.within.allows(actor, obj)


@dataclass(frozen=True)
class JointUnit:
    """Matters in whose joint mediation the actor's own unit takes part now."""

    def _units(self, actor: Actor) -> QuerySet[DisputeUnit]:
        return DisputeUnit.objects.filter(organ_id=actor.organ_id or 0, ended_at=None)

    def as_q(self, actor: Actor, at: str = "") -> Q:
        """Membership, so that rows never multiply."""
        if actor.organ_id is None:
            return NOTHING
        return among(at, self._units(actor).values("dispute_id"))

    def allows(self, actor: Actor, obj: Any) -> bool:
        """One query for one row."""
        return (
            actor.organ_id is not None and self._units(actor).filter(dispute_id=value_at(obj, "pk")).exists()
        )


@dataclass(frozen=True)
class InHand:
    """Matters that the actor mediates: leads a channel, or is booked for a session and was not replaced since."""

    def _channels(self, actor: Actor) -> QuerySet[Channel]:
        return Channel.objects.filter(mediator__user_id=actor.user_id or 0)

    def _bookings(self, actor: Actor) -> QuerySet[SessionMediator]:
        return SessionMediator.objects.filter(mediator__user_id=actor.user_id or 0, replaced_at=None)

    def as_q(self, actor: Actor, at: str = "") -> Q:
        """Membership, so that rows never multiply."""
        leads = among(at, self._channels(actor).values("dispute_id"))
        return leads | among(at, self._bookings(actor).values("session__channel__dispute_id"))

    def allows(self, actor: Actor, obj: Any) -> bool:
        """Two queries at most for one row."""
        pk = value_at(obj, "pk")
        leads = self._channels(actor).filter(dispute_id=pk)
        return bool(leads.exists() or self._bookings(actor).filter(session__channel__dispute_id=pk).exists())


@dataclass(frozen=True)
class Named:
    """Matters of which the actor is a named reader, wherever they lie."""

    def as_q(self, actor: Actor, at: str = "") -> Q:
        """Membership."""
        return among(at, _readings(actor).values("dispute_id"))

    def allows(self, actor: Actor, obj: Any) -> bool:
        """One query for one row."""
        return bool(_readings(actor).filter(dispute_id=value_at(obj, "pk")).exists())


@dataclass(frozen=True)
class Elsewhere:
    """The rows of other scopes, for a post that may view its area with the duty ``area``: those that lie outside it.

    Whoever views an area reaches those within it already (``Readable``). Asking for the others first costs one
    small query and nearly always finds none: the list then keeps to the order of its area's index.
    """

    area: str
    scopes: tuple[Scope, ...]

    def as_q(self, actor: Actor, at: str = "") -> Q:
        """Membership; for a post without an area, as the other scopes say."""
        if not actor.has(self.area):
            return any_of(scope.as_q(actor, at) for scope in self.scopes)
        reach = any_of(scope.as_q(actor) for scope in self.scopes)
        outside = Matter.objects.filter(reach).exclude(MatterArea().as_q(actor))
        afar = list(outside.order_by().values_list("number", flat=True))
        # By number, which like the area stands on the matter: an OR over two tables has no index.
        return Q(**{f"{at}number__in": afar}) if afar else NOTHING

    def allows(self, actor: Actor, obj: Any) -> bool:
        """Answer as the other scopes do: within the area the row is reached anyhow."""
        return any(scope.allows(actor, obj) for scope in self.scopes)
