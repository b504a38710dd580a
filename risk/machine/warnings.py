"""The transition table of warnings. Read top to bottom, it is the life of one (docs/risk.md)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

from pingan.matters.machine import Action, Comment, Machine, Note, RequiredNote
from pingan.matters.models import Matter
from pingan.matters.services.effects import comment_effect, note_only, stop_all, tell
from risk.machine import issuing, receiving
from risk.machine.assignments import FINISHED, task_actions
from risk.machine.inputs import warnings as inputs
from risk.machine.wording import prepare
from risk.queries import warnings as to
from risk.queries.assignments import task_duties
from risk.rules.warnings import FINAL, STATES

APPROVED = gettext_noop("%(number)s: the warning is approved: %(title)s")
SENT_BACK = gettext_noop("%(number)s: the draft of the warning comes back: %(title)s")
REPORTED = gettext_noop("%(number)s: measures on the warning are reported: %(title)s")
DRAFT = frozenset({"drafted"})
ISSUED = frozenset({"issued"})


TABLE = (
    Action(
        name="edit", label=_("Edit the draft"), from_=DRAFT, to=None, verb="draft", input=inputs.Edit,
        guard=issuing.edit_guard, effect=issuing.edit_effect,
    ),
    Action(
        # Whoever drafted it does not approve it.
        name="approve", label=_("Approve"), from_=DRAFT, to="approved", verb="approve", input=Note,
        offered=issuing.approve_offered, effect=issuing.approve_effect, clocks=issuing.approve_clocks,
        notifies=tell(to.of_issuer, title=APPROVED), tone="primary", key="a",
    ),
    Action(
        name="send_back", label=_("Send back"), from_=frozenset({"drafted", "approved"}), to="drafted", verb="approve",
        input=RequiredNote, effect=issuing.return_effect, clocks=issuing.return_clocks,
        notifies=tell(to.of_issuer, title=SENT_BACK), tone="danger",
    ),
    Action(
        name="issue", label=_("Give internal notice"), from_=frozenset({"approved"}), to="issued", verb="issue",
        input=Note, offered=issuing.internal_offered, effect=issuing.issue_effect,
        notifies=issuing.tell_addressees, tone="primary", key="i",
    ),
    Action(
        # Needs a government's authorisation: another right than giving notice inside.
        name="release", label=_("Release to the public"), from_=frozenset({"approved"}), to="issued", verb="release",
        input=inputs.Release, offered=issuing.public_offered, effect=issuing.release_effect,
        notifies=issuing.tell_addressees, tone="primary", key="p",
    ),
    Action(
        name="read", label=_("Read and received"), from_=ISSUED, to=None, verb="receive", input=inputs.Read,
        offered=receiving.read_offered, guard=receiving.receipt_guard, effect=receiving.read_effect, tone="primary", key="r",
    ),
    Action(
        name="report", label=_("Report what was done"), from_=ISSUED, to=None, verb="receive", input=inputs.Report,
        offered=receiving.report_offered, guard=receiving.receipt_guard, effect=receiving.report_effect,
        notifies=tell(to.of_issuer, title=REPORTED), tone="primary", key="m",
    ),
    *task_actions(
        "response", given_in=ISSUED, done_in=ISSUED, giver="issue", doer="task",
        tells=tell(to.of_issuer, title=FINISHED),
    ),
    Action(
        name="adjust", label=_("Adjust and issue anew"), from_=ISSUED, to=None, verb="issue", input=inputs.Adjust,
        offered=issuing.internal_offered, guard=issuing.adjust_guard, effect=issuing.adjust_effect,
        notifies=issuing.tell_adjusted,
    ),
    Action(
        name="adjust_public", label=_("Adjust and release anew"), from_=ISSUED, to=None, verb="release",
        input=inputs.Adjust, offered=issuing.public_offered, guard=issuing.adjust_guard, effect=issuing.adjust_effect,
        notifies=issuing.tell_adjusted,
    ),
    Action(
        name="remind", label=_("Urge those who have not read it"), from_=ISSUED, to=None, verb="remind",
        input=Note, offered=receiving.unread_offered, effect=note_only, notifies=receiving.tell_unread,
    ),
    Action(
        name="lift", label=_("Lift"), from_=ISSUED, to="lifted", verb="lift", input=RequiredNote,
        offered=issuing.lift_offered, effect=issuing.lift_effect, clocks=stop_all,
        notifies=issuing.tell_lifted, tone="primary", key="l",
    ),
    Action(
        name="withdraw", label=pgettext_lazy("warning", "Withdraw"), from_=frozenset({"drafted", "approved"}),
        to="withdrawn", verb="draft", input=RequiredNote, effect=note_only, clocks=stop_all, tone="danger",
    ),
    Action(
        name="escalate", label=_("Not read in time"), from_=ISSUED, to=None, verb="system", input=inputs.Escalate,
        guard=receiving.escalate_guard, effect=receiving.escalate_effect, notifies=receiving.tell_above, is_system=True,
    ),
    Action(
        name="comment", label=_("Remark"), from_=frozenset(STATES), to=None, verb="comment", input=Comment,
        effect=comment_effect,
    ),
)  # fmt: skip


def _duties(matter: Matter) -> list[object]:
    return [*to.reading_duties(matter), *task_duties(matter)]


WARNINGS = Machine(
    kind="warning",
    label=_("warning"),
    number_prefix="YJ",
    states=STATES,
    initial=frozenset({"drafted"}),
    final=FINAL,
    actions={action.name: action for action in TABLE},
    prepare=prepare,
    reminds=to.of_clock,
    duties=_duties,  # type: ignore[arg-type]
)
