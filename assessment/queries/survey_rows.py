"""What programs and files read of a survey as a whole: the cells of its plan, its published results."""

from __future__ import annotations

from django.db.models import QuerySet

from assessment.models import SampleCell, Survey, SurveyResult
from pingan.access.policy import visible_to
from pingan.access.rules import Actor


def plan_cells(survey: Survey) -> QuerySet[SampleCell]:
    """Return the cells of a survey's plan with their divisions, by code."""
    rows = SampleCell.objects.filter(survey=survey).select_related("region")
    return rows.defer("region__boundary")


def published_results(actor: Actor, survey_id: int) -> QuerySet[SurveyResult]:
    """Return all results of a survey that is published and in the actor's scope; of any other none."""
    rows = visible_to(SurveyResult, actor).filter(survey_id=survey_id, survey__published_at__isnull=False)
    return rows.order_by("section", "dimension", "region__code", "group", "pk")
