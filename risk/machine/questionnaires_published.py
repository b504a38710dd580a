"""Guards and effects of a questionnaire that is published: its link, its end with the result, answers that name somebody."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.matters.machine import Move
from risk.machine.questionnaire_drafts import draft_in, only_where
from risk.models import AnswerSheet, Consultation, Questionnaire, Reply, SentForm
from risk.queries.questionnaires import of_decision, reply_in, results_of, running_of
from risk.rules.questionnaires import sentences


def close_offered(actor: Actor, decision: Any) -> Any:
    """Only where one is published and not closed."""
    return only_where(running_of(decision), _("No questionnaire is open."))


def strike_offered(actor: Actor, decision: Any) -> Any:
    """Only where somebody answered in own words."""
    words = Reply.objects.filter(
        question__questionnaire__in=of_decision(decision), choice=None, struck_at=None
    )
    return only_where(words, _("No answer in own words stands."))


#: Of a link that people type off a poster: nothing that looks like something else.
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
_LENGTH = 16


def new_token() -> str:
    """Return what nobody guesses (79 bits) and everybody can type."""
    return "".join(secrets.choice(_LETTERS) for _letter in range(_LENGTH))


def publish_guard(move: Move) -> None:
    """Guard: something is asked, the last day is not over, people are still heard."""
    draft = draft_in(move)
    if not draft.questions.exists():
        raise Invalid({"questionnaire": _("Ask at least one question first.")})
    if draft.closes_on < timezone.localdate(move.now):
        raise Invalid({"questionnaire": _("Its last day is over: change its term first.")})
    if draft.consultation.ended_at is not None:
        raise Invalid({"questionnaire": _("The result of its consultation is recorded already.")})


def publish_effect(move: Move) -> None:
    """Effect: it has its link. From now on the database refuses any change of it."""
    draft = draft_in(move)
    draft.token = new_token()
    draft.published_at, draft.published_by_id = move.now, move.actor.user_id
    draft.save(update_fields=["token", "published_at", "published_by"])
    move.public.update(
        questionnaire=draft.pk,
        opens_on=f"{draft.opens_on}",
        closes_on=f"{draft.closes_on}",
        wanted=draft.wanted,
    )
    move.note = draft.title


def _running(move: Move) -> Questionnaire:
    found = running_of(move.detail).filter(pk=move.data.questionnaire).first()
    if found is None:
        raise Invalid({"questionnaire": _("Choose one that is published and not closed.")})
    return found


def close_guard(move: Move) -> None:
    """Guard: a published one that is not closed."""
    _running(move)


def shut(row: Questionnaire, move: Move) -> int:
    """Close a questionnaire and return how many answered; which forms arrived is forgotten.

    The row is changed first: whoever is answering at this moment is either counted or told that it is over.
    """
    row.closed_at = move.now
    row.save(update_fields=["closed_at"])
    SentForm.objects.filter(questionnaire=row).delete()
    return AnswerSheet.objects.filter(questionnaire=row).count()


def close_effect(move: Move) -> None:
    """Effect: no further answers; the counts are the result of its consultation, where that has begun and waits for it."""
    row = _running(move)
    count, hearing = shut(row, move), row.consultation
    move.public.update(questionnaire=row.pk, reached=count)
    move.note = move.data.note
    today = timezone.localdate(move.now)
    if hearing.ended_at is None and hearing.starts_on <= today:
        _record(hearing, count, "\n".join(filter(None, [*told(row), move.data.note])), today, move)


def told(row: Questionnaire) -> list[str]:
    """Return what came of a questionnaire as sentences of a record, which are Chinese whoever closes it."""
    with translation.override(settings.LANGUAGE_CODE):
        return sentences(results_of([row])[row.pk])


def _record(hearing: Consultation, count: int, summary: str, today: date, move: Move) -> None:
    hearing.reached, hearing.summary, hearing.ended_at = count, summary, move.now
    hearing.ends_on = min(hearing.ends_on, today)
    hearing.save(update_fields=["reached", "summary", "ended_at", "ends_on"])


def strike_guard(move: Move) -> None:
    """Guard: an answer in own words whose words stand."""
    if reply_in(move.detail, move.data.reply) is None:
        raise Invalid({"reply": _("Give the number of an answer in own words on this decision.")})


def strike_effect(move: Move) -> None:
    """Effect: the words are gone; that there were some is still counted."""
    row = reply_in(move.detail, move.data.reply)
    if row is None:
        raise AssertionError(f"reply {move.data.reply} is gone")
    row.text, row.struck_at = "", move.now
    row.save(update_fields=["text", "struck_at"])
    move.public["questionnaire"] = row.question.questionnaire_id
    move.note = move.data.note
