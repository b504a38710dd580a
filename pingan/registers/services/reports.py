"""Reporting and reviewing: every change of a report goes through ``_move``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pingan.access.policy import fetch
from pingan.access.rules import Actor
from pingan.common.errors import Forbidden, IllegalAction, Invalid
from pingan.common.text import plain_text
from pingan.files.services import claim_files
from pingan.org.queries import regions_in_force
from pingan.registers.machine import REPORT_MOVES, Move
from pingan.registers.models import RegisterFinding, RegisterReport, ReportFile
from pingan.registers.rules import Cleaned, FieldSpec, clean_values, specs_from
from pingan.registers.services.steps import demand_note, demand_possible, demand_seen, write_report
from pingan.registers.services.urging import tell_unit

#: Our own choice: more in one report is a list that belongs into several.
MOST_FINDINGS = 200


@dataclass(frozen=True)
class ReportInput:
    """What a unit answers. ``is_nothing_found`` is the statement itself; findings then must be empty."""

    values: Mapping[str, Any] = field(default_factory=dict)
    findings: Sequence[Mapping[str, Any]] = ()
    is_nothing_found: bool = False


@dataclass(frozen=True)
class Answer:
    """What was given, cleaned. ``numbers`` are the numbers of findings that were there before, by place; 0: new."""

    values: Mapping[str, Any]
    findings: tuple[Mapping[str, Any], ...]
    numbers: tuple[int, ...]
    is_nothing_found: bool


def _locked(actor: Actor, report_id: int, verb: str) -> RegisterReport:
    return fetch(
        RegisterReport,
        actor,
        report_id,
        verb,
        refine=lambda rows: rows.select_related("round__definition").select_for_update(of=("self",)),
    )


def _possible(row: RegisterReport, action: str, seen_version: int | None) -> Move:
    demand_seen(row, seen_version)
    if row.round.state != "open":
        raise IllegalAction(_("This order is closed; nothing can be changed any more."), legal=[])
    return demand_possible(REPORT_MOVES, action, row.state)


def _begun(row: RegisterReport) -> None:
    if timezone.localdate() < row.round.opens_on:
        raise Invalid({"": _("Reporting begins on %(day)s.") % {"day": row.round.opens_on.isoformat()}})


def specs_of(row: RegisterReport) -> tuple[tuple[FieldSpec, ...], tuple[FieldSpec, ...]]:
    """Return the fields of a report and those of each finding, as its round's version has them."""
    definition = row.round.definition
    return specs_from(definition.fields), specs_from(definition.finding_fields)


def checked(
    fields: Sequence[FieldSpec], finding_fields: Sequence[FieldSpec], data: ReportInput, *, is_draft: bool
) -> Answer:
    """Clean what was given for a report.

    Raises:
        Invalid: at "values.<code>" and "findings.<place>.<code>".

    """
    faults: dict[str, Any] = {}
    # Who found nothing is not asked for numbers; what is given all the same is kept.
    cleaned = clean_values(fields, data.values, is_draft=is_draft or data.is_nothing_found)
    faults |= {f"values.{code}": text for code, text in cleaned.errors.items()}
    findings = _findings(finding_fields, data, faults, is_draft=is_draft)
    if data.is_nothing_found and findings:
        faults["is_nothing_found"] = _("There are findings; then it is not nothing.")
    elif not is_draft and not data.is_nothing_found and not cleaned.values and not findings:
        faults["is_nothing_found"] = _(
            "Say that nothing was found, or what was: an empty report says neither."
        )
    if faults:
        raise Invalid(faults)
    kept = tuple(found.values for found, _number in findings)
    return Answer(cleaned.values, kept, tuple(number for _found, number in findings), data.is_nothing_found)


def _findings(
    specs: Sequence[FieldSpec], data: ReportInput, faults: dict[str, Any], *, is_draft: bool
) -> list[tuple[Cleaned, int]]:
    if not isinstance(data.findings, list | tuple) or len(data.findings) > MOST_FINDINGS:
        faults["findings"] = _("Send a list of at most %(most)d findings.") % {"most": MOST_FINDINGS}
        return []
    if data.findings and not specs:
        faults["findings"] = _("This form has no findings.")
        return []
    found = []
    for place, document in enumerate(data.findings):
        number = document.get("number") if isinstance(document, Mapping) else 0
        given = (
            {k: v for k, v in document.items() if k != "number"}
            if isinstance(document, Mapping)
            else document
        )
        one = clean_values(specs, given, is_draft=is_draft)
        faults |= {f"findings.{place}.{code}": text for code, text in one.errors.items()}
        is_number = isinstance(number, int) and not isinstance(number, bool)
        found.append((one, number if is_number and number else 0))
    return found


@transaction.atomic
def save_report(
    *, actor: Actor, report_id: int, data: ReportInput, seen_version: int | None = None
) -> RegisterReport:
    """Keep what is written so far; what is required may still be missing.

    Raises:
        NotFound, Forbidden, Stale, IllegalAction: as for every change.
        Invalid: at its field.

    """
    row = _locked(actor, report_id, "report")
    move = _possible(row, "save", seen_version)
    _begun(row)
    answer = checked(*specs_of(row), data, is_draft=True)
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
    row = _locked(actor, report_id, "report")
    move = _possible(row, "submit", seen_version)
    _begun(row)
    answer = checked(*specs_of(row), data, is_draft=False)
    now = timezone.now()
    row.submitted_at, row.submitted_by_id = now, actor.user_id
    row.first_submitted_at = row.first_submitted_at or now
    return _kept(actor, row, move, answer)


def _kept(actor: Actor, row: RegisterReport, move: Move, answer: Answer) -> RegisterReport:
    _check_regions(row, answer)
    _keep_files(actor, row, answer)
    before = row.state
    row.values, row.is_nothing_found = dict(answer.values), answer.is_nothing_found
    row.finding_count = len(answer.findings)
    row.state = move.target(before, is_reviewed=row.round.definition.needs_review)
    if row.state == "accepted":
        row.reviewed_at = row.submitted_at
    _replace_findings(row, answer)
    row.version += 1
    row.save()
    write_report(actor, row, move, before)
    return row


def _replace_findings(row: RegisterReport, answer: Answer) -> None:
    """Write the findings anew; one that became a matter stays what it was, and cannot be taken out."""
    present = {finding.number: finding for finding in RegisterFinding.objects.filter(report=row)}
    linked = {number for number, finding in present.items() if finding.matter_id is not None}
    gone = linked - set(answer.numbers)
    if gone:
        raise Invalid({"findings": _("A finding that was taken further cannot be taken out.")})
    highest = max(present, default=0)
    fresh, changed = [], []
    for number, values in zip(answer.numbers, answer.findings, strict=True):
        known = present.pop(number, None)
        if known is None:
            highest += 1
            fresh.append(RegisterFinding(report=row, number=highest, values=dict(values)))
        elif number not in linked:
            known.values = dict(values)
            changed.append(known)
    RegisterFinding.objects.filter(pk__in=[finding.pk for finding in present.values()]).delete()
    RegisterFinding.objects.bulk_update(changed, ["values"])
    RegisterFinding.objects.bulk_create(fresh)


def _check_regions(row: RegisterReport, answer: Answer) -> None:
    """Hold named divisions to those that exist inside the area of the order."""
    fields, finding_fields = specs_of(row)
    named = [(f"values.{s.code}", answer.values.get(s.code)) for s in fields if s.type == "region"]
    for place, values in enumerate(answer.findings):
        named += [
            (f"findings.{place}.{s.code}", values.get(s.code)) for s in finding_fields if s.type == "region"
        ]
    codes = {str(code) for _at, code in named if code}
    if not codes:
        return
    inside = regions_in_force().filter(code__in=codes, code__startswith=row.round.region_code)
    known = set(inside.values_list("code", flat=True))
    wrong = {
        at: _("There is no such division in the area of this order.")
        for at, c in named
        if c and c not in known
    }
    if wrong:
        raise Invalid(wrong)


def _keep_files(actor: Actor, row: RegisterReport, answer: Answer) -> None:
    fields, _finding_fields = specs_of(row)
    present = set(ReportFile.objects.filter(report=row).values_list("file_id", flat=True))
    named: set[int] = set()
    for spec in fields:
        if spec.type != "file":
            continue
        keys = answer.values.get(spec.code, [])
        named.update(keys)
        fresh = [key for key in keys if key not in present]
        try:
            claim_files(actor=actor, file_ids=fresh)
        except Invalid as error:
            raise Invalid({f"values.{spec.code}": next(iter(error.fields.values()))}) from error
        if ReportFile.objects.filter(file_id__in=fresh).exists():
            raise Invalid({f"values.{spec.code}": _("One of the files already belongs to another matter.")})
        ReportFile.objects.bulk_create(ReportFile(report=row, file_id=key) for key in fresh)
    ReportFile.objects.filter(report=row).exclude(file_id__in=named).delete()


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
    row = _locked(actor, report_id, "review")
    if action not in {"accept", "return"}:
        raise IllegalAction(legal=[])
    move = _possible(row, action, seen_version)
    words = demand_note(move, plain_text(note))
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
