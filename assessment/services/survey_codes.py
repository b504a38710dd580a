"""One-time codes of a survey: drawn, shown once, kept as a keyed digest alone, gone when used.

A code of 16 letters out of 31 has 79 bits: nobody guesses one. Its digest lies in no row of an answer, and is deleted in the
transaction that writes the answer; nothing is left that the two could be joined by.
"""

from __future__ import annotations

import re
import secrets
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.models import CodeBatch, Survey, SurveyCode
from pingan.access.policy import fetch
from pingan.access.rules import Actor
from pingan.audit.services import log
from pingan.common import crypto
from pingan.common.errors import IllegalAction, Invalid
from pingan.matters.services import Event, record
from pingan.org.models import Region

#: Nothing that looks like something else: people type them off paper.
_LETTERS: Final = "23456789abcdefghjkmnpqrstuvwxyz"
_LENGTH: Final = 16
_SHAPE = re.compile(rf"[{_LETTERS}]{{{_LENGTH}}}")
#: Codes of one sheet to print.
MOST_AT_ONCE: Final = 500


def plain_code(typed: str) -> str:
    """Return a code as it was drawn: without the dashes and blanks that help to read it; blank: no code looks so."""
    found = re.sub(r"[\s\-–]", "", typed[:64]).lower()
    return found if _SHAPE.fullmatch(found) else ""


def digest_of(code: str) -> str:
    """Return the keyed digest that is all the house keeps of a code."""
    return crypto.blind_index(code, scope="survey_code")


def readable(code: str) -> str:
    """Return a code in groups of four, as it is printed."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


@transaction.atomic
def draw_codes(*, actor: Actor, survey_id: int, region_code: str, count: int) -> list[str]:
    """Draw new codes for a division of the plan and return them: this once, for nobody can look them up.

    Raises:
        NotFound, Forbidden: not the actor's to run.
        IllegalAction: it is not in the field.
        Invalid: no division of the plan, or too many at once.

    """
    survey: Survey = fetch(Survey, actor, survey_id, "run")
    survey = Survey.objects.select_for_update().select_related("matter").get(pk=survey.pk)
    if survey.fielded_at is None or survey.matter.state != "fielded":
        raise IllegalAction(_("Codes are drawn while the survey is in the field."))
    if not 1 <= count <= MOST_AT_ONCE:
        raise Invalid({"count": _("Draw 1 to %(most)d codes at a time.") % {"most": MOST_AT_ONCE}})
    region = Region.objects.filter(
        code=region_code, pk__in=survey.cells.order_by().values("region_id")
    ).first()
    if region is None:
        raise Invalid({"region": _("Choose a division of the plan.")})
    batch = CodeBatch.objects.create(survey=survey, region=region, issued=count, drawn_at=timezone.now())
    codes = ["".join(secrets.choice(_LETTERS) for _letter in range(_LENGTH)) for _code in range(count)]
    SurveyCode.objects.bulk_create(SurveyCode(digest=digest_of(code), batch=batch) for code in codes)
    data = {"region": region.code, "count": count}
    record(survey.pk, actor, Event("codes", survey.matter.state, survey.matter.state, data=data))
    log(actor=actor, action="survey.codes", object_type="survey", object_id=survey.pk, data=data)
    return codes
