"""What a unit answers, read by its definition; every fault at its field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pingan.common.errors import Invalid
from pingan.common.kept_words import kept_words
from pingan.registers.models import RegisterReport
from pingan.registers.rules import (
    Cleaned,
    FieldSpec,
    clean_values,
    contradictions,
    days_out_of_order,
    says_nothing_found,
    specs_from,
)
from pingan.registers.rules.fields import TEXTS

#: Our own choice: more in one report is a list that belongs into several.
MOST_FINDINGS = 200


@dataclass(frozen=True)
class ReportInput:
    """What a unit answers. ``is_nothing_found`` is the statement itself; findings then must be empty.

    Handed in with 0 where the form counts what was found, and with no finding, it makes the same statement.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    findings: Sequence[Mapping[str, Any]] = ()
    is_nothing_found: bool = False


@dataclass(frozen=True)
class Answer:
    """What was given, cleaned. ``numbers`` are the numbers of findings that were there before, by place; 0: new.

    ``untold``: numbers of those that stay though nothing was said of them.
    """

    values: Mapping[str, Any]
    findings: tuple[Mapping[str, Any], ...]
    numbers: tuple[int, ...]
    is_nothing_found: bool
    untold: frozenset[int] = frozenset()


def specs_of(row: RegisterReport) -> tuple[tuple[FieldSpec, ...], tuple[FieldSpec, ...]]:
    """Return the fields of a report and those of each finding, as its round's version has them."""
    definition = row.round.definition
    return specs_from(definition.fields), specs_from(definition.finding_fields)


def checked(
    fields: Sequence[FieldSpec],
    finding_fields: Sequence[FieldSpec],
    data: ReportInput,
    *,
    is_draft: bool,
    moved: Set[int] = frozenset(),
    untold: Set[int] = frozenset(),
) -> Answer:
    """Clean what was given for a report. ``moved``: numbers of findings that became matters; nothing is asked of them.

    ``untold``: those of them of which whoever writes is not told; they stay and count, whatever is sent.

    Raises:
        Invalid: at "values.<code>" and "findings.<place>.<code>".

    """
    faults: dict[str, Any] = {}
    # Who found nothing is not asked for numbers; what is given all the same is kept.
    cleaned = clean_values(
        fields, data.values, is_draft=is_draft or data.is_nothing_found, today=timezone.localdate()
    )
    faults |= {f"values.{code}": text for code, text in cleaned.errors.items()}
    findings = _findings(finding_fields, data, faults, is_draft=is_draft, moved=moved)
    nothing = data.is_nothing_found
    kept_unsaid = frozenset(untold) - {number for _found, number in findings}
    count = len(findings) + len(kept_unsaid)
    language = get_language() or "zh-hans"
    wrong = contradictions(
        fields, cleaned.values, findings=count, is_nothing_found=nothing, language=language
    )
    wrong |= days_out_of_order(fields, cleaned.values, language)
    faults = {f"values.{code}": text for code, text in wrong.items()} | faults
    if nothing and count:
        faults["is_nothing_found"] = _("There are findings; then it is not nothing.")
    elif not is_draft and not nothing and not cleaned.values and not count:
        faults["is_nothing_found"] = _(
            "Say that nothing was found, or what was: an empty report says neither."
        )
    if faults:
        raise Invalid(faults)
    kept = tuple(_in_kept_words(finding_fields, found.values) for found, _number in findings)
    values = _in_kept_words(fields, cleaned.values)
    if not is_draft:
        nothing = nothing or says_nothing_found(fields, values, findings=count)
    return Answer(values, kept, tuple(number for _found, number in findings), nothing, kept_unsaid)


def _in_kept_words(specs: Sequence[FieldSpec], values: Mapping[str, Any]) -> dict[str, Any]:
    texts = {spec.code for spec in specs if spec.type in TEXTS}
    return {code: kept_words(value) if code in texts else value for code, value in values.items()}


def _findings(
    specs: Sequence[FieldSpec],
    data: ReportInput,
    faults: dict[str, Any],
    *,
    is_draft: bool,
    moved: Set[int],
) -> list[tuple[Cleaned, int]]:
    if not isinstance(data.findings, list | tuple) or len(data.findings) > MOST_FINDINGS:
        faults["findings"] = _("Send a list of at most %(most)d findings.") % {"most": MOST_FINDINGS}
        return []
    if data.findings and not specs:
        faults["findings"] = _("This form has no findings.")
        return []
    found, today = [], timezone.localdate()
    for place, document in enumerate(data.findings):
        number = document.get("number") if isinstance(document, Mapping) else 0
        given = (
            {k: v for k, v in document.items() if k != "number"}
            if isinstance(document, Mapping)
            else document
        )
        known = number if isinstance(number, int) and not isinstance(number, bool) else 0
        one = Cleaned() if known in moved else clean_values(specs, given, is_draft=is_draft, today=today)
        wrong = days_out_of_order(specs, one.values, get_language() or "zh-hans") | one.errors
        faults |= {f"findings.{place}.{code}": text for code, text in wrong.items()}
        found.append((one, known))
    return found
