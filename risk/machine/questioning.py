"""Actions on the questionnaire of a consultation: drafted, edited, published once, closed with its result (domain.md §5)."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.matters.machine import Action, Move
from risk.machine.inputs import questionnaires as inputs
from risk.models import AnswerSheet, Consultation, Question, Questionnaire, Reply, SentForm
from risk.models.questionnaires import LONGEST_CHOICE, MOST_CHOICES, MOST_QUESTIONS
from risk.queries.questionnaires import (
    asked_by_draft,
    drafts_of,
    of_decision,
    reply_in,
    results_of,
    running_of,
    waiting_consultations,
)
from risk.rules.questionnaires import READY_MADE, choices_in, sentences


def _any(rows: Any, otherwise: str) -> Any:
    return None if rows.exists() else otherwise


def add_offered(actor: Actor, decision: Any) -> Any:
    """Only where a consultation by questionnaire has none yet."""
    return _any(waiting_consultations(decision), _("Open a consultation of the kind questionnaire first."))


def draft_offered(actor: Actor, decision: Any) -> Any:
    """Only where something is not published yet."""
    return _any(drafts_of(decision), _("There is no draft of a questionnaire."))


def question_offered(actor: Actor, decision: Any) -> Any:
    """Only where a draft has a question."""
    return _any(asked_by_draft(decision), _("No question can be edited."))


def close_offered(actor: Actor, decision: Any) -> Any:
    """Only where one is published and not closed."""
    return _any(running_of(decision), _("No questionnaire is open."))


def strike_offered(actor: Actor, decision: Any) -> Any:
    """Only where somebody answered in own words."""
    words = Reply.objects.filter(
        question__questionnaire__in=of_decision(decision), choice=None, struck_at=None
    )
    return _any(words, _("No answer in own words stands."))


def _term(consultation: Consultation, data: Any) -> dict[str, str]:
    first, last = timezone.localdate(data.opens_on), timezone.localdate(data.closes_on)
    if last < first:
        return {"closes_on": _("It ends before it begins.")}
    within = _("It lies within the consultation: %(first)s to %(last)s.") % {
        "first": consultation.starts_on,
        "last": consultation.ends_on,
    }
    problems = {"opens_on": within} if first < consultation.starts_on else {}
    return {**problems, "closes_on": within} if last > consultation.ends_on else problems


def _refuse(problems: dict[str, str]) -> None:
    if problems:
        raise Invalid(problems)


def _waiting(move: Move) -> Consultation:
    found = waiting_consultations(move.detail).filter(pk=move.data.consultation).first()
    if found is None:
        raise Invalid({"consultation": _("Choose an open consultation by questionnaire that has none yet.")})
    return found


def _draft(move: Move) -> Questionnaire:
    found = drafts_of(move.detail).filter(pk=move.data.questionnaire).first()
    if found is None:
        raise Invalid({"questionnaire": _("Choose a draft of this decision.")})
    return found


def _question(move: Move) -> Question:
    found = asked_by_draft(move.detail).filter(pk=move.data.question).first()
    if found is None:
        raise Invalid({"question": _("Choose a question of a draft.")})
    return found


def add_guard(move: Move) -> None:
    """Guard: a consultation that has none yet, a term within its own."""
    _refuse(_term(_waiting(move), move.data))


def add_effect(move: Move) -> None:
    """Effect: a draft, with the ready-made questions or without."""
    data: inputs.AddQuestionnaire = move.data
    made = Questionnaire(consultation=_waiting(move))
    _write(made, data)
    if data.begin_with == "ready_made":
        Question.objects.bulk_create(
            Question(
                questionnaire=made,
                position=place,
                kind=one.kind,
                text=one.text,
                choices=list(one.choices),
                is_required=one.is_required,
            )
            for place, one in enumerate(READY_MADE, start=1)
        )
    move.public["questionnaire"] = made.pk
    move.note = made.title


def _write(row: Questionnaire, data: Any) -> None:
    row.title, row.introduction, row.wanted = data.title, data.introduction, data.wanted
    row.opens_on, row.closes_on = timezone.localdate(data.opens_on), timezone.localdate(data.closes_on)
    row.save()


def change_guard(move: Move) -> None:
    """Guard: a draft, a term within its consultation's."""
    _refuse(_term(_draft(move).consultation, move.data))


def change_effect(move: Move) -> None:
    """Effect: other words, another term, another aim."""
    row = _draft(move)
    _write(row, move.data)
    move.public["questionnaire"] = row.pk
    move.note = row.title


def _choices(data: Any) -> tuple[str, ...]:
    """Return the choices of a question.

    Raises:
        Invalid: too few or too many, too long, twice the same, or none were asked for.

    """
    found = choices_in(data.choices)
    if data.kind not in {"one", "several"}:
        if found:
            raise Invalid({"choices": _("This kind of question has no choices of its own.")})
        return ()
    if not 2 <= len(found) <= MOST_CHOICES:
        raise Invalid(
            {"choices": _("Write 2 to %(most)d choices, one in each line.") % {"most": MOST_CHOICES}}
        )
    if len(set(found)) < len(found):
        raise Invalid({"choices": _("The same choice stands there twice.")})
    if max(map(len, found)) > LONGEST_CHOICE:
        raise Invalid({"choices": _("A choice has at most %(most)d characters.") % {"most": LONGEST_CHOICE}})
    return found


def question_guard(move: Move) -> None:
    """Guard: a draft that still takes a question, choices that fit its kind."""
    if _draft(move).questions.count() >= MOST_QUESTIONS:
        raise Invalid({"": _("A questionnaire has at most %(most)d questions.") % {"most": MOST_QUESTIONS}})
    _choices(move.data)


def question_effect(move: Move) -> None:
    """Effect: one more question, at its place or at the end."""
    draft = _draft(move)
    made = Question(questionnaire=draft, position=0)
    _ask(made, move.data)
    others = [one for one in draft.questions.all() if one.pk != made.pk]
    _place(others, made, move.data.position)
    move.public["questionnaire"] = draft.pk
    move.note = made.text


def _ask(row: Question, data: Any) -> None:
    row.kind, row.text, row.is_required = data.kind, data.text, data.is_required
    row.choices = list(_choices(data))
    row.save()


def _place(others: Sequence[Question], moved: Question | None, position: int | None) -> None:
    """Number the questions from 1, one of them at its new place."""
    ordered = list(others)
    if moved is not None:
        ordered.insert(len(ordered) if position is None else position - 1, moved)
    for place, question in enumerate(ordered, start=1):
        question.position = place
    Question.objects.bulk_update(ordered, ["position"])


def change_question_guard(move: Move) -> None:
    """Guard: a question of a draft, choices that fit its kind."""
    _question(move)
    _choices(move.data)


def change_question_effect(move: Move) -> None:
    """Effect: another wording; it stays where it is unless a place is named."""
    row = _question(move)
    before = row.position
    _ask(row, move.data)
    others = [one for one in row.questionnaire.questions.all() if one.pk != row.pk]
    _place(others, row, move.data.position or before)
    move.public["questionnaire"] = row.questionnaire_id
    move.note = row.text


def drop_question_guard(move: Move) -> None:
    """Guard: a question of a draft."""
    _question(move)


def drop_question_effect(move: Move) -> None:
    """Effect: it is not asked."""
    row = _question(move)
    draft, move.note = row.questionnaire, row.text
    row.delete()
    _place(list(draft.questions.all()), None, None)
    move.public["questionnaire"] = draft.pk


def publish_guard(move: Move) -> None:
    """Guard: something is asked, the last day is not over, people are still heard."""
    draft = _draft(move)
    if not draft.questions.exists():
        raise Invalid({"questionnaire": _("Ask at least one question first.")})
    if draft.closes_on < timezone.localdate(move.now):
        raise Invalid({"questionnaire": _("Its last day is over: change its term first.")})
    if draft.consultation.ended_at is not None:
        raise Invalid({"questionnaire": _("The result of its consultation is recorded already.")})


def publish_effect(move: Move) -> None:
    """Effect: it has its link. From now on the database refuses any change of it."""
    draft = _draft(move)
    draft.token = secrets.token_urlsafe(16)
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


def questionnaire_actions(*, drafted_in: frozenset[str], closed_in: frozenset[str]) -> tuple[Action, ...]:
    """Return the actions on questionnaires for the machine of decisions: edited while people are heard, closed later too."""

    def action(
        name: str, label: Any, input_: type[Any], offered: Any, guard: Any, effect: Any, **more: Any
    ) -> Action:
        return Action(
            name=name, label=label, from_=more.pop("from_", drafted_in), to=None, verb="prepare", input=input_,
            offered=offered, guard=guard, effect=effect, **more,
        )  # fmt: skip

    return (
        action(
            "add_questionnaire", gettext_lazy("Make a questionnaire"), inputs.AddQuestionnaire,
            add_offered, add_guard, add_effect, tone="primary",
        ),
        action(
            "change_questionnaire", gettext_lazy("Change the questionnaire"), inputs.ChangeQuestionnaire,
            draft_offered, change_guard, change_effect,
        ),
        action(
            "add_question", gettext_lazy("Add a question"), inputs.AddQuestion,
            draft_offered, question_guard, question_effect,
        ),
        action(
            "change_question", gettext_lazy("Change a question"), inputs.ChangeQuestion,
            question_offered, change_question_guard, change_question_effect,
        ),
        action(
            "drop_question", gettext_lazy("Drop a question"), inputs.DropQuestion,
            question_offered, drop_question_guard, drop_question_effect,
        ),
        action(
            "publish_questionnaire", gettext_lazy("Publish the questionnaire"), inputs.PublishQuestionnaire,
            draft_offered, publish_guard, publish_effect, tone="primary",
        ),
        action(
            "close_questionnaire", gettext_lazy("Close the questionnaire"), inputs.CloseQuestionnaire,
            close_offered, close_guard, close_effect, from_=closed_in,
        ),
        action(
            "strike_reply", gettext_lazy("Take out an answer that names somebody"), inputs.StrikeReply,
            strike_offered, strike_guard, strike_effect, from_=closed_in,
        ),
    )  # fmt: skip
