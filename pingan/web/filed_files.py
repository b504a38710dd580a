"""Tables that are filed, as files: PDF to file, Excel to work with; ordered, made and recorded as every export is."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from pingan.access.rules import Actor
from pingan.documents.rules.reports import Part, Report, TextPart
from pingan.documents.services import print_report
from pingan.web.export_writers import mark_of
from pingan.web.exports import FileExport, Making
from pingan.web.filed_sheets import Filed, as_xlsx, facts_of
from pingan.web.verification import grouped

Make = Callable[[Actor, QueryDict], Filed]


def as_pdf(filed: Filed, mark: str, code: str) -> bytes:
    """Return it as PDF/A with page numbers."""
    parts: list[Part] = list(filed.parts) or [TextPart(_("Nothing was entered in this period."))]
    facts = facts_of(filed, mark, code)
    report = Report(filed.title, filed.period, filed.organ, facts, parts, mark[:60], code)
    return print_report(report).content


_WRITERS: dict[str, Callable[[Filed, str, str], bytes]] = {"pdf": as_pdf, "xlsx": as_xlsx}


def _make(make: Make, format: str, making: Making) -> bytes:
    filed = make(making.actor, making.query)
    mark = mark_of(making.actor, str(making.query.get("purpose", "")), timezone.now())
    making.told(sum(len(part.rows) for part in filed.parts))
    return _WRITERS[format](filed, mark, grouped(making.code))


def _title(label: Any, query: QueryDict) -> str:
    return f"{label} {query.get('from', '')}–{query.get('to', '')}"


def _take(actor: Actor, query: QueryDict, purpose: str) -> None:
    """Nothing more is written down: no contact stands in the file, and its making stands in the log."""


def filed_exports(
    name: str, label: Any, make: Make, admit: Callable[[Actor, QueryDict], None]
) -> dict[str, FileExport]:
    """Return the files of one kind of filed tables by their format."""
    return {
        format: FileExport(
            name=f"{name}-{format}",
            label=label,
            format=format,
            title=partial(_title, label),
            admit=admit,
            make=partial(_make, make, format),
            take=_take,
        )
        for format in _WRITERS
    }
