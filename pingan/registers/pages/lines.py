"""One report and one order as lists show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from pingan.access.policy import allows
from pingan.access.rules import Actor
from pingan.registers.models import RegisterReport, RegisterRound
from pingan.registers.services.urging import UNREPORTED

REPORT_TONES = {"open": "blue", "submitted": "yellow", "returned": "yellow", "accepted": "green"}
ROUND_TONES = {"draft": "grey", "open": "blue", "closed": "green", "cancelled": "grey"}


@dataclass(frozen=True)
class ReportLine:
    """A report in a list. ``light`` blank: no due moment is running; ``write_url`` blank: nothing to write."""

    report: RegisterReport
    url: str
    tone: str
    answer: str
    light: str
    write_url: str
    nothing_url: str
    keep_url: str = ""
    """Blank: not a register that this post keeps."""


def is_overdue(report: RegisterReport, now: datetime | None = None) -> bool:
    """Say whether it is unreported after the due moment."""
    due = report.round.due_at
    return due is not None and report.state in UNREPORTED and due < (now or timezone.now())


def tone_of(report: RegisterReport) -> str:
    """Return the colour of a report's state: red only for what is overdue."""
    return "red" if is_overdue(report) else REPORT_TONES[report.state]


def answer_of(report: RegisterReport) -> str:
    """Return in a word what the unit answered; blank while it has not."""
    if report.state == "open":
        return ""
    if report.is_nothing_found:
        return _("nothing found")
    if report.finding_count:
        return _("%(count)d found") % {"count": report.finding_count}
    return ""


def report_line(actor: Actor, report: RegisterReport) -> ReportLine:
    """Return one line; the round must have been joined."""
    is_open = report.round.state == "open" and report.state in UNREPORTED and report.erased_at is None
    may_write = is_open and report.round.opens_on <= timezone.localdate() and allows(actor, "report", report)
    # One tap for nobody but the unit itself: who writes for others looks at the form first.
    is_own = may_write and not (actor.has("registers.report_area") and report.unit_level > actor.level)
    light = ""
    if is_open and report.round.due_at is not None:
        light = "red" if is_overdue(report) else "green"
    is_kept = report.round.definition.is_standing
    has_nothing = is_own and not is_kept
    return ReportLine(
        report=report,
        url=reverse("registers:report_detail", args=[report.pk]),
        tone=tone_of(report),
        answer=answer_of(report),
        light=light,
        write_url=reverse("registers:report_write", args=[report.pk]) if may_write and not is_kept else "",
        nothing_url=reverse("registers:report_nothing", args=[report.pk]) if has_nothing else "",
        keep_url=reverse("registers:report_detail", args=[report.pk]) if may_write and is_kept else "",
    )


def round_line(row: RegisterRound) -> dict[str, Any]:
    """Return one order for a list."""
    return {
        "row": row,
        "tone": ROUND_TONES[row.state],
        "url": reverse("registers:round_detail", args=[row.pk]),
    }
