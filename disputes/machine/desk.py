"""Guards and effects of the desk: accept, reject, classify, join, restrict, hold, close, reopen."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from disputes.machine import inputs
from disputes.machine.common import SEVERITIES, amount_in, refresh_level
from disputes.models import Dispute, DisputeReader
from disputes.queries.people import readers_possible
from disputes.queries.recipients import desk_of
from disputes.queries.terms import number, start
from disputes.queries.types import type_by_code
from disputes.rules.flags import shows_red
from disputes.rules.titles import title_of
from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.matters.machine import ClockOperation, Move, StopClock
from pingan.matters.models import MatterLink

REOPEN_DAYS = 365


def accept_effect(move: Move) -> None:
    """Effect: taken on; the level as of today."""
    refresh_level(move)
    move.note = move.data.note


def accept_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: acceptance is decided."""
    return [StopClock("dispute_accept")]


def reject_effect(move: Move) -> None:
    """Effect: keep the reason; the explanation names the route that is open."""
    move.detail.reject_reason = move.data.reason
    move.note = move.data.note
    move.public["reason"] = move.data.reason


def reclassify_guard(move: Move) -> None:
    """Guard: a type in use, an amount that is one."""
    if type_by_code(move.data.type) is None:
        raise Invalid({"type": _("Choose a type of dispute.")})
    amount_in(move.data.amount)


def reclassify_effect(move: Move) -> None:
    """Effect: other facts, other title, level computed anew."""
    data: inputs.Reclassify = move.data
    dispute: Dispute = move.detail
    found = type_by_code(data.type)
    if found is not None:
        move.public["type"] = {"before": dispute.type.code, "after": found.code}
        dispute.type = found
        move.matter.class_code = found.code
    amount = amount_in(data.amount)
    if amount is not None:
        dispute.amount = amount
    if data.people_involved is not None:
        dispute.people_involved = data.people_involved
    dispute.is_cross_region = data.is_cross_region
    place = move.matter.grid.name if move.matter.grid else move.matter.region.name
    move.matter.title = title_of(dispute.type.name, place)
    refresh_level(move)
    move.note = data.note


def set_level_effect(move: Move) -> None:
    """Effect: a level by hand, with its reason; the computed one is kept beside it."""
    dispute: Dispute = move.detail
    refresh_level(move)
    before = dispute.level
    dispute.level = move.data.level
    same = dispute.level == dispute.level_computed
    dispute.level_override_reason = "" if same else move.data.note
    move.matter.severity = SEVERITIES[dispute.level]
    move.public["level"] = {"before": before, "after": dispute.level, "computed": dispute.level_computed}
    move.note = move.data.note


def take_charge_offered(actor: Actor, dispute: Any) -> Any:
    """A leader takes charge of major matters (domain.md §4.6)."""
    return None if dispute.level == "major" else _("Only of a major dispute does a leader take charge.")


def take_charge_effect(move: Move) -> None:
    """Effect: who takes charge; the plan is the note."""
    move.detail.charge_taken_by = move.data.leader
    move.note = move.data.note


def join_target(move: Move) -> Dispute:
    """Return the dispute named by number, locked.

    Raises:
        Invalid: not visible to the actor, this one itself, joined itself, or closed.

    """
    rows = visible_to(Dispute, move.actor).select_related("matter").select_for_update(of=("self", "matter"))
    target: Dispute | None = (
        rows.filter(matter__number=move.data.target.strip()).exclude(pk=move.detail.pk).first()
    )
    if target is None:
        raise Invalid({"target": _("No other dispute of your area has this number.")})
    if target.matter.state in {"merged", "rejected"}:
        raise Invalid({"target": _("That dispute is no longer open.")})
    return target


def join_effect(move: Move) -> None:
    """Effect: joined into the other; both stay readable, the link leads both ways."""
    target = join_target(move)
    move.detail.resume_state = move.matter.state
    move.detail.merged_into = target
    MatterLink.objects.create(
        source=move.matter,
        target=target.matter,
        kind=MatterLink.Kind.MERGED,
        created_by_id=move.actor.user_id,
    )
    move.note = move.data.note
    if not target.matter.is_restricted:
        move.public["target"] = target.matter.number


def unjoin_effect(move: Move) -> None:
    """Effect: back to where it was."""
    move.to = move.detail.resume_state
    MatterLink.objects.filter(source=move.matter, kind="merged", ended_at=None).update(ended_at=move.now)
    move.detail.merged_into = None
    move.detail.resume_state = ""
    move.note = move.data.note


def petition_effect(move: Move) -> None:
    """Effect: one more petition on this matter (Article 58 (2)); linked by number, no person."""
    move.detail.petition_count += 1
    move.public.update(external_number=move.data.external_number, count=move.detail.petition_count)
    move.note = move.data.note


def restrict_offered(actor: Actor, dispute: Any) -> Any:
    """Once is enough."""
    return _("It is restricted already.") if dispute.matter.is_restricted else None


def lift_offered(actor: Actor, dispute: Any) -> Any:
    """Only what is restricted can be opened."""
    return None if dispute.matter.is_restricted else _("It is not restricted.")


def restrict_effect(move: Move) -> None:
    """Effect: closed to all but those named; who has it in hand today is named with the act."""
    people = {*desk_of(move.detail), move.actor.person}
    channel = move.detail.channels.filter(state="open", mediator__user__isnull=False).first()
    if channel is not None and channel.mediator is not None and channel.mediator.user_id is not None:
        people.add(channel.mediator.user_id)
    close_to_all_but(move.detail, people, by=move.actor, reason=move.data.note, at=move.now)
    move.detail.restriction = move.data.restriction
    move.note = move.data.note


def close_to_all_but(dispute: Dispute, people: set[int], *, by: Actor, reason: str, at: Any) -> None:
    """Restrict a locked dispute and name its readers."""
    dispute.matter.is_restricted = True
    named = set(dispute.readers.filter(ended_at=None).values_list("user_id", flat=True))
    DisputeReader.objects.bulk_create(
        DisputeReader(
            dispute=dispute, user_id=person, reason=reason[:200], named_by_id=by.user_id, named_at=at
        )
        for person in sorted(people - named)
    )


def lift_effect(move: Move) -> None:
    """Effect: open again to whoever works in the area."""
    move.matter.is_restricted = False
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
    """Guard: a named reader, and never the last one: somebody must be able to open it."""
    rows = move.detail.readers.filter(ended_at=None)
    if not rows.filter(pk=move.data.reader).exists():
        raise Invalid({"reader": _("Choose a person from the list.")})
    if rows.count() == 1:
        raise Invalid({"reader": _("The last reader cannot be ended: nobody could open it any more.")})


def end_reader_effect(move: Move) -> None:
    """Effect: one reader less."""
    move.detail.readers.filter(pk=move.data.reader).update(ended_at=move.now)
    move.note = move.data.note


def hold_effect(move: Move) -> None:
    """Effect: nothing is deleted before that day."""
    move.detail.hold_until = timezone.localdate(move.data.until)
    move.note = move.data.note
    move.public["until"] = move.detail.hold_until.isoformat()


def close_guard(move: Move) -> None:
    """Guard: red flags answered; resolved ones visited; unresolved ones with the notice of rights."""
    dispute: Dispute = move.detail
    if is_red(dispute):
        raise Invalid({"": _("A red flag waits for its review or for the notice to the police.")})
    if move.matter.state == "resolved" and not dispute.visits.exists():
        raise Invalid({"": _("Make a return visit first.")})
    if move.matter.state == "unresolved" and dispute.rights_told_at is None:
        raise Invalid({"": _("The parties must be told their rights first.")})


def is_red(dispute: Dispute) -> bool:
    """Say whether the case shows red (invariant 10)."""
    flags = list(dispute.flags.values_list("code", "review", "reviewed_at"))
    counted = [code for code, review, _at in flags if review != "unfounded"]
    return shows_red(
        open_flags=[code for code, _review, at in flags if at is None],
        all_flags=counted,
        has_police_notice=dispute.police_notices.exists(),
    )


def close_effect(move: Move) -> None:
    """Effect: the end, with what the statistics ask; red flags end with the case."""
    dispute: Dispute = move.detail
    if move.matter.state == "unresolved":
        dispute.outcome = dispute.outcome or "left_to_parties"
    dispute.prevented_crime = move.data.prevented_crime
    dispute.prevented_group_petition = move.data.prevented_group_petition
    move.note = move.data.note


def reopen_offered(actor: Actor, dispute: Any) -> Any:
    """Within the window that the office set."""
    window = number("reopen_window_days", dispute.matter.region_code)
    days = window.count if window else REOPEN_DAYS
    closed_at = dispute.matter.closed_at
    if closed_at is not None and timezone.now() > closed_at + timedelta(days=days):
        return _("The time in which it could be reopened is over; register it anew.")
    return None


def reopen_effect(move: Move) -> None:
    """Effect: a relapse; a new round, what happened stays in the timeline."""
    dispute: Dispute = move.detail
    dispute.reopened_count += 1
    dispute.outcome = ""
    dispute.resolved_at = None
    dispute.rights_told_at = None
    dispute.reject_reason = ""
    refresh_level(move)
    move.note = move.data.note


def resolved(move: Move, outcome: str) -> list[ClockOperation]:
    """Mark the dispute resolved and start the term of the return visit; clocks of channels end."""
    move.detail.outcome = outcome
    move.detail.resolved_at = move.now
    return start(move.detail, "return_visit")
