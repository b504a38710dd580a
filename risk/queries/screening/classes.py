"""The classes that a rule can be limited to, by what it counts."""

from __future__ import annotations

from dataclasses import dataclass

from disputes.queries.types import type_names
from grids.queries.reporting import class_choices
from grids.queries.rulebook import class_names
from pingan.access.rules import Actor
from risk.models import Counted
from risk.models.choices import Domain


@dataclass(frozen=True)
class CountedClass:
    """A class by the name of the catalogue, and the kind of matter that it is a class of."""

    counted: str
    code: str
    name: str


def classes_for(actor: Actor) -> list[CountedClass]:
    """Return the classes of incidents that hold in the actor's area, the types of disputes, the domains of hazards."""
    found = (
        (Counted.INCIDENT, class_choices(actor)),
        (Counted.DISPUTE, type_names().items()),
        (Counted.HAZARD, Domain.choices),
    )
    return [
        CountedClass(str(counted), str(code), str(name)) for counted, rows in found for code, name in rows
    ]


def is_class_of(counted: str, code: str) -> bool:
    """Say whether a code is one of a class of such matters."""
    if counted == Counted.HAZARD:
        return code in Domain.values
    is_dispute = code in type_names()
    if counted == Counted.DISPUTE:
        return is_dispute
    return code in class_names([code]) and not is_dispute and code not in Domain.values
