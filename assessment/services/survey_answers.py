"""Taking answers: by one-time code, by phone, out of a third party's file. Never who answered, never at what moment."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.models import Survey, SurveyArrival, SurveyCode
from assessment.models.survey_choices import Channel
from assessment.services.survey_codes import digest_of, plain_code
from assessment.services.survey_frames import Over, Sheet, answer_row, frame_of, keep, problems_of
from pingan.access.policy import fetch
from pingan.access.rules import Actor
from pingan.common import crypto
from pingan.common.errors import DomainError, IllegalAction, Invalid
from pingan.org.models import Region

_FORM = re.compile(r"[A-Za-z0-9_-]{16,64}")


class NotGood(DomainError):
    """There is no such code, or it has been used: nobody can tell which."""

    code = "not_good"


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
