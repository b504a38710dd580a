"""Taking the answers of the public: once per form, by nobody, on a day (domain.md §5; no person is stored)."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from disputes.services.screening import without_numbers
from pingan.common import crypto
from pingan.common.errors import DomainError, Invalid
from pingan.common.text import plain_text
from risk.models import AnswerSheet, Questionnaire, Reply, SentForm
from risk.queries.questionnaires import is_open, public_questionnaire

_FORM = re.compile(r"[A-Za-z0-9_-]{16,64}")


class Over(DomainError):
    """The questionnaire takes no answers: not yet, or no more."""

    code = "over"


@dataclass(frozen=True)
class Answers:
    """What a form says, by question: numbers of choices, words. ``form`` is the number written into the form."""

    form: str
    choices: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    words: Mapping[int, str] = field(default_factory=dict)


def new_form() -> str:
    """Return the number that a form carries, so that two taps are one answer."""
    return secrets.token_urlsafe(16)


def _key() -> int:
    """Return a key by lot that every program reads exactly (below 2⁵³): the order of rows tells nothing."""
    return secrets.randbelow(2**53 - 1) + 1


def take_answers(token: str, answers: Answers) -> bool:
    """Keep what was answered; False: this very form had arrived before, and nothing was kept again.

    The questionnaire is looked at inside the transaction, and its row is locked by the trigger of the sheet: closing it
    waits, or this does. No entry is written to timeline or log, since either would tell the moment.

    Raises:
        Over: it takes no answers now, or there is no such link.
        Invalid: the form carries no number, or says nothing at all.

    """
    if not _FORM.fullmatch(answers.form):
        raise Invalid({"": _("This form is too old. Open the page again and fill it in.")})
    words = {key: kept for key, text in answers.words.items() if (kept := _kept(text))}
    if not words and not any(answers.choices.values()):
        raise Invalid({"": _("Nothing has been answered yet.")})
    with transaction.atomic():
        asked = public_questionnaire(token)
        if asked is None or not is_open(asked):
            raise Over()
        if not _is_new(asked, answers.form):
            return False
        sheet = AnswerSheet(id=_key(), questionnaire=asked, answered_on=timezone.localdate())
        try:
            sheet.save(force_insert=True)
        except IntegrityError as error:  # closed since it was looked at
            raise Over() from error
        Reply.objects.bulk_create(
            [
                *(
                    Reply(id=_key(), sheet=sheet, question_id=key, choice=number)
                    for key, numbers in answers.choices.items()
                    for number in dict.fromkeys(numbers)
                ),
                *(Reply(id=_key(), sheet=sheet, question_id=key, text=text) for key, text in words.items()),
            ]
        )
    return True


def _kept(text: str) -> str:
    """Return free words as they are kept: without phones and identity numbers, and nothing that shows nothing."""
    return without_numbers(plain_text(text)).strip()


def _is_new(asked: Questionnaire, form: str) -> bool:
    """Note that a form arrived; a second one at the same moment waits for the first."""
    digest = crypto.blind_index(form, scope=f"consult:{asked.pk}")
    _row, is_new = SentForm.objects.get_or_create(digest=digest, defaults={"questionnaire": asked})
    return is_new
