"""Guards and effects of the end: closing, keeping, reopening."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from disputes.machine.common import refresh_level, stop_channel_terms, told
from disputes.machine.flags import RED, flag_starts, is_red
from disputes.machine.inputs.serving import untold
from disputes.machine.moments import demand_ahead
from disputes.models import Dispute, ReturnVisit
from disputes.queries.disputes import visits_of_round
from disputes.queries.terms import number, start
from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.matters.machine import ClockOperation, Move

REOPEN_DAYS = 365


def hold_guard(move: Move) -> None:
    """Guard: a day that lies ahead; a past one would end a hold without saying so."""
    demand_ahead(move, "until", days=1)


def hold_effect(move: Move) -> None:
    """Effect: nothing is deleted before that day."""
    move.detail.hold_until = timezone.localdate(move.data.until)
    move.note = move.data.note
    move.public["until"] = move.detail.hold_until.isoformat()


def end_hold_offered(actor: Actor, dispute: Any) -> Any:
    """Only where deletion is held."""
    return None if dispute.hold_until is not None else _("Nothing is kept beyond its retention.")


def end_hold_effect(move: Move) -> None:
    """Effect: retention alone decides again."""
    move.detail.hold_until = None
    move.note = move.data.note


def close_offered(actor: Actor, dispute: Any) -> Any:
    """Red flags answered; resolved ones visited; unresolved ones with the notice of rights."""
    if is_red(dispute):
        return RED
    if dispute.matter.state == "resolved" and not visits_of_round(dispute).exists():
        return _("Make a return visit first.")
    if dispute.matter.state == "unresolved" and dispute.rights_told_at is None:
        return _("The parties must be told their rights first.")
    return None


def left_open(dispute: Dispute) -> list[str]:
    """Return what the last visit that reached somebody found amiss, in words (domain.md §4.9); empty: nothing."""
    if dispute.matter.state != "resolved":
        return []
    answered = visits_of_round(dispute).exclude(satisfaction=ReturnVisit.Satisfaction.NO_ANSWER)
    visit = answered.order_by("made_at", "pk").last()
    if visit is None:
        return []
    found = []
    if visit.performance in {ReturnVisit.Performance.NONE, ReturnVisit.Performance.PARTIAL}:
        found.append(str(visit.get_performance_display()))
    if visit.satisfaction == ReturnVisit.Satisfaction.DISSATISFIED:
        found.append(str(visit.get_satisfaction_display()))
    return [*found, _("a risk is left")] if visit.has_latent_risk else found


def close_guard(move: Move) -> None:
    """Guard: what the last visit found amiss is answered: why it is closed all the same, and what happens next.

    Where nobody decided for the parties they have got the notice of their rights (人民调解法 §26), or it is said why not.
    """
    _demand_told(move)
    found = left_open(move.detail)
    if not found:
        return
    said = _("The last visit found: %(found)s.") % {"found": _(", ").join(found)}
    asked = {
        "reason": _("Say why it is closed all the same, or make another visit."),
        "next_step": _("Say what happens next, or make another visit."),
    }
    missing = {name: f"{said} {text}" for name, text in asked.items() if not getattr(move.data, name).strip()}
    if missing:
        raise Invalid(missing)


def _demand_told(move: Move) -> None:
    if move.matter.state != "unresolved" or move.data.reason.strip():
        return
    left = untold(move.detail)
    if left is None:
        raise Invalid({"reason": _("There is no notice of rights: say why it is closed all the same.")})
    if left:
        said = _("By the records the notice of rights was not served on: %(parties)s.") % {
            "parties": _(", ").join(left)
        }
        asked = _("Record its service, or say why it is closed all the same.")
        raise Invalid({"reason": f"{said} {asked}"})


def close_effect(move: Move) -> None:
    """Effect: the end, with what the statistics ask; red flags end with the case."""
    dispute: Dispute = move.detail
    if move.matter.state == "unresolved":
        dispute.outcome = dispute.outcome or "left_to_parties"
    dispute.prevented_crime = move.data.prevented_crime
    dispute.prevented_group_petition = move.data.prevented_group_petition
    move.note = told(move.data.note, reason=move.data.reason, next_step=move.data.next_step)


def whole_offered(actor: Actor, dispute: Any) -> Any:
    """Not once retention has ended: nobody can be heard, invited or told whose name is gone."""
    if dispute.contacts_deleted_at is not None or dispute.words_deleted_at is not None:
        return _("What was recorded of it was deleted when its retention ended; register it anew.")
    return None


def reopen_offered(actor: Actor, dispute: Any) -> Any:
    """Within the window that the office set, and never once its parties are nameless."""
    erased = whole_offered(actor, dispute)
    if erased:
        return erased
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


def reopen_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: those of the former round end; reviews and police notices that are still due go on or begin."""
    return [*stop_channel_terms(move), *flag_starts(move.detail)]


def resolved(move: Move, outcome: str) -> list[ClockOperation]:
    """Mark the dispute resolved and start the term of the return visit; clocks of channels end."""
    move.detail.outcome = outcome
    move.detail.resolved_at = move.now
    return start(move.detail, "return_visit")
