"""One's own disputes and what became of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disputes.models import Dispute
from disputes.pages.listing import TONES
from disputes.queries.disputes import disputes_visible
from disputes.queries.waiting import registered_by_q
from disputes.rules.states import STATES
from pingan.access.rules import Actor
from pingan.web.matter_panels import light_of
from pingan.web.own_reports import OwnReport, OwnReports

_PARTS = {
    "open": Q(matter__closed_at=None),
    "closed": Q(matter__state="closed"),
    "rejected": Q(matter__state="rejected"),
    "all": Q(),
}


def _rows(actor: Actor, show: str) -> QuerySet[Dispute]:
    return disputes_visible(actor).filter(registered_by_q(actor), _PARTS[show], matter__kind="dispute")


def _news(dispute: Dispute) -> str:
    """Return what became of it in a sentence: how it ended, else where it is and with whom."""
    state: Any = STATES[dispute.matter.state]
    if dispute.matter.state == "rejected" and dispute.reject_reason:
        return _("Not accepted: %(reason)s") % {"reason": dispute.reject_reason}
    if dispute.outcome:
        return _("Ended: %(outcome)s.") % {"outcome": dispute.get_outcome_display()}
    if dispute.matter.organ is not None and dispute.matter.closed_at is None:
        return _("%(unit)s has it: %(state)s.") % {"unit": dispute.matter.organ.name, "state": state}
    return _("Now: %(state)s.") % {"state": state}


def _lines(actor: Actor, rows: Iterable[Dispute]) -> list[OwnReport]:
    now = timezone.now()
    return [
        OwnReport(
            title=row.matter.title,
            number=row.matter.number,
            url=reverse("disputes:dispute_detail", args=[row.pk]),
            at=row.matter.opened_at,
            news=_news(row),
            badges=((STATES[row.matter.state], TONES.get(row.matter.state, "grey")),),
            light=light_of(row.matter, now) if row.matter.next_due_at is not None else "",
            due_at=row.matter.next_due_at,
        )
        for row in rows
    ]


DISPUTE_REPORTS = OwnReports(
    label=gettext_lazy("Disputes"),
    rows=_rows,
    order=("-matter__opened_at", "-pk"),
    lines=_lines,
    is_for=lambda actor: actor.has("dispute.register"),
    empty=gettext_lazy("Disputes that you register, and what becomes of them, stand here."),
)
