"""One's own patrols among one's own reports, and what came of them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from grids.models import Patrol
from grids.queries.patrols import patrols_visible
from pingan.access.policy import NOTHING
from pingan.access.rules import Actor
from pingan.web.own_reports import OwnReport, OwnReports

#: A walk is recorded as a whole when it is sent: nothing of it is under way, and nobody refuses it.
_SHOWS = ("closed",)


def _rows(actor: Actor, show: str) -> QuerySet[Patrol]:
    own = Q(walked_by_id=actor.user_id) if actor.user_id is not None else NOTHING
    rows = patrols_visible(actor).filter(own if show in _SHOWS else NOTHING)
    return rows.annotate(found=Count("findings", distinct=True))


def _news(found: int) -> str:
    if not found:
        return _("Walked; nothing was found.")
    return ngettext("Walked; %(count)d finding.", "Walked; %(count)d findings.", found) % {"count": found}


def _lines(_actor: Actor, rows: Iterable[Patrol]) -> list[OwnReport]:
    return [
        OwnReport(
            title=row.plan.title if row.plan is not None else _("Free patrol"),
            number=row.grid.name,
            url=reverse("grids:patrol_detail", args=[row.pk]),
            at=row.ended_at,
            news=_news(row.found),  # type: ignore[attr-defined]  # annotated
        )
        for row in rows
    ]


PATROL_REPORTS = OwnReports(
    label=gettext_lazy("Patrols"),
    rows=_rows,
    order=("-ended_at", "-pk"),
    lines=_lines,
    is_for=lambda actor: actor.has("patrol.walk"),
    is_kept_offline=True,
    shows=_SHOWS,
    empty=gettext_lazy("Patrols that you walk stand here."),
)
