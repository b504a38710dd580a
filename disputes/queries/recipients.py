"""Who is told about a dispute: user ids by the posts held today. Of a restricted one: only its named readers."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from disputes.models import Dispute, DisputeReader, SessionMediator
from grids.queries.desks import desks_of
from grids.queries.units import chain_of
from pingan.matters.models import Clock
from pingan.org.queries import user_ids_holding


def readers_of(dispute: Dispute) -> frozenset[int]:
    """Return the named readers of a dispute."""
    return frozenset(
        DisputeReader.objects.filter(dispute=dispute, ended_at=None).values_list("user_id", flat=True)
    )


def permitted(dispute: Dispute, people: Iterable[int]) -> tuple[int, ...]:
    """Return those of the people who may know of the dispute at all."""
    people = set(people)
    if dispute.matter.is_restricted:
        people &= readers_of(dispute)
    return tuple(sorted(people))


def desk_of(dispute: Dispute) -> tuple[int, ...]:
    """Return the township's desk, else the county's: where the township has none in post, or none that may know of it."""
    found = (permitted(dispute, people) for people in desks_of(dispute.matter.region_code))
    return next((people for people in found if people), ())


def county_of(dispute: Dispute) -> tuple[int, ...]:
    """Return the county's dispatchers."""
    region = chain_of(dispute.matter.region_code).get(3)
    return permitted(dispute, user_ids_holding(Q(role="county_dispatcher", region_id=region)))


def mediators_of(dispute: Dispute) -> tuple[int, ...]:
    """Return the accounts of those who mediate now, else of everybody in the committee that has it in hand."""
    channels = dispute.channels.filter(state="open", mediator__user__isnull=False)
    leading = set(channels.values_list("mediator__user_id", flat=True))
    bookings = SessionMediator.objects.filter(
        session__channel__dispute=dispute,
        session__state="planned",
        mediator__user__isnull=False,
        replaced_at=None,
    )
    leading |= set(bookings.values_list("mediator__user_id", flat=True))
    organ_id = dispute.matter.organ_id
    if not leading and organ_id is not None:
        leading = set(user_ids_holding(Q(role="mediator", organ_id=organ_id)))
    return permitted(dispute, leading)


def responsible_for(dispute: Dispute) -> tuple[int, ...]:
    """Return who must take the next step: the mediators, else the desk."""
    return mediators_of(dispute) or desk_of(dispute)


def registrar_of(dispute: Dispute) -> tuple[int, ...]:
    """Return the account that registered it."""
    person = dispute.matter.created_by_id
    return permitted(dispute, [person] if person else [])


def units_of(dispute: Dispute) -> tuple[int, ...]:
    """Return the people of the units of a joint mediation."""
    organs = list(dispute.units.filter(ended_at=None).values_list("organ_id", flat=True))
    return permitted(dispute, user_ids_holding(Q(role="unit_handler", organ_id__in=organs)))


def of_clock(clock: Clock) -> tuple[int, ...]:
    """Return who is reminded of a clock: reviews and acceptance the desk, everything else who has it in hand."""
    dispute = Dispute.objects.select_related("matter").get(pk=clock.matter_id)
    if clock.stage in {"dispute_accept", "flag_review"}:
        return desk_of(dispute)
    return responsible_for(dispute)
