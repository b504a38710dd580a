"""One entry of a register as lists and pages show it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from pingan.access.rules import Actor
from pingan.registers.models import RegisterFinding
from pingan.registers.pages.report_forms import language, told_value
from pingan.registers.queries.references import entries_naming
from pingan.registers.rules import Ending, FieldSpec, ending_of, specs_from, watched_field
from pingan.registers.rules.references import entry_number, first_words


def entry_title(row: RegisterFinding, specs: Sequence[FieldSpec]) -> str:
    """Return the first words of an entry; without any what it is about and when, and only then its number.

    A list of "Entry 1" under "Entry 1" tells nobody which visit or which change of a grid is meant.
    """
    found = first_words(specs, row.values) or _told_by_choices(row, specs)
    return found or _("Entry %(number)d") % {"number": row.number}


def _told_by_choices(row: RegisterFinding, specs: Sequence[FieldSpec]) -> str:
    kinds = {"choice", "date"}
    told = [
        (spec, row.values[spec.code]) for spec in specs if spec.type in kinds and row.values.get(spec.code)
    ]
    return " · ".join(told_value(spec, value) for spec, value in told)[:120]


def ending_told(row: RegisterFinding) -> Ending | None:
    """Return the way in which an entry ended, as its register names it; None: it did not, or no way is named."""
    return ending_of(row.report.round.definition.endings, row.ending) if row.ending else None


def entry_badge(row: RegisterFinding, today: date) -> tuple[str, str]:
    """Return in a word how an entry stands, and its colour: red only for what is overdue."""
    return badge_of(
        is_renewed=row.replaced_by_id is not None,
        is_settled=row.settled_on is not None,
        ending=ending_told(row),
        days=(row.warn_on, row.due_on),
        today=today,
    )


def badge_of(
    *,
    is_renewed: bool,
    is_settled: bool,
    ending: Ending | None,
    days: tuple[date | None, date | None],
    today: date,
) -> tuple[str, str]:
    """Return the same for what an export reads; ``days`` are the first of warning and the watched one."""
    warn_on, due_on = days
    if is_renewed:
        return pgettext("entry", "renewed"), "grey"
    if ending is not None:
        return ending.label_in(language()), "yellow" if ending.needs_reason else "grey"
    if is_settled:
        return pgettext("entry", "closed"), "grey"
    if due_on is None:
        return pgettext("entry", "in force"), "green"
    if due_on < today:
        return pgettext("entry", "overdue"), "red"
    is_near = warn_on is not None and warn_on <= today
    return (
        (pgettext("entry", "due soon"), "yellow") if is_near else (pgettext("entry", "not due yet"), "green")
    )


def entry_line(row: RegisterFinding, today: date) -> dict[str, Any]:
    """Return one line; the report with its definition must have been joined."""
    specs = specs_from(row.report.round.definition.finding_fields)
    watched = watched_field(specs)
    label, tone = entry_badge(row, today)
    ending = ending_told(row)
    return {
        "row": row,
        "ended": ending.label_in(language()) if ending is not None else pgettext("entry", "closed on"),
        "title": entry_title(row, specs),
        "url": reverse("registers:entry_detail", args=[row.pk]),
        "unit": row.report.unit_name,
        "number": entry_number(row.report_id, row.number),
        "register": row.report.round.definition,
        "due_label": watched.label_in(language()) if watched is not None else "",
        "label": label,
        "tone": tone,
    }


def naming_lines(
    actor: Actor, code: str, keys: Iterable[int], today: date
) -> dict[int, list[dict[str, Any]]]:
    """Return a line for each entry that names one of some entries of a definition and that the actor may see."""
    found = entries_naming(actor, code, keys)
    return {key: [entry_line(row, today) for row in rows] for key, rows in found.items()}
