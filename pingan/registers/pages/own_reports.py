"""Reports that one handed in oneself, and what the review made of them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pingan.access.rules import Actor
from pingan.registers.models import RegisterReport
from pingan.registers.pages.lines import answer_of, tone_of
from pingan.registers.queries.reports import reports_visible
from pingan.web.own_reports import OwnReport, OwnReports

_PARTS = {
    "open": Q(state="submitted"),
    "closed": Q(state="accepted"),
    "rejected": Q(state="returned"),
    "all": Q(),
}


def _rows(actor: Actor, show: str) -> QuerySet[RegisterReport]:
    own = reports_visible(actor).filter(submitted_by_id=actor.user_id, first_submitted_at__isnull=False)
    return own.filter(_PARTS[show])


def _news(report: RegisterReport) -> str:
    if report.state == "returned":
        return _("Returned: %(reason)s") % {"reason": report.note}
    return answer_of(report) or str(report.get_state_display())


def _lines(actor: Actor, rows: Iterable[RegisterReport]) -> list[OwnReport]:
    return [
        OwnReport(
            title=row.round.title,
            number="",
            url=reverse("registers:report_detail", args=[row.pk]),
            at=row.first_submitted_at,
            news=f"{row.unit_name} · {_news(row)}",
            badges=((row.get_state_display(), tone_of(row)),),
        )
        for row in rows
        if row.first_submitted_at is not None
    ]


REGISTER_REPORTS = OwnReports(
    label=gettext_lazy("Screenings"),
    rows=_rows,
    order=("-first_submitted_at", "-pk"),
    lines=_lines,
    is_for=lambda actor: actor.has("registers.report"),
    is_kept_offline=True,
    empty=gettext_lazy("Reports that you hand in, and what the review makes of them, stand here."),
)
