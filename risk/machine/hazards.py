"""The transition table of hazards. Read top to bottom, it is the life of one (docs/risk.md, domain.md §6)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

from pingan.matters.machine import Action, Comment, Machine, Move, Notification, RequiredNote
from pingan.matters.services.effects import comment_effect, note_only, stop_all, tell
from risk.machine import hazard_clearing as clearing
from risk.machine import hazard_grading as grading
from risk.machine import hazard_inputs as inputs
from risk.machine import hazard_rectifying as rectifying
from risk.machine.hazard_words import prepare
from risk.queries import hazard_recipients as to
from risk.rules.hazards import FINAL, OPEN, STATES

REJECTED = gettext_noop("%(number)s was not accepted: %(title)s")
ORDERED = gettext_noop("%(number)s: your unit is to put a hazard right: %(title)s")
EXTENDED = gettext_noop("%(number)s: the day of the order was moved: %(title)s")
DONE = gettext_noop("%(number)s was reported as put right and waits for its re-inspection: %(title)s")
FAILED = gettext_noop("%(number)s did not pass the re-inspection: %(title)s")
CLEARED = gettext_noop("%(number)s is cleared: %(title)s")
CLOSED = gettext_noop("%(number)s is closed: %(title)s")
BACK = gettext_noop("%(number)s is back after it was cleared: %(title)s")
LISTED = gettext_noop("%(number)s is listed for supervision: %(title)s")
HANDED = gettext_noop("%(number)s was handed over for a rectification order: %(title)s")
REMINDED = gettext_noop("%(number)s: the desk asks you to put it right: %(title)s")
GRADED = gettext_noop("%(number)s is a major hazard: %(title)s")

#: Nothing was reported as put right yet, and somebody has it in hand.
WORKING = frozenset({"graded", "rectifying", "rectified", "handed_over"})


def _is_major(move: Move) -> bool:
    return bool(move.detail.grade == "major")


def _tell_major(move: Move) -> list[Notification]:
    """Tell the county of a hazard that has become a major one."""
    return list(tell(to.county_of, title=GRADED)(move)) if _is_major(move) else []


TABLE = (
    Action(
        name="grade", label=_("Grade it"), from_=frozenset({"registered"}), to="graded", verb="triage",
        input=inputs.GradeHazard, guard=grading.grade_guard, effect=grading.grade_effect,
        clocks=grading.grade_clocks, notifies=_tell_major, tone="primary", key="g",
    ),
    Action(
        name="reject", label=_("Do not accept"), from_=frozenset({"registered"}), to="rejected", verb="triage",
        input=inputs.Reject, effect=grading.reject_effect, clocks=stop_all,
        notifies=tell(to.registrar_of, title=REJECTED), tone="danger",
    ),
    Action(
        name="order", label=_("Order to put it right"), from_=frozenset({"graded"}), to="rectifying", verb="triage",
        input=inputs.Order, guard=rectifying.order_guard, effect=rectifying.order_effect,
        clocks=rectifying.order_clocks, notifies=tell(to.unit_of, title=ORDERED), tone="primary", key="o",
    ),
    Action(
        name="report_done", label=_("Report as put right"), from_=frozenset({"rectifying", "handed_over"}),
        to="rectified", verb="rectify", input=inputs.ReportDone, guard=rectifying.done_guard,
        effect=rectifying.done_effect, clocks=rectifying.done_clocks,
        notifies=tell(to.desk_of, to.registrar_of, title=DONE), tone="primary", key="f",
    ),
    Action(
        # Passed: cleared (销号). Not passed: the same unit, the same points, another day.
        name="reinspect", label=_("Re-inspect"), from_=frozenset({"rectified"}), to=None,
        ends=frozenset({"cleared", "rectifying"}), verb="inspect", input=inputs.Reinspect,
        offered=clearing.reinspect_offered, guard=clearing.reinspect_guard, effect=clearing.reinspect_effect,
        clocks=clearing.reinspect_clocks,
        notifies=lambda move: [
            *tell(to.unit_of, to.registrar_of, to.desk_of, title=CLEARED, once="cleared")(move),
            *tell(to.unit_of, to.desk_of, title=FAILED, once="rectifying")(move),
        ],
        tone="primary", key="v",
    ),
    Action(
        name="look_back", label=_("Look back"), from_=frozenset({"cleared"}), to=None,
        ends=frozenset({"closed", "graded"}), verb="inspect", input=inputs.LookBack,
        effect=clearing.look_back_effect, clocks=clearing.look_back_clocks,
        notifies=lambda move: [
            *tell(to.desk_of, to.unit_of, title=BACK, once="graded")(move),
            *tell(to.registrar_of, title=CLOSED, once="closed")(move),
        ],
        tone="primary", key="b",
    ),
    Action(
        name="extend", label=_("Move the day"), from_=frozenset({"rectifying"}), to=None, verb="triage",
        input=inputs.Extend, guard=rectifying.extend_guard, effect=rectifying.extend_effect,
        clocks=rectifying.extend_clocks, notifies=tell(to.unit_of, title=EXTENDED),
    ),
    Action(
        name="regrade", label=_("Grade it anew"), from_=WORKING, to=None, verb="triage", input=inputs.GradeHazard,
        guard=grading.grade_guard, effect=grading.grade_effect, notifies=_tell_major,
    ),
    Action(
        name="set_grade", label=_("Set the grade by hand"), from_=WORKING, to=None, verb="triage",
        input=inputs.SetGrade, offered=grading.ungraded_offered, guard=grading.set_grade_guard,
        effect=grading.set_grade_effect, notifies=_tell_major,
    ),
    Action(
        name="list", label=_("List for supervision"), from_=WORKING, to=None, verb="list",
        input=inputs.ListForSupervision, offered=clearing.list_offered, effect=clearing.list_effect,
        clocks=clearing.list_clocks, notifies=tell(to.unit_of, to.desk_of, title=LISTED), tone="danger",
    ),
    Action(
        name="unlist", label=_("End the listing"), from_=WORKING, to=None, verb="list", input=RequiredNote,
        offered=clearing.listed_offered, effect=clearing.unlist_effect, clocks=clearing.unlist_clocks,
    ),
    Action(
        name="hand_over", label=_("Hand over for a rectification order"), from_=frozenset({"rectifying"}),
        to="handed_over", verb="hand_over", input=inputs.HandOver, offered=clearing.hand_over_offered,
        effect=clearing.hand_over_effect, notifies=tell(to.unit_of, to.desk_of, title=HANDED), tone="danger",
    ),
    Action(
        name="resume", label=_("Give back to the unit"), from_=frozenset({"handed_over"}), to="rectifying",
        verb="hand_over", input=RequiredNote, effect=clearing.resume_effect,
        notifies=tell(to.unit_of, title=ORDERED),
    ),
    Action(
        name="correct", label=_("Correct domain or place"), from_=OPEN, to=None, verb="triage", input=inputs.Correct,
        guard=grading.correct_guard, effect=grading.correct_effect,
    ),
    Action(
        name="remind", label=pgettext_lazy("hazard", "Remind"), from_=frozenset({"rectifying", "handed_over"}),
        to=None, verb="remind", input=RequiredNote, effect=note_only,
        notifies=tell(to.unit_of, title=REMINDED),
    ),
    Action(
        name="comment", label=pgettext_lazy("hazard", "Remark"), from_=OPEN, to=None, verb="comment",
        input=Comment, effect=comment_effect,
    ),
)  # fmt: skip

HAZARDS = Machine(
    kind="hazard",
    label=_("hazard"),
    number_prefix="YH",
    states=STATES,
    initial=frozenset({"registered"}),
    final=FINAL,
    actions={action.name: action for action in TABLE},
    reminds=to.of_clock,
    prepare=prepare,
)
