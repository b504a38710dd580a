"""The figure of patrols (Articles 15, 16): periods walked, of those that were due. Counts places and periods, no people."""

from __future__ import annotations

from typing import Final

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from grids.models import PatrolOccasion
from grids.queries.patrols import COUNTS
from pingan.common.figures import Figure, Period


def _due(period: Period) -> QuerySet[PatrolOccasion]:
    return PatrolOccasion.objects.filter(COUNTS, period_to__range=(period.since, period.until))


PATROL_FIGURES: Final = (
    Figure(
        code="patrol.done", label=_("Patrols walked as planned"), source="grids.patroloccasion", rows=_due,
        part=Q(done__gte=F("times")), number="plan__title", region="plan__grid__region__code",
        date_rule=_("the last day of the period in which it was due"),
        facts={
            "grid": "plan__grid__name", "period_from": "period_from", "period_to": "period_to", "times_planned": "times",
            "times_walked": "done",
        },
        whole_label=_("periods of patrol plans"), part_label=_("of them walked as often as the plan asks"),
        article=_("Articles 15, 16"), link="plan_id", day="period_to", url="/patrols/plans/{}/".format,
    ),
)  # fmt: skip
