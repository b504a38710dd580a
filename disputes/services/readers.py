"""Restricted disputes whose named desk left its post: who holds it now is named, or nobody could act (domain.md §4.8)."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from functools import cache

from django.db import transaction
from django.utils.translation import gettext as _

from disputes.machine.restricting import close_to_all_but
from disputes.machine.sentences import NAMED
from disputes.models import Dispute, DisputeReader
from grids.queries.desks import desks_of
from pingan.access.rules import system_actor
from pingan.matters.machine import Notification
from pingan.matters.services import Event, record
from pingan.matters.services.notices import send_notices
from pingan.matters.services.performing import lock


def name_desks(now: datetime) -> int:
    """Name the first filled desk of each restricted dispute that no reader at a desk has; return how many.

    Of the township or, above it, of the county: one named person in post at either is enough. Safe to run again, and
    twice at once. Where no desk is filled at all nothing is named; the next run asks again.
    """
    at_desks = cache(_at_desks)
    readers: dict[tuple[int, str], set[int]] = defaultdict(set)
    rows = DisputeReader.objects.filter(ended_at=None, dispute__matter__is_restricted=True)
    for pk, region_code, person in rows.values_list("dispute_id", "dispute__matter__region_code", "user_id"):
        readers[pk, region_code].add(person)
    left = [
        pk
        for (pk, region_code), people in sorted(readers.items())
        if at_desks(region_code) and people.isdisjoint(at_desks(region_code))
    ]
    return sum(_named(pk, now) for pk in left)


def _at_desks(region_code: str) -> frozenset[int]:
    return frozenset(person for people in desks_of(region_code) for person in people)


@transaction.atomic
def _named(pk: int, now: datetime) -> bool:
    """Name the desk of one; False: somebody was named, or it was opened, since."""
    dispute: Dispute = lock(system_actor(), "dispute", pk)
    desk = next(desks_of(dispute.matter.region_code), ())
    named = set(dispute.readers.filter(ended_at=None).values_list("user_id", flat=True))
    if not dispute.matter.is_restricted or not desk or named & _at_desks(dispute.matter.region_code):
        return False
    close_to_all_but(dispute, set(desk), by=system_actor(), reason=_("holds the post of the desk"), at=now)
    entry = record(pk, system_actor(), Event("desk_named"))
    if dispute.matter.closed_at is None:
        send_notices(dispute.matter, entry, [Notification(desk, NAMED, is_urgent=True)])
    return True
