"""Files around an import: the workbook to fill in, and the table of all faults."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import xlsxwriter
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pingan.access.rules import Actor
from pingan.audit.services import log
from pingan.imports.rules.faults import Fault
from pingan.imports.services import Importer
from pingan.web.export_writers import mark_of, write_csv
from pingan.web.exports import ExportColumn
from pingan.web.verification import new_code, record

_FAULTS = (
    ExportColumn("line", gettext_lazy("Row"), ("line",)),
    ExportColumn("column", gettext_lazy("Column"), ("column",)),
    ExportColumn("message", gettext_lazy("What is wrong"), ("message",), width=80),
)


def template_file(importer: Importer) -> bytes:
    """Return the workbook to fill in: the first sheet names the columns, the second shows how a row looks."""
    target = BytesIO()
    book = xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    head = book.add_format({"bold": True, "bottom": 1})
    text = book.add_format({"num_format": "@"})
    sheet, shown = book.add_worksheet(_("To fill in")), book.add_worksheet(_("Example"))
    for place, column in enumerate(importer.columns):
        # Codes of 15 digits must not become numbers while they are typed.
        sheet.set_column(place, place, 20, text)
        sheet.write_string(0, place, column.labels[0], head)
        shown.set_column(place, place, 20, text)
        shown.write_string(0, place, column.labels[0], head)
        shown.write_string(1, place, importer.example[place], text)
    sheet.freeze_panes(1, 1)
    book.close()
    return target.getvalue()


@transaction.atomic
def faults_file(actor: Actor, importer: Importer, faults: Sequence[Fault]) -> bytes:
    """Return all faults as CSV, recorded as a file that left the house."""
    code, target = new_code(), BytesIO()
    purpose = _("Mending the file")
    rows = [{"line": fault.line, "column": fault.column, "message": fault.message} for fault in faults]
    count = write_csv(target, rows, _FAULTS, mark=mark_of(actor, purpose, timezone.now(), code))
    name = f"faults:{importer.name}"
    record(code=code, file=target, format="csv", name=name, rows=count)
    data = {"rows": count, "code": code}
    log(actor=actor, action="export.csv", object_type=name, reason=purpose, data=data)
    return target.getvalue()
