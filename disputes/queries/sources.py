"""From where somebody may say that a dispute came."""

from __future__ import annotations

from disputes.models.choices import DisputeSource
from disputes.rules.intake import senders_of_unit
from pingan.access.rules import Actor
from pingan.org.models import Organ

#: Walk-in first: the next person who comes is what a desk takes it for, on the page and for programs.
_AT_A_DESK = tuple(sorted(DisputeSource.values, key=lambda source: source != DisputeSource.WALK_IN))
#: Which sources a role may state; the first one is taken when none is given.
_BY_ROLE: dict[str, tuple[str, ...]] = {
    "grid_worker": (DisputeSource.SCREENING,),
    "community_staff": (
        DisputeSource.WALK_IN,
        DisputeSource.SCREENING,
        DisputeSource.PHONE,
        DisputeSource.APPLICATION,
    ),
    "township_desk": _AT_A_DESK,
    "county_dispatcher": _AT_A_DESK,
    "mediator": (DisputeSource.WALK_IN, DisputeSource.APPLICATION, DisputeSource.PHONE, DisputeSource.COURT),
}


def sources_of(actor: Actor) -> tuple[str, ...]:
    """Return the sources that a post may state, the usual one first; a unit hands over what it was told itself."""
    if actor.role != "unit_handler":
        return _BY_ROLE.get(actor.role, ())
    name = Organ.objects.filter(pk=actor.organ_id or 0).values_list("name", flat=True).first()
    return senders_of_unit(name or "")
