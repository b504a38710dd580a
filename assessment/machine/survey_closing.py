"""Guards and effects of the end of a survey: counted once, published by another than who drafted it, or withdrawn."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext as _

from assessment.models import SurveyArrival, SurveyCode, SurveyResult
from assessment.models.surveys import Survey
from assessment.queries.surveys import flags_of, questions_asked, tallies_of
from assessment.rules.survey_quality import SOUND, SPEEDER, STRAIGHT
from assessment.rules.survey_results import Found, areas_of, results
from assessment.rules.survey_weights import Cell, coverage
from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.common.outbox import enqueue
from pingan.matters.machine import Move
from pingan.org.models import Region

_PLACES = Decimal("0.0001")


def _rounded(value: float) -> Decimal:
    """Return a number as it is stored and cited: four decimals, half up."""
    return Decimal(repr(value)).quantize(_PLACES, ROUND_HALF_UP)


def end_field(survey: Survey) -> None:
    """Forget which codes are still good and what arrived: nothing is taken any more."""
    SurveyCode.objects.filter(batch__survey=survey).delete()
    SurveyArrival.objects.filter(survey=survey).delete()


def close_guard(move: Move) -> None:
    """Guard: somebody answered."""
    if not move.detail.answers.exists():
        raise Invalid({"": _("Nobody has answered yet. Withdraw it, if nobody is to be asked.")})


def close_effect(move: Move) -> None:
    """Effect: no further answers; the results are counted once and never change.

    The row is locked first: who answers at this moment is either counted or told that it is over.
    """
    survey: Survey = move.detail
    # Answers lock the survey against this until they are written.
    Survey.objects.select_for_update().get(pk=survey.pk)
    flags, cells = flags_of(survey), tallies_of(survey)
    survey.closed_at = move.now
    survey.answered = sum(flags.values())
    survey.straight, survey.speeders = flags.get(STRAIGHT, 0), flags.get(SPEEDER, 0)
    survey.coverage = _rounded(
        coverage({key: Cell(one.population, one.answers) for key, one in cells.items()})
    )
    survey.save()
    end_field(survey)
    _write(survey, cells)
    move.public.update(
        answers=survey.answered, sound=flags.get(SOUND, 0), straight=survey.straight, speeders=survey.speeders
    )
    move.note = move.data.note


def _write(survey: Survey, cells: Any) -> None:
    whole = survey.matter.region
    plan = {
        row.code: row
        for row in Region.objects.filter(pk__in=survey.cells.order_by().values("region_id")).select_related(
            "parent"
        )
    }
    above = {code: row.parent.code if row.parent else whole.code for code, row in plan.items()}
    areas = areas_of(whole.code, above)
    parents = {row.parent.code: row.parent for row in plan.values() if row.parent is not None}
    regions = {**parents, **plan, whole.code: whole}
    found = results(
        areas,
        cells,
        questions_asked(survey),
        points=survey.points,
        cap=float(survey.weight_cap),
        least=survey.least_cell,
    )
    SurveyResult.objects.bulk_create(list(_rows(survey, found, regions)), batch_size=2000)


def _rows(survey: Survey, found: Iterable[Found], regions: dict[str, Region]) -> Iterable[SurveyResult]:
    for one in found:
        row = SurveyResult(
            survey=survey,
            region=regions[one.code],
            section=one.section,
            dimension=one.dimension,
            group=one.group,
            answers=one.answers,
        )
        if one.estimate is not None:
            interval = one.estimate.interval
            row.index, row.low, row.high = map(_rounded, (interval.index, interval.low, interval.high))
            row.effective = _rounded(one.estimate.effective)
        if one.standing is not None:
            where = one.standing
            row.place, row.best, row.worst, row.band = where.place, where.best, where.worst, where.band
        yield row


def publish_offered(actor: Actor, survey: Any) -> Any:
    """Who drafted it does not publish it."""
    if survey.drafted_by_id is not None and survey.drafted_by_id == actor.user_id:
        return _("Who drafted a survey does not publish it.")
    return None


def publish_effect(move: Move) -> None:
    """Effect: everybody whom it concerns reads it; the database refuses any change of it."""
    survey: Survey = move.detail
    survey.published_at, survey.published_by_id = move.now, move.actor.user_id
    survey.document = move.data.document
    move.public["document"] = survey.document
    move.note = move.data.note
    enqueue("assessment.propose_low", survey_id=survey.pk)


def withdraw_effect(move: Move) -> None:
    """Effect: no code is good any more; what was answered stays, and nobody reads it."""
    end_field(move.detail)
    move.note = move.data.note
