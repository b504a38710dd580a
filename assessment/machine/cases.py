"""The transition table of accountability cases. Read top to bottom, it is the life of one (docs/accountability.md)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

from assessment.machine import case_deciding as deciding
from assessment.machine import case_following as following
from assessment.machine import case_hearing as hearing
from assessment.machine import case_inputs as inputs
from assessment.machine import case_objections as objecting
from assessment.machine.keeping import keeping
from assessment.machine.wording import prepare
from assessment.queries import cases as to
from assessment.rules.cases import CASE_FINAL, CASE_STATES, CHANCES
from pingan.matters.machine import STAYS, Action, Machine, Note, RequiredNote
from pingan.matters.services.effects import stop_all, tell

ASKED = gettext_noop("%(number)s: you may state your views on an accountability case")
STATED = gettext_noop("%(number)s: the assessed have stated their views")
DECIDED = gettext_noop("%(number)s: a measure is decided and waits to be served")
SERVED = gettext_noop("%(number)s: a decision is served on you")
RECEIVED = gettext_noop("%(number)s: the office has recorded that you received the decision")
REPORTED = gettext_noop("%(number)s: a rectification waits for its re-check")
LIFTED = gettext_noop("%(number)s: the measure is lifted")
MORE_TIME = gettext_noop("%(number)s: the rectification is not accepted yet")
OBJECTED = gettext_noop("%(number)s: an objection waits for its answer")
ANSWERED = gettext_noop("%(number)s: the objection is answered")
PROPOSED = gettext_noop("%(number)s: a township proposes a veto")
EARLY = frozenset({"candidate", "verifying", "heard"})
IN_FORCE = frozenset({"served", "rectifying"})
RECTIFYING = frozenset({"rectifying"})
HEARD = frozenset({"heard"})

TABLE = (
    Action(
        name="verify", label=_("Take up for verification"), from_=frozenset({"candidate"}), to="verifying",
        verb="handle", input=Note, effect=hearing.verify_effect, clocks=hearing.review_over, tone="primary", key="v",
    ),
    Action(
        name="establish", label=_("Put down what was established"), from_=frozenset({"verifying"}), to=None,
        verb="handle", input=inputs.Establish, guard=hearing.establish_guard, effect=hearing.establish_effect,
        tone="primary", key="e",
    ),
    Action(
        name="hear", label=_("Ask for a statement"), from_=frozenset({"verifying"}), to="hearing", verb="handle",
        input=Note, offered=hearing.hear_offered, effect=hearing.hear_effect, clocks=hearing.hear_clocks,
        notifies=tell(to.of_assessed, title=ASKED), tone="primary", key="h",
    ),
    Action(
        name="state", label=_("State your views"), from_=frozenset({"hearing"}), to="heard", verb="state",
        input=inputs.Statement, effect=hearing.statement_effect, clocks=hearing.statement_over,
        notifies=tell(to.of_office, title=STATED), tone="primary", key="s",
    ),
    Action(
        name="waive", label=_("Go on without a statement"), from_=frozenset({"hearing"}), to="heard", verb="handle",
        input=RequiredNote, offered=hearing.waive_offered, effect=following.note_effect,
        clocks=hearing.statement_over,
    ),
    Action(
        name="decide", label=_("Decide a measure"), from_=HEARD, to="decided", verb="decide", input=inputs.Decide,
        guard=deciding.decide_guard, effect=deciding.decide_effect, notifies=tell(to.of_office, title=DECIDED),
        tone="primary", key="d",
    ),
    Action(
        # A township decides no veto (invariant 16).
        name="propose", label=_("Propose a veto to the body above"), from_=HEARD, to=None, verb="handle",
        input=RequiredNote, offered=deciding.upward_offered, effect=deciding.upward_effect,
        notifies=tell(to.of_office, to.of_leader, title=PROPOSED),
    ),
    Action(
        name="suggest", label=_("Propose a measure to the competent authority"), from_=HEARD, to=None, verb="decide",
        input=inputs.Suggest, guard=deciding.suggest_guard, effect=deciding.suggest_effect,
    ),
    Action(
        name="record", label=_("Record the competent authority's decision"), from_=HEARD, to="accepted",
        verb="handle", input=inputs.RecordDecision, guard=deciding.record_guard, effect=deciding.record_effect,
        clocks=stop_all,
    ),
    Action(
        name="serve", label=_("Serve the notice"), from_=frozenset({"decided"}), to=None, verb="handle",
        input=inputs.Serve, guard=following.serve_guard, effect=following.serve_effect,
        notifies=tell(to.of_assessed, title=SERVED), ends=IN_FORCE, tone="primary", key="z",
    ),
    Action(
        name="acknowledge", label=_("Acknowledge receipt"), from_=frozenset({"served"}), to="rectifying", verb="state",
        input=Note, effect=following.note_effect, tone="primary", key="a",
    ),
    Action(
        # Who is served and stays silent does not keep the term from running.
        name="record_receipt", label=_("Record that it was received"), from_=frozenset({"served"}), to="rectifying",
        verb="handle", input=RequiredNote, effect=following.note_effect, notifies=tell(to.of_assessed, title=RECEIVED),
    ),
    Action(
        name="report", label=_("Report what was put right"), from_=RECTIFYING, to=None, verb="state",
        input=inputs.Report, offered=following.report_offered, effect=following.report_effect,
        clocks=following.report_clocks, notifies=tell(to.of_office, title=REPORTED), tone="primary", key="r",
    ),
    Action(
        name="accept", label=_("Accept and lift"), from_=RECTIFYING, to="accepted", verb="handle", input=Note,
        offered=following.accept_offered, effect=following.accept_effect, clocks=stop_all,
        notifies=tell(to.of_assessed, title=LIFTED), tone="primary", key="l",
    ),
    Action(
        name="more_time", label=_("Not yet: set a new term"), from_=RECTIFYING, to=None, verb="decide",
        input=inputs.MoreTime, offered=following.unmet_offered, guard=following.more_time_guard,
        effect=following.more_time_effect, clocks=following.recheck_over,
        notifies=tell(to.of_assessed, title=MORE_TIME),
    ),
    Action(
        name="escalate", label=_("Not met: open the next case"), from_=RECTIFYING, to="escalated", verb="handle",
        input=RequiredNote, offered=following.unmet_offered, effect=following.escalate_effect,
        clocks=stop_all, tone="danger",
    ),
    Action(
        name="object", label=pgettext_lazy("case", "Object"), from_=IN_FORCE, to=None, verb="state",
        input=inputs.Object, offered=objecting.object_offered, guard=objecting.object_guard,
        effect=objecting.object_effect, clocks=objecting.object_clocks,
        notifies=tell(to.of_leader, to.of_objection, title=OBJECTED),
    ),
    Action(
        name="answer", label=_("Answer the objection"), from_=IN_FORCE, to=None, verb="answer", input=inputs.Answer,
        offered=objecting.answer_offered, guard=objecting.answer_guard, effect=objecting.answer_effect,
        clocks=objecting.answer_clocks, notifies=tell(to.of_assessed, to.of_office, title=ANSWERED),
        ends=frozenset({STAYS, "closed"}), tone="primary",
    ),
    Action(
        name="dismiss", label=_("Close without a measure"), from_=EARLY, to="closed", verb="dismiss",
        input=RequiredNote, effect=hearing.ending_effect, clocks=stop_all, tone="danger",
    ),
    Action(
        name="expire", label=_("Its time is over"), from_=IN_FORCE, to="accepted", verb="system", input=Note,
        guard=following.expire_guard, effect=following.expire_effect, clocks=stop_all,
        notifies=tell(to.of_assessed, to.of_office, title=LIFTED), is_system=True,
    ),
    Action(
        # Among those who handle it: the assessed are told what is asked, decided and answered, not how it was weighed.
        name="comment", label=_("Internal remark"), from_=frozenset(CASE_STATES), to=None, verb="comment",
        input=RequiredNote, effect=following.note_effect,
    ),
    *keeping(CASE_FINAL, "handle"),
)  # fmt: skip

CASES = Machine(
    kind="case",
    label=_("accountability case"),
    number_prefix="ZZ",
    states=CASE_STATES,
    initial=frozenset({"candidate"}),
    final=CASE_FINAL,
    actions={action.name: action for action in TABLE},
    prepare=prepare,
    reminds=to.of_case_clock,
    duties=following.term_duties,
    chances=CHANCES,
)
