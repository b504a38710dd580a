"""What an actor may do now, and which table holds the particulars of a kind."""

from __future__ import annotations

from typing import Any

from django.db.models import Model

from pingan.access.policy import allows
from pingan.access.rules import Actor
from pingan.matters.machine.declaration import Action, machine_for

_details: dict[str, type[Model]] = {}


def register_detail(kind: str, model: type[Model]) -> None:
    """Name the detail model of a kind of matter, from ``AppConfig.ready()``."""
    _details[kind] = model


def detail_model(kind: str) -> type[Any]:
    """Return the detail model of a kind; KeyError for a kind nobody registered."""
    return _details[kind]


def available_actions(actor: Actor, detail: Any) -> list[Action]:
    """Return the actions that this actor may take now on a row that it can see, in the table's order."""
    allowed: dict[str, bool] = {}

    def may(verb: str) -> bool:
        # Many actions share a verb, and some scopes ask the database.
        if verb not in allowed:
            allowed[verb] = allows(actor, verb, detail)
        return allowed[verb]

    return [
        action
        for action in machine_for(detail.matter.kind).all_actions()
        if detail.matter.state in action.from_
        and not action.is_system
        and may(action.verb)
        and not action.offered(actor, detail)
    ]
