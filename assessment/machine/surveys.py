"""The transition table of surveys. Read top to bottom, it is the life of one (docs/surveys.md)."""

from __future__ import annotations

import dataclasses
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

from assessment.machine import survey_closing as closing
from assessment.machine import survey_drafting as drafting
from assessment.machine.inputs import surveys as inputs
from assessment.queries import surveys as to
from assessment.rules.survey_states import FINAL, STATES
from disputes.services.screening import without_numbers
from pingan.matters.machine import Action, Comment, Machine, Note, RequiredNote
from pingan.matters.services.effects import comment_effect, tell

CLOSED = gettext_noop("%(number)s: the results of a survey wait to be published: %(title)s")
PUBLISHED = gettext_noop("%(number)s: the survey is published: %(title)s")
DRAFT = frozenset({"drafted"})
FIELD = frozenset({"fielded"})


def prepare(detail: Any, data: Any) -> Any:
    """Return an input whose texts are without phones and identity numbers: a survey names nobody."""
    typed = {
        field.name: without_numbers(getattr(data, field.name))
        for field in dataclasses.fields(data)
        if "input" in field.metadata and field.name in {"note", "introduction", "text", "title"}
    }
    return dataclasses.replace(data, **typed)


TABLE = (
    Action(
        name="edit", label=_("Edit the draft"), from_=DRAFT, to=None, verb="run", input=inputs.Edit,
        guard=drafting.edit_guard, effect=drafting.edit_effect,
    ),
    Action(
        name="add_question", label=_("Add a question"), from_=DRAFT, to=None, verb="run", input=inputs.AddQuestion,
        guard=drafting.add_question_guard, effect=drafting.add_question_effect,
    ),
    Action(
        name="drop_question", label=_("Drop a question"), from_=DRAFT, to=None, verb="run", input=inputs.DropQuestion,
        offered=drafting.questions_offered, guard=drafting.drop_question_guard, effect=drafting.drop_question_effect,
    ),
    Action(
        # From here on questions, plan and numbers stand (trigger).
        name="field", label=_("Go into the field"), from_=DRAFT, to="fielded", verb="run", input=Note,
        guard=drafting.field_guard, effect=drafting.field_effect, tone="primary", key="f",
    ),
    Action(
        name="close", label=_("End the field and count"), from_=FIELD, to="closed", verb="run", input=Note,
        guard=closing.close_guard, effect=closing.close_effect, notifies=tell(to.leaders_of, title=CLOSED),
        tone="primary", key="c",
    ),
    Action(
        # Another person than who drafted it (constraint).
        name="publish", label=_("Publish the results"), from_=frozenset({"closed"}), to="published", verb="publish",
        input=inputs.Publish, offered=closing.publish_offered, effect=closing.publish_effect,
        notifies=tell(to.office_of, title=PUBLISHED), tone="primary", key="p",
    ),
    Action(
        name="withdraw", label=pgettext_lazy("survey", "Withdraw"), from_=frozenset(STATES) - FINAL, to="withdrawn",
        verb="withdraw", input=RequiredNote, effect=closing.withdraw_effect, tone="danger",
    ),
    Action(
        name="comment", label=_("Remark"), from_=frozenset(STATES) - FINAL, to=None, verb="comment",
        input=Comment, effect=comment_effect,
    ),
)  # fmt: skip


SURVEYS = Machine(
    kind="survey",
    label=_("survey"),
    number_prefix="DC",
    states=STATES,
    initial=frozenset({"drafted"}),
    final=FINAL,
    actions={action.name: action for action in TABLE},
    prepare=prepare,
    duties=to.field_duties,
)
