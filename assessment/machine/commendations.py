"""The transition table of commendations (Article 61; docs/accountability.md)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

from assessment.machine import commendation_inputs as inputs
from assessment.machine import commendation_steps as steps
from assessment.machine.keeping import keeping
from assessment.machine.wording import prepare_commendation
from assessment.queries import commendations as to
from assessment.rules.cases import COMMENDATION_FINAL, COMMENDATION_STATES
from pingan.matters.machine import Action, Comment, Machine, Note, RequiredNote
from pingan.matters.services.effects import comment_effect, stop_all, tell

ASKED = gettext_noop("%(number)s: a commendation is to pass in spite of a measure")
PUBLICIZED = gettext_noop("%(number)s: a commendation waits for its decision")
PUBLISHED = gettext_noop("%(number)s: the commendation is published")
ENDED = gettext_noop("%(number)s: the commendation is refused or withdrawn")
NOMINATED = frozenset({"nominated"})
OPEN = frozenset({"nominated", "checked", "publicized"})

TABLE = (
    Action(
        name="check", label=_("Pass the check"), from_=NOMINATED, to="checked", verb="check", input=Note,
        guard=steps.check_guard, effect=steps.check_effect, clocks=steps.check_over, tone="primary", key="c",
    ),
    Action(
        name="ask_override", label=_("Ask to let it pass in spite of a measure"), from_=NOMINATED, to=None,
        verb="check", input=RequiredNote, offered=steps.ask_offered, effect=steps.ask_effect,
        notifies=tell(to.of_commending_leader, title=ASKED),
    ),
    Action(
        name="allow_override", label=_("Let it pass in spite of a measure"), from_=NOMINATED, to=None, verb="decide",
        input=RequiredNote, offered=steps.allow_offered, effect=steps.allow_effect, tone="danger",
    ),
    Action(
        name="publicize", label=_("Open it to objections"), from_=frozenset({"checked"}), to="publicized",
        verb="check", input=Note, effect=steps.publicity_effect, clocks=steps.publicity_clocks,
        notifies=tell(to.of_commending_leader, title=PUBLICIZED), tone="primary", key="p",
    ),
    Action(
        name="decide", label=_("Decide the honour"), from_=frozenset({"publicized"}), to="decided", verb="decide",
        input=inputs.Honour, offered=steps.decide_offered, guard=steps.decide_guard, effect=steps.decide_effect,
        clocks=stop_all, tone="primary", key="d",
    ),
    Action(
        name="publish", label=pgettext_lazy("commendation", "Publish"), from_=frozenset({"decided"}), to="published",
        verb="check", input=Note, effect=steps.publish_effect, notifies=tell(to.of_nominator, title=PUBLISHED),
        tone="primary", key="b",
    ),
    Action(
        name="refuse", label=pgettext_lazy("commendation", "Refuse"), from_=OPEN, to="refused", verb="decide",
        input=RequiredNote, effect=steps.ending_effect, clocks=stop_all,
        notifies=tell(to.of_nominator, title=ENDED), tone="danger",
    ),
    Action(
        name="withdraw", label=pgettext_lazy("commendation", "Withdraw"),
        from_=frozenset({*OPEN, "decided", "published"}), to="withdrawn", verb="withdraw", input=RequiredNote,
        effect=steps.ending_effect, clocks=stop_all,
        notifies=tell(to.of_nominator, to.of_commending_office, title=ENDED), tone="danger",
    ),
    Action(
        name="comment", label=_("Remark"), from_=frozenset(COMMENDATION_STATES), to=None, verb="comment",
        input=Comment, effect=comment_effect,
    ),
    *keeping(COMMENDATION_FINAL, "check"),
)  # fmt: skip

COMMENDATIONS = Machine(
    kind="commendation",
    label=_("commendation"),
    number_prefix="BZ",
    states=COMMENDATION_STATES,
    initial=NOMINATED,
    final=COMMENDATION_FINAL,
    actions={action.name: action for action in TABLE},
    prepare=prepare_commendation,
    reminds=to.of_commendation_clock,
    chances=frozenset({"commendation_publicity"}),
)
