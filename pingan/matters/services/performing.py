"""The one gate through which a matter changes state, for people, programs and jobs alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import OperationalError, connection, transaction
from django.utils import timezone

from pingan.access.policy import allows, visible_to
from pingan.access.rules import Actor
from pingan.common.errors import Busy, Forbidden, IllegalAction, NotFound, Stale
from pingan.matters.machine import Action, Move, available_actions, detail_model, machine_for
from pingan.matters.models import Matter, TimelineEntry
from pingan.matters.services.clocks import apply_operations
from pingan.matters.services.notices import send_notices
from pingan.matters.services.timeline import Event, append_entry

#: Long enough for a burst on one matter, short enough that a person is told. Milliseconds.
LOCK_TIMEOUT_MS = 4000


@dataclass(frozen=True)
class Performed:
    """What came of an action."""

    matter: Matter
    detail: Any
    entry: TimelineEntry


def perform(
    *, actor: Actor, kind: str, matter_id: int, action: str, data: Any = None, seen_version: int | None = None
) -> Performed:
    """Carry out one action in one transaction: lock, check, change, clocks, timeline, notices.

    Raises:
        NotFound: no such matter in the actor's scope, or no such action.
        Busy: another transaction holds the row.
        Stale: ``seen_version`` is not the present one; details carry the present version.
        IllegalAction: not possible from this state; details list what is.
        Forbidden: the post may not.
        Invalid: a rule refuses the input.

    """
    machine = machine_for(kind)
    chosen = machine.action(action)
    if chosen is None:
        raise NotFound()
    try:
        with transaction.atomic():
            return _perform_locked(actor, kind, matter_id, chosen, data, seen_version)
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") in {"55P03", "40P01"}:
            raise Busy() from error
        raise


def lock(actor: Actor, kind: str, matter_id: int) -> Any:
    """Fetch the detail row with its matter from the actor's scope and lock both.

    Raises:
        NotFound: outside the scope, or missing.

    """
    with connection.cursor() as cursor:
        cursor.execute(f"set local lock_timeout = '{LOCK_TIMEOUT_MS}ms'")
    model = detail_model(kind)
    rows = visible_to(model, actor).select_related("matter").select_for_update(of=("self", "matter"))
    try:
        return rows.get(pk=matter_id)
    except (model.DoesNotExist, ValueError, OverflowError) as error:
        raise NotFound() from error


def _perform_locked(
    actor: Actor, kind: str, matter_id: int, action: Action, data: Any, seen_version: int | None
) -> Performed:
    detail = lock(actor, kind, matter_id)
    matter: Matter = detail.matter
    if seen_version is not None and seen_version != matter.version:
        raise Stale(version=matter.version, seen=seen_version)
    check_legal(actor, detail, action)
    move = Move(
        actor=actor,
        matter=matter,
        detail=detail,
        action=action,
        data=machine_for(kind).prepare(detail, data if data is not None else action.input()),
        now=timezone.now(),
    )
    action.guard(move)
    return _carry_out(move)


def check_legal(actor: Actor, detail: Any, action: Action) -> None:
    """Refuse an action that is not open to this actor on this row now, whatever the input would be.

    Doors ask it before they find fault with the input: who may not act is not told which fields are missing.

    Raises:
        IllegalAction: not possible from this state; details list what is.
        Forbidden: the post may not.

    """
    matter = detail.matter
    if matter.state not in action.from_ or (action.is_system and not actor.is_system):
        legal = [offered.name for offered in available_actions(actor, detail)]
        raise IllegalAction(state=matter.state, legal=legal)
    # The system reaches every row, so it may do only what the table says is the system's own.
    if (actor.is_system and not action.is_system) or not allows(actor, action.verb, detail):
        raise Forbidden()
    refusal = action.offered(actor, detail)
    if refusal:
        raise IllegalAction(refusal, state=matter.state)


def _carry_out(move: Move) -> Performed:
    matter, action = move.matter, move.action
    before = matter.state
    action.effect(move)
    after = move.to or action.to or before
    if after not in action.ends_from(before):
        raise AssertionError(f"{action.name} led to undeclared state {after}")
    matter.state = after
    machine = machine_for(matter.kind)
    if after in machine.final and matter.closed_at is None:
        matter.closed_at = move.now
    elif after not in machine.final:
        matter.closed_at = None
    apply_operations(matter, action.clocks(move), now=move.now, actor=move.actor)
    entry = append_entry(
        matter, move.actor, Event(action.name, before, after, move.note, move.public, move.now)
    )
    matter.version += 1
    matter.save()
    move.detail.save()
    send_notices(matter, entry, action.notifies(move))
    return Performed(matter, move.detail, entry)
