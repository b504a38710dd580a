"""What happened is recorded for the day on which it happened, and terms run from that day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from disputes.models import Agreement, Dispute, MediationSession
from disputes.services.clauses import watch_clauses
from pingan.calendars.rules import SHANGHAI
from pingan.common.errors import IllegalAction, Invalid
from pingan.common.models import OutboxEntry
from pingan.matters.models import Clock
from tests.api.conftest import API
from tests.factories.disputes import act, clause_of, given_dispute, given_registration, next_morning, step
from tests.factories.world import Place

pytestmark = pytest.mark.django_db
#: A Tuesday morning.
MORNING = datetime(2026, 9, 8, 10, tzinfo=SHANGHAI)
CHECKS = ("joint", "civil", "status_relation", "title", "voluntary", "lawful", "clear")


def day(number: int) -> datetime:
    return datetime(2026, 9, number, tzinfo=SHANGHAI)


def planned(here: Place, dispute: Dispute, at: datetime, **values: Any) -> Dispute:
    return act(here, dispute, "plan_session", "mediator", starts_at=at, room="调解室一", **values)


def held(here: Place, dispute: Dispute) -> Dispute:
    session = MediationSession.objects.get(channel__dispute=dispute, state="planned")
    present = tuple(dispute.parties.values_list("pk", flat=True))
    return act(
        here, dispute, "hold_session", "mediator", session=session.pk, present=present, record="双方到场"
    )


def agreed(here: Place, dispute: Dispute, **values: Any) -> Dispute:
    said = {"facts": "排水沟改道", "terms": "恢复原状", "term": "at_once", **values}
    return act(here, dispute, "agree", "mediator", **said)


def test_a_session_of_last_week_is_entered_and_nobody_is_invited_to_it(here: Place) -> None:
    with time_machine.travel(MORNING, tick=False) as time:
        dispute = given_dispute(here, "mediating")
        time.shift(timedelta(days=6))
        for wrong in (MORNING - timedelta(days=1), datetime(2001, 1, 1, tzinfo=SHANGHAI)):
            with pytest.raises(Invalid) as refused:
                planned(here, dispute, wrong)
            assert set(refused.value.fields) == {"starts_at"}
        before = OutboxEntry.objects.filter(payload__content__key__contains="plan_session").count()
        dispute = planned(here, dispute, MORNING + timedelta(hours=5))
        assert not dispute.papers.filter(kind="session_invitation").exists()
        assert OutboxEntry.objects.filter(payload__content__key__contains="plan_session").count() == before
        dispute = held(here, dispute)
    session = MediationSession.objects.get(channel__dispute=dispute)
    assert (session.state, session.starts_at) == ("held", MORNING + timedelta(hours=5))
    assert session.attendances.filter(has_attended=True).count() == 2
    record = dispute.papers.select_related("document").get(kind="mediation_record").document
    assert "9月8日15时" in record.data["session_at"]


def test_an_oral_agreement_takes_effect_on_the_day_it_was_reached(here: Place) -> None:
    with time_machine.travel(MORNING, tick=False) as time:
        dispute = held(here, planned(here, given_dispute(here, "mediating"), MORNING))
        time.shift(timedelta(days=10))
        for wrong in (day(7), day(19)):
            with pytest.raises(Invalid) as refused:
                agreed(here, dispute, form="oral", reached_on=wrong)
            assert set(refused.value.fields) == {"reached_on"}
        dispute = agreed(here, dispute, form="oral", reached_on=day(9))
    agreement = Agreement.objects.get(channel__dispute=dispute)
    assert agreement.reached_on == date(2026, 9, 9)
    assert timezone.localdate(agreement.effective_at) == date(2026, 9, 9)
    clock = Clock.objects.get(matter_id=dispute.pk, stage="confirm_apply")
    # 9 September and 30 days: Friday 9 October (民诉法 §205).
    assert (clock.started_at, timezone.localdate(clock.due_at)) == (day(9), date(2026, 10, 9))
    paper = dispute.papers.select_related("document").get(kind="oral_agreement").document
    assert paper.data["reached_on"] == "2026年9月9日"


def test_a_written_agreement_is_signed_from_the_day_it_was_reached(here: Place) -> None:
    with time_machine.travel(MORNING, tick=False) as time:
        dispute = held(here, planned(here, given_dispute(here, "mediating"), MORNING))
        time.shift(timedelta(days=10))
        dispute = agreed(here, dispute, reached_on=day(9), term="dated", due_at=day(15))
        with pytest.raises(Invalid) as refused:
            act(here, dispute, "add_clause", "mediator", text="又一条", due_at=day(8))
        assert set(refused.value.fields) == {"due_at"}
        signed_at = day(10) + timedelta(hours=9)
        signers = [*(f"party:{party.pk}" for party in dispute.parties.all()), "mediator", "committee"]
        for signer in signers:
            with pytest.raises(Invalid):
                act(here, dispute, "sign", "mediator", signer=signer, signed_at=day(8) + timedelta(hours=9))
            dispute = act(here, dispute, "sign", "mediator", signer=signer, signed_at=signed_at)
    assert Clock.objects.get(matter_id=dispute.pk, stage="confirm_apply").started_at == signed_at


def test_a_mediation_that_came_to_its_end_in_time_is_not_late_by_its_record(here: Place) -> None:
    with time_machine.travel(MORNING, tick=False) as time:
        dispute = held(here, planned(here, given_dispute(here, "mediating"), MORNING))
        time.shift(timedelta(days=60))
        dispute = agreed(here, dispute, form="oral", reached_on=day(9))
    assert Clock.objects.get(matter_id=dispute.pk, stage="mediation_people").is_met is True


def test_terms_of_a_suit_run_from_the_day_it_was_filed(here: Place) -> None:
    with time_machine.travel(MORNING, tick=False) as time:
        dispute = given_dispute(here, "accepted", type="LABOR")
        time.shift(timedelta(days=10))
        where = {
            "kind": "arbitration_labor",
            "receiver": "南康区劳动人事争议仲裁委员会",
            "note": "已申请仲裁",
        }
        for wrong in (day(7), day(19)):
            with pytest.raises(Invalid) as refused:
                act(here, dispute, "refer", "township_desk", filed_on=wrong, **where)
            assert set(refused.value.fields) == {"filed_on"}
        dispute = act(here, dispute, "refer", "township_desk", filed_on=day(11), **where)
        accept = Clock.objects.get(matter_id=dispute.pk, stopped_at=None)
        assert accept.started_at == day(11)
        with pytest.raises(Invalid):
            act(here, dispute, "channel_accepted", "township_desk", accepted_at=day(10))
        dispute = act(here, dispute, "channel_accepted", "township_desk", accepted_at=day(12))
        accept.refresh_from_db()
        assert accept.is_met is True
        assert Clock.objects.get(matter_id=dispute.pk, stopped_at=None).started_at == day(12)
    desk = here.client("township_desk")
    (row,) = desk.get(f"{API}/referrals/", {"dispute": dispute.pk}).json()["results"]
    assert row["filed_on"] == "2026-09-11"
    assert desk.get(f"/disputes/{dispute.pk}/").content.decode().count("2026-09-11") >= 2


def test_a_visit_is_recorded_for_its_day_and_not_before_the_end(here: Place) -> None:
    said = {"performance": "full", "satisfaction": "satisfied", "went_to_court": "no", "latent_risk": "no"}
    with time_machine.travel(MORNING, tick=False) as time:
        dispute = given_dispute(here, "resolved")
        time.shift(timedelta(days=10))
        for wrong in (day(7), day(19)):
            with pytest.raises(Invalid) as refused:
                act(here, dispute, "visit", "township_desk", note="满意", visited_on=wrong, **said)
            assert set(refused.value.fields) == {"visited_on"}
        dispute = act(here, dispute, "visit", "township_desk", note="满意", visited_on=day(9), **said)
    assert dispute.visits.get().visited_on == date(2026, 9, 9)
    paper = dispute.papers.select_related("document").get(kind="return_visit").document
    assert paper.data["session_at"] == "2026年9月9日"


def test_a_day_that_is_none_is_told_what_a_day_must_be(here: Place) -> None:
    dispute = given_dispute(here, "referred")
    for given in ("2999-12-31", "2026-02-30", "昨天"):
        answer = here.client("township_desk").post(
            f"{API}/disputes/{dispute.pk}/actions/channel_accepted/", {"accepted_at": given},
            content_type="application/json",
        )  # fmt: skip
        assert answer.status_code == 422
        assert answer.json()["errors"]["accepted_at"] == [
            "请填写日期，例如 2026-09-01，年份在1900至2200之间。"
        ]


def test_what_is_wrong_with_an_agreement_is_said_at_once(here: Place) -> None:
    dispute = step(here, step(here, given_dispute(here, "mediating"), "plan_session"), "hold_session")
    tomorrow = timezone.now() + timedelta(days=1)
    with pytest.raises(Invalid) as refused:
        agreed(here, dispute, amount="一千", term="", reached_on=tomorrow)
    assert set(refused.value.fields) == {"amount", "term", "reached_on"}


def test_what_is_to_be_done_at_once_is_watched_from_the_day_of_effect(here: Place) -> None:
    with time_machine.travel(MORNING, tick=False) as time:
        dispute = held(here, planned(here, given_dispute(here, "mediating"), MORNING))
        dispute = agreed(here, dispute)
        assert clause_of(dispute).due_on is None, "nothing is owed before it is in effect"
        time.shift(timedelta(days=2))
        for signer in ("applicant", "respondent", "mediator", "committee"):
            dispute = step(here, dispute, f"sign:{signer}")
        clause = clause_of(dispute)
        assert (clause.term, clause.due_on) == ("at_once", date(2026, 9, 10))
        assert timezone.localdate(dispute.matter.next_due_at) == date(2026, 9, 10)
        paper = dispute.papers.select_related("document").get(kind="mediation_agreement").document
        assert "即时履行" in paper.data["terms"] and "9月10日前" not in paper.data["terms"]
        assert watch_clauses(timezone.now()) == 1, "announced"
        time.shift(timedelta(days=1))
        assert watch_clauses(timezone.now()) == 1, "overdue"
    clause.refresh_from_db()
    assert clause.state == "overdue"


def test_clauses_of_before_get_the_day_of_effect(here: Place) -> None:
    migration = import_module("disputes.migrations.0014_at_once_is_the_day_of_effect")
    dispute = step(here, step(here, given_dispute(here, "mediating"), "plan_session"), "hold_session")
    dispute = agreed(here, dispute, form="oral")
    due = (dispute.matter.next_due_at, dispute.matter.next_warn_at)
    with connection.cursor() as cursor:
        cursor.execute(migration.BACK)
        assert clause_of(dispute).due_on is None
        cursor.execute("update matters_matter set next_due_at = null, next_warn_at = null")
        for statement in (migration.DAYS, migration.DUE) * 2:
            cursor.execute(statement)
    assert clause_of(dispute).due_on == timezone.localdate()
    dispute.matter.refresh_from_db()
    assert (dispute.matter.next_due_at, dispute.matter.next_warn_at) == due


def test_who_did_not_sign_does_not_apply_for_the_confirmation(here: Place) -> None:
    dispute = given_dispute(here, "performing")
    dispute = act(here, dispute, "add_party", "township_desk", side="third", name="廖建设")
    dispute = act(here, dispute, "apply_confirmation", "mediator", court="南康区人民法院", checks=CHECKS)
    data = dispute.papers.select_related("document").get(kind="confirmation_application").document.data
    assert "廖建设" not in data["parties"] and "欧阳志远" in data["parties"] and "钟文斌" in data["parties"]
    assert data["signatures"].count("申请人") == 2


def test_a_dispute_is_closed_by_a_visit_of_its_own_round(here: Place) -> None:
    dispute = step(here, given_dispute(here, "resolved"), "visit")
    said = {
        "performance": "none",
        "satisfaction": "dissatisfied",
        "went_to_court": "no",
        "latent_risk": "yes",
    }
    dispute = act(here, dispute, "visit", "township_desk", note="没有履行", **said)
    dispute = act(here, dispute, "close", "township_desk", reason="外出", next_step="回来后再访")
    dispute = act(here, dispute, "reopen", "township_desk", note="反复")
    dispute = step(here, dispute, "settle")
    with pytest.raises(IllegalAction, match=r"visit|回访"):
        step(here, dispute, "close")
    page = here.client("township_desk").get(f"/disputes/{dispute.pk}/").content.decode()
    assert f"/disputes/{dispute.pk}/actions/close/" not in page
    dispute = step(here, step(here, dispute, "visit"), "close")
    assert dispute.matter.state == "closed", "and what a visit of before found is not asked about"


def test_a_visit_while_the_agreement_is_performed_is_not_the_one_after_the_end(here: Place) -> None:
    dispute = given_dispute(here, "performing")
    said = {"performance": "not_due", "satisfaction": "satisfied", "went_to_court": "no", "latent_risk": "no"}
    dispute = act(here, dispute, "visit", "township_desk", note="尚未到期", **said)
    dispute = act(here, dispute, "perform_clause", "mediator", clause=clause_of(dispute).pk, note="已恢复")
    with pytest.raises(IllegalAction):
        step(here, dispute, "close")
    assert step(here, step(here, dispute, "visit"), "close").matter.state == "closed"


def test_a_session_begun_early_is_recorded_though_its_mediator_recorded_another_seconds_ago(
    here: Place,
) -> None:
    with time_machine.travel(MORNING, tick=False) as time:
        first = planned(here, given_dispute(here, "mediating"), MORNING + timedelta(minutes=2))
        other = given_registration(here, description="另一件事：两家为采光发生争执")
        for name in ("accept", "mediate"):
            other = step(here, other, name)
        other = act(
            here,
            other,
            "plan_session",
            "mediator",
            starts_at=MORNING + timedelta(minutes=62),
            room="调解室二",
        )
        MediationSession.objects.filter(channel__dispute=other).update(
            starts_at=MORNING + timedelta(minutes=4), ends_at=MORNING + timedelta(minutes=34)
        )
        held(here, first)
        time.shift(timedelta(seconds=20))
        held(here, other)
        sessions = [MediationSession.objects.get(channel__dispute=one) for one in (first, other)]
    assert [one.state for one in sessions] == ["held", "held"]
    assert sessions[0].ends_at <= sessions[1].starts_at


def test_a_session_waits_only_for_one_that_is_really_booked_at_its_time(here: Place) -> None:
    with time_machine.travel(MORNING, tick=False) as time:
        first = planned(here, given_dispute(here, "mediating"), MORNING + timedelta(minutes=1), minutes=15)
        other = given_registration(here, description="另一件事：两家为采光发生争执")
        for name in ("accept", "mediate"):
            other = step(here, other, name)
        act(
            here,
            other,
            "plan_session",
            "mediator",
            starts_at=MORNING + timedelta(minutes=16),
            room="调解室二",
        )
        time.shift(timedelta(minutes=12))
        with pytest.raises(Invalid) as refused:
            held(here, other)
        assert "其他纠纷" in str(refused.value.fields["session"]) or "another dispute" in str(
            refused.value.fields["session"]
        )
        held(here, first)
        held(here, other)


def test_sessions_entered_afterwards_do_not_overlap(here: Place) -> None:
    with time_machine.travel(MORNING, tick=False) as time:
        dispute = given_dispute(here, "mediating")
        time.shift(timedelta(days=2))
        dispute = held(here, planned(here, dispute, MORNING + timedelta(hours=2)))
        with pytest.raises(Invalid) as refused:
            planned(here, dispute, MORNING + timedelta(hours=2, minutes=30))
        assert set(refused.value.fields) == {"starts_at"}
        planned(here, dispute, next_morning())
