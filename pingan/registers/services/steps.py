"""What every change of a round or report leaves behind, in its own transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from pingan.access.rules import Actor
from pingan.audit.services import log
from pingan.common.errors import IllegalAction, Invalid, Stale
from pingan.registers.machine import Move, legal_moves
from pingan.registers.models import RegisterFinding, RegisterReport, RegisterRound, ReportStep


def demand_possible(table: Mapping[str, Move], name: str, state: str) -> Move:
    """Return a move that can be made from a state.

    Raises:
        IllegalAction: unknown, or not from here; ``legal`` lists what is possible.

    """
    move = table.get(name)
    if move is None or state not in move.from_:
        raise IllegalAction(legal=[legal.name for legal in legal_moves(dict(table), state)])
    return move


def demand_seen(row: RegisterReport | RegisterRound, seen_version: int | None) -> None:
    """Refuse a change that was made from an older version.

    Raises:
        Stale: somebody else changed the row.

    """
    if seen_version is not None and seen_version != row.version:
        raise Stale(version=row.version)


def demand_note(move: Move, note: str) -> str:
    """Return the words as they are kept.

    Raises:
        Invalid: none where some are needed, or too many.

    """
    words = note.strip()
    if move.needs_note and len(words) < 2:
        raise Invalid({"note": _("Say why, in 2 to 300 characters.")})
    if len(words) > 300:
        raise Invalid({"note": _("Write at most %(most)d characters.") % {"most": 300}})
    return words


def write_round(actor: Actor, row: RegisterRound, act: str, *, reason: str = "", **data: Any) -> None:
    """Write what happened to a round into the security log."""
    log(
        actor=actor,
        action=f"register.{act}",
        object_type="registers.registerround",
        object_id=row.pk,
        reason=reason,
        region_code=row.region_code,
        data={"version": row.version, **data},
    )


def write_report(
    actor: Actor,
    row: RegisterReport,
    move: Move,
    from_state: str,
    note: str = "",
    finding: RegisterFinding | None = None,
    **data: Any,
) -> None:
    """Add a step to a report, and an entry to the security log; that is for ever, so the words stay out of it."""
    ReportStep.objects.create(
        report=row,
        finding=finding,
        at=timezone.now(),
        user_id=actor.user_id,
        signature=(actor.signature or actor.name)[:200],
        move=move.name,
        from_state=from_state,
        to_state=row.state,
        note=note,
    )
    log(
        actor=actor,
        action=f"register.report_{move.name}",
        object_type="registers.registerreport",
        object_id=row.pk,
        region_code=row.region_code,
        data={"version": row.version, "round": row.round_id, "to": row.state, **data},
    )
