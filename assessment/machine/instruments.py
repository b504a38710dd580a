"""The transition table of the instruments of Article 60. Read top to bottom, it is the life of one (docs/orders.md)."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

from assessment.machine import instrument_inputs as inputs
from assessment.machine import instrument_moves as moves
from assessment.machine.case_proposals import propose
from assessment.machine.wording import prepare
from assessment.queries import instruments as to
from assessment.rules.instruments import FINAL, STATES
from pingan.matters.machine import Action, Comment, Machine, Move, Note
from pingan.matters.services.effects import comment_effect, note_only, stop_all, tell

ASSIGNED = gettext_noop("%(number)s: your unit is to act on it and to reply: %(title)s")
REPLIED = gettext_noop("%(number)s: the unit replied: %(title)s")
AGAIN = gettext_noop("%(number)s: the reply was sent back: %(title)s")
ACCEPTED = gettext_noop("%(number)s: the reply was accepted: %(title)s")
NOTHING_DONE = gettext_noop("%(number)s: it is stated that nothing was done in time: %(title)s")
URGED = gettext_noop("%(number)s: the office asks you to reply: %(title)s")
#: Circumstance of Article 58(1)(3): nothing is put right after a proposal, suggestion or reminder.
REFUSES = 3
_REMARKED = frozenset({"registered", "assigned", "replied"})


def _both(*effects: Callable[[Move], None]) -> Callable[[Move], None]:
    def effect(move: Move) -> None:
        for one in effects:
            one(move)

    return effect


TABLE = (
    Action(
        name="assign", label=_("Assign to the unit"), from_=frozenset({"registered"}), to="assigned",
        verb="assign", input=Note, offered=moves.open_offered, effect=note_only,
        clocks=moves.assign_clocks, notifies=tell(to.unit_of, title=ASSIGNED), tone="primary", key="a",
    ),
    Action(
        name="acknowledge", label=_("Confirm the receipt"), from_=frozenset({"registered"}), to="acknowledged",
        verb="acknowledge", offered=moves.sealed_offered, clocks=stop_all, tone="primary", key="a",
    ),
    Action(
        name="add_measure", label=_("Add a measure"), from_=frozenset({"assigned"}), to=None, verb="answer",
        input=inputs.AddMeasure, guard=moves.measure_guard, effect=moves.measure_effect, key="m",
    ),
    Action(
        name="finish_measure", label=_("Report a measure as done"), from_=frozenset({"assigned"}), to=None,
        verb="answer", input=inputs.FinishMeasure, offered=moves.finish_offered, guard=moves.finish_guard,
        effect=moves.finish_effect,
    ),
    Action(
        name="reply", label=_("Record the reply"), from_=frozenset({"assigned"}), to="replied", verb="answer",
        input=inputs.Reply, guard=moves.reply_guard, effect=moves.reply_effect, clocks=moves.reply_clocks,
        notifies=tell(to.office_of, title=REPLIED), tone="primary", key="f",
    ),
    Action(
        name="accept", label=_("Accept the reply"), from_=frozenset({"replied"}), to="accepted", verb="follow",
        input=Note, offered=moves.judge_offered, effect=moves.judge_effect, clocks=stop_all,
        notifies=tell(to.unit_of, title=ACCEPTED), tone="primary", key="v",
    ),
    Action(
        name="send_back", label=_("Send the reply back"), from_=frozenset({"replied"}), to="assigned",
        verb="follow", input=inputs.Reason, offered=moves.judge_offered, effect=moves.judge_effect,
        clocks=moves.again_clocks, notifies=tell(to.unit_of, title=AGAIN),
    ),
    Action(
        name="state_inaction", label=_("State that nothing was done"), from_=frozenset({"assigned"}), to=None,
        verb="follow", input=inputs.Reason, offered=moves.inaction_offered,
        effect=_both(moves.inaction_effect, propose(REFUSES, "收到建议函后逾期未整改、未回复")),
        notifies=tell(to.unit_of, title=NOTHING_DONE), tone="danger",
    ),
    Action(
        name="remind", label=pgettext_lazy("instrument", "Remind"), from_=frozenset({"assigned"}), to=None,
        verb="follow", input=inputs.Reason, effect=note_only, notifies=tell(to.unit_of, title=URGED),
    ),
    Action(
        name="withdraw", label=_("Registered in error"), from_=frozenset({"registered", "assigned"}),
        to="withdrawn", verb="follow", input=inputs.Reason, effect=note_only, clocks=stop_all, tone="danger",
    ),
    Action(
        name="comment", label=pgettext_lazy("instrument", "Remark"), from_=_REMARKED, to=None, verb="comment",
        input=Comment, offered=moves.open_offered, effect=comment_effect,
    ),
)  # fmt: skip

INSTRUMENTS = Machine(
    kind="instrument",
    label=_("instrument of Article 60"),
    number_prefix="JY",
    states=STATES,
    initial=frozenset({"registered"}),
    final=FINAL,
    actions={action.name: action for action in TABLE},
    reminds=to.of_clock,
    prepare=prepare,
)
