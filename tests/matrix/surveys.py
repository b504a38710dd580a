"""Surveys of the scene: in every area a draft and a published poll of its county.

Who sees which is written down by hand (``docs/surveys.md``): before publication the office and the leader of the body, and
the auditor of the area; afterwards everybody in an office whose area holds it or lies in it. People in the field see none.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db.models import Model

from assessment.models import CodeBatch, SampleCell, Survey, SurveyQuestion, SurveyResult
from assessment.services.survey_codes import draw_codes
from pingan.matters.models import Matter
from tests.factories.surveys import act, county, given_survey, put_answers
from tests.factories.world import Place

if TYPE_CHECKING:
    from tests.matrix.scene import Scene

#: What belongs to a survey, and the way to it.
BELONGING: dict[type[Model], str] = dict.fromkeys(
    (SurveyQuestion, SampleCell, CodeBatch, SurveyResult), "survey_id"
)
_OWN = {"body_office", "leader", "auditor"}
_READING = {
    *_OWN,
    "township_desk",
    "county_dispatcher",
    "county_government",
    "unit_handler",
    "unit_handler_2",
}


def put_surveys(place: Place, text: str, put: Callable[[Model], None]) -> None:
    body = county(place)
    given_survey(body, introduction=f"{text}民调稿")
    survey = given_survey(body, "fielded", introduction=f"{text}民调")
    draw_codes(actor=body.office, survey_id=survey.pk, region_code=body.codes[0], count=1)
    put_answers(body, survey)
    for name in ("close", "publish"):
        act(body, survey, name)
    for row in (
        survey,
        *(getattr(survey, name).first() for name in ("questions", "cells", "batches", "results")),
    ):
        put(row)


def write_down_surveys(scene: Scene) -> None:
    rows = list(Survey.objects.select_related("matter"))
    scene.numbers |= {row.matter.number: row.pk for row in rows}
    for role in scene.actors:
        own = frozenset(row.pk for row in rows if _sees(scene, role, row))
        scene.truth[role, Survey] = own
        scene.truth[role, Matter] = scene.truth[role, Matter] | own
        for model, path in BELONGING.items():
            found = model._default_manager.filter(**{f"{path}__in": own})
            scene.truth[role, model] = frozenset(found.values_list("pk", flat=True))


def _sees(scene: Scene, role: str, row: Survey) -> bool:
    """Domain knowledge, by hand; all of them are polls of a county."""
    is_here = row.matter.region_code == scene.world.here.county.code
    if role == "province_office":
        return row.published_at is not None
    return is_here and (role in _OWN or (role in _READING and row.published_at is not None))
