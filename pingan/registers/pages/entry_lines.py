"""One entry of a register as lists and pages show it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from pingan.registers.models import RegisterFinding
from pingan.registers.pages.report_forms import language, told_value
from pingan.registers.rules import FieldSpec, specs_from, watched_field


def entry_title(row: RegisterFinding, specs: Sequence[FieldSpec]) -> str:
    """Return the first words of an entry; without any what it is about and when, and only then its number.

    A list of "Entry 1" under "Entry 1" tells nobody which visit or which change of a grid is meant.
    """
    texts = (str(row.values.get(spec.code, "")) for spec in specs if spec.type in {"text", "long_text"})
    found = next((text for text in texts if text), "") or _told_by_choices(row, specs)
    return found or _("Entry %(number)d") % {"number": row.number}


def _told_by_choices(row: RegisterFinding, specs: Sequence[FieldSpec]) -> str:
    kinds = {"choice", "date"}
    told = [
        (spec, row.values[spec.code]) for spec in specs if spec.type in kinds and row.values.get(spec.code)
    ]
    return " · ".join(told_value(spec, value) for spec, value in told)[:120]


def entry_badge(row: RegisterFinding, today: date) -> tuple[str, str]:
    """Return in a word how an entry stands, and its colour: red only for what is overdue."""
    if row.replaced_by_id is not None:
        return pgettext("entry", "renewed"), "grey"
    if row.settled_on is not None:
        return pgettext("entry", "closed"), "grey"
    if row.due_on is None:
        return pgettext("entry", "in force"), "green"
    if row.due_on < today:
        return pgettext("entry", "overdue"), "red"
    is_near = row.warn_on is not None and row.warn_on <= today
    return (
        (pgettext("entry", "due soon"), "yellow") if is_near else (pgettext("entry", "not due yet"), "green")
    )


def entry_line(row: RegisterFinding, today: date) -> dict[str, Any]:
    """Return one line; the report with its definition must have been joined."""
    specs = specs_from(row.report.round.definition.finding_fields)
    watched = watched_field(specs)
    label, tone = entry_badge(row, today)
    return {
        "row": row,
        "title": entry_title(row, specs),
        "url": reverse("registers:entry_detail", args=[row.pk]),
        "unit": row.report.unit_name,
        "register": row.report.round.definition,
        "due_label": watched.label_in(language()) if watched is not None else "",
        "label": label,
        "tone": tone,
    }
