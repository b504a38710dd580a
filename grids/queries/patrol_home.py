"""What is to be walked: for the home page of a worker, and for the page on which a patrol begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from grids.models import Grid, PatrolOccasion, PatrolPlan
from grids.queries.my_area import my_grids
from grids.queries.patrols import occasions_visible, open_q, plans_visible
from pingan.access.policy import scope_q
from pingan.access.rules import Actor

#: As many as a phone shows without scrolling far.
FIRST = 5
#: More plans or grids are no choice for a thumb.
MOST = 60


@dataclass(frozen=True)
class DuePatrols:
    """Patrols that are still due: how many, and those that end first."""

    number: int
    first: list[PatrolOccasion]


def _due(actor: Actor, today: date) -> QuerySet[PatrolOccasion]:
    mine = PatrolPlan.objects.filter(scope_q(PatrolPlan, actor, "walk"))
    return occasions_visible(actor).filter(open_q(today), plan__in=mine)


def due_patrols(actor: Actor, today: date) -> DuePatrols:
    """Return what this post has still to walk today, the soonest end first; two queries, without any: one."""
    rows = _due(actor, today)
    number = rows.select_related(None).defer(None).order_by().count()
    first = list(rows.order_by("period_to", "plan__grid__code", "pk")[:FIRST]) if number else []
    return DuePatrols(number, first)


@dataclass(frozen=True)
class Choice:
    """What one may walk: plans with the period that is due (None: nothing is), and grids for a free patrol."""

    plans: list[tuple[PatrolPlan, PatrolOccasion | None]]
    grids: tuple[Grid, ...]


def walkable(actor: Actor, today: date) -> Choice:
    """Return the plans and grids of this post, what is due first."""
    rows = plans_visible(actor).filter(scope_q(PatrolPlan, actor, "walk"), PatrolPlan.running_q(today))
    plans = list(rows.order_by("grid__code", "pk")[:MOST])
    due = {row.plan_id: row for row in _due(actor, today).filter(plan__in=[plan.pk for plan in plans])}
    ordered = sorted(plans, key=lambda plan: plan.pk not in due)
    return Choice([(plan, due.get(plan.pk)) for plan in ordered], my_grids(actor, most=MOST))
