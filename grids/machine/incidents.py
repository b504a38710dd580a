"""The transition table of incidents (domain.md §3). Read top to bottom, it is the life of one.

Every edge that surprises has its reason beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

from grids.machine import concluding, handling, inputs, merging, oversight, remarks, triage
from grids.models.incidents import Incident
from grids.queries import recipients
from grids.queries.recipients import reporters_of
from pingan.matters.machine import STAYS, Action, Comment, Machine, Move, Note, Notification, RequiredNote
from pingan.matters.models import Clock
from pingan.matters.services.effects import note_only
from pingan.matters.services.effects import tell as tell_people

STATES = {
    "reported": pgettext_lazy("incident state", "reported"),
    "accepted": pgettext_lazy("incident state", "accepted"),
    "dispatched": pgettext_lazy("incident state", "dispatched"),
    "signed": pgettext_lazy("incident state", "signed for"),
    "returned": pgettext_lazy("incident state", "returned"),
    "handled": pgettext_lazy("incident state", "handled"),
    "verified": pgettext_lazy("incident state", "verified"),
    "answered": pgettext_lazy("incident state", "answered"),
    "closed": pgettext_lazy("incident state", "closed"),
    "suspended": pgettext_lazy("incident state", "suspended"),
    "rejected": pgettext_lazy("incident state", "not accepted"),
    "merged": pgettext_lazy("incident state", "merged"),
}
OPEN = frozenset(STATES) - {"closed", "rejected", "merged"}
WITH_UNITS = frozenset({"dispatched", "signed"})
#: Where a desk may still put an incident aside, merge it or ask the county.
AT_DESK = frozenset({"reported", "accepted", "returned", "dispatched", "signed"})

Who = Callable[[Incident], tuple[int, ...]]


def tell(*who: Who, title: str) -> Callable[[Move], Iterable[Notification]]:
    """Return a rule that sends one sentence to people; of an emergency at once."""
    return tell_people(*who, title=title, is_urgent=lambda move: move.detail.is_emergency)


def _county_office(incident: Incident) -> tuple[int, ...]:
    return recipients.county_roles(incident, "body_office", "county_dispatcher")


def _county_government(incident: Incident) -> tuple[int, ...]:
    return recipients.county_roles(incident, "county_government", "county_dispatcher")


def _returned_people(incident: Incident) -> tuple[int, ...]:
    desk = recipients.desk_of(incident)
    return (*desk, *_county_government(incident)) if triage.needs_determination(incident) else desk


def _emergency_reporters(incident: Incident) -> tuple[int, ...]:
    people = incident.emergency_reports.exclude(reported_by=None).values_list("reported_by_id", flat=True)
    return tuple(person for person in people if person is not None)


def _responsible(incident: Incident) -> tuple[int, ...]:
    organ_id = incident.matter.organ_id
    return recipients.unit_people([organ_id]) if organ_id else recipients.desk_of(incident)


# Sentences are msgids: the inbox renders them in the reader's language with number and title.
ACCEPTED = gettext_noop("%(number)s was accepted: %(title)s")
REJECTED = gettext_noop("%(number)s was not accepted: %(title)s")
DISPATCHED = gettext_noop("%(number)s was given to your unit: %(title)s")
RETURNED = gettext_noop("%(number)s was returned by a unit: %(title)s")
DETERMINED = gettext_noop("%(number)s: the county determined your unit: %(title)s")
ESCALATED = gettext_noop("%(number)s was put before the county: %(title)s")
HANDLED = gettext_noop("%(number)s is handled and waits for verification: %(title)s")
NOT_SOLVED = gettext_noop("%(number)s is not solved and comes back to you: %(title)s")
FOUND_NOT_SOLVED = gettext_noop("%(number)s was checked and is not solved yet: %(title)s")
VERIFIED = gettext_noop("%(number)s is verified; the reporter waits for an answer: %(title)s")
ANSWERED = gettext_noop("%(number)s has been answered: %(title)s")
CLOSED = gettext_noop("%(number)s is closed: %(title)s")
REVIEW = gettext_noop("%(number)s: the reporter is dissatisfied; another person should review: %(title)s")
REOPENED = gettext_noop("%(number)s was reopened: %(title)s")
ASKED_TIME = gettext_noop("%(number)s: a unit asks for more time: %(title)s")
TIME_DECIDED = gettext_noop("%(number)s: your request for more time is decided: %(title)s")
CALLED = gettext_noop("%(number)s: your unit is called to the spot: %(title)s")
EMERGENCY = gettext_noop("%(number)s: emergency report: %(title)s")
ACKNOWLEDGED = gettext_noop("%(number)s: your emergency report was received: %(title)s")
REMINDED = gettext_noop("%(number)s: you are reminded to act: %(title)s")
LETTER = gettext_noop("%(number)s: a supervision letter was served: %(title)s")
PROPOSED = gettext_noop("%(number)s: a case under Article 58 is proposed for your decision: %(title)s")
MERGED = gettext_noop("%(number)s was merged into another incident: %(title)s")


def _verified_notices(move: Move) -> Iterable[Notification]:
    if move.to == "verified":
        return tell(recipients.desk_of, title=VERIFIED)(move)
    told = [*tell(_responsible, title=NOT_SOLVED)(move)]
    known = {person for notice in told for person in notice.recipients}

    def still_to_tell(incident: Incident) -> tuple[int, ...]:
        return tuple(person for person in reporters_of(incident) if person not in known)

    return (*told, *tell(still_to_tell, title=FOUND_NOT_SOLVED)(move))


def _handled_notices(move: Move) -> Iterable[Notification]:
    return tell(recipients.verifiers_of, title=HANDLED)(move) if move.to == "handled" else ()


def _evaluated_notices(move: Move) -> Iterable[Notification]:
    unhappy = move.data.satisfaction == "dissatisfied" or move.data.solved == "no"
    return tell(recipients.desk_of, title=REVIEW)(move) if unhappy else ()


def _ladder_notices(move: Move) -> Iterable[Notification]:
    if move.data.step == "reminder":
        clock = Clock.objects.filter(pk=move.data.clock).first()
        late = recipients.next_to_act if clock is None else lambda incident: recipients.of_clock(clock)
        return tell(late, title=REMINDED)(move)
    return tell(_county_office, title=PROPOSED)(move)


TABLE = (
    Action(
        name="accept", label=_("Accept"), from_=frozenset({"reported"}), to="accepted", verb="accept",
        input=Note, effect=triage.accept_effect, clocks=triage.accept_clocks,
        notifies=tell(reporters_of, title=ACCEPTED), tone="primary", key="a",
    ),
    Action(
        name="reject", label=_("Do not accept"), from_=frozenset({"reported"}), to="rejected", verb="triage",
        input=inputs.Reject, effect=triage.reject_effect, clocks=triage.end_all_clocks,
        notifies=tell(reporters_of, title=REJECTED), tone="danger", key="r",
    ),
    Action(
        name="dispatch", label=_("Dispatch"), from_=frozenset({"accepted", "returned"}), to="dispatched",
        verb="triage", input=inputs.Dispatch, offered=triage.dispatch_offered, guard=triage.dispatch_guard,
        effect=triage.dispatch_effect, clocks=triage.dispatch_clocks,
        notifies=tell(recipients.task_units, title=DISPATCHED), tone="primary", key="d",
    ),
    Action(
        # Article 14: the county names the unit; whoever is named cannot return it.
        name="determine", label=_("Determine the responsible unit"), from_=frozenset({"accepted", "returned"}),
        to="dispatched", verb="determine", input=inputs.Determine, offered=triage.determine_offered,
        guard=triage.determine_guard, effect=triage.determine_effect, clocks=triage.dispatch_clocks,
        notifies=tell(recipients.task_units, title=DETERMINED), tone="primary",
    ),
    Action(
        # A co-handler signs whatever the lead has done meanwhile, so the state may stay.
        name="sign", label=_("Sign for it"), from_=WITH_UNITS, to=None, ends=frozenset({"signed", STAYS}),
        verb="handle", input=Note, offered=handling.sign_offered, effect=handling.sign_effect,
        clocks=handling.sign_clocks, tone="primary", key="s",
    ),
    Action(
        # A co-handler's return leaves the incident with its lead.
        name="return", label=_("Return"), from_=WITH_UNITS, to=None,
        ends=frozenset({"returned", STAYS}), verb="handle", input=RequiredNote,
        offered=handling.return_offered, guard=handling.return_guard, effect=handling.return_effect,
        clocks=handling.return_clocks, notifies=tell(_returned_people, title=RETURNED), tone="danger",
    ),
    Action(
        # A called unit may finish while the lead has not signed yet.
        name="handle", label=_("Report the result"), from_=WITH_UNITS, to=None,
        ends=frozenset({"handled", STAYS}), verb="handle", input=inputs.Handle,
        offered=handling.handle_offered, guard=handling.handle_guard, effect=handling.handle_effect,
        clocks=handling.handle_clocks, notifies=_handled_notices, tone="primary", key="h",
    ),
    Action(
        name="request_extension", label=_("Ask for more time"), from_=frozenset({"signed"}), to=None, verb="handle",
        input=inputs.AskExtension, offered=handling.extension_offered, guard=handling.extension_guard,
        effect=handling.extension_effect, notifies=tell(recipients.desk_of, title=ASKED_TIME),
    ),
    Action(
        name="allow_extension", label=_("Allow more time"), from_=frozenset({"signed"}), to=None, verb="triage",
        input=inputs.DecideExtension, offered=handling.decision_offered, effect=handling.allow_effect,
        clocks=handling.allow_clocks, notifies=tell(recipients.task_units, reporters_of, title=TIME_DECIDED),
        tone="primary",
    ),
    Action(
        name="refuse_extension", label=_("Refuse more time"), from_=frozenset({"signed"}), to=None, verb="triage",
        input=inputs.DecideExtension, offered=handling.decision_offered, effect=handling.refuse_effect,
        notifies=tell(recipients.task_units, title=TIME_DECIDED), tone="danger",
    ),
    Action(
        name="call_units", label=_("Call units to the spot"), from_=frozenset({"accepted", "dispatched", "signed"}),
        to=None, verb="triage", input=inputs.Call, guard=handling.call_guard, effect=handling.call_effect,
        clocks=handling.call_clocks, notifies=tell(recipients.task_units, title=CALLED),
    ),
    Action(
        name="arrive", label=_("Report arrival"), from_=frozenset({"accepted", "dispatched", "signed"}), to=None,
        verb="handle", input=Note, offered=handling.arrive_offered, effect=handling.arrive_effect,
        clocks=handling.arrive_clocks, notifies=tell(recipients.desk_of, title=CALLED), tone="primary",
    ),
    Action(
        # Not solved goes back: to the lead where there is one, to the desk for what was resolved on the spot.
        name="verify", label=_("Verify"), from_=frozenset({"handled"}), to=None,
        ends=frozenset({"verified", "signed", "accepted"}), verb="verify", input=inputs.Verify,
        offered=concluding.verify_offered, effect=concluding.verify_effect, clocks=concluding.verify_clocks,
        notifies=_verified_notices, tone="primary", key="v",
    ),
    Action(
        name="answer", label=_("Answer the reporter"), from_=frozenset({"verified"}), to="answered", verb="answer",
        input=inputs.Answer, guard=concluding.answer_guard, effect=concluding.answer_effect,
        clocks=concluding.answer_clocks, notifies=tell(reporters_of, title=ANSWERED), tone="primary", key="w",
    ),
    Action(
        # Windows are closed too, in other words: hence the context.
        name="close", label=pgettext_lazy("incident", "Close"), from_=frozenset({"answered"}), to="closed",
        verb="answer", input=Note, guard=concluding.close_guard, effect=note_only,
        clocks=concluding.close_clocks, notifies=tell(reporters_of, title=CLOSED), tone="primary", key="c",
    ),
    Action(
        name="evaluate", label=_("Record the evaluation"), from_=frozenset({"answered", "closed"}), to=None,
        verb="evaluate", input=inputs.Evaluate, offered=concluding.evaluate_offered,
        guard=concluding.evaluate_guard, effect=concluding.evaluate_effect, notifies=_evaluated_notices,
    ),
    Action(
        # A refusal can be contested: whoever may triage takes it up again.
        name="reopen", label=_("Reopen"), from_=frozenset({"closed", "rejected"}), to="accepted", verb="triage",
        input=RequiredNote, offered=triage.reopen_offered, effect=triage.reopen_effect,
        clocks=triage.reopen_clocks, notifies=tell(reporters_of, title=REOPENED),
    ),
    Action(
        name="merge", label=_("Merge"), from_=AT_DESK, to="merged", verb="triage", input=inputs.Merge,
        effect=merging.merge_effect, clocks=merging.merge_clocks, notifies=tell(reporters_of, title=MERGED),
        key="m",
    ),
    Action(
        name="unmerge", label=_("Undo the merge"), from_=frozenset({"merged"}), to=None, ends=AT_DESK, verb="triage",
        input=Note, guard=merging.unmerge_guard, effect=merging.unmerge_effect, clocks=merging.unmerge_clocks,
    ),
    Action(
        name="suspend", label=_("Suspend"), from_=frozenset({"accepted", "dispatched", "signed"}), to="suspended",
        verb="triage", input=inputs.Suspend, effect=triage.suspend_effect, clocks=triage.suspend_clocks,
        notifies=tell(recipients.task_units, reporters_of, title=gettext_noop("%(number)s is suspended: %(title)s")),
    ),
    Action(
        name="resume", label=_("Resume"), from_=frozenset({"suspended"}), to=None,
        ends=frozenset({"accepted", "dispatched", "signed"}), verb="triage", input=Note,
        effect=triage.resume_effect, clocks=triage.resume_clocks,
        notifies=tell(recipients.task_units, title=gettext_noop("%(number)s goes on: %(title)s")), tone="primary",
    ),
    Action(
        name="escalate", label=_("Put before the county"), from_=AT_DESK - {"signed"}, to=None, verb="triage",
        input=RequiredNote, offered=triage.escalate_offered, effect=triage.escalate_effect,
        notifies=tell(_county_government, title=ESCALATED), key="e",
    ),
    Action(
        name="reclassify", label=_("Change class or urgency"), from_=AT_DESK, to=None, verb="triage",
        input=inputs.Reclassify, guard=triage.reclassify_guard, effect=triage.reclassify_effect,
        clocks=triage.reclassify_clocks,
    ),
    Action(
        name="emergency_report", label=_("Emergency report"), from_=OPEN, to=None, verb="emergency",
        input=inputs.EmergencyInput, offered=oversight.emergency_offered, guard=oversight.emergency_guard,
        effect=oversight.emergency_effect,
        clocks=oversight.emergency_clocks, notifies=tell(_county_office, title=EMERGENCY), tone="danger",
    ),
    Action(
        name="acknowledge", label=_("Acknowledge the report"), from_=OPEN, to=None, verb="acknowledge",
        input=inputs.Acknowledge, offered=oversight.acknowledge_offered, guard=oversight.acknowledge_guard,
        effect=oversight.acknowledge_effect, notifies=tell(_emergency_reporters, title=ACKNOWLEDGED), tone="primary",
    ),
    Action(
        name="remind", label=_("Remind"), from_=OPEN, to=None, verb="remind", input=RequiredNote,
        effect=oversight.remind_effect, notifies=tell(recipients.next_to_act, title=REMINDED),
    ),
    Action(
        name="supervise", label=_("Supervision letter"), from_=OPEN, to=None, verb="supervise", input=inputs.Letter,
        guard=oversight.letter_guard, effect=oversight.letter_effect, notifies=tell(_responsible, title=LETTER),
    ),
    Action(
        name="propose_accountability", label=_("Propose a case under Article 58"), from_=OPEN, to=None,
        verb="supervise", input=inputs.Candidate, guard=oversight.candidate_guard, effect=oversight.candidate_effect,
    ),
    Action(
        # The timetable's own steps: a reminder a day after the term, a proposal when the letter did not help.
        name="climb_ladder", label=_("Supervision by timetable"), from_=OPEN, to=None, verb="system",
        input=inputs.Ladder, effect=oversight.ladder_effect, notifies=_ladder_notices, is_system=True,
    ),
    Action(
        name="comment", label=_("Remark"), from_=frozenset(STATES) - {"merged"}, to=None, verb="comment",
        input=Comment, effect=remarks.remark_effect,
    ),
)  # fmt: skip

INCIDENTS = Machine(
    kind="incident",
    label=_("incident"),
    number_prefix="SJ",
    states=STATES,
    # Resolved on the spot begins as handled: it is recorded, and another person verifies it.
    initial=frozenset({"reported", "handled"}),
    final=frozenset({"closed", "rejected", "merged"}),
    actions={action.name: action for action in TABLE},
    reminds=lambda clock: recipients.of_clock(clock),
)
