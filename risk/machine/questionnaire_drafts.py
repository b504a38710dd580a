"""Guards and effects of a questionnaire that is drafted: its words, its term, its questions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.matters.machine import Move
from risk.machine.inputs import questionnaires as inputs
from risk.models import Consultation, Question, Questionnaire
from risk.models.questionnaires import LONGEST_CHOICE, MOST_CHOICES, MOST_QUESTIONS
from risk.queries.questionnaires import asked_by_draft, drafts_of, waiting_consultations
from risk.rules.questionnaires import READY_MADE, choices_in


def only_where(rows: Any, otherwise: str) -> Any:
    """Return the sentence why not, unless there are rows."""
    return None if rows.exists() else otherwise


def add_offered(actor: Actor, decision: Any) -> Any:
    """Only where a consultation by questionnaire has none yet."""
    return only_where(
        waiting_consultations(decision), _("Open a consultation of the kind questionnaire first.")
    )


def draft_offered(actor: Actor, decision: Any) -> Any:
    """Only where something is not published yet."""
    return only_where(drafts_of(decision), _("There is no draft of a questionnaire."))


def question_offered(actor: Actor, decision: Any) -> Any:
    """Only where a draft has a question."""
    return only_where(asked_by_draft(decision), _("No question can be edited."))


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


def draft_in(move: Move) -> Questionnaire:
    """Return the draft that was chosen.

    Raises:
        Invalid: none of this decision.

    """
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
    _refuse(_term(draft_in(move).consultation, move.data))


def change_effect(move: Move) -> None:
    """Effect: other words, another term, another aim."""
    row = draft_in(move)
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
    if draft_in(move).questions.count() >= MOST_QUESTIONS:
        raise Invalid({"": _("A questionnaire has at most %(most)d questions.") % {"most": MOST_QUESTIONS}})
    _choices(move.data)


def question_effect(move: Move) -> None:
    """Effect: one more question, at its place or at the end."""
    draft = draft_in(move)
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
