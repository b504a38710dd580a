"""Reports for reading as PDF/A-2b: cover, charts, tables."""

from __future__ import annotations

from pingan.documents.rules.reports import Report
from pingan.documents.services.typesetting import Printed, typeset


def print_report(report: Report) -> Printed:
    """Set a report. It bears no number of a register and no seal: what is issued goes through ``issue``.

    Raises:
        typst.TypstError: the fonts are missing altogether.

    """
    return typeset("report", report.sheet())
