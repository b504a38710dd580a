"""Guards and effects of the end: closing, keeping, reopening, joining."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from disputes.machine.common import refresh_level, told
from disputes.machine.inputs.serving import untold
from disputes.machine.moments import demand_ahead
from disputes.models import Dispute, ReturnVisit
from disputes.queries.disputes import visits_of_round
from disputes.queries.terms import number, start
from disputes.rules.flags import shows_red
from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.matters.machine import ClockOperation, Move, PauseClocks, ResumeClocks, StopClock
from pingan.matters.models import Clock, MatterLink, TimelineEntry

REOPEN_DAYS = 365


def join_target(move: Move) -> Dispute:
    """Return the dispute named by number, locked.

    Raises:
        Invalid: not visible to the actor, this one itself, joined itself, or rejected; restricted while this one is open.

    """
    rows = visible_to(Dispute, move.actor).select_related("matter").select_for_update(of=("self", "matter"))
    target: Dispute | None = (
        rows.filter(matter__number=move.data.target.strip()).exclude(pk=move.detail.pk).first()
    )
    if target is None:
        raise Invalid({"target": _("No other dispute of your area has this number.")})
    if target.matter.state in {"merged", "rejected"}:
        raise Invalid({"target": _("That dispute is no longer open.")})
    if target.matter.is_restricted and not move.matter.is_restricted:
        # Joined into nothing that others see, this one would tell them that there is a closed one.
        raise Invalid({"target": _("That dispute is restricted to named persons: restrict this one first.")})
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


def join_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: stand still until the joining is undone; a term that is over already ends, for nobody acts on it here."""
    over = Clock.objects.filter(matter=move.matter, stopped_at=None, paused_at=None, due_at__lt=move.now)
    return [
        PauseClocks(_("joined to another dispute")),
        *(StopClock(stage, has_verdict=False) for stage in over.values_list("stage", flat=True)),
    ]


def unjoin_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: those that stood still run on; what ended with the joining runs again from its own start."""
    joined = TimelineEntry.objects.filter(matter=move.matter, action="join").order_by("seq").last()
    at = joined.at if joined is not None else None
    ended = Clock.objects.filter(matter=move.matter, stopped_at=at, is_met=None).exclude(stopped_at=None)
    again = [
        op
        for clock in ended
        for op in start(move.detail, clock.stage, is_urgent=clock.is_urgent, at=clock.started_at)
    ]
    return [ResumeClocks(), *again]


def unjoin_effect(move: Move) -> None:
    """Effect: back to where it was."""
    move.to = move.detail.resume_state
    MatterLink.objects.filter(source=move.matter, kind="merged", ended_at=None).update(ended_at=move.now)
    move.detail.merged_into = None
    move.detail.resume_state = ""
    move.note = move.data.note


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
        return _("A red flag waits for its review or for the notice to the police.")
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


def resolved(move: Move, outcome: str) -> list[ClockOperation]:
    """Mark the dispute resolved and start the term of the return visit; clocks of channels end."""
    move.detail.outcome = outcome
    move.detail.resolved_at = move.now
    return start(move.detail, "return_visit")
