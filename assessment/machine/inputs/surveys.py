"""What the actions on a survey ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from assessment.models.survey_choices import LONGEST_QUESTION, MOST_QUESTIONS, Scale, Section
from pingan.access.rules import Actor
from pingan.matters.machine import input_field

Pairs = Iterable[tuple[str, Any]]


def _of(table: Any) -> Callable[[Actor, Any], Pairs]:
    return lambda actor, survey: [(str(key), label) for key, label in table.choices]


def _questions(actor: Actor, survey: Any) -> Pairs:
    return [(str(one.pk), f"{one.position}. {one.text}") for one in survey.questions.all()]


@dataclass(frozen=True, kw_only=True)
class Edit:
    """Words and days of a draft."""

    title: str = input_field(_("Title"), max_length=120)
    introduction: str = input_field(_("Words to those asked"), "textarea", max_length=1000)
    period_from: datetime = input_field(_("About the time from"), "date")
    period_to: datetime = input_field(_("Until"), "date")
    opens_on: datetime = input_field(_("Asked from"), "date")
    closes_on: datetime = input_field(_("Asked until"), "date")
    contractor: str = input_field(_("Carried out by"), max_length=120, default="")


@dataclass(frozen=True, kw_only=True)
class AddQuestion:
    """One more question."""

    section: str = input_field(_("Section"), "select", choices=_of(Section))
    wording: str = input_field(_("Answers"), "radio", choices=_of(Scale))
    text: str = input_field(_("Question"), max_length=LONGEST_QUESTION)
    text_en: str = input_field(_("Question in English"), max_length=240, default="")
    is_required: bool = input_field(_("It must be answered"), "checkbox", default=False)
    position: int | None = input_field(
        _("Place among the questions"),
        "number",
        minimum=1,
        maximum=MOST_QUESTIONS,
        help=_("Left out: at the end."),
        default=None,
    )


@dataclass(frozen=True, kw_only=True)
class DropQuestion:
    """A question that is not asked."""

    question: int = input_field(_("Question"), "matter", choices=_questions)


@dataclass(frozen=True, kw_only=True)
class Publish:
    """The paper with which it is made known, where there is one."""

    document: str = input_field(_("Document number"), max_length=120, default="")
    note: str = input_field(_("Remark"), "textarea", default="")
