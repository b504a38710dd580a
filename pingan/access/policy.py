"""One sentence, two forms: which rows may this actor reach, and may this actor do X to this row.

A ``Permit`` is a duty × a scope. ``visible_to`` is the only way to rows in doors and queries; it serves
lists, details, counts, exports, maps and search alike, so they cannot differ.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, Protocol, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model, Q, QuerySet

from pingan.access.rules import Actor
from pingan.common.errors import Forbidden, NotFound

M = TypeVar("M", bound=Model)
NOTHING = Q(pk__in=[])
EVERYTHING = Q()


def any_of(conditions: Iterable[Q]) -> Q:
    """Return the condition that one of several holds, ``NOTHING`` of none.

    ``NOTHING`` itself is left out: Django would make lookups of it and throw them away, on every request.
    """
    return reduce(or_, [condition for condition in conditions if condition is not NOTHING] or [NOTHING])


class Scope(Protocol):
    """Where a permit reaches. Both methods must agree for every row (a generated test holds them to it)."""

    def as_q(self, actor: Actor, at: str = "") -> Q:
        """Return the condition for lists; ``at`` is the path prefix to the row the scope speaks of."""
        ...

    def allows(self, actor: Actor, obj: Any) -> bool:
        """Answer the same for one row, of which ``obj`` is the object the paths start from."""
        ...


def value_at(obj: Any, path: str) -> Any:
    """Follow a ``__`` path over attributes; a missing link is None."""
    for name in path.split("__"):
        obj = getattr(obj, name, None)
        if obj is None:
            return None
    return obj


@dataclass(frozen=True)
class Everywhere:
    """Every row."""

    def as_q(self, actor: Actor, at: str = "") -> Q:
        """No condition."""
        return EVERYTHING

    def allows(self, actor: Actor, obj: Any) -> bool:
        """Always."""
        return True


@dataclass(frozen=True)
class Area:
    """Rows whose 12-digit region code lies in the post's area."""

    path: str = "region__code"

    def as_q(self, actor: Actor, at: str = "") -> Q:
        """Prefix match, one per area."""
        return any_of(Q(**{f"{at}{self.path}__startswith": area}) for area in actor.areas)

    def allows(self, actor: Actor, obj: Any) -> bool:
        """Prefix match on the row's own code."""
        code = value_at(obj, self.path)
        return code is not None and any(code.startswith(area) for area in actor.areas)


@dataclass(frozen=True)
class Equals:
    """Rows where a column equals something of the actor's: own unit, own account."""

    path: str
    of_actor: str

    def as_q(self, actor: Actor, at: str = "") -> Q:
        """Equality; an actor without that attribute reaches nothing."""
        own = getattr(actor, self.of_actor)
        return NOTHING if own is None else Q(**{f"{at}{self.path}": own})

    def allows(self, actor: Actor, obj: Any) -> bool:
        """Equality on one row."""
        own = getattr(actor, self.of_actor)
        return own is not None and value_at(obj, self.path) == own


def OwnUnit(path: str = "organ_id") -> Equals:
    """Rows of the actor's own unit."""
    return Equals(path, "organ_id")


def Own(path: str = "user_id") -> Equals:
    """Rows of the actor's own account."""
    return Equals(path, "user_id")


@dataclass(frozen=True)
class ScopedIds:
    """Rows whose column is in a set that an app filled through the slot ``actor_scopes``."""

    scope: str
    path: str

    def as_q(self, actor: Actor, at: str = "") -> Q:
        """Membership; a missing scope reaches nothing."""
        ids = actor.scopes.get(self.scope, frozenset())
        return Q(**{f"{at}{self.path}__in": sorted(ids)}) if ids else NOTHING

    def allows(self, actor: Actor, obj: Any) -> bool:
        """Membership of one row."""
        return value_at(obj, self.path) in actor.scopes.get(self.scope, frozenset())


@dataclass(frozen=True)
class Granted:
    """Matters on which the actor holds an unexpired, unrevoked grant. ``path`` leads to the matter's key.

    The keys came with the actor, so that a list of someone without grants keeps to the indexes of the areas:
    an EXISTS here would make the planner look at every row.
    """

    path: str = "pk"

    def as_q(self, actor: Actor, at: str = "") -> Q:
        """Membership; without a grant, nothing."""
        return Q(**{f"{at}{self.path}__in": sorted(actor.granted)}) if actor.granted else NOTHING

    def allows(self, actor: Actor, obj: Any) -> bool:
        """Membership of one row."""
        return value_at(obj, self.path) in actor.granted


@dataclass(frozen=True)
class AllOf:
    """Rows inside every one of several scopes."""

    scopes: tuple[Scope, ...]

    def as_q(self, actor: Actor, at: str = "") -> Q:
        """Conjunction."""
        condition = EVERYTHING
        for scope in self.scopes:
            condition &= scope.as_q(actor, at)
        return condition

    def allows(self, actor: Actor, obj: Any) -> bool:
        """Conjunction for one row."""
        return all(scope.allows(actor, obj) for scope in self.scopes)


@dataclass(frozen=True)
class Permit:
    """A duty that the post must carry, and where it reaches."""

    duty: str
    scope: Scope


@dataclass(frozen=True)
class _Registration:
    verbs: Mapping[str, tuple[Permit, ...]]
    at: str


_registry: dict[type[Model], _Registration] = {}
_kinds: dict[str, _Registration] = {}
_matter_model: list[type[Model]] = []


def register(model: type[Model], verbs: Mapping[str, Iterable[Permit]], *, at: str = "") -> None:
    """Say once, in ``AppConfig.ready()``, who may do what to rows of a model. ``at`` prefixes all paths."""
    _registry[model] = _Registration({verb: tuple(permits) for verb, permits in verbs.items()}, at)


def register_matter(model: type[Model]) -> None:
    """Name the matter table itself; its permits are the union of its kinds' permits."""
    _matter_model[:] = [model]


def register_kind(kind: str, detail: type[Model], verbs: Mapping[str, Iterable[Permit]]) -> None:
    """Say who may do what to one kind of matter; paths start at the matter."""
    frozen = {verb: tuple(permits) for verb, permits in verbs.items()}
    _kinds[kind] = _Registration(frozen, "")
    _registry[detail] = _Registration(frozen, "matter__")


def registered_models() -> frozenset[type[Model]]:
    """Return the models that have permits, for the system check."""
    return frozenset(_registry) | frozenset(_matter_model)


def verbs_of(model: type[Model]) -> frozenset[str]:
    """Return the verbs registered for a model; for the matter table, those of all its kinds."""
    if _matter_model and model is _matter_model[0]:
        return frozenset(verb for registration in _kinds.values() for verb in registration.verbs)
    return frozenset(_registry[model].verbs)


def _condition(registration: _Registration, actor: Actor, verb: str) -> Q:
    if actor.is_system:
        return EVERYTHING if verb in registration.verbs else NOTHING
    permits = registration.verbs.get(verb, ())
    reaches = [permit.scope.as_q(actor, registration.at) for permit in permits if actor.has(permit.duty)]
    return EVERYTHING if EVERYTHING in reaches else any_of(reaches)


def scope_q(
    model: type[Model], actor: Actor, verb: str = "view", *, kinds: Collection[str] | None = None
) -> Q:
    """Return the condition of ``visible_to`` for use inside another query (EXISTS, prefetch, counts).

    ``kinds``: of the matter table these kinds alone. A ``kind__in`` beside it means the same, and the statement still
    joins and asks what the permits of all the others ask.

    Raises:
        LookupError: nobody said who may see this model.

    """
    if _matter_model and model is _matter_model[0]:
        condition = NOTHING
        for kind, registration in _kinds.items():
            if kinds is not None and kind not in kinds:
                continue
            condition |= Q(kind=kind) & _condition(registration, actor, verb)
        return condition
    return _condition(_registry[model], actor, verb)


def visible_to(
    model: type[M], actor: Actor | None, verb: str = "view", *, kinds: Collection[str] | None = None
) -> QuerySet[M]:
    """Return the rows that this actor may reach for this verb. Default deny: no permit, no row.

    ``kinds``: see ``scope_q``.
    """
    rows: QuerySet[M] = model._default_manager.all()
    if actor is None:
        return rows.none()
    return rows.filter(scope_q(model, actor, verb, kinds=kinds))


def allows(actor: Actor | None, verb: str, obj: Model) -> bool:
    """Say whether this actor may do this verb to this row."""
    if actor is None:
        return False
    if _matter_model and isinstance(obj, _matter_model[0]):
        registration, start = _kinds.get(obj.kind), obj  # type: ignore[attr-defined]
    else:
        registration = _registry[type(obj)]
        start = value_at(obj, registration.at.removesuffix("__")) if registration.at else obj
    if registration is None:
        return False
    if actor.is_system:
        return verb in registration.verbs
    permits = registration.verbs.get(verb, ())
    return any(actor.has(permit.duty) and permit.scope.allows(actor, start) for permit in permits)


def fetch(
    model: type[M],
    actor: Actor | None,
    pk: Any,
    verb: str = "view",
    *,
    refine: Callable[[QuerySet[M]], QuerySet[M]] | None = None,
) -> M:
    """Return one row that the actor may see, and demand the verb on it.

    Raises:
        NotFound: no such row inside the actor's view scope.
        Forbidden: visible, but the verb is not allowed.

    """
    rows = visible_to(model, actor)
    try:
        obj = (refine(rows) if refine else rows).get(pk=pk)
    except (ObjectDoesNotExist, ValueError, TypeError, OverflowError) as error:
        raise NotFound() from error
    if verb != "view" and not allows(actor, verb, obj):
        raise Forbidden()
    return obj
