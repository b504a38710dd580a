"""Walks through a grid as lines of its ledger (Article 15: public-order patrol)."""

from __future__ import annotations

from django.db.models import Count, F, Q
from django.db.models.functions import Left
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grids.models import Grid, Patrol
from grids.queries.ledger_books import MOST, Asked, RecordBook, RecordCount
from grids.queries.patrols import PatrolFilterSet, patrols_visible
from grids.rules.ledger import LedgerEntry, Span
from pingan.access.rules import Actor


def _result(row: Patrol, visited: int, left: int, found: int) -> str:
    points = _("%(visited)d points visited, %(left)d not") % {"visited": visited, "left": left}
    findings = _("%(count)d found") % {"count": found} if found else _("nothing found")
    return f"{points} · {findings}" if row.plan_id is not None else findings


def patrol_entries(actor: Actor, grid: Grid, span: Span) -> list[LedgerEntry]:
    """Return the walks of a grid in a span, as this actor may read them, the earliest first."""
    rows = patrols_visible(actor).filter(grid=grid, walked_on__range=(span.since, span.until))
    counted = rows.annotate(
        visited=Count("visits", filter=Q(visits__is_visited=True), distinct=True),
        left=Count("visits", filter=Q(visits__is_visited=False), distinct=True),
        found=Count("findings", distinct=True),
    )
    return [
        LedgerEntry(
            work="patrol",
            on=row.walked_on,
            number="",
            place=grid.name,
            what=row.plan.title if row.plan is not None else _("Free patrol"),
            sort=_("Patrol"),
            result=_result(row, row.visited, row.left, row.found),
            closed_on=row.walked_on,
            reporter=actor.name if row.walked_by_id == actor.user_id else _("the grid"),
            url=f"/patrols/walks/{row.pk}/",
        )
        for row in counted.order_by("walked_on", "pk")[:MOST]
    ]


def patrol_counts(actor: Actor, asked: Asked) -> list[RecordCount]:
    """Return how many walks there were by place: the rows of the list of patrols under the same filters."""
    found = PatrolFilterSet(asked.span.days_of_list(), patrols_visible(actor)).qs
    rows = found.filter(asked.within("grid__region__code")).select_related(None).defer(None).order_by()
    where = Left("grid__region__code", asked.width) if asked.width else F("grid_id")
    counted = rows.annotate(where=where).values_list("where").annotate(number=Count("pk"))
    return [RecordCount("patrol", gettext_lazy("Patrols walked"), dict(counted), "grids:patrol_walks")]


PATROL_BOOK = RecordBook(
    key="patrol",
    label=gettext_lazy("Patrols"),
    read=patrol_entries,
    is_for=lambda actor: actor.has("patrol.view"),
    count=patrol_counts,
)
