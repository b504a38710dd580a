"""The lives that the issue names, walked through the machine."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from disputes.machine import DISPUTES
from disputes.machine.inputs.choices import referable
from disputes.models import AgreementClause, Dispute, DisputePaper
from disputes.services.clauses import watch_clauses
from pingan.calendars.rules import SHANGHAI
from pingan.common.errors import IllegalAction, Invalid
from pingan.matters.models import Clock, TimelineEntry
from tests.factories.disputes import WALKS, act, begun, clause_of, given_dispute, next_morning, past_due, step
from tests.factories.world import Place

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", WALKS)
def test_every_walk_ends_in_its_state(here: Place, state: str) -> None:
    assert given_dispute(here, state).matter.state == state


def test_screened_mediated_in_two_sessions_three_clauses_overdue_performed_visited_closed(
    here: Place,
) -> None:
    dispute = given_dispute(here, "mediating")
    assert dispute.case_number.endswith("人调字第1号")
    for _count in range(2):
        dispute = step(here, dispute, "plan_session")
        dispute = step(here, dispute, "hold_session")
    dispute = step(here, dispute, "agree")
    for text in ("赔礼道歉", "分两期支付维修费"):
        dispute = act(
            here, dispute, "add_clause", "mediator", text=text, amount="300", due_at=next_morning(1)
        )
    for signer in ("sign:applicant", "sign:respondent", "sign:mediator"):
        dispute = step(here, dispute, signer)
        assert dispute.matter.state == "agreed"
    dispute = step(here, dispute, "sign:committee")
    assert dispute.matter.state == "performing"
    assert Clock.objects.filter(matter_id=dispute.pk, stage="confirm_apply", stopped_at=None).exists()
    late = clause_of(dispute, 2)
    AgreementClause.objects.filter(pk=late.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    assert watch_clauses(timezone.now()) == 2  # clause 3 falls due tomorrow, clause 2 is overdue
    assert watch_clauses(timezone.now()) == 0
    late.refresh_from_db()
    assert late.state == "overdue"
    for position in (1, 2, 3):
        clause = clause_of(dispute, position)
        dispute = act(here, dispute, "perform_clause", "mediator", clause=clause.pk, note="已履行")
    assert dispute.matter.state == "resolved"
    dispute = step(here, dispute, "visit")
    dispute = step(here, dispute, "close")
    assert (dispute.matter.state, dispute.outcome) == ("closed", "mediated")
    kinds = list(DisputePaper.objects.filter(dispute=dispute).values_list("kind", flat=True))
    assert kinds.count("mediation_record") == 2
    assert {
        "mediation_intake",
        "mediation_rights",
        "mediation_agreement",
        "performance_note",
        "return_visit",
    } <= set(kinds)
    actions = list(
        TimelineEntry.objects.filter(matter_id=dispute.pk).order_by("seq").values_list("action", flat=True)
    )
    assert actions[0] == "register"
    assert actions[-1] == "close"


def test_a_clear_refusal_stops_mediation_and_tells_the_rights(here: Place) -> None:
    dispute = given_dispute(here, "mediating")
    party = dispute.parties.get(side="respondent")
    dispute = act(here, dispute, "refuse", "mediator", party=party.pk, note="明确表示不接受调解")
    assert dispute.matter.state == "unresolved"
    assert dispute.rights_told_at is not None
    assert dispute.papers.filter(kind="mediation_end").count() == 1
    with pytest.raises(IllegalAction):
        act(here, dispute, "mediate", "township_desk", mediator=here.mediators[0].pk)
    dispute = act(here, dispute, "consent", "township_desk", party=party.pk, note="愿意再谈")
    assert step(here, dispute, "mediate").matter.state == "mediating"


def test_a_failed_mediation_goes_on_to_labour_arbitration_and_an_award(here: Place) -> None:
    dispute = given_dispute(here, "unresolved", type="LABOR")
    paper = dispute.papers.select_related("document").get(kind="mediation_end")
    assert "劳动仲裁" in paper.document.data["channels"]
    dispute = act(
        here, dispute, "refer", "township_desk", kind="arbitration_labor", receiver="南康区劳动人事争议仲裁委员会",
        note="申请人申请仲裁",
    )  # fmt: skip
    assert Clock.objects.get(matter_id=dispute.pk, stage="labor_accept", stopped_at=None)
    dispute = act(
        here,
        dispute,
        "channel_accepted",
        "township_desk",
        accepted_at=timezone.now(),
        number_there="康劳仲〔2026〕9号",
    )
    assert Clock.objects.get(matter_id=dispute.pk, stage="labor_award", stopped_at=None).amount == 45
    dispute = act(here, dispute, "channel_extended", "township_desk", note="案情复杂，仲裁委批准延期")
    assert Clock.objects.get(matter_id=dispute.pk, stage="labor_award", stopped_at=None).extension == 15
    dispute = act(
        here,
        dispute,
        "channel_result",
        "township_desk",
        result="award",
        decided_at=timezone.now(),
        note="支付工资",
    )
    assert dispute.matter.state == "resolved"
    dispute = step(here, dispute, "visit")
    assert step(here, dispute, "close").outcome == "decided"


def test_the_award_has_its_own_number_beside_that_of_the_case(here: Place) -> None:
    dispute = given_dispute(here, "referred")
    now = timezone.now()
    act(
        here,
        dispute,
        "channel_accepted",
        "township_desk",
        accepted_at=now,
        number_there="（2026）赣0703民初9号",
    )
    act(
        here, dispute, "channel_result", "township_desk", result="judgment", decided_at=now, note="判决",
        number_there="（2026）赣0703民终10号",
    )  # fmt: skip
    channel = dispute.channels.get(kind="litigation")
    assert (channel.number_there, channel.decision_number) == (
        "（2026）赣0703民初9号",
        "（2026）赣0703民终10号",
    )


def test_a_labour_dispute_goes_to_the_arbitrators_first(here: Place) -> None:
    """劳动争议调解仲裁法 §5; who was refused there, or has an exception of the law, may sue."""
    dispute = given_dispute(here, "unresolved", type="LABOR")
    suit = {"kind": "litigation", "receiver": "南康区人民法院", "note": "申请人拟起诉"}
    with pytest.raises(Invalid) as refused:
        act(here, dispute, "refer", "township_desk", **suit)
    assert set(refused.value.fields) == {"exception"}
    with transaction.atomic():
        act(here, dispute, "refer", "township_desk", **suit, exception="持有工资欠条")
        transaction.set_rollback(True)
    dispute = Dispute.objects.get(pk=dispute.pk)
    act(
        here,
        dispute,
        "refer",
        "township_desk",
        kind="arbitration_labor",
        receiver="仲裁委员会",
        note="申请仲裁",
    )
    act(
        here,
        dispute,
        "channel_result",
        "township_desk",
        result="not_accepted",
        decided_at=timezone.now(),
        note="无",
    )
    dispute = act(here, dispute, "refer", "township_desk", **suit)
    assert dispute.matter.state == "referred"


def test_arbitrators_for_labour_and_land_are_offered_to_their_own_types_alone(here: Place) -> None:
    actor = here.actor("township_desk")
    for kind, own in (
        ("NEIGHBOUR", set()),
        ("LABOR", {"arbitration_labor"}),
        ("FOREST_LAND", {"arbitration_land"}),
    ):
        dispute = given_dispute(here, "unresolved", type=kind)
        offered = {code for code, _label in referable(actor, dispute)}
        assert offered & {"arbitration_labor", "arbitration_land"} == own


def test_nobody_decides_what_was_not_accepted_there(here: Place) -> None:
    dispute = given_dispute(here, "referred")
    now = timezone.now()
    for wrong in ("judgment", "award"):
        with pytest.raises(Invalid) as refused:
            act(here, dispute, "channel_result", "township_desk", result=wrong, decided_at=now, note="判决")
        assert set(refused.value.fields) == {"result"}, wrong
    act(here, dispute, "channel_accepted", "township_desk", accepted_at=now)
    with pytest.raises(Invalid) as refused:
        act(
            here, dispute, "channel_result", "township_desk", result="not_accepted", decided_at=now, note="无"
        )
    assert set(refused.value.fields) == {"result"}
    dispute = act(
        here, dispute, "channel_result", "township_desk", result="judgment", decided_at=now, note="判决"
    )
    assert dispute.matter.state == "resolved"


def test_an_oral_settlement_takes_one_step(here: Place) -> None:
    dispute = given_dispute(here, "registered", settlement="双方握手言和，互不追究")
    assert (dispute.matter.state, dispute.outcome) == ("resolved", "settled")


def test_an_oral_agreement_is_in_effect_at_once(here: Place) -> None:
    dispute = given_dispute(here, "mediating")
    dispute = step(here, step(here, dispute, "plan_session"), "hold_session")
    dispute = act(
        here, dispute, "agree", "mediator", form="oral", facts="互有过错", terms="当面道歉", term="at_once"
    )
    assert dispute.matter.state == "performing"
    assert dispute.papers.filter(kind="oral_agreement").exists()


def test_an_agreement_is_confirmed_by_the_court(here: Place) -> None:
    dispute = given_dispute(here, "performing")
    checks = ("joint", "civil", "status_relation", "title", "voluntary", "lawful", "clear")
    with pytest.raises(Invalid):
        act(here, dispute, "apply_confirmation", "mediator", court="南康区人民法院", checks=checks[:-1])
    dispute = act(here, dispute, "apply_confirmation", "mediator", court="南康区人民法院", checks=checks)
    assert Clock.objects.get(matter_id=dispute.pk, stage="confirm_apply").is_met
    dispute = act(
        here, dispute, "decide_confirmation", "mediator", result="confirmed", number_there="（2026）赣0703诉前调确9号",
        decided_at=timezone.now(),
    )  # fmt: skip
    assert Clock.objects.get(matter_id=dispute.pk, stage="confirm_decide").is_met


def test_a_red_flag_asks_for_review_and_police_the_same_day(here: Place) -> None:
    dispute = given_dispute(here, "accepted", flags=("threat",), flag_note="扬言同归于尽")
    assert dispute.level == "major"
    stages = set(Clock.objects.filter(matter_id=dispute.pk, stopped_at=None).values_list("stage", flat=True))
    assert {"flag_review", "police_notice"} <= stages
    flag = dispute.flags.get()
    with pytest.raises(Invalid):
        act(here, dispute, "review_flag", "township_desk", flag=flag.pk, review="watch", note="持续关注")
    dispute = act(
        here, dispute, "tell_police", "township_desk", station="朱坊派出所", channel="station", told_at=timezone.now(),
        receipt="康公接字001", note="已电话告知",
    )  # fmt: skip
    dispute = act(
        here, dispute, "review_flag", "township_desk", flag=flag.pk, review="police", note="派出所已介入"
    )
    assert not Clock.objects.filter(matter_id=dispute.pk, stage="flag_review", stopped_at=None).exists()
    assert dispute.papers.filter(kind="police_notice").exists()


def test_every_state_is_walked_to() -> None:
    assert set(WALKS) | {"merged"} == set(DISPUTES.states)


def test_a_session_cannot_be_recorded_before_it_begins(here: Place) -> None:
    dispute = step(here, given_dispute(here, "mediating"), "plan_session")
    session = dispute.channels.get(state="open").sessions.get()
    with pytest.raises(IllegalAction):
        act(here, dispute, "hold_session", "mediator", session=session.pk, present=(), record="提前记录")
    begun(dispute)


def test_the_thirty_days_for_confirmation_run_from_the_day_of_effect(here: Place) -> None:
    """Saturday 2026-09-05 + 30 days is 5 October, a holiday: Thursday 8 October, at the close of office hours."""
    with time_machine.travel(datetime(2026, 9, 5, 16, tzinfo=SHANGHAI), tick=False) as timed:
        dispute = given_dispute(here, "agreed")
        signed_at = timezone.now()
        timed.shift(timedelta(hours=42))
        parties = [f"party:{party.pk}" for party in dispute.parties.all()]
        for signer in (*parties, "mediator", "committee"):
            dispute = act(here, dispute, "sign", "mediator", signer=signer, signed_at=signed_at)
    clock = Clock.objects.get(matter_id=dispute.pk, stage="confirm_apply")
    assert clock.started_at == signed_at
    assert clock.due_at == datetime(2026, 10, 8, 17, 30, tzinfo=SHANGHAI)


def test_a_mediation_is_extended_only_if_all_parties_agree(here: Place) -> None:
    dispute = given_dispute(here, "mediating")
    both = tuple(dispute.parties.values_list("pk", flat=True))
    with pytest.raises(Invalid):
        act(here, dispute, "extend_mediation", "mediator", amount=15, agreed_by=both[:1], note="继续协商")
    dispute = act(here, dispute, "extend_mediation", "mediator", amount=15, agreed_by=both, note="继续协商")
    clock = Clock.objects.get(matter_id=dispute.pk, stage="mediation_people", stopped_at=None)
    assert (clock.amount, clock.extension) == (30, 15)


def test_an_agreement_that_was_not_kept_gives_way_to_the_next(here: Place) -> None:
    """Else the watch would go on marking clauses that nobody can perform any more."""
    dispute = given_dispute(here, "performing")
    old = clause_of(dispute)
    past_due(dispute)
    dispute = act(here, dispute, "breach", "mediator", clause=old.pk, note="到期没有恢复")
    dispute = act(here, dispute, "renew_mediation", "mediator", note="双方愿意再谈")
    for name in ("mediate", "plan_session", "hold_session", "agree"):
        dispute = step(here, dispute, name)
    assert clause_of(dispute).agreement.pk != old.agreement.pk
    AgreementClause.objects.filter(pk=old.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    for signer in ("sign:applicant", "sign:respondent", "sign:mediator", "sign:committee"):
        dispute = step(here, dispute, signer)
    old.agreement.refresh_from_db()
    assert old.agreement.withdrawn_at is not None
    assert watch_clauses(timezone.now()) == 0
    old.refresh_from_db()
    assert old.state == "breached"


def test_a_status_relation_fails_the_pre_check_whatever_is_ticked(here: Place) -> None:
    dispute = given_dispute(here, "performing", type="MARRIAGE_FAMILY")
    checks = ("joint", "civil", "status_relation", "title", "voluntary", "lawful", "clear")
    with pytest.raises(Invalid) as refused:
        act(here, dispute, "apply_confirmation", "mediator", court="南康区人民法院", checks=checks)
    assert set(refused.value.fields) == {"checks"}


def test_nothing_closes_while_a_red_flag_waits(here: Place) -> None:
    dispute = given_dispute(here, "resolved", flags=("boundary",), flag_note="祖坟地界")
    dispute = step(here, dispute, "visit")
    with pytest.raises(IllegalAction):
        step(here, dispute, "close")
    flag = dispute.flags.get()
    dispute = act(here, dispute, "review_flag", "township_desk", flag=flag.pk, review="watch", note="已安抚")
    assert step(here, dispute, "close").matter.state == "closed"


def test_the_third_dispute_of_the_same_parties_and_place_raises_the_level(here: Place) -> None:
    for expected in ("general", "general", "larger"):
        assert given_dispute(here).level == expected
