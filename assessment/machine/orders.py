"""The transition table of rectification orders. Read top to bottom, it is the life of one (docs/orders.md, Article 62)."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

from assessment.machine import order_answering as answering
from assessment.machine import order_inputs as inputs
from assessment.machine import order_issuing as issuing
from assessment.machine.case_proposals import propose
from assessment.machine.order_answering import STAFF, UNIT
from assessment.machine.wording import prepare
from assessment.queries import orders as to
from assessment.rules.orders import FINAL, OPEN, SERVED, STATES
from pingan.matters.machine import Action, Machine, Move
from pingan.matters.services.effects import comment_effect, note_only, stop_all, tell

APPROVED = gettext_noop("%(number)s was approved and can be issued: %(title)s")
SENT_BACK = gettext_noop("%(number)s was sent back: %(title)s")
ISSUED = gettext_noop("%(number)s: your unit is ordered to rectify: %(title)s")
REPLIED = gettext_noop("%(number)s: the unit replied, a review is due: %(title)s")
FAILED = gettext_noop("%(number)s did not pass the review: %(title)s")
PASSED = gettext_noop("%(number)s passed the review: %(title)s")
MOVED = gettext_noop("%(number)s: the day of the order was moved: %(title)s")
URGED = gettext_noop("%(number)s: the office asks you to rectify: %(title)s")
REVOKED = gettext_noop("%(number)s was revoked: %(title)s")
#: Circumstance of Article 58(1)(3): major dangers that a unit refuses or fails to put right after an order.
REFUSES = 3


def _both(*effects: Callable[[Move], None]) -> Callable[[Move], None]:
    def effect(move: Move) -> None:
        for one in effects:
            one(move)

    return effect


TABLE = (
    Action(
        name="edit", label=_("Change the wording"), from_=frozenset({"drafted"}), to=None, verb="draft",
        input=inputs.Edit, guard=issuing.edit_guard, effect=issuing.edit_effect,
    ),
    Action(
        name="approve", label=pgettext_lazy("rectification order", "Approve"), from_=frozenset({"drafted"}),
        to="approved", verb="approve", input=inputs.Note, offered=issuing.approve_offered,
        effect=issuing.approve_effect, clocks=issuing.stop_stage("order_approval"),
        notifies=tell(to.office_of, to.drafter_of, title=APPROVED), tone="primary", key="a",
    ),
    Action(
        name="send_back", label=pgettext_lazy("rectification order", "Send back"), from_=frozenset({"approved"}),
        to="drafted", verb="approve", input=inputs.Reason, effect=issuing.send_back_effect,
        clocks=issuing.send_back_clocks, notifies=tell(to.office_of, to.drafter_of, title=SENT_BACK),
    ),
    Action(
        name="issue", label=_("Issue and serve"), from_=frozenset({"approved"}), to="issued", verb="issue",
        input=inputs.Issue, guard=issuing.issue_guard, effect=issuing.issue_effect, clocks=issuing.issue_clocks,
        notifies=tell(to.unit_of, title=ISSUED, is_urgent=lambda move: True), tone="primary", key="i",
    ),
    Action(
        name="sign_for", label=_("Sign for it"), from_=frozenset({"issued"}), to=None, verb="sign",
        offered=issuing.sign_offered, effect=issuing.sign_effect, tone="primary", key="s",
    ),
    Action(
        name="reply", label=pgettext_lazy("rectification order", "Report what was done"),
        from_=frozenset({"issued"}), to="replied", verb="reply",
        input=inputs.Reply, guard=answering.reply_guard, effect=answering.reply_effect,
        clocks=answering.reply_clocks, notifies=tell(to.office_of, title=REPLIED), tone="primary", key="f",
    ),
    Action(
        name="review", label=_("Review the reply"), from_=frozenset({"replied"}), to=None,
        ends=frozenset({"closed", "failed"}), verb="review", input=inputs.Review, offered=answering.review_offered,
        guard=answering.review_guard, effect=answering.review_effect, clocks=answering.review_clocks,
        notifies=lambda move: [
            *tell(to.unit_of, title=PASSED, once="closed")(move),
            *tell(to.unit_of, to.leaders_of, title=FAILED, once="failed")(move),
        ],
        tone="primary", key="v",
    ),
    Action(
        name="extend", label=_("Move the day"), from_=frozenset({"issued"}), to=None, verb="issue",
        input=inputs.AnotherDay, guard=issuing.day_guard, effect=issuing.extend_effect,
        clocks=issuing.extend_clocks, notifies=tell(to.unit_of, title=MOVED),
    ),
    Action(
        name="order_again", label=_("Order the same by another day"), from_=frozenset({"failed", "answered"}),
        to="issued", verb="issue", input=inputs.AnotherDay, guard=issuing.day_guard, effect=issuing.extend_effect,
        clocks=issuing.again_clocks, notifies=tell(to.unit_of, title=MOVED),
    ),
    Action(
        name="refuse", label=_("State that the unit refuses"), from_=frozenset({"issued"}), to="refused",
        verb="review", input=inputs.Reason, offered=answering.refuse_offered,
        effect=_both(answering.refuse_effect, propose(REFUSES, "拒不按责令限期整改通知书整改", "order_refused")),
        clocks=issuing.stop_stage("order_rectify"), notifies=tell(to.leaders_of, to.unit_of, title=FAILED),
        tone="danger",
    ),
    Action(
        name="suggest", label=_("Put to the competent authority"), from_=frozenset({"failed", "refused"}),
        to="escalated", verb="escalate", input=inputs.Suggest, offered=answering.suggest_offered(UNIT),
        guard=answering.suggest_guard, effect=answering.suggest_effect(UNIT),
        clocks=answering.suggest_clocks(UNIT), notifies=tell(to.leaders_of, title=FAILED), tone="danger",
    ),
    Action(
        name="record_answer", label=_("Record the authority's answer"), from_=frozenset({"escalated"}),
        to="answered", verb="escalate", input=inputs.Answer, offered=answering.answer_offered(UNIT),
        guard=answering.answer_guard(UNIT), effect=answering.answer_effect(UNIT),
        clocks=answering.answer_clocks(UNIT), tone="primary",
    ),
    Action(
        name="suggest_staff", label=_("Hand over what concerns staff"), from_=SERVED - FINAL, to=None,
        verb="escalate", input=inputs.Suggest, offered=answering.suggest_offered(STAFF),
        guard=answering.suggest_guard, effect=answering.suggest_effect(STAFF), clocks=answering.suggest_clocks(STAFF),
    ),
    Action(
        name="record_staff_answer", label=_("Record the answer on staff"), from_=SERVED, to=None, verb="escalate",
        input=inputs.Answer, offered=answering.answer_offered(STAFF), guard=answering.answer_guard(STAFF),
        effect=answering.answer_effect(STAFF), clocks=answering.answer_clocks(STAFF),
    ),
    Action(
        name="close", label=pgettext_lazy("rectification order", "Close"), from_=frozenset({"answered"}), to="closed",
        verb="review", input=inputs.Reason, effect=note_only, clocks=stop_all,
        notifies=tell(to.unit_of, title=PASSED), tone="primary",
    ),
    Action(
        name="remind", label=pgettext_lazy("rectification order", "Remind"), from_=frozenset({"issued"}), to=None,
        verb="issue", input=inputs.Reason, effect=note_only, notifies=tell(to.unit_of, title=URGED),
    ),
    Action(
        name="revoke", label=_("Revoke the order"), from_=frozenset({"issued", "replied", "failed", "refused"}),
        to="revoked", verb="issue", input=inputs.Reason, effect=issuing.revoke_effect, clocks=stop_all,
        notifies=tell(to.unit_of, title=REVOKED), tone="danger",
    ),
    Action(
        name="withdraw", label=pgettext_lazy("rectification order", "Withdraw the draft"),
        from_=frozenset({"drafted", "approved"}), to="withdrawn", verb="draft", input=inputs.Reason,
        effect=note_only, clocks=stop_all, tone="danger",
    ),
    Action(
        name="comment", label=pgettext_lazy("rectification order", "Remark"), from_=OPEN, to=None, verb="comment",
        input=inputs.Comment, effect=comment_effect,
    ),
)  # fmt: skip

ORDERS = Machine(
    kind="order",
    label=_("rectification order"),
    number_prefix="ZG",
    states=STATES,
    initial=frozenset({"drafted"}),
    final=FINAL,
    actions={action.name: action for action in TABLE},
    reminds=to.of_clock,
    prepare=prepare,
)
