"""The transition table of major decisions. Read top to bottom, it is the life of one (docs/major-decisions.md)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

from pingan.matters.machine import STAYS, Action, Comment, Machine, Move, Note, Notification, RequiredNote
from pingan.matters.services.effects import comment_effect, note_only, stop_all, tell
from risk.machine import assessing, consulting, deciding, filing, project_areas, reporting
from risk.machine import decision_inputs as inputs
from risk.machine.assignments import task_actions
from risk.machine.inputs.project_areas import SetArea, TakeOff
from risk.machine.questioning import questionnaire_actions
from risk.machine.wording import prepare
from risk.models import RiskTask
from risk.queries import decision_people as to
from risk.queries.assignments import task_duties
from risk.rules.decision_states import BEFORE, FINAL, HEARING, MADE, STATES

OPEN = frozenset(STATES) - FINAL
WORKING = frozenset({"assessing"})
CALLING = frozenset({"planned", "consulting", "assessing", "reassess"})

IN_REVIEW = gettext_noop("%(number)s: a report waits for its review: %(title)s")
APPROVED = gettext_noop("%(number)s: the assessment was approved: %(title)s")
SENT_BACK = gettext_noop("%(number)s was sent back: %(title)s")
CALLED = gettext_noop("%(number)s: you are called in as an expert: %(title)s")
DECIDED = gettext_noop("%(number)s has been decided about: %(title)s")
FILED = gettext_noop("%(number)s was filed with your office: %(title)s")
RECEIVED = gettext_noop("%(number)s: your filing was received: %(title)s")
ANEW = gettext_noop("%(number)s is to be assessed anew: %(title)s")
REMINDED = gettext_noop("%(number)s: you are reminded: %(title)s")
TASK_DONE = gettext_noop("%(number)s: a task is done: %(title)s")


def _tell_called(move: Move) -> list[Notification]:
    """Tell the expert who was called in, and none of those who knew."""
    return [Notification((move.data.user,), CALLED)]


TABLE = (
    Action(
        name="plan", label=pgettext_lazy("decision", "Plan the assessment"), from_=frozenset({"listed"}), to="planned",
        verb="prepare", input=inputs.Plan, offered=consulting.published_offered, effect=consulting.plan_effect,
        tone="primary",
    ),
    Action(
        name="add_consultation", label=_("Hear people"), from_=HEARING, to=None, ends=frozenset({"consulting", STAYS}),
        verb="prepare", input=inputs.AddConsultation, guard=consulting.add_guard, effect=consulting.add_effect,
        tone="primary",
    ),
    Action(
        name="end_consultation", label=_("Record what came of it"), from_=HEARING, to=None, verb="prepare",
        input=inputs.EndConsultation, offered=consulting.open_offered, guard=consulting.end_guard,
        effect=consulting.end_effect, tone="primary",
    ),
    Action(
        name="add_opinion", label=_("Record an opinion"), from_=HEARING, to=None, verb="prepare",
        input=inputs.AddOpinion, offered=consulting.any_offered, guard=consulting.opinion_guard,
        effect=consulting.opinion_effect,
    ),
    Action(
        name="answer_opinion", label=_("Answer an opinion"), from_=HEARING, to=None, verb="prepare",
        input=inputs.AnswerOpinion, offered=consulting.unanswered_offered, guard=consulting.answer_guard,
        effect=consulting.answer_effect,
    ),
    *questionnaire_actions(drafted_in=HEARING, closed_in=OPEN),
    Action(
        name="call_expert", label=_("Call in an expert"), from_=CALLING, to=None, verb="prepare",
        input=inputs.CallExpert, guard=assessing.call_guard, effect=assessing.call_effect,
        notifies=_tell_called,
    ),
    Action(
        name="release_expert", label=_("Release an expert"), from_=OPEN, to=None, verb="prepare",
        input=inputs.ReleaseExpert, offered=assessing.called_offered, guard=assessing.release_guard,
        effect=assessing.release_effect,
    ),
    Action(
        name="assess", label=_("Assess the risks"), from_=frozenset({"consulting", "returned", "reassess"}),
        to="assessing", verb="prepare", input=Note, guard=assessing.assess_guard,
        effect=assessing.assess_effect, tone="primary",
    ),
    Action(
        name="add_factor", label=_("Name a risk point"), from_=WORKING, to=None, verb="prepare",
        input=inputs.AddFactor, guard=assessing.factor_guard, effect=assessing.factor_effect, tone="primary",
    ),
    Action(
        name="weigh_factor", label=_("Change a weight"), from_=WORKING, to=None, verb="prepare",
        input=inputs.WeighFactor, offered=assessing.factors_offered, guard=assessing.weigh_guard,
        effect=assessing.weigh_effect,
    ),
    Action(
        name="drop_factor", label=_("Drop a risk point"), from_=WORKING, to=None, verb="prepare",
        input=inputs.DropFactor, offered=assessing.factors_offered, guard=assessing.drop_guard,
        effect=assessing.drop_effect,
    ),
    Action(
        # Each expert's scores stay separate: nobody overwrites another's.
        name="score", label=_("Score a risk point"), from_=WORKING, to=None, verb="score", input=inputs.GiveScore,
        offered=assessing.factors_offered, guard=assessing.score_guard, effect=assessing.score_effect, tone="primary",
    ),
    Action(
        name="hand_in", label=_("Hand in the report"), from_=WORKING, to="reviewing", verb="prepare",
        input=inputs.HandIn, offered=reporting.hand_in_offered, guard=reporting.hand_in_guard,
        effect=reporting.hand_in_effect, clocks=reporting.hand_in_clocks,
        notifies=tell(to.unit_of, to.government_of, title=IN_REVIEW), tone="primary",
    ),
    Action(
        name="approve", label=pgettext_lazy("decision", "Approve the assessment"), from_=frozenset({"reviewing"}),
        to="assessed", verb="review", input=Note, offered=reporting.review_offered,
        effect=reporting.approve_effect, clocks=reporting.approve_clocks,
        notifies=tell(to.unit_of, title=APPROVED), tone="primary",
    ),
    Action(
        name="return_report", label=_("Return the report"), from_=frozenset({"reviewing"}), to="returned",
        verb="review", input=RequiredNote, offered=reporting.review_offered, effect=reporting.return_effect,
        clocks=reporting.return_clocks, notifies=tell(to.unit_of, title=SENT_BACK), tone="danger",
    ),
    Action(
        # Article 24: no decision before an approved assessment; the database refuses as well (risk/models/gate.py).
        name="decide", label=_("Record the decision"), from_=BEFORE | {"deferred"}, to=None,
        ends=frozenset({"decided", "deferred", "abandoned"}), verb="decide", input=inputs.Decide,
        offered=consulting.published_offered, guard=deciding.decide_guard,
        effect=deciding.decide_effect, clocks=deciding.decide_clocks,
        notifies=tell(to.unit_of, title=DECIDED),
    ),
    Action(
        name="file_report", label=_("File the report"),
        from_=frozenset({"assessed", "decided", "following", "deferred", "abandoned"}), to=None, verb="prepare",
        input=Note, offered=filing.report_offered, guard=filing.file_guard,
        effect=filing.file_report_effect, clocks=filing.file_report_clocks,
        notifies=tell(to.offices_of, title=FILED), tone="primary",
    ),
    Action(
        name="file_decision", label=_("File the decision"), from_=MADE | {"deferred", "abandoned"}, to=None,
        verb="prepare", input=Note, offered=filing.record_offered, guard=filing.file_guard,
        effect=filing.file_decision_effect, clocks=filing.file_decision_clocks,
        notifies=tell(to.offices_of, title=FILED), tone="primary",
    ),
    Action(
        name="receive_filing", label=_("Confirm a filing"), from_=frozenset(STATES), to=None, verb="receive",
        input=inputs.Receive, offered=filing.receive_offered, guard=filing.filing_guard,
        effect=filing.receive_effect,
        notifies=tell(to.unit_of, title=RECEIVED), tone="primary",
    ),
    Action(
        name="send_back_filing", label=_("Send a filing back"), from_=OPEN, to=None, verb="receive",
        input=inputs.SendBack, offered=filing.receive_offered, guard=filing.filing_guard,
        effect=filing.send_back_effect, clocks=filing.send_back_clocks,
        notifies=tell(to.unit_of, title=SENT_BACK), tone="danger",
    ),
    Action(
        name="follow", label=_("Follow the implementation"), from_=frozenset({"decided"}), to="following",
        verb="prepare", input=RequiredNote, effect=note_only, tone="primary",
    ),
    Action(
        # 重大行政决策程序暂行条例 §36: results missed, many complaints, or ordered.
        name="evaluate", label=_("Record a post-evaluation"), from_=frozenset({"following"}), to=None,
        verb="prepare", input=Comment, effect=comment_effect,
    ),
    Action(
        name="reassess", label=_("Circumstances changed"),
        from_=frozenset({"assessed", "decided", "following", "deferred"}), to="reassess", verb="prepare",
        input=RequiredNote, effect=deciding.reassess_effect, clocks=stop_all,
        notifies=tell(to.unit_of, to.government_of, title=ANEW), tone="danger",
    ),
    Action(
        name="close", label=pgettext_lazy("decision", "Close"), from_=frozenset({"following", "abandoned"}),
        to="closed", verb="prepare", input=RequiredNote, offered=deciding.close_offered, effect=note_only,
        clocks=stop_all, tone="primary",
    ),
    *task_actions(
        RiskTask.Purpose.MEASURE, given_in=frozenset({"assessing", "returned", "decided", "following"}),
        done_in=OPEN, giver="prepare", doer="task", tells=tell(to.unit_of, title=TASK_DONE),
    ),
    Action(
        name="link_matter", label=_("Link a dispute or incident"), from_=OPEN, to=None, verb="prepare",
        input=inputs.LinkMatter, guard=deciding.link_guard, effect=deciding.link_effect,
    ),
    Action(
        name="set_area", label=_("Draw or choose the area"), from_=OPEN, to=None, verb="prepare", input=SetArea,
        guard=project_areas.set_guard, effect=project_areas.set_effect,
    ),
    Action(
        name="link_area", label=_("Found in the area"), from_=OPEN, to=None, verb="system",
        offered=project_areas.link_offered, effect=project_areas.link_effect, is_system=True,
    ),
    Action(
        name="take_off", label=_("Take a matter out of the area"), from_=OPEN, to=None, verb="prepare", input=TakeOff,
        offered=project_areas.take_off_offered, guard=project_areas.take_off_guard, effect=project_areas.take_off_effect,
    ),
    Action(
        name="remind", label=_("Remind"), from_=OPEN, to=None, verb="remind", input=RequiredNote,
        effect=note_only, notifies=tell(to.unit_of, title=REMINDED),
    ),
    Action(
        name="comment", label=_("Remark"), from_=OPEN, to=None, verb="comment", input=Comment,
        effect=comment_effect,
    ),
)  # fmt: skip

DECISIONS = Machine(
    kind="decision",
    label=_("major decision"),
    number_prefix="JC",
    states=STATES,
    initial=frozenset({"listed"}),
    final=FINAL,
    actions={action.name: action for action in TABLE},
    reminds=to.of_clock,
    prepare=prepare,
    duties=task_duties,
)
