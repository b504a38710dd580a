"""Joining a dispute to another that it repeats, and undoing it. What is joined has one target, and none joined to itself.

Nothing that waits for a review or for the police is joined, since nobody acts on it afterwards. The target counts the
confirmed signs of what is joined to it as its own.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from disputes.machine.common import put_level
from disputes.machine.flags import calm_offered
from disputes.models import Dispute
from disputes.queries.terms import start
from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.matters.machine import ClockOperation, Move, PauseClocks, ResumeClocks, StopClock
from pingan.matters.models import Clock, MatterLink, TimelineEntry
from pingan.matters.services.timeline import Event, append_entry


def alone_offered(actor: Actor, dispute: Any) -> Any:
    """Not while the case shows red, nor while others are joined to it: they would hang on something that is gone."""
    if refusal := calm_offered(actor, dispute):
        return refusal
    if dispute.merged.exists():
        return _("Other disputes are joined to this one: undo that first.")
    return None


def join_target(move: Move) -> Dispute:
    """Return the dispute named by number, locked.

    Raises:
        Invalid: not visible to the actor, this one itself, joined itself, rejected, or closed; restricted while this one
            is open, or the other way round.

    """
    rows = visible_to(Dispute, move.actor).select_related("matter").select_for_update(of=("self", "matter"))
    target: Dispute | None = (
        rows.filter(matter__number=move.data.target.strip()).exclude(pk=move.detail.pk).first()
    )
    if target is None:
        raise Invalid({"target": _("No other dispute of your area has this number.")})
    if target.matter.state in {"merged", "rejected"}:
        raise Invalid({"target": _("That dispute is no longer open.")})
    if target.matter.state == "closed":
        # Joined to it, a live one would be seen in no list of what is to be done.
        raise Invalid({"target": _("That dispute is closed: reopen it first.")})
    if target.matter.is_restricted != move.matter.is_restricted:
        # Joined into nothing that others see, this one would tell them that there is a closed one; the other way
        # round what must be closed would be dealt with in the open.
        if target.matter.is_restricted:
            text = _("That dispute is restricted to named persons: restrict this one first.")
        else:
            text = _("This dispute is restricted to named persons: restrict that one first.")
        raise Invalid({"target": text})
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
    _tell_target(move, target, "joined_in")
    move.note = move.data.note
    if not target.matter.is_restricted:
        move.public["target"] = target.matter.number


def _tell_target(move: Move, target: Dispute, action: str) -> None:
    """Write into the book of the locked target what was joined to it or no longer is; an open one's level follows."""
    move.detail.save(update_fields=["merged_into"])
    data: dict[str, Any] = {} if move.matter.is_restricted else {"from": move.matter.number}
    if target.matter.closed_at is None:
        changed = put_level(target, move.now)
        data |= {"level": changed} if changed else {}
        target.save()
    append_entry(target.matter, move.actor, Event(action, data=data, at=move.now))
    target.matter.version += 1
    target.matter.save()


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
    """Effect: back to where it was; the target no longer counts its signs."""
    move.to = move.detail.resume_state
    MatterLink.objects.filter(source=move.matter, kind="merged", ended_at=None).update(ended_at=move.now)
    rows = Dispute.objects.select_related("matter").select_for_update(of=("self", "matter"))
    target = rows.filter(pk=move.detail.merged_into_id).first()
    move.detail.merged_into = None
    move.detail.resume_state = ""
    if target is not None:
        _tell_target(move, target, "join_undone")
    move.note = move.data.note
