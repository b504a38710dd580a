"""Kept values as a page shows them, and what happened to a report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pingan.files.models import StoredFile
from pingan.registers.machine import name_of_move
from pingan.registers.models import RegisterReport, ReportStep
from pingan.registers.pages.references import named_link
from pingan.registers.pages.report_forms import language, told_value
from pingan.registers.queries.references import Named
from pingan.registers.queries.reports import steps_of
from pingan.registers.rules import FieldSpec, ending_of


def shown_fields(
    specs: tuple[FieldSpec, ...],
    values: Mapping[str, Any],
    names: Mapping[str, str],
    files: Mapping[int, StoredFile],
    known: Mapping[int, Named],
) -> list[tuple[str, str, list[StoredFile]]]:
    """Return label, value and files of each field that has one. ``known``: the entries named that the reader may see."""
    found = []
    for spec in specs:
        value = values.get(spec.code)
        if value in (None, "", []):
            continue
        papers = [files[key] for key in value if key in files] if spec.type == "file" else []
        found.append((spec.label_in(language()), "" if papers else _text(spec, value, names, known), papers))
    return found


def _text(spec: FieldSpec, value: Any, names: Mapping[str, str], known: Mapping[int, Named]) -> str:
    if spec.type == "region":
        return names.get(str(value), str(value))
    return named_link(value, known) if spec.type == "entry" else told_value(spec, value)


def told_steps(report: RegisterReport) -> list[dict[str, Any]]:
    """Return what happened to a report, the latest first."""
    return [
        {
            "action_label": _done(step, report),
            "actor_name": step.signature,
            "at": step.at,
            "note": step.note,
            "from_label": step.get_from_state_display(),
            "to_label": step.get_to_state_display() if step.to_state != step.from_state else "",
        }
        for step in steps_of(report)
    ]


def _done(step: ReportStep, report: RegisterReport) -> Any:
    """Return what a step did; of an entry that ended, in which way."""
    code = step.finding.ending if step.move == "settle" and step.finding is not None else ""
    ending = ending_of(report.round.definition.endings, code) if code else None
    return ending.act_in(language()) if ending is not None else name_of_move(step.move)
