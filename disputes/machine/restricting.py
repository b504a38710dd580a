"""Guards and effects of restriction: a matter closed to all but those named (domain.md §4.8)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from disputes.models import Dispute, DisputeReader
from disputes.queries.people import readers_possible
from disputes.queries.recipients import desk_of
from disputes.rules.closing import graver
from grids.queries.desks import desks_of
from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.matters.machine import Move
from pingan.matters.services.notices import close_notices
from pingan.org.queries import user_ids_holding


def restrict_offered(actor: Actor, dispute: Any) -> Any:
    """Once is enough."""
    return _("It is restricted already.") if dispute.matter.is_restricted else None


def lift_offered(actor: Actor, dispute: Any) -> Any:
    """Only what is restricted can be opened."""
    return None if dispute.matter.is_restricted else _("It is not restricted.")


def restrict_effect(move: Move) -> None:
    """Effect: closed to all but those named; who has it in hand today is named with the act."""
    close_to_all_but(move.detail, _in_hand(move), by=move.actor, reason=move.data.note, at=move.now)
    move.detail.restriction = move.data.restriction
    move.note = move.data.note


def close_at_once(move: Move, why: str) -> None:
    """Close the matter in the same act by which a minor or domestic violence became known; ``why`` blank: neither did.

    What is corrected later does not open it again: only lifting does, with a reason.
    """
    dispute: Dispute = move.detail
    if not why or (move.matter.is_restricted and dispute.restriction == graver(dispute.restriction, why)):
        return
    dispute.restriction = graver(dispute.restriction, why)
    move.public["restriction"] = dispute.restriction
    if not move.matter.is_restricted:
        people = {*_in_hand(move), *([move.matter.created_by_id] if move.matter.created_by_id else [])}
        reason = str(dispute.get_restriction_display())
        close_to_all_but(dispute, people, by=move.actor, reason=reason, at=move.now)


def _in_hand(move: Move) -> set[int]:
    """Return who has it in hand today, with the one who acts: somebody must be able to open it."""
    people = {*desk_of(move.detail), *([move.actor.user_id] if move.actor.user_id else [])}
    return people | _mediating(move.detail)


def _mediating(dispute: Dispute) -> set[int]:
    """Return the account of the one who leads the open mediation, if there is one."""
    leading = dispute.channels.filter(state="open", mediator__user__isnull=False)
    return set(leading.values_list("mediator__user_id", flat=True))


def close_to_all_but(dispute: Dispute, people: set[int], *, by: Actor, reason: str, at: Any) -> None:
    """Restrict a locked dispute and name its readers; who is among them only because he mediates is so until he does not."""
    dispute.matter.is_restricted = True
    named = set(dispute.readers.filter(ended_at=None).values_list("user_id", flat=True))
    besides = {*desk_of(dispute), dispute.matter.created_by_id}
    mediating = _mediating(dispute) - besides
    DisputeReader.objects.bulk_create(
        DisputeReader(
            dispute=dispute,
            user_id=person,
            reason=reason[:200],
            named_by_id=by.user_id,
            named_at=at,
            mediates=person in mediating,
        )
        for person in sorted(people - named)
    )
    _end_parts(dispute, people | named, at)
    close_notices(dispute.matter, keep=people | named)


def _end_parts(dispute: Dispute, named: set[int], at: Any) -> None:
    """End the part of units of which nobody may see it any more, or the file would say that they mediate jointly."""
    for unit in dispute.units.filter(ended_at=None):
        if named.isdisjoint(user_ids_holding(Q(role="unit_handler", organ_id=unit.organ_id))):
            unit.ended_at = at
            unit.save(update_fields=["ended_at"])


def lift_effect(move: Move) -> None:
    """Effect: open again to whoever works in the area; who was named from elsewhere sees it no longer."""
    move.matter.is_restricted = False
    move.detail.readers.filter(ended_at=None).update(ended_at=move.now)
    move.detail.restriction = ""
    move.note = move.data.note


def name_reader_guard(move: Move) -> None:
    """Guard: somebody with a post in the county, not named yet."""
    if str(move.data.user) not in dict(readers_possible(move.detail)):
        raise Invalid({"user": _("Choose a person from the list.")})


def name_reader_effect(move: Move) -> None:
    """Effect: one more reader; the timeline says that there is one, not who."""
    DisputeReader.objects.create(
        dispute=move.detail,
        user_id=move.data.user,
        reason=move.data.note,
        named_by_id=move.actor.user_id,
        named_at=move.now,
    )
    move.note = move.data.note


def end_reader_guard(move: Move) -> None:
    """Guard: a named reader, and never the last one, nor the last at a desk: somebody must be able to open it and to act."""
    rows = dict(move.detail.readers.filter(ended_at=None).values_list("pk", "user_id"))
    if move.data.reader not in rows:
        raise Invalid({"reader": _("Choose a person from the list.")})
    if len(rows) == 1:
        raise Invalid({"reader": _("The last reader cannot be ended: nobody could open it any more.")})
    ended = rows.pop(move.data.reader)
    at_desk = {person for people in desks_of(move.matter.region_code) for person in people}
    if ended in at_desk and at_desk.isdisjoint(rows.values()):
        raise Invalid({"reader": _("No desk could act on it any more: name another person of a desk first.")})


def end_reader_effect(move: Move) -> None:
    """Effect: one reader less."""
    move.detail.readers.filter(pk=move.data.reader).update(ended_at=move.now)
    left = move.detail.readers.filter(ended_at=None).values_list("user_id", flat=True)
    close_notices(move.matter, keep=left)
    move.note = move.data.note
