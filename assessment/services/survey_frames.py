"""What one sheet of a survey may hold, and the row that is kept of it. Never who answered, never at what moment."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from assessment.models import SampleCell, Survey, SurveyAnswer, SurveyQuestion
from assessment.models.survey_choices import AgeBand, Setting, Sex
from assessment.rules.survey_quality import flag_of, kept_seconds
from pingan.common.errors import DomainError


class Over(DomainError):
    """The survey takes no answers: not yet, or no more."""

    code = "over"


@dataclass(frozen=True)
class Sheet:
    """What somebody answered: a mark from 1 to 5 for each question by place, 0 where there is none.

    ``seconds``: how long it took; None: nobody knows.
    """

    sex: str
    age: str
    setting: str
    marks: tuple[int, ...]
    seconds: int | None = None


@dataclass(frozen=True)
class Frame:
    """What the answers of one survey are judged by, read once for any number of them."""

    survey: Survey
    required: frozenset[int]
    reversed_at: frozenset[int]
    length: int
    cells: frozenset[tuple[str, str, str, str]]

    @cached_property
    def codes(self) -> frozenset[str]:
        """Return the codes of the plan's divisions."""
        return frozenset(cell[0] for cell in self.cells)


def frame_of(survey: Survey) -> Frame:
    """Return the questions of a survey and the cells of its plan."""
    rows = list(SurveyQuestion.objects.filter(survey=survey))
    cells = SampleCell.objects.filter(survey=survey).order_by()
    return Frame(
        survey,
        frozenset(at for at, row in enumerate(rows) if row.is_required),
        frozenset(at for at, row in enumerate(rows) if row.is_reversed),
        len(rows),
        frozenset(cells.values_list("region__code", "sex", "age", "setting")),
    )


def problems_of(frame: Frame, region_code: str, sheet: Sheet) -> dict[str, str]:
    """Return what is wrong with a sheet, by field; questions as ``q1``, ``q2`` ..."""
    problems = {
        name: _("Choose one of the list.")
        for name, known in (("sex", Sex), ("age", AgeBand), ("setting", Setting))
        if getattr(sheet, name) not in known.values
    }
    if len(sheet.marks) != frame.length or not set(sheet.marks) <= {0, 1, 2, 3, 4, 5}:
        problems[""] = _("This form is too old. Open the page again and fill it in.")
    elif not any(sheet.marks):
        problems[""] = _("Nothing has been answered yet.")
    else:
        problems |= {
            f"q{at + 1}": _("This field is required.") for at in sorted(frame.required) if not sheet.marks[at]
        }
    if not problems and (region_code, sheet.sex, sheet.age, sheet.setting) not in frame.cells:
        problems["setting"] = _("The plan of this survey has no such group in this division.")
    return problems


def answer_row(frame: Frame, region_id: int, sheet: Sheet, channel: str, day: date) -> SurveyAnswer:
    """Return the row of a sheet, its key drawn by lot (below 2⁵³, so that every program reads it exactly)."""
    seconds = None if sheet.seconds is None else max(0, sheet.seconds)
    survey = frame.survey
    return SurveyAnswer(
        id=secrets.randbelow(2**53 - 1) + 1,
        survey=survey,
        region_id=region_id,
        sex=sheet.sex,
        age=sheet.age,
        setting=sheet.setting,
        channel=channel,
        answered_on=day,
        seconds=None if seconds is None else kept_seconds(seconds),
        marks=list(sheet.marks),
        flag=flag_of(
            sheet.marks,
            frame.reversed_at,
            seconds,
            least_seconds=survey.least_seconds,
            straight_from=survey.straight_from,
        ),
    )


def keep(rows: Sequence[SurveyAnswer]) -> None:
    """Write answers.

    Raises:
        Over: the survey was closed since it was looked at.

    """
    try:
        with transaction.atomic():
            SurveyAnswer.objects.bulk_create(rows, batch_size=5000)
    except IntegrityError as error:  # closed since it was looked at
        raise Over() from error
