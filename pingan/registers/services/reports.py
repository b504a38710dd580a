"""Reporting and reviewing: every change of a report goes through ``_move``."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from pingan.access.policy import fetch
from pingan.access.rules import Actor
from pingan.common.errors import Forbidden, IllegalAction, Invalid
from pingan.common.kept_words import kept_words
from pingan.common.text import plain_text
from pingan.registers.machine import REPORT_MOVES, Move
from pingan.registers.models import RegisterFinding, RegisterReport
from pingan.registers.queries.rounds import findings_of
from pingan.registers.services.answer_parts import check_regions, keep_files
from pingan.registers.services.answers import Answer, ReportInput, checked, specs_of
from pingan.registers.services.references import demand_unnamed, name_entries
from pingan.registers.services.steps import demand_note, demand_possible, demand_seen, write_report
from pingan.registers.services.urging import tell_unit
from pingan.registers.services.watching import WRITTEN, written


def locked_report(actor: Actor, report_id: int, verb: str) -> RegisterReport:
    """Return a report that the actor may do this to, locked.

    Raises:
        NotFound, Forbidden: outside the scope, or not this post's.

    """
    return fetch(
        RegisterReport,
        actor,
        report_id,
        verb,
        refine=lambda rows: rows.select_related("round__definition").select_for_update(of=("self",)),
    )


def demand_change(
    row: RegisterReport,
    action: str,
    seen_version: int | None,
    table: Mapping[str, Move] = REPORT_MOVES,
) -> Move:
    """Return the move that changes a report.

    Raises:
        Stale: somebody else changed it.
        IllegalAction: not from here, erased, or the order is closed.

    """
    demand_seen(row, seen_version)
    if row.erased_at is not None:
        raise IllegalAction(
            _("The words of this report were erased; nothing can be changed any more."), legal=[]
        )
    if row.round.state != "open":
        raise IllegalAction(_("This order is closed; nothing can be changed any more."), legal=[])
    return demand_possible(table, action, row.state)


def _moved(actor: Actor, row: RegisterReport) -> tuple[frozenset[int], frozenset[int]]:
    """Return the numbers of the findings that stay as they are, and of those that stay though nothing is said of them.

    The first became matters or were settled. Of the second the actor is not told, or a form need not send them.
    """
    linked = frozenset(row.findings.filter(matter__isnull=False).values_list("number", flat=True))
    settled = frozenset(row.findings.filter(settled_on__isnull=False).values_list("number", flat=True))
    told = frozenset(findings_of(actor, row.pk).values_list("number", flat=True))
    return linked | settled, (linked - told) | settled


def demand_begun(row: RegisterReport) -> None:
    """Refuse what is written before the order begins.

    Raises:
        Invalid: reporting has not begun.

    """
    if timezone.localdate() < row.round.opens_on:
        raise Invalid({"": _("Reporting begins on %(day)s.") % {"day": row.round.opens_on.isoformat()}})


@transaction.atomic
def save_report(
    *, actor: Actor, report_id: int, data: ReportInput, seen_version: int | None = None
) -> RegisterReport:
    """Keep what is written so far; what is required may still be missing.

    Raises:
        NotFound, Forbidden, Stale, IllegalAction: as for every change.
        Invalid: at its field.

    """
    row = locked_report(actor, report_id, "report")
    move = demand_change(row, "save", seen_version)
    demand_begun(row)
    moved, untold = _moved(actor, row)
    answer = checked(*specs_of(row), data, is_draft=True, moved=moved, untold=untold)
    return _kept(actor, row, move, answer)


@transaction.atomic
def submit_report(
    *, actor: Actor, report_id: int, data: ReportInput, seen_version: int | None = None
) -> RegisterReport:
    """Hand a report in. Late ones are taken, too, as long as the order is open.

    Raises:
        NotFound, Forbidden, Stale, IllegalAction: as for every change.
        Invalid: at its field; nothing is stated at all.

    """
    row = locked_report(actor, report_id, "report")
    move = demand_change(row, "submit", seen_version)
    demand_begun(row)
    moved, untold = _moved(actor, row)
    answer = checked(*specs_of(row), data, is_draft=False, moved=moved, untold=untold)
    now = timezone.now()
    row.submitted_at, row.submitted_by_id = now, actor.user_id
    row.first_submitted_at = row.first_submitted_at or now
    return _kept(actor, row, move, answer)


def _kept(actor: Actor, row: RegisterReport, move: Move, answer: Answer) -> RegisterReport:
    check_regions(row, answer)
    before_now = dict(row.findings.values_list("number", "values"))
    answer = name_entries(actor, row, answer, before_now)
    keep_files(actor, row, answer)
    before = row.state
    row.values, row.is_nothing_found = dict(answer.values), answer.is_nothing_found
    row.finding_count = len(answer.findings) + len(answer.untold)
    row.state = move.target(before, is_reviewed=row.round.definition.needs_review)
    if row.state == "accepted":
        row.reviewed_at = row.submitted_at
    _replace_findings(row, answer)
    row.version += 1
    row.save()
    write_report(actor, row, move, before)
    return row


def _replace_findings(row: RegisterReport, answer: Answer) -> None:
    """Write the findings anew; one that became a matter or was settled stays what it was, and cannot be taken out.

    So does one that whoever writes is not told of: nobody can send what nobody shows.
    """
    specs = specs_of(row)[1]
    present = {finding.number: finding for finding in RegisterFinding.objects.filter(report=row)}
    linked = {
        number
        for number, finding in present.items()
        if finding.matter_id is not None or finding.settled_on is not None
    }
    gone = linked - set(answer.numbers) - answer.untold
    if gone:
        raise Invalid({"findings": _("A finding that was taken further cannot be taken out.")})
    highest = max(present, default=0)
    fresh, changed = [], []
    for number, values in zip(answer.numbers, answer.findings, strict=True):
        known = present.pop(number, None)
        if known is None:
            highest += 1
            fresh.append(written(RegisterFinding(report=row, number=highest), specs, values))
        elif number not in linked:
            changed.append(written(known, specs, values))
    gone_now = [finding.pk for number, finding in present.items() if number not in linked]
    leaving = RegisterFinding.objects.filter(pk__in=gone_now)
    if leaving.filter(Q(responsible__isnull=False) | Q(steps__isnull=False)).exists():
        raise Invalid({"findings": _("An entry that was handed to a unit cannot be taken out: close it.")})
    demand_unnamed(row, leaving)
    leaving.delete()
    RegisterFinding.objects.bulk_update(changed, WRITTEN)
    RegisterFinding.objects.bulk_create(fresh)


@transaction.atomic
def review_report(
    *, actor: Actor, report_id: int, action: str, note: str = "", seen_version: int | None = None
) -> RegisterReport:
    """Accept a report, or return it with the reason.

    Raises:
        NotFound, Stale, IllegalAction: as for every change.
        Forbidden: not this post's to review, or the own report.
        Invalid: returned without a reason.

    """
    row = locked_report(actor, report_id, "review")
    if action not in {"accept", "return"}:
        raise IllegalAction(legal=[])
    move = demand_change(row, action, seen_version)
    words = demand_note(move, kept_words(plain_text(note)))
    if not actor.is_system and row.submitted_by_id == actor.user_id and action == "accept":
        raise Forbidden(_("Who handed a report in does not review it."))
    before = row.state
    row.state = move.target(before, is_reviewed=True)
    row.reviewed_at, row.reviewed_by_id = timezone.now(), actor.user_id
    row.note = words if action == "return" else ""
    row.version += 1
    row.save()
    write_report(actor, row, move, before, words)
    if action == "return":
        _tell_returned(row)
    return row


def _tell_returned(row: RegisterReport) -> None:
    tell_unit(row, key=f"register:{row.round_id}:{row.pk}:returned:{row.version}", occasion="returned")
