"""An entry of a register is added, closed, or renewed by another: the one before stays as it was."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pingan.access.policy import fetch
from pingan.access.rules import Actor
from pingan.common.errors import IllegalAction, Invalid
from pingan.common.kept_words import kept_words
from pingan.common.text import plain_text
from pingan.registers.machine import ENTRY_MOVES, Move
from pingan.registers.models import RegisterFinding, RegisterReport
from pingan.registers.queries.units import put_names_of_now
from pingan.registers.rules import begun, ending_of, watched_field
from pingan.registers.services.answer_parts import check_regions
from pingan.registers.services.answers import MOST_FINDINGS, ReportInput, checked, specs_of
from pingan.registers.services.references import name_entries
from pingan.registers.services.reports import demand_begun, demand_change, locked_report
from pingan.registers.services.steps import write_report
from pingan.registers.services.watching import written

LONGEST_NOTE = 300


def standing_entry(
    actor: Actor, finding_id: int, action: str, seen_version: int | None
) -> tuple[RegisterFinding, RegisterReport, Move]:
    """Return an entry that still stands, with its register, locked, and the move that changes it.

    Raises:
        NotFound, Forbidden, Stale: as for every change of a report.
        IllegalAction: closed already, a matter by now, or no entry of a standing register.

    """
    told = fetch(RegisterFinding, actor, finding_id)
    report, move = _kept(actor, told.report_id, action, seen_version)
    row = report.findings.get(pk=told.pk)
    if row.settled_on is not None or row.matter_id is not None:
        raise IllegalAction(_("This entry was closed or taken further already."), legal=[])
    row.report = report
    return row, report, move


def _kept(actor: Actor, report_id: int, action: str, seen_version: int | None) -> tuple[RegisterReport, Move]:
    report = locked_report(actor, report_id, "report")
    move = demand_change(report, action, seen_version, ENTRY_MOVES)
    if not report.round.definition.is_standing:
        raise IllegalAction(
            _("Only the entries of a standing register are kept one by one; this is reported as a whole."),
            legal=[],
        )
    return report, move


def _note(text: str) -> str:
    words = kept_words(plain_text(text)).strip()
    if len(words) > LONGEST_NOTE:
        raise Invalid({"note": _("Write at most %(most)d characters.") % {"most": LONGEST_NOTE}})
    return words


def _close(actor: Actor, row: RegisterFinding, move: Move, on: date, note: str) -> None:
    row.settled_on, row.settled_by_id, row.settled_note = on, actor.user_id, note
    row.save(update_fields=["settled_on", "settled_by", "settled_note", "replaced_by", "ending"])
    entry_step(actor, row, move)


def entry_step(actor: Actor, row: RegisterFinding, move: Move) -> None:
    """Write down that an entry was changed, in its register."""
    report = row.report
    report.version += 1
    put_names_of_now([report])
    report.save(update_fields=["version", "finding_count", "unit_name"])
    # The words stand at the entry; the step says which one it was.
    words = _("Entry %(number)d") % {"number": row.number}
    if row.ending:
        told = {"entry": row.number, "ending": row.ending}
        write_report(actor, report, move, report.state, words, finding=row, **told)
    else:
        write_report(actor, report, move, report.state, words, entry=row.number)


def _next(
    actor: Actor, report: RegisterReport, values: Mapping[str, Any], before: Mapping[str, Any]
) -> RegisterFinding:
    """Return the next entry of a register, not saved yet; ``before`` is what the entry held in whose place it comes."""
    highest = report.findings.aggregate(highest=Max("number"))["highest"] or 0
    fresh = RegisterFinding(report=report, number=highest + 1)
    report.finding_count += 1
    return written(fresh, specs_of(report)[1], _answer(actor, report, values, before))


@transaction.atomic
def add_entry(
    *, actor: Actor, report_id: int, values: Mapping[str, Any], seen_version: int | None = None
) -> RegisterFinding:
    """Add one entry to a register that a unit keeps; the others are left alone.

    Raises:
        NotFound, Forbidden, Stale, IllegalAction: as for every change of a report; or no standing register.
        Invalid: at "values.<code>"; or the register has so many entries that it must be split.

    """
    report, move = _kept(actor, report_id, "add", seen_version)
    demand_begun(report)
    if report.findings.filter(settled_on=None).count() >= MOST_FINDINGS:
        raise Invalid({"": _("No more than %(most)d entries in one register.") % {"most": MOST_FINDINGS}})
    row = _next(actor, report, values, {})
    row.save()
    entry_step(actor, row, move)
    return row


@transaction.atomic
def settle_entry(
    *,
    actor: Actor,
    finding_id: int,
    on: date,
    ending: str = "",
    note: str = "",
    seen_version: int | None = None,
) -> RegisterFinding:
    """Close an entry on a day: what was to be done is done, or it holds no longer. Nothing reminds of it any more.

    ``ending`` is one of the ways that its definition names; blank where it names none.

    Raises:
        NotFound, Forbidden, Stale: as for every change of a report.
        IllegalAction: closed already, a matter by now, or no entry of a standing register.
        Invalid: a day that has not come, or before the entry began; no such way to end, or no reason where
            one is needed; too many words.

    """
    row, report, move = standing_entry(actor, finding_id, "settle", seen_version)
    if not date(2000, 1, 1) <= on <= timezone.localdate():
        raise Invalid({"on": _("Choose a day up to today.")})
    _demand_begun_by(row, on)
    words = _note(note)
    row.ending = _ending(report, ending, words)
    _close(actor, row, move, on, words)
    return row


def _demand_begun_by(row: RegisterFinding, on: date) -> None:
    first = begun(specs_of(row.report)[1], row.values)
    if first is not None and on < first[1]:
        told = {"name": first[0].label_in(get_language() or "zh-hans"), "day": first[1].isoformat()}
        raise Invalid({"on": _("Not before “%(name)s”: %(day)s.") % told})


def _ending(report: RegisterReport, code: str, words: str) -> str:
    known = report.round.definition.endings
    if not known and not code:
        return ""
    found = ending_of(known, code)
    if found is None:
        raise Invalid({"ending": _("Say how it ended: choose one of the ways of this register.")})
    if found.needs_reason and len(words) < 2:
        raise Invalid({"note": _("Say why, in 2 to 300 characters.")})
    return found.code


@transaction.atomic
def renew_entry(
    *,
    actor: Actor,
    finding_id: int,
    values: Mapping[str, Any],
    note: str = "",
    seen_version: int | None = None,
) -> RegisterFinding:
    """Put another entry in the place of one whose day is watched: a plan reviewed, with its next day. Return the new one.

    Raises:
        NotFound, Forbidden, Stale: as for every change of a report.
        IllegalAction: as ``settle_entry``; or the form watches no day.
        Invalid: at "values.<code>"; a watched day that is no later than the one before.

    """
    row, report, move = standing_entry(actor, finding_id, "renew", seen_version)
    watched = watched_field(specs_of(report)[1])
    if watched is None:
        raise IllegalAction(_("This form watches no day; nothing has to be renewed."), legal=[])
    fresh = _next(actor, report, values, row.values)
    if fresh.due_on is None or (row.due_on is not None and fresh.due_on <= row.due_on):
        raise Invalid({f"values.{watched.code}": _("Name a day after the one before.")})
    fresh.responsible_id = row.responsible_id
    fresh.save()
    row.replaced_by = fresh
    _close(actor, row, move, timezone.localdate(), _note(note))
    return fresh


def _answer(
    actor: Actor, report: RegisterReport, values: Mapping[str, Any], before: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Clean the values of one entry; faults stand at the entry's own fields."""
    try:
        answer = checked((), specs_of(report)[1], ReportInput(findings=(values,)), is_draft=False)
        check_regions(report, answer)
        answer = name_entries(actor, report, answer, {0: before})
    except Invalid as error:
        raise Invalid(
            {at.replace("findings.0.", "values."): list(texts) for at, texts in error.fields.items()}
        ) from error
    return answer.findings[0]
