"""Guards and effects of a survey that is drafted: its words, its days, its questions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.machine.inputs import surveys as inputs
from assessment.models import Survey, SurveyQuestion
from assessment.models.survey_choices import MOST_QUESTIONS, Section
from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.matters.machine import Move

#: No wave is asked for longer, or about another decade: another year is a slip of the hand.
FURTHEST = timedelta(days=731)


def day_problems(
    *, period_from: date, period_to: date, opens_on: date, closes_on: date, today: date
) -> dict[str, str]:
    """Return what is wrong with the days of a survey, by field."""
    days = {
        "period_from": period_from,
        "period_to": period_to,
        "opens_on": opens_on,
        "closes_on": closes_on,
    }
    problems = {
        name: _("This day lies too far away.") for name, day in days.items() if abs(day - today) > FURTHEST
    }
    if period_to < period_from:
        problems["period_to"] = _("It ends before it begins.")
    if closes_on < opens_on:
        problems["closes_on"] = _("It ends before it begins.")
    elif closes_on < today:
        problems["closes_on"] = _("This day is over.")
    return problems


def days_in(data: Any) -> dict[str, date]:
    """Return the four days of an input."""
    names = ("period_from", "period_to", "opens_on", "closes_on")
    return {name: timezone.localdate(getattr(data, name)) for name in names}


def edit_guard(move: Move) -> None:
    """Guard: days that run forward."""
    problems = day_problems(**days_in(move.data), today=timezone.localdate(move.now))
    if problems:
        raise Invalid(problems)


def edit_effect(move: Move) -> None:
    """Effect: other words and days; whoever changed it last has drafted it."""
    data: inputs.Edit = move.data
    survey: Survey = move.detail
    for name, day in days_in(data).items():
        setattr(survey, name, day)
    survey.introduction, survey.contractor = data.introduction, data.contractor
    survey.drafted_by_id = move.actor.user_id
    move.matter.title, move.matter.text = data.title, data.introduction
    move.note = data.title


def questions_offered(actor: Actor, survey: Any) -> Any:
    """Only where there is a question."""
    return None if survey.questions.exists() else _("There is no question yet.")


def add_question_guard(move: Move) -> None:
    """Guard: it still takes one."""
    if move.detail.questions.count() >= MOST_QUESTIONS:
        raise Invalid({"": _("A survey has at most %(most)d questions.") % {"most": MOST_QUESTIONS}})


def add_question_effect(move: Move) -> None:
    """Effect: one more question, at its place or at the end."""
    data: inputs.AddQuestion = move.data
    others = list(move.detail.questions.all())
    made = SurveyQuestion(
        survey=move.detail,
        position=len(others) + 1,
        section=data.section,
        scale=data.wording,
        text=data.text,
        text_en=data.text_en,
        is_required=data.is_required,
    )
    made.save()
    others.insert(len(others) if data.position is None else data.position - 1, made)
    _number(others)
    move.note = made.text


def _number(ordered: list[SurveyQuestion]) -> None:
    for place, question in enumerate(ordered, start=1):
        question.position = place
    SurveyQuestion.objects.bulk_update(ordered, ["position"])


def drop_question_guard(move: Move) -> None:
    """Guard: a question of this survey."""
    if not move.detail.questions.filter(pk=move.data.question).exists():
        raise Invalid({"question": _("Choose a question of this survey.")})


def drop_question_effect(move: Move) -> None:
    """Effect: it is not asked."""
    row = move.detail.questions.get(pk=move.data.question)
    move.note = row.text
    row.delete()
    _number(list(move.detail.questions.all()))


def field_guard(move: Move) -> None:
    """Guard: it asks about safety, it has a plan, its last day is not over."""
    survey: Survey = move.detail
    if not survey.questions.filter(section=Section.SAFETY).exists():
        raise Invalid({"": _("Ask at least one question about the sense of safety first (Article 59).")})
    if not survey.cells.exists():
        raise Invalid({"": _("Bring in the sample plan first.")})
    if survey.closes_on < timezone.localdate(move.now):
        raise Invalid({"": _("Its last day is over: change its days first.")})


def field_effect(move: Move) -> None:
    """Effect: from now on the database refuses any change of questions, plan and numbers."""
    survey: Survey = move.detail
    survey.fielded_at = move.now
    cells = survey.cells.values_list("wanted", flat=True)
    move.public.update(questions=survey.questions.count(), wanted=sum(cells))
    move.note = move.data.note
