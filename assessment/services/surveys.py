"""Drafting a survey: its words and days, the numbers of the rulebook as they hold today, the ready-made questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.machine.survey_drafting import day_problems
from assessment.models import Survey, SurveyQuestion
from assessment.models.survey_choices import SurveyKind
from assessment.queries.surveys import numbers_of_surveys
from assessment.rules.survey_states import READY_MADE
from disputes.services.screening import without_numbers
from pingan.access.rules import Actor
from pingan.common.errors import Forbidden, Invalid
from pingan.common.text import in_plain_text
from pingan.matters.models import Matter
from pingan.matters.services import Event, MatterData, open_matter
from pingan.org.models import Region, RegionLevel

#: Where nobody set a number: those that the product ships (domain.md §7.5; reference/surveys/workflow_numbers.csv).
USUAL: Final[Mapping[str, int | str]] = {
    "margin": 5,
    "expected_share": 50,
    "expected_deff": "1.2",
    "weight_cap": 5,
    "least_cell": 30,
    "least_seconds": 20,
    "straight_from": 6,
    "points_1": 100,
    "points_2": 100,
    "points_3": 0,
    "points_4": 0,
    "points_5": 0,
}
_WORDS = {"title": 120, "introduction": 1000, "contractor": 120}


@dataclass(frozen=True)
class NewSurvey:
    """What a survey begins with. ``margin`` None: the rulebook's; ``with_ready_made``: with the proposed questions."""

    title: str
    introduction: str
    period_from: date
    period_to: date
    opens_on: date
    closes_on: date
    contractor: str = ""
    margin: Decimal | None = None
    with_ready_made: bool = True


def draft_survey(*, actor: Actor, data: NewSurvey) -> Survey:
    """Draft a survey of the actor's body: the province's is official, every other a local poll (Article 59).

    Raises:
        Forbidden: the post runs no surveys, or stands for no division.
        Invalid: what is wrong, at each field.

    """
    if not actor.has("survey.run") or actor.region_id is None:
        raise Forbidden()
    data = in_plain_text(data)
    data = replace(data, title=without_numbers(data.title), introduction=without_numbers(data.introduction))
    problems = _problems(data)
    if problems:
        raise Invalid(problems)
    region = Region.objects.get(pk=actor.region_id)
    kind = SurveyKind.OFFICIAL if region.level == RegionLevel.PROVINCE else SurveyKind.LOCAL_POLL
    made: list[Survey] = []

    def make_detail(matter: Matter) -> Survey:
        survey = Survey(
            matter=matter,
            kind=kind,
            period_from=data.period_from,
            period_to=data.period_to,
            opens_on=data.opens_on,
            closes_on=data.closes_on,
            introduction=data.introduction,
            contractor=data.contractor,
            drafted_by_id=actor.user_id,
            **_numbers(region.code, data.margin),
        )
        survey.save(force_insert=True)
        if data.with_ready_made:
            SurveyQuestion.objects.bulk_create(
                SurveyQuestion(
                    survey=survey,
                    position=place,
                    section=one.section,
                    scale=one.scale,
                    text=one.text,
                    text_en=one.text_en,
                )
                for place, one in enumerate(READY_MADE, start=1)
            )
        made.append(survey)
        return survey

    open_matter(
        actor=actor,
        data=MatterData(
            kind="survey",
            title=data.title,
            text=data.introduction,
            region=region,
            class_code=kind,
            organ_id=actor.organ_id,
            keywords=region.name,
        ),
        event=Event("draft", data={"survey": str(kind)}),
        make_detail=make_detail,
    )
    return made[0]


def _problems(data: NewSurvey) -> dict[str, str]:
    problems = {
        name: _("This field is required.")
        for name in ("title", "introduction")
        if not getattr(data, name).strip()
    }
    for name, most in _WORDS.items():
        if len(getattr(data, name)) > most:
            problems[name] = _("At most %(most)d characters.") % {"most": most}
    if data.margin is not None and not Decimal("0.1") <= data.margin <= 20:
        problems["margin"] = _("Give 0.1 to 20 percentage points.")
    return {
        **day_problems(
            period_from=data.period_from,
            period_to=data.period_to,
            opens_on=data.opens_on,
            closes_on=data.closes_on,
            today=timezone.localdate(),
        ),
        **problems,
    }


def _numbers(region_code: str, margin: Decimal | None) -> dict[str, Any]:
    """Return the numbers of a new survey with whence each comes: they stay as they are, whatever becomes of the rulebook."""
    found = numbers_of_surveys(region_code)
    values: dict[str, Decimal] = {}
    sources: dict[str, dict[str, Any]] = {}
    for code, usual in USUAL.items():
        number = found.get(code)
        if number is None or number.value is None:
            values[code], sources[code] = (
                Decimal(str(usual)),
                {"source": "", "version": None, "confidence": "L"},
            )
        else:
            values[code] = number.value
            sources[code] = {
                "source": number.source,
                "version": number.version,
                "confidence": number.confidence,
            }
    if margin is not None:
        values["margin"] = margin
        sources["margin"] = {"source": "", "version": None, "confidence": "", "is_own": True}
    whole = {name: int(values[name]) for name in ("least_cell", "least_seconds", "straight_from")}
    points = [int(values[f"points_{place}"]) for place in range(1, 6)]
    parts = {name: values[name] for name in ("margin", "expected_share", "expected_deff", "weight_cap")}
    return {**whole, **parts, "points": points, "sources": sources}
