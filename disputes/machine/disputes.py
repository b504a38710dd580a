"""The transition table of disputes. Read top to bottom, it is the life of one (docs/disputes.md)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disputes.machine import (
    agreements,
    channels,
    clauses,
    confirming,
    conflicts,
    desk,
    drafting,
    ending,
    flags,
    holding,
    inputs,
    joining,
    joint,
    leaving,
    mediation,
    parties,
    restricting,
    serving,
    sessions,
    settling,
    visits,
)
from disputes.machine import sentences as say
from disputes.machine.common import also_called_off, tell, tell_called_off
from disputes.machine.redacting import prepare
from disputes.queries import recipients as to
from disputes.queries.disputes import redactor
from disputes.queries.terms import clause_duties
from disputes.rules.stages import CHANCES
from disputes.rules.states import FINAL, OWED, STATES, WATCHED
from pingan.matters.machine import STAYS, Action, Comment, Machine, Note, RequiredNote
from pingan.matters.services.effects import comment_effect, note_only, stop_all

OPEN = frozenset(STATES) - FINAL
BEFORE_END = OPEN - {"resolved"}
ACTIVE = frozenset({"accepted", "mediating", "unresolved"})
#: A party may refuse, and its refusal stop a mediation, while there is one to stop.
REFUSABLE = frozenset({"registered", "accepted", "mediating"})

TABLE = (
    Action(
        # Where a party has refused already nobody mediates it: the other ways are told at once (人民调解法 §17, 26).
        name="accept", label=_("Accept"), from_=frozenset({"registered"}), to=None, verb="accept", input=Note,
        ends=frozenset({"accepted", "unresolved"}), effect=desk.accept_effect, clocks=desk.accept_clocks,
        notifies=tell(to.registrar_of, title=say.ACCEPTED), tone="primary", key="a",
    ),
    Action(
        name="reject", label=_("Do not accept"), from_=frozenset({"registered"}), to="rejected", verb="triage",
        input=inputs.Reject, offered=joining.alone_offered, effect=desk.reject_effect, clocks=desk.reject_clocks,
        notifies=tell(to.registrar_of, title=say.REJECTED), tone="danger", key="r",
    ),
    Action(
        # 人民调解法 §17, 20: at a party's request or the committee's offer, never against a refusal.
        name="mediate", label=_("Open mediation"), from_=frozenset({"accepted", "unresolved"}), to="mediating",
        verb="mediate", input=inputs.Mediate, offered=mediation.mediate_offered, guard=mediation.mediate_guard,
        effect=mediation.mediate_effect, clocks=mediation.mediate_clocks,
        notifies=tell(to.mediators_of, title=say.IN_HAND), tone="primary", key="d",
    ),
    Action(
        name="change_mediator", label=_("Change the mediator"), from_=frozenset({"mediating"}), to=None,
        verb="mediate", input=inputs.ChangeMediator, guard=mediation.change_mediator_guard,
        effect=mediation.change_mediator_effect, notifies=also_called_off(tell(to.mediators_of, title=say.IN_HAND)),
    ),
    Action(
        name="plan_session", label=_("Plan a session"), from_=frozenset({"mediating"}), to=None, verb="mediate",
        input=inputs.PlanSession, offered=conflicts.impartial_offered, guard=sessions.plan_guard, tone="primary",
        effect=sessions.plan_effect, notifies=sessions.tell_ahead(tell(to.mediators_of, to.units_of, title=say.SESSION)),
    ),
    Action(
        name="hold_session", label=_("Record a session"), from_=frozenset({"mediating"}), to=None, verb="mediate",
        input=inputs.HoldSession, offered=holding.held_offered, guard=holding.hold_guard,
        effect=holding.hold_effect, tone="primary",
    ),
    Action(
        name="adjourn_session", label=_("Adjourn a session"), from_=frozenset({"mediating"}), to=None, verb="mediate",
        input=inputs.AdjournSession, offered=sessions.moved_offered, guard=sessions.adjourn_guard,
        effect=sessions.adjourn_effect, notifies=tell(to.mediators_of, to.units_of, title=say.SESSION),
    ),
    Action(
        name="cancel_session", label=_("Cancel a session"), from_=frozenset({"mediating"}), to=None, verb="mediate",
        input=inputs.CancelSession, offered=sessions.planned_offered, guard=sessions.cancel_guard,
        effect=sessions.cancel_effect, notifies=tell_called_off,
    ),
    Action(
        name="extend_mediation", label=_("Extend by agreement"), from_=frozenset({"mediating"}), to=None,
        verb="mediate", input=inputs.ExtendMediation, guard=mediation.extend_guard, effect=mediation.extend_effect,
        clocks=mediation.extend_clocks,
    ),
    Action(
        name="agree", label=_("Agreement reached"), from_=frozenset({"mediating"}), to=None,
        ends=frozenset({"agreed", "performing"}), verb="mediate", input=inputs.Agree,
        offered=agreements.agree_offered, guard=agreements.agree_guard,
        effect=agreements.agree_effect, clocks=agreements.agree_clocks,
        notifies=also_called_off(tell(to.desk_of, title=say.EFFECTIVE, once="performing")), tone="primary", key="g",
    ),
    Action(
        # What was agreed before and is not performed is owed as before.
        name="fail", label=_("End without agreement"), from_=frozenset({"mediating"}), to=None, verb="mediate",
        ends=frozenset({"performing", "unresolved"}), input=RequiredNote,
        effect=mediation.fail_effect, clocks=mediation.fail_clocks,
        notifies=also_called_off(tell(to.desk_of, title=say.FAILED)), tone="danger",
    ),
    Action(
        name="add_clause", label=_("Add a clause"), from_=frozenset({"agreed"}), to=None, verb="mediate",
        input=inputs.AddClause, offered=drafting.unsigned_offered, guard=drafting.add_clause_guard,
        effect=drafting.add_clause_effect, key="t",
    ),
    Action(
        # §29: the last of parties, mediator and seal puts it into effect.
        name="sign", label=_("Record a signature"), from_=frozenset({"agreed"}), to=None,
        ends=frozenset({"performing", STAYS}), verb="mediate", input=inputs.Sign, guard=agreements.sign_guard,
        effect=agreements.sign_effect, clocks=agreements.sign_clocks,
        notifies=tell(to.desk_of, title=say.EFFECTIVE, once="performing"), tone="primary", key="s",
    ),
    Action(
        name="withdraw_agreement", label=_("Withdraw the draft"), from_=frozenset({"agreed"}), to=None, verb="mediate",
        ends=frozenset({"mediating"}), input=RequiredNote, effect=agreements.withdraw_effect,
        clocks=agreements.withdraw_clocks, tone="danger",
    ),
    Action(
        name="perform_clause", label=_("Clause performed"), from_=OWED, to=None,
        ends=frozenset({"resolved", STAYS}), verb="visit", input=inputs.PerformClause,
        offered=clauses.owed_offered, guard=clauses.perform_guard, effect=clauses.perform_effect,
        clocks=clauses.settled_clocks,
        notifies=also_called_off(tell(to.desk_of, title=say.RESOLVED, once="resolved")), tone="primary", key="p",
    ),
    Action(
        name="waive_clause", label=_("Clause waived"), from_=OWED, to=None,
        ends=frozenset({"resolved", STAYS}), verb="visit", input=inputs.OneClause,
        offered=clauses.owed_offered, guard=clauses.clause_guard, effect=clauses.waive_effect,
        clocks=clauses.settled_clocks,
        notifies=also_called_off(tell(to.desk_of, title=say.RESOLVED, once="resolved")),
    ),
    Action(
        name="breach", label=_("Clause not kept"), from_=frozenset({"performing"}), to=None, verb="visit",
        input=inputs.OneClause, offered=clauses.breach_offered, guard=clauses.breach_guard,
        effect=clauses.breach_effect, notifies=tell(to.responsible_for, to.desk_of, title=say.BROKEN), tone="danger",
    ),
    Action(
        name="mark_overdue", label=_("Clause overdue"), from_=WATCHED, to=None, verb="system",
        input=inputs.Overdue, offered=clauses.owed_offered, effect=clauses.overdue_effect,
        notifies=tell(to.mediators_of, to.desk_of, title=say.OVERDUE), is_system=True,
    ),
    Action(
        name="renew_mediation", label=_("Mediate anew"), from_=frozenset({"performing"}), to="accepted", verb="mediate",
        input=RequiredNote, offered=agreements.renew_offered, effect=agreements.renew_effect,
        clocks=agreements.renew_clocks,
    ),
    Action(
        name="apply_confirmation", label=_("Apply for judicial confirmation"), from_=frozenset({"performing"}),
        to=None, verb="mediate", input=inputs.ApplyConfirmation, offered=confirming.confirm_offered,
        guard=confirming.confirm_guard, effect=confirming.confirm_effect, clocks=confirming.confirm_clocks,
    ),
    Action(
        # A court that was asked rules whatever else is done meanwhile.
        name="decide_confirmation", label=_("Record the court's ruling"), from_=WATCHED | {"referred", "resolved"},
        to=None, verb="mediate", input=inputs.DecideConfirmation, offered=confirming.decide_offered,
        guard=confirming.decide_guard, effect=confirming.decide_effect, clocks=confirming.decide_clocks,
    ),
    Action(
        # A suggestion to the parties, never a precondition (人民调解法 §3); it ends an open mediation.
        name="refer", label=_("Refer to another channel"),
        from_=frozenset({"accepted", "mediating", "unresolved", "performing"}), to="referred", verb="mediate",
        input=inputs.Refer, guard=channels.refer_guard, effect=channels.refer_effect, clocks=channels.refer_clocks,
        notifies=also_called_off(tell(to.registrar_of, to.desk_of, title=say.REFERRED)), key="f",
    ),
    Action(
        name="channel_accepted", label=_("Accepted there"), from_=frozenset({"referred"}), to=None, verb="mediate",
        input=inputs.ChannelAccepted, offered=channels.accepted_offered, guard=channels.accepted_guard,
        effect=channels.accepted_effect, clocks=channels.accepted_clocks, tone="primary",
    ),
    Action(
        name="channel_extended", label=_("Term extended there"), from_=frozenset({"referred"}), to=None,
        verb="mediate", input=inputs.ExtendChannel, offered=channels.extend_offered, effect=channels.extend_effect,
        clocks=channels.extend_clocks,
    ),
    Action(
        name="channel_result", label=_("Result there"), from_=frozenset({"referred"}), to=None,
        ends=frozenset({"performing", "resolved", "unresolved"}), verb="mediate", input=inputs.ChannelResultInput,
        guard=channels.result_guard, effect=channels.result_effect, clocks=channels.result_clocks,
        notifies=tell(to.registrar_of, to.desk_of, title=say.DECIDED), tone="primary",
    ),
    Action(
        name="settle", label=_("Settled by the parties"),
        from_=frozenset({"registered", "accepted", "mediating", "unresolved", "referred"}), to="resolved",
        verb="mediate", input=inputs.Settle, guard=settling.settle_guard, effect=settling.settle_effect,
        clocks=settling.settle_clocks, notifies=also_called_off(tell(to.desk_of, title=say.RESOLVED)),
    ),
    Action(
        name="visit", label=_("Return visit"), from_=frozenset({"performing", "resolved"}), to=None, verb="visit",
        input=inputs.Visit, guard=visits.visit_guard, effect=visits.visit_effect, clocks=visits.visit_clocks,
        tone="primary", key="v",
    ),
    Action(
        name="close", label=pgettext_lazy("dispute", "Close"), from_=frozenset({"resolved", "unresolved"}), to="closed",
        verb="visit", input=inputs.Close, offered=ending.close_offered, guard=ending.close_guard,
        effect=ending.close_effect, clocks=stop_all,
        notifies=tell(to.registrar_of, title=say.CLOSED), tone="primary", key="c",
    ),
    Action(
        name="reopen", label=_("Reopen"), from_=frozenset({"closed", "rejected", "resolved"}), to="accepted",
        verb="triage", input=RequiredNote, offered=ending.reopen_offered, effect=ending.reopen_effect,
        clocks=ending.reopen_clocks, notifies=tell(to.desk_of, to.mediators_of, title=say.REOPENED),
    ),
    Action(
        name="add_party", label=_("Add a party"), from_=BEFORE_END, to=None, verb="edit", input=inputs.AddParty,
        guard=parties.add_guard, effect=parties.add_effect, notifies=conflicts.tell_conflict,
    ),
    Action(
        name="amend_party", label=_("Correct a party"), from_=OPEN, to=None, verb="edit", input=inputs.AmendParty,
        offered=parties.present_offered, guard=parties.amend_guard, effect=parties.amend_effect,
        notifies=conflicts.tell_conflict,
    ),
    Action(
        name="leave_party", label=_("Party leaves"), from_=ACTIVE | {"registered"}, to=None, verb="edit",
        input=inputs.OneParty, offered=parties.present_offered, guard=leaving.leave_guard, effect=leaving.leave_effect,
        notifies=tell_called_off,
    ),
    Action(
        # 人民调解法 §17: a clear refusal stops it, and the rights are told (§26).
        name="refuse", label=_("A party refuses mediation"), from_=REFUSABLE, to=None,
        ends=frozenset({"performing", "unresolved", STAYS}), verb="mediate", input=inputs.OneParty,
        offered=parties.present_offered, guard=parties.party_guard, effect=parties.refuse_effect,
        clocks=parties.refuse_clocks,
        notifies=also_called_off(tell(to.desk_of, to.mediators_of, title=say.REFUSED)), tone="danger",
    ),
    Action(
        name="consent", label=_("A party consents"), from_=frozenset({"registered", "accepted", "unresolved"}), to=None,
        verb="mediate", input=inputs.Consent, offered=parties.consent_offered, guard=parties.consent_guard,
        effect=parties.consent_effect,
    ),
    Action(
        name="flag", label=_("Raise a red flag"), from_=OPEN, to=None, verb="flag", input=inputs.Flag,
        effect=flags.flag_effect, clocks=flags.flag_clocks,
        notifies=tell(to.desk_of, to.county_of, title=say.FLAGGED, is_urgent=True), tone="danger", key="w",
    ),
    Action(
        name="tell_police", label=_("Record the notice to the police"), from_=OPEN, to=None, verb="police",
        input=inputs.TellPolice, guard=flags.police_guard, effect=flags.police_effect, clocks=flags.police_clocks,
        notifies=tell(to.desk_of, title=say.TOLD), tone="danger",
    ),
    Action(
        name="review_flag", label=_("Review a red flag"), from_=OPEN, to=None, verb="review", input=inputs.ReviewFlag,
        offered=flags.review_offered, guard=flags.review_guard, effect=flags.review_effect,
        clocks=flags.review_clocks, tone="primary",
    ),
    Action(
        name="serve_paper", label=_("Record the service of a paper"), from_=OPEN, to=None, verb="mediate",
        input=inputs.ServePaper, offered=serving.serve_offered, guard=serving.serve_guard, effect=serving.serve_effect,
    ),
    Action(
        name="join_units", label=_("Ask units to mediate jointly"), from_=ACTIVE, to=None, verb="triage",
        input=inputs.JoinUnits, offered=joint.join_units_offered, guard=joint.join_units_guard,
        effect=joint.join_units_effect, notifies=tell(to.units_of, title=say.JOINED),
    ),
    Action(
        name="end_unit", label=_("End a unit's part"), from_=OPEN, to=None, verb="triage", input=inputs.EndUnit,
        offered=joint.unit_offered, guard=joint.end_unit_guard, effect=joint.end_unit_effect,
    ),
    Action(
        name="assist", label=_("Report your unit's part"), from_=ACTIVE | {"agreed", "performing"}, to=None,
        verb="assist", input=inputs.Assist, effect=joint.assist_effect,
        notifies=tell(to.responsible_for, title=say.ASSISTED),
    ),
    Action(
        name="reclassify", label=_("Change type or extent"), from_=BEFORE_END, to=None, verb="triage",
        input=inputs.Reclassify, guard=desk.reclassify_guard, effect=desk.reclassify_effect, clocks=desk.reclassify_clocks,
    ),
    Action(
        name="set_level", label=_("Set the level by hand"), from_=BEFORE_END, to=None, verb="triage",
        input=inputs.SetLevel, effect=desk.set_level_effect, notifies=tell(to.county_of, title=say.LEVEL),
    ),
    Action(
        name="take_charge", label=_("A leader takes charge"), from_=BEFORE_END, to=None, verb="triage",
        input=inputs.TakeCharge, offered=desk.take_charge_offered, effect=desk.take_charge_effect,
    ),
    Action(
        name="restrict", label=_("Restrict to named persons"), from_=frozenset(STATES), to=None, verb="restrict",
        input=inputs.Restrict, offered=restricting.restrict_offered, effect=restricting.restrict_effect,
    ),
    Action(
        name="lift_restriction", label=_("Lift the restriction"), from_=frozenset(STATES), to=None, verb="restrict",
        input=RequiredNote, offered=restricting.lift_offered, effect=restricting.lift_effect,
    ),
    Action(
        name="name_reader", label=_("Name a reader"), from_=frozenset(STATES), to=None, verb="restrict",
        input=inputs.NameReader, offered=restricting.lift_offered, guard=restricting.name_reader_guard,
        effect=restricting.name_reader_effect,
    ),
    Action(
        name="end_reader", label=_("End a reader"), from_=frozenset(STATES), to=None, verb="restrict",
        input=inputs.EndReader, offered=restricting.lift_offered, guard=restricting.end_reader_guard,
        effect=restricting.end_reader_effect,
    ),
    Action(
        name="join", label=_("Join to another dispute"), from_=frozenset({"registered", "accepted"}), to="merged",
        verb="triage", input=inputs.Join, offered=joining.alone_offered, effect=joining.join_effect,
        clocks=joining.join_clocks, key="m",
    ),
    Action(
        name="unjoin", label=_("Undo the joining"), from_=frozenset({"merged"}), to=None,
        ends=frozenset({"registered", "accepted"}), verb="triage", input=Note, offered=ending.whole_offered,
        effect=joining.unjoin_effect, clocks=joining.unjoin_clocks,
    ),
    Action(
        name="link_petition", label=_("Record a petition"), from_=OPEN, to=None, verb="edit", input=inputs.Petition,
        guard=desk.petition_guard, effect=desk.petition_effect,
    ),
    Action(
        name="hold_deletion", label=_("Keep beyond retention"), from_=frozenset(STATES), to=None, verb="triage",
        input=inputs.Hold, guard=ending.hold_guard, effect=ending.hold_effect,
    ),
    Action(
        name="end_hold", label=_("No longer keep beyond retention"), from_=frozenset(STATES), to=None, verb="triage",
        input=RequiredNote, offered=ending.end_hold_offered, effect=ending.end_hold_effect,
    ),
    Action(
        name="remind", label=_("Remind"), from_=BEFORE_END, to=None, verb="remind", input=RequiredNote,
        effect=note_only, notifies=tell(to.responsible_for, title=say.REMINDED),
    ),
    Action(
        name="comment", label=_("Remark"), from_=OPEN, to=None, verb="comment", input=Comment,
        effect=comment_effect,
    ),
)  # fmt: skip

DISPUTES = Machine(
    kind="dispute", label=_("dispute"), number_prefix="JF",
    states=STATES, initial=frozenset({"registered", "resolved"}), final=FINAL,
    actions={action.name: action for action in TABLE},
    reminds=to.of_clock, prepare=prepare, redactor=redactor, chances=CHANCES, duties=clause_duties,
)  # fmt: skip
