"""Taking answers: by one-time code, by phone, out of a third party's file. Never who answered, never at what moment."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.models import SampleCell, Survey, SurveyAnswer, SurveyArrival, SurveyCode, SurveyQuestion
from assessment.models.survey_choices import AgeBand, Channel, Setting, Sex
from assessment.rules.survey_quality import flag_of
from assessment.services.survey_codes import digest_of, plain_code
from pingan.access.policy import fetch
from pingan.access.rules import Actor
from pingan.common import crypto
from pingan.common.errors import DomainError, IllegalAction, Invalid
from pingan.org.models import Region

_FORM = re.compile(r"[A-Za-z0-9_-]{16,64}")
_LONGEST_SECONDS = 32_000


class Over(DomainError):
    """The survey takes no answers: not yet, or no more."""

    code = "over"


class NotGood(DomainError):
    """There is no such code, or it has been used: nobody can tell which."""

    code = "not_good"


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


def survey_of_code(code: str) -> tuple[Survey, Region] | None:
    """Return the survey and the division that a good code belongs to; None: it is none, or none any more."""
    plain = plain_code(code)
    if not plain:
        return None
    found = (
        SurveyCode.objects.filter(digest=digest_of(plain))
        .select_related("batch__survey__matter__organ", "batch__region")
        .first()
    )
    return None if found is None else (found.batch.survey, found.batch.region)


def is_open(survey: Survey, today: date) -> bool:
    """Say whether a survey takes answers on a day."""
    return (
        survey.fielded_at is not None
        and survey.closed_at is None
        and survey.opens_on <= today <= survey.closes_on
        and survey.matter.state == "fielded"
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
    seconds = None if sheet.seconds is None else max(0, min(sheet.seconds, _LONGEST_SECONDS))
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
        seconds=seconds,
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


@transaction.atomic
def take_by_code(code: str, sheet: Sheet) -> None:
    """Keep the answers of whoever holds a code, and burn it in the same transaction; two taps at once keep one.

    No entry is written to timeline or log, since either would tell the moment.

    Raises:
        NotGood: no code, or none any more.
        Over: the survey takes no answers now.
        Invalid: what is wrong, at each field.

    """
    found = survey_of_code(code)
    if found is None:
        raise NotGood()
    survey, region = found
    today = timezone.localdate()
    if not is_open(survey, today):
        raise Over()
    frame = frame_of(survey)
    problems = problems_of(frame, region.code, sheet)
    if problems:
        raise Invalid(problems)
    burnt, _by_table = SurveyCode.objects.filter(digest=digest_of(plain_code(code))).delete()
    if not burnt:
        raise NotGood()
    keep([answer_row(frame, region.pk, sheet, Channel.LINK, today)])


def new_form() -> str:
    """Return the number that a phone sheet carries, so that two taps are one answer."""
    return secrets.token_urlsafe(16)


def _is_new(survey: Survey, digest: str) -> bool:
    _row, is_new = SurveyArrival.objects.get_or_create(digest=digest, defaults={"survey": survey})
    return is_new


def running(actor: Actor, survey_id: int) -> Survey:
    """Return a survey of the actor's own that is in the field.

    Raises:
        NotFound, Forbidden: not the actor's to run.
        IllegalAction: it is not in the field.

    """
    survey: Survey = fetch(Survey, actor, survey_id, "run")
    if survey.matter.state != "fielded":
        raise IllegalAction(_("Answers are taken while the survey is in the field."))
    return survey


@transaction.atomic
def take_by_phone(*, actor: Actor, survey_id: int, form: str, region_code: str, sheet: Sheet) -> bool:
    """Keep what an interviewer was told; False: this very form had arrived before. Who typed it is not kept with it.

    Raises:
        NotFound, Forbidden, IllegalAction: as ``running``.
        Invalid: what is wrong, at each field.

    """
    survey = running(actor, survey_id)
    frame = frame_of(survey)
    if not _FORM.fullmatch(form):
        raise Invalid({"": _("This form is too old. Open the page again and fill it in.")})
    problems = problems_of(frame, region_code, sheet)
    region = Region.objects.filter(
        code=region_code, pk__in=survey.cells.order_by().values("region_id")
    ).first()
    if region is None:
        problems = {**problems, "region": _("Choose a division of the plan.")}
    if problems or region is None:
        raise Invalid(problems)
    if not _is_new(survey, crypto.blind_index(form, scope=f"survey:{survey.pk}")):
        return False
    keep([answer_row(frame, region.pk, sheet, Channel.PHONE, timezone.localdate())])
    return True


def is_first_file(survey: Survey, rows: Sequence[str]) -> bool:
    """Note that a file arrived, by its rows whatever their order or format; False: these very rows came before."""
    together = hashlib.sha256("\n".join(sorted(rows)).encode()).hexdigest()
    return _is_new(survey, crypto.blind_index(together, scope=f"survey_file:{survey.pk}"))
