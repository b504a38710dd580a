"""Orders: draft, open, add units, close, cancel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pingan.access.policy import fetch
from pingan.access.rules import Actor
from pingan.calendars.queries import working_time
from pingan.calendars.rules import SHANGHAI
from pingan.common.errors import Forbidden, Invalid
from pingan.common.outbox import enqueue
from pingan.common.text import in_plain_text
from pingan.files.services import claim_files
from pingan.org.models import Region
from pingan.registers.machine import ROUND_MOVES
from pingan.registers.models import RegisterDefinition, RegisterRound, RoundFile
from pingan.registers.rules.terms import due_after
from pingan.registers.services.steps import demand_note, demand_possible, demand_seen, write_round

MOST_FILES = 9


@dataclass(frozen=True)
class RoundInput:
    """An order as it is written. ``due_on`` None: the definition's working days decide, if it has any."""

    title: str
    period_from: date
    period_to: date
    opens_on: date
    due_on: date | None = None
    due_time: time | None = None
    instructions: str = ""
    attachments: Sequence[int] = ()


def may_order(actor: Actor, definition: RegisterDefinition, level: int) -> bool:
    """Say whether the definition lets this post order it at this level of division."""
    return actor.is_system or (actor.role in definition.order_roles and level in definition.order_levels)


def _due(definition: RegisterDefinition, region_code: str, data: RoundInput) -> datetime | None:
    if definition.is_standing:
        return None
    if data.due_on is not None:
        # Without a time the day itself is still good, to its end.
        closing = data.due_time or time(23, 59)
        return datetime.combine(data.due_on, closing, SHANGHAI)
    if definition.due_working_days is None:
        raise Invalid({"due_on": _("Name the day by which reports are due.")})
    return due_after(data.opens_on, definition.due_working_days, working_time(region_code))


def _checked(definition: RegisterDefinition, region_code: str, data: RoundInput) -> datetime | None:
    faults = {}
    if not 2 <= len(data.title.strip()) <= 120:
        faults["title"] = _("Write 2 to %(most)d characters.") % {"most": 120}
    if len(data.instructions) > 4000:
        faults["instructions"] = _("Write at most %(most)d characters.") % {"most": 4000}
    if data.period_to < data.period_from:
        faults["period_to"] = _("The period ends before it begins.")
    for name in ("period_from", "period_to", "opens_on", "due_on"):
        day = getattr(data, name)
        if day is not None and not 2000 <= day.year <= 2100:
            faults[name] = _("This day is not of our time.")
    if faults:
        raise Invalid(faults)
    due = _due(definition, region_code, data)
    if due is not None and due.date() < data.opens_on:
        raise Invalid({"due_on": _("Reports would be due before they can begin.")})
    return due


@transaction.atomic
def draft_round(*, actor: Actor, definition_id: int, region: Region, data: RoundInput) -> RegisterRound:
    """Write an order down; nobody is told until it is opened.

    Raises:
        NotFound: no such definition.
        Forbidden: this post may not order it, or not for this division.
        Invalid: days that contradict each other, files that are not the actor's.

    """
    data = in_plain_text(data)
    definition = fetch(RegisterDefinition, actor, definition_id)
    if not may_order(actor, definition, region.level) or not actor.has("registers.order"):
        raise Forbidden(_("Your post may not order this."))
    if not actor.covers(region.code):
        raise Forbidden(_("This division lies outside your area."))
    if not definition.holds_on(timezone.localdate()) or not region.code.startswith(definition.region_code):
        raise Invalid({"definition": _("This definition does not hold here today.")})
    due = _checked(definition, region.code, data)
    row = RegisterRound.objects.create(
        definition=definition,
        title=data.title.strip(),
        region=region,
        region_code=region.prefix,
        organ_id=actor.organ_id,
        period_from=data.period_from,
        period_to=data.period_to,
        opens_on=data.opens_on,
        due_at=due,
        instructions=data.instructions.strip(),
        created_by_id=actor.user_id,
    )
    _attach(actor, row, data.attachments)
    write_round(actor, row, "round_drafted", definition=definition.code)
    return row


def _attach(actor: Actor, row: RegisterRound, attachments: Sequence[int]) -> None:
    present = set(RoundFile.objects.filter(round=row).values_list("file_id", flat=True))
    fresh = [key for key in dict.fromkeys(attachments) if key not in present]
    if len(fresh) + len(present) > MOST_FILES:
        raise Invalid({"attachments": _("No more than %(most)d files.") % {"most": MOST_FILES}})
    if not fresh:
        return
    claim_files(actor=actor, file_ids=fresh)
    if RoundFile.objects.filter(file_id__in=fresh).exists():
        raise Invalid({"attachments": _("One of the files already belongs to another matter.")})
    RoundFile.objects.bulk_create(RoundFile(round=row, file_id=key) for key in fresh)


def _locked(actor: Actor, round_id: int, verb: str = "order") -> RegisterRound:
    return fetch(
        RegisterRound,
        actor,
        round_id,
        verb,
        refine=lambda rows: rows.select_related("definition", "region").select_for_update(of=("self",)),
    )


@transaction.atomic
def edit_round(
    *, actor: Actor, round_id: int, data: RoundInput, seen_version: int | None = None
) -> RegisterRound:
    """Change a draft; of one that is open only the instructions, the files and a later due time.

    Raises:
        Invalid: see ``draft_round``; or an open order would ask earlier or for another time.
        Stale, IllegalAction, NotFound, Forbidden: as for every change.

    """
    data = in_plain_text(data)
    row = _locked(actor, round_id)
    demand_seen(row, seen_version)
    if row.state not in {"draft", "open"}:
        demand_possible(ROUND_MOVES, "edit", row.state)
    due = _checked(row.definition, row.region.code, data)
    if row.state == "open":
        if (data.period_from, data.period_to) != (row.period_from, row.period_to):
            raise Invalid({"period_from": _("The period of an order that is open stays as it is.")})
        if row.due_at is not None and due is not None and due < row.due_at:
            raise Invalid({"due_on": _("An order that is open can be given more time, not less.")})
    if due != row.due_at:
        row.reminded = ""
    row.title, row.instructions, row.due_at = data.title.strip(), data.instructions.strip(), due
    row.period_from, row.period_to, row.opens_on = data.period_from, data.period_to, data.opens_on
    row.version += 1
    row.save()
    _attach(actor, row, data.attachments)
    write_round(actor, row, "round_edited")
    return row


@transaction.atomic
def move_round(
    *, actor: Actor, round_id: int, action: str, note: str = "", seen_version: int | None = None
) -> RegisterRound:
    """Open, close or cancel an order, or add the units that came since.

    Opening lists every unit in a job: nobody waits for 90,000 rows.

    Raises:
        NotFound, Forbidden, Stale, IllegalAction: as for every change.
        Invalid: no words where some are needed; opened after it was due.

    """
    row = _locked(actor, round_id)
    demand_seen(row, seen_version)
    move = demand_possible({k: m for k, m in ROUND_MOVES.items() if m.verb == "order"}, action, row.state)
    words = demand_note(move, in_plain_text(note))
    now = timezone.now()
    if action == "open":
        if row.due_at is not None and row.due_at < now:
            raise Invalid({"": _("It was due already. Change the days first.")})
        row.opened_at = now
    if action in {"close", "cancel"}:
        row.ended_at, row.ended_reason = now, words
    row.state = move.target(row.state, is_reviewed=True)
    row.version += 1
    row.save()
    write_round(actor, row, f"round_{action}", reason=words)
    if action in {"open", "add_units"}:
        begins = datetime.combine(row.opens_on, time(), SHANGHAI)
        enqueue(
            "registers.list_units", not_before=max(begins, now) if begins > now else None, round_id=row.pk
        )
    return row
