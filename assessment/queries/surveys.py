"""Reads of surveys: who sees which, what the plan wants and has, what came of it, and what may be cited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from assessment.models import (
    CodeBatch,
    SampleCell,
    Survey,
    SurveyAnswer,
    SurveyCode,
    SurveyQuestion,
    SurveyResult,
)
from assessment.models.survey_choices import SurveyKind
from assessment.rules.survey_quality import MARKS
from assessment.rules.survey_results import Asked, CellKey, Tally
from grids.queries.limits import numbers_for
from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.calendars.rules import term_of_day
from pingan.matters.models import Matter
from pingan.org.models import Region
from pingan.org.queries import user_ids_holding

#: Prefix of the numbers of surveys in the rulebook.
PREFIX = "survey."
#: A page about the plan shows every division; a province has a hundred counties.
MOST_DIVISIONS = 200
_CELL = ("region__code", "sex", "age", "setting")


def surveys_visible(actor: Actor | None) -> QuerySet[Survey]:
    """Return the surveys in the actor's scope with what every list shows, newest first."""
    rows = visible_to(Survey, actor).select_related("matter", "matter__region", "matter__organ")
    return rows.defer("matter__search", "matter__region__boundary").order_by("-matter__opened_at", "-pk")


def numbers_of_surveys(region_code: str) -> dict[str, Any]:
    """Return the numbers of surveys as they hold today, by the rest of their codes, each with version and source."""
    return {code.removeprefix(PREFIX): one for code, one in numbers_for(PREFIX, region_code).items()}


def questions_asked(survey: Survey) -> list[Asked]:
    """Return the questions of a survey as the rules take them, by place."""
    rows = enumerate(SurveyQuestion.objects.filter(survey=survey))
    return [Asked(at, row.section, row.is_reversed) for at, row in rows]


def divisions_for(region: Region) -> QuerySet[Region]:
    """Return the divisions that a plan of a body may name: the counties of a province or city, else the townships."""
    level = 3 if region.level < 3 else 4
    within = region.code[: {1: 2, 2: 4, 3: 6, 4: 9}.get(region.level, 12)]
    rows = Region.objects.in_force().filter(code__startswith=within, level=level, is_virtual=False)
    return rows.defer("boundary").order_by("code")


def tallies_of(survey: Survey) -> dict[CellKey, Tally]:
    """Return the sound answers of a survey, counted by cell of the plan, question and mark; one statement for all."""
    places = range(SurveyQuestion.objects.filter(survey=survey).count())
    people = {
        CellKey(*key): population
        for *key, population in SampleCell.objects.filter(survey=survey)
        .order_by()
        .values_list(*_CELL, "population")
    }
    counted = {
        f"m{at}_{mark}": Count("pk", filter=Q(**{f"marks__{at}": mark})) for at in places for mark in MARKS
    }
    rows = (
        SurveyAnswer.objects.filter(survey=survey, flag="")
        .order_by()
        .values(*_CELL)
        .annotate(number=Count("pk"), **counted)
    )
    found = {key: Tally(count, 0, {}) for key, count in people.items()}
    for row in rows:
        key = CellKey(*(row[name] for name in _CELL))
        marks = {at: [row[f"m{at}_{mark}"] for mark in MARKS] for at in places}
        found[key] = Tally(people[key], row["number"], marks)
    return found


def flags_of(survey: Survey) -> dict[str, int]:
    """Return how many answers there are by flag; blank: the sound ones."""
    rows = SurveyAnswer.objects.filter(survey=survey).order_by().values_list("flag")
    return dict(rows.annotate(Count("pk")))


@dataclass(frozen=True)
class Progress:
    """How far one division or group has come: answers wanted and there, codes drawn and still good."""

    name: str
    code: str
    population: int
    wanted: int
    answers: int
    issued: int = 0
    unused: int = 0

    @property
    def percent(self) -> int:
        """Return the answers as per cent of those wanted; 100 where none are."""
        return min(100, 100 * self.answers // self.wanted) if self.wanted else 100


def progress_of(survey: Survey) -> list[Progress]:
    """Return how far each division of the plan has come, by code."""
    cells = SampleCell.objects.filter(survey=survey).order_by("region__code")
    rows = cells.values("region__code", "region__name").annotate(Sum("population"), Sum("wanted"))
    answers = dict(
        SurveyAnswer.objects.filter(survey=survey)
        .order_by()
        .values_list("region__code")
        .annotate(Count("pk"))
    )
    batches = CodeBatch.objects.filter(survey=survey).order_by()
    issued = dict(batches.values_list("region__code").annotate(Sum("issued")))
    codes = SurveyCode.objects.filter(batch__survey=survey).order_by()
    unused = dict(codes.values_list("batch__region__code").annotate(Count("pk")))
    return [
        Progress(
            row["region__name"],
            code := row["region__code"],
            row["population__sum"],
            row["wanted__sum"],
            answers.get(code, 0),
            issued.get(code, 0),
            unused.get(code, 0),
        )
        for row in rows
    ]


def strata_of(survey: Survey) -> list[tuple[tuple[str, str, str], int, int]]:
    """Return each stratum over all divisions: its sex, age and setting, answers wanted and there."""
    names = ("sex", "age", "setting")
    wanted = SampleCell.objects.filter(survey=survey).order_by(*names).values_list(*names)
    there = {
        (sex, age, setting): count
        for sex, age, setting, count in SurveyAnswer.objects.filter(survey=survey)
        .order_by()
        .values_list(*names)
        .annotate(Count("pk"))
    }
    return [
        ((sex, age, setting), count, there.get((sex, age, setting), 0))
        for sex, age, setting, count in wanted.annotate(Sum("wanted"))
    ]


def results_shown(survey: Survey, section: str, dimension: str = "") -> QuerySet[SurveyResult]:
    """Return the results of one section, of all or by groups; the official order: by place, the whole first."""
    rows = SurveyResult.objects.filter(survey=survey, section=section, dimension=dimension)
    return rows.select_related("region").defer("region__boundary")


def sections_with_results(survey: Survey) -> list[str]:
    """Return the sections that have results."""
    rows = SurveyResult.objects.filter(survey=survey, dimension="")
    return sorted(set(rows.order_by().values_list("section", flat=True).distinct()))


@dataclass(frozen=True)
class Index:
    """An index that may be cited, with its bounds and what it rests on."""

    survey_id: int
    number: str
    region_code: str
    section: str
    index: Decimal
    low: Decimal
    high: Decimal
    answers: int


def citable_surveys(start: date, end: date) -> QuerySet[Survey]:
    """Return the official surveys that are published and whose time ends within these days, the latest first.

    A local poll is never among them (invariant 15), nor is anything that is not published.
    """
    rows = Survey.objects.filter(kind=SurveyKind.OFFICIAL, published_at__isnull=False)
    return rows.filter(period_to__gte=start, period_to__lte=end).order_by("-period_to", "-pk")


def index_of(survey: Survey, region_code: str, section: str = "safety") -> Index | None:
    """Return the index of a section in a division, for assessment (P1, P2) and accountability (Article 58).

    None: the survey is no official one or not published, the division has no result of its own, or it is hidden.
    """
    if survey.kind != SurveyKind.OFFICIAL or survey.published_at is None:
        return None
    found = (
        SurveyResult.objects.filter(survey=survey, section=section, dimension="", region__code=region_code)
        .select_related("survey__matter")
        .first()
    )
    if found is None or found.index is None or found.low is None or found.high is None:
        return None
    return Index(
        survey.pk,
        found.survey.matter.number,
        region_code,
        section,
        found.index,
        found.low,
        found.high,
        found.answers,
    )


def official_index(region_code: str, section: str, start: date, end: date) -> Index | None:
    """Return the latest index that may be cited for a division and time; None: there is none."""
    for survey in citable_surveys(start, end):
        found = index_of(survey, region_code, section)
        if found is not None:
            return found
    return None


def field_duties(matter: Matter) -> list[tuple[datetime, datetime]]:
    """Return until when a survey in the field is to be closed: the end of its last day, announced three days before."""
    if matter.state != "fielded":
        return []
    days = Survey.objects.filter(pk=matter.pk).values_list("closes_on", flat=True)
    return [term_of_day(day, 3) for day in days]


def leaders_of(survey: Survey) -> Sequence[int]:
    """Return who publishes: the leaders of the body's division."""
    return user_ids_holding(Q(role="leader", region_id=survey.matter.region_id))


def office_of(survey: Survey) -> Sequence[int]:
    """Return who runs it: the office of the body's division."""
    return user_ids_holding(Q(role="body_office", region_id=survey.matter.region_id))
