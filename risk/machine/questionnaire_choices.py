"""What can be chosen in the inputs about questionnaires."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from pingan.access.rules import Actor
from risk.machine.decision_choices import Pairs
from risk.models import Question
from risk.queries.questionnaires import asked_by_draft, drafts_of, running_of, waiting_consultations


def beginnings(actor: Actor, decision: Any) -> Pairs:
    """Return with what a draft can begin."""
    return [("ready_made", _("The ready-made questions, to be edited")), ("none", _("No question"))]


def without_questionnaire(actor: Actor, decision: Any) -> Pairs:
    """Return the open consultations of the kind that have no questionnaire yet."""
    return [(str(row.pk), str(row)) for row in waiting_consultations(decision)]


def drafts(actor: Actor, decision: Any) -> Pairs:
    """Return what is not published yet."""
    return [(str(row.pk), row.title) for row in drafts_of(decision)]


def open_ones(actor: Actor, decision: Any) -> Pairs:
    """Return what was published and not closed."""
    return [(str(row.pk), row.title) for row in running_of(decision)]


def draft_questions(actor: Actor, decision: Any) -> Pairs:
    """Return the questions that can still be edited."""
    return [(str(row.pk), _shown(row)) for row in asked_by_draft(decision)]


def _shown(question: Question) -> str:
    return f"{question.position}. {question.text[:60]}"
