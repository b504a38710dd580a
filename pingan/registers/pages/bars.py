"""Bars beside a table: one measure over the places of a division, chosen in the address."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import QueryDict

from pingan.registers.pages.report_forms import language
from pingan.registers.rules import FieldSpec, Sum
from pingan.registers.rules.sums import summed
from pingan.web.tables import address

#: A hundred bars are no picture: the longest of them, the table has the rest.
MOST = 25
Measured = tuple[str, str, int, Sequence[Sum]]


def measures(query: QueryDict, first: str, specs: Sequence[FieldSpec], chosen: str) -> list[dict[str, Any]]:
    """Return the tabs of what can be drawn: the count (``first``) and every field that is added up."""
    fields = [(spec.code, spec.label_in(language())) for spec in summed(specs) if spec.aggregation != "share"]
    return [
        {"label": label, "url": address(query, measure=code), "is_current": code == chosen}
        for code, label in [("", first), *fields]
    ]


def chosen_measure(query: QueryDict, specs: Sequence[FieldSpec]) -> str:
    """Return the code of the field that the address asks for; blank: the count."""
    code = query.get("measure", "")
    return code if any(spec.code == code and spec.aggregation != "share" for spec in summed(specs)) else ""


def bars(lines: Iterable[Measured], measure: str) -> dict[str, Any]:
    """Return the bars of lines (name, address, count, sums): the longest first; what is not told has no length."""
    rows = [_bar(line, measure) for line in lines]
    rows = sorted((row for row in rows if row["value"] or row["text"]), key=lambda row: -row["value"])[:MOST]
    return {"rows": rows, "max": max((row["value"] for row in rows), default=0) or 1}


def _bar(line: Measured, measure: str) -> dict[str, Any]:
    name, url, count, sums = line
    if not measure:
        return {"label": name, "url": url, "value": count, "text": ""}
    found = next(one for one in sums if one.code == measure)
    # The lower end of the span: a bar must not be longer than what is known.
    value = found.span[0] if found.span is not None and found.hidden.find("<") < 0 else found.value or 0
    whole = int(value) if value == int(value) else value
    return {"label": name, "url": url, "value": whole, "text": found.hidden}
