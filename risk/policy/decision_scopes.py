"""Where permits on major decisions reach besides areas: the deciding body, experts who were called in, filings.

Each reach is membership in an array that the database fills once per statement, so lists keep their indexes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from pingan.access.policy import NOTHING, Scope, value_at
from pingan.access.rules import Actor
from pingan.matters.policy import among
from risk.models import DecisionExpert, Filing, MajorDecision


@dataclass(frozen=True)
class Known:
    """What another reach holds, without what stands in a draft of a catalogue; who keeps catalogues sees that as well."""

    within: Scope

    def _drafts(self) -> QuerySet[MajorDecision]:
        return MajorDecision.objects.filter(catalogue__published_at=None)

    def as_q(self, actor: Actor, at: str = "") -> Q:
        """Drafts are few: they are left out by key."""
        reach = self.within.as_q(actor, at)
        if reach == NOTHING or actor.has("decision.catalogue"):
            return reach
        return reach & ~among(at, self._drafts().values("pk"))

    def allows(self, actor: Actor, obj: Any) -> bool:
        """One query for one row, where it is asked at all."""
        if not self.within.allows(actor, obj):
            return False
        return actor.has("decision.catalogue") or not self._drafts().filter(pk=value_at(obj, "pk")).exists()


@dataclass(frozen=True)
class DecidingUnit:
    """Decisions of a catalogue of the actor's own unit."""

    def _rows(self, actor: Actor) -> QuerySet[MajorDecision]:
        return MajorDecision.objects.filter(catalogue__organ_id=actor.organ_id or 0)

    def as_q(self, actor: Actor, at: str = "") -> Q:
        """Membership, so that rows never multiply."""
        return NOTHING if actor.organ_id is None else among(at, self._rows(actor).values("pk"))

    def allows(self, actor: Actor, obj: Any) -> bool:
        """One query for one row."""
        if actor.organ_id is None:
            return False
        return bool(self._rows(actor).filter(pk=value_at(obj, "pk")).exists())


@dataclass(frozen=True)
class CalledIn:
    """Decisions for which the actor is called in as an expert now, wherever they lie."""

    def _rows(self, actor: Actor) -> QuerySet[DecisionExpert]:
        return DecisionExpert.objects.filter(user_id=actor.user_id or 0, ended_at=None)

    def as_q(self, actor: Actor, at: str = "") -> Q:
        """Membership."""
        return among(at, self._rows(actor).values("decision_id"))

    def allows(self, actor: Actor, obj: Any) -> bool:
        """One query for one row."""
        return bool(self._rows(actor).filter(decision_id=value_at(obj, "pk")).exists())


@dataclass(frozen=True)
class FiledHere:
    """Decisions of which something was filed with the actor's own office, and not sent back."""

    def _rows(self, actor: Actor) -> QuerySet[Filing]:
        return Filing.objects.filter(organ_id=actor.organ_id or 0, sent_back_at=None)

    def as_q(self, actor: Actor, at: str = "") -> Q:
        """Membership."""
        return NOTHING if actor.organ_id is None else among(at, self._rows(actor).values("decision_id"))

    def allows(self, actor: Actor, obj: Any) -> bool:
        """One query for one row."""
        if actor.organ_id is None:
            return False
        return bool(self._rows(actor).filter(decision_id=value_at(obj, "pk")).exists())


@dataclass(frozen=True)
class FilledFrom:
    """Catalogues of the actor's own division and those above it: those that units of the post's area fill."""

    def _codes(self, actor: Actor) -> list[str]:
        return [actor.region_code[:width].ljust(12, "0") for width in (2, 4, 6, 9, 12)]

    def as_q(self, actor: Actor, at: str = "") -> Q:
        """A handful of codes."""
        return Q(**{f"{at}region__code__in": self._codes(actor)}) if actor.region_code else NOTHING

    def allows(self, actor: Actor, obj: Any) -> bool:
        """Answer the same for one row."""
        return bool(actor.region_code) and value_at(obj, "region__code") in self._codes(actor)
