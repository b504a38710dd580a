"""One's own hazards and what became of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pingan.access.policy import NOTHING
from pingan.access.rules import Actor
from pingan.web.matter_panels import light_of
from pingan.web.own_reports import OwnReport, OwnReports
from risk.models import Hazard
from risk.pages.hazards import TONES
from risk.queries.hazards import hazards_visible
from risk.rules.hazards import STATES

_PARTS = {
    "open": Q(matter__closed_at=None),
    "closed": Q(matter__state="closed"),
    "rejected": Q(matter__state="rejected"),
    "all": Q(),
}


def _rows(actor: Actor, show: str) -> QuerySet[Hazard]:
    own = Q(matter__created_by_id=actor.user_id) if actor.user_id is not None else NOTHING
    return hazards_visible(actor).filter(own, _PARTS[show], matter__kind="hazard")


def _news(hazard: Hazard) -> str:
    """Return what became of it in a sentence."""
    state: Any = STATES[hazard.matter.state]
    if hazard.matter.state == "rejected" and hazard.reject_reason:
        return _("Not accepted: %(reason)s") % {"reason": hazard.reject_reason}
    if hazard.matter.organ is not None and hazard.matter.closed_at is None:
        return _("%(unit)s has it: %(state)s.") % {"unit": hazard.matter.organ.name, "state": state}
    return _("Now: %(state)s.") % {"state": state}


def _lines(actor: Actor, rows: Iterable[Hazard]) -> list[OwnReport]:
    now = timezone.now()
    return [
        OwnReport(
            title=row.matter.title,
            number=row.matter.number,
            url=reverse("risk:hazard_detail", args=[row.pk]),
            at=row.matter.opened_at,
            news=_news(row),
            badges=((STATES[row.matter.state], TONES.get(row.matter.state, "grey")),),
            light=light_of(row.matter, now) if row.matter.next_due_at is not None else "",
            due_at=row.matter.next_due_at,
        )
        for row in rows
    ]


HAZARD_REPORTS = OwnReports(
    label=gettext_lazy("Hazards"),
    rows=_rows,
    order=("-matter__opened_at", "-pk"),
    lines=_lines,
    is_for=lambda actor: actor.has("hazard.register"),
    empty=gettext_lazy("Hazards that you register, and what becomes of them, stand here."),
)
