"""What numbers and days of one report must not contradict: each other, its findings, and the statement of nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from pingan.registers.rules.fields import FieldSpec


def contradictions(
    specs: Iterable[FieldSpec],
    values: Mapping[str, Any],
    *,
    findings: int,
    is_nothing_found: bool,
    language: str,
) -> dict[str, str]:
    """Return what is wrong with cleaned values, by code of the field. What was not given contradicts nothing."""
    by_code = {spec.code: spec for spec in specs if spec.is_number}
    # Who says that nothing was found says 0 for what counts it.
    silent: dict[str, Any] = {
        code: 0 for code, spec in by_code.items() if spec.counts_findings and is_nothing_found
    }
    held = silent | dict(values)
    found: dict[str, str] = {}
    for code, spec in by_code.items():
        own, bound = _number(held.get(code)), _number(held.get(spec.at_most))
        if own is None:
            continue
        if bound is not None and own > bound:
            name = by_code[spec.at_most].label_in(language)
            found[code] = _("Not more than the field “%(name)s” says.") % {"name": name}
        elif spec.counts_findings and own < findings:
            found[code] = _("Not less than the findings written down: %(count)d.") % {"count": findings}
        elif spec.counts_findings and is_nothing_found and own:
            found[code] = _("You say that nothing was found; then this is 0.")
    return found


def days_out_of_order(specs: Iterable[FieldSpec], values: Mapping[str, Any], language: str) -> dict[str, str]:
    """Return what comes before the day that it follows, by code of the field; days are kept as YYYY-MM-DD."""
    by_code = {spec.code: spec for spec in specs}
    found: dict[str, str] = {}
    for code, spec in by_code.items():
        own, first = values.get(code), values.get(spec.not_before)
        if isinstance(own, str) and isinstance(first, str) and own < first:
            told = {"name": by_code[spec.not_before].label_in(language), "day": first}
            found[code] = _("Not before “%(name)s”: %(day)s.") % told
    return found


def begun(specs: Iterable[FieldSpec], values: Mapping[str, Any]) -> tuple[FieldSpec, date] | None:
    """Return the first of the days on which, as every such entry says, something was done; None: it says none.

    An entry cannot have ended before it. Days that may be left out tell of something later, as an acceptance.
    """
    days = [
        (date.fromisoformat(str(values[spec.code])), spec)
        for spec in specs
        if spec.type == "date" and spec.until_today and spec.is_required and values.get(spec.code)
    ]
    first = min(days, key=lambda one: one[0], default=None)
    return (first[1], first[0]) if first is not None else None


def says_nothing_found(specs: Iterable[FieldSpec], values: Mapping[str, Any], *, findings: int) -> bool:
    """Say whether the numbers alone state that nothing was found: what counts it is 0, and nothing is written down."""
    counts = [spec.code for spec in specs if spec.counts_findings]
    return bool(counts) and not findings and all(values.get(code) == 0 for code in counts)


def not_written_down(
    specs: Iterable[FieldSpec], values: Mapping[str, Any], findings: int
) -> tuple[int, int] | None:
    """Return how many were found and how many are written down, where a report says more; None: it does not."""
    counted = [int(values[spec.code]) for spec in specs if spec.counts_findings and spec.code in values]
    return next(((count, findings) for count in counted if count > findings), None)


def _number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))
