"""What the actions on the questionnaire of a consultation ask for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pingan.matters.machine import input_field
from risk.machine import questionnaire_choices as choose
from risk.machine.decision_choices import of_choices
from risk.models.questionnaires import LONGEST_QUESTION, MOST_CHOICES, MOST_QUESTIONS, QuestionKind

_TITLE = _("Title of the questionnaire")
_INTRODUCTION = _("What is planned, in plain words")
_PLAIN = _("For everybody: what, where, when, whom it concerns. Phones and identity numbers are taken out.")
_WANTED = _("How many answers are aimed at")
_QUESTION = _("Question")
_CHOICES = _("Choices, one in each line")
_CHOICES_HELP = _("Only where one or several of them are chosen.")
_PLACE = _("Place among the questions")
_PLACE_HELP = _("Left out: at the end.")
#: Longer lines are refused with a sentence of their own.
_LONGEST_CHOICES = MOST_CHOICES * 80


@dataclass(frozen=True, kw_only=True)
class AddQuestionnaire:
    """A draft for one consultation, with the ready-made questions or none."""

    consultation: int = input_field(
        _("Consultation"), "matter", choices=choose.without_questionnaire,
        help=_("One of the kind questionnaire that has none yet."),
    )  # fmt: skip
    title: str = input_field(_TITLE, max_length=120)
    introduction: str = input_field(_INTRODUCTION, "textarea", max_length=3000, help=_PLAIN)
    opens_on: datetime = input_field(_("From"), "date")
    closes_on: datetime = input_field(_("Until"), "date")
    wanted: int = input_field(_WANTED, "number", minimum=1, maximum=1_000_000)
    begin_with: str = input_field(_("Begin with"), "radio", choices=choose.beginnings, default="ready_made")


@dataclass(frozen=True, kw_only=True)
class ChangeQuestionnaire:
    """Title, introduction, term and aim of a draft."""

    questionnaire: int = input_field(_("Questionnaire"), "matter", choices=choose.drafts)
    title: str = input_field(_TITLE, max_length=120)
    introduction: str = input_field(_INTRODUCTION, "textarea", max_length=3000, help=_PLAIN)
    opens_on: datetime = input_field(_("From"), "date")
    closes_on: datetime = input_field(_("Until"), "date")
    wanted: int = input_field(_WANTED, "number", minimum=1, maximum=1_000_000)


@dataclass(frozen=True, kw_only=True)
class AddQuestion:
    """One more question of a draft."""

    questionnaire: int = input_field(_("Questionnaire"), "matter", choices=choose.drafts)
    kind: str = input_field(_("How it is answered"), "radio", choices=of_choices(QuestionKind))
    text: str = input_field(_QUESTION, max_length=LONGEST_QUESTION)
    choices: str = input_field(
        _CHOICES, "textarea", max_length=_LONGEST_CHOICES, help=_CHOICES_HELP, default=""
    )
    is_required: bool = input_field(_("It must be answered"), "checkbox", default=False)
    position: int | None = input_field(
        _PLACE, "number", minimum=1, maximum=MOST_QUESTIONS, help=_PLACE_HELP, default=None
    )


@dataclass(frozen=True, kw_only=True)
class ChangeQuestion:
    """Another wording, kind or place of a question of a draft."""

    question: int = input_field(_QUESTION, "matter", choices=choose.draft_questions)
    kind: str = input_field(_("How it is answered"), "radio", choices=of_choices(QuestionKind))
    text: str = input_field(_("Its words"), max_length=LONGEST_QUESTION)
    choices: str = input_field(
        _CHOICES, "textarea", max_length=_LONGEST_CHOICES, help=_CHOICES_HELP, default=""
    )
    is_required: bool = input_field(_("It must be answered"), "checkbox", default=False)
    position: int | None = input_field(
        _PLACE, "number", minimum=1, maximum=MOST_QUESTIONS, help=_PLACE_HELP, default=None
    )


@dataclass(frozen=True, kw_only=True)
class DropQuestion:
    """A question of a draft that is not asked."""

    question: int = input_field(_QUESTION, "matter", choices=choose.draft_questions)


@dataclass(frozen=True, kw_only=True)
class PublishQuestionnaire:
    """Which draft gets its link."""

    questionnaire: int = input_field(_("Questionnaire"), "matter", choices=choose.drafts)


@dataclass(frozen=True, kw_only=True)
class CloseQuestionnaire:
    """Which one ends now; its counts become the result of its consultation."""

    questionnaire: int = input_field(_("Questionnaire"), "matter", choices=choose.open_ones)
    note: str = input_field(_("What came of it, besides the counts"), "textarea", default="")


@dataclass(frozen=True, kw_only=True)
class StrikeReply:
    """An answer in own words that names somebody, by its number, and why it is taken out."""

    reply: int = input_field(
        pgettext_lazy("questionnaire", "Number of the answer"), "number", minimum=1, maximum=2**53,
        help=_("It stands beside the answer."),
    )  # fmt: skip
    note: str = input_field(_("Reason"), "textarea")
