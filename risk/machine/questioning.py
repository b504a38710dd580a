"""The actions on a questionnaire of a consultation (domain.md §5): drafted, edited, published once, closed with results."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from pingan.matters.machine import Action
from risk.machine import questionnaire_drafts as drafts
from risk.machine import questionnaires_published as published
from risk.machine.inputs import questionnaires as inputs


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
            drafts.add_offered, drafts.add_guard, drafts.add_effect, tone="primary",
        ),
        action(
            "change_questionnaire", gettext_lazy("Change the questionnaire"), inputs.ChangeQuestionnaire,
            drafts.draft_offered, drafts.change_guard, drafts.change_effect,
        ),
        action(
            "add_question", gettext_lazy("Add a question"), inputs.AddQuestion,
            drafts.draft_offered, drafts.question_guard, drafts.question_effect,
        ),
        action(
            "change_question", gettext_lazy("Change a question"), inputs.ChangeQuestion,
            drafts.question_offered, drafts.change_question_guard, drafts.change_question_effect,
        ),
        action(
            "drop_question", gettext_lazy("Drop a question"), inputs.DropQuestion,
            drafts.question_offered, drafts.drop_question_guard, drafts.drop_question_effect,
        ),
        action(
            "publish_questionnaire", gettext_lazy("Publish the questionnaire"), inputs.PublishQuestionnaire,
            drafts.draft_offered, published.publish_guard, published.publish_effect, tone="primary",
        ),
        action(
            "close_questionnaire", gettext_lazy("Close the questionnaire"), inputs.CloseQuestionnaire,
            published.close_offered, published.close_guard, published.close_effect, from_=closed_in,
        ),
        action(
            "strike_reply", gettext_lazy("Take out an answer that names somebody"), inputs.StrikeReply,
            published.strike_offered, published.strike_guard, published.strike_effect, from_=closed_in | {"closed"},
        ),
    )  # fmt: skip
