"""Mediated anew: what was agreed before is owed until something takes its place (人民调解法 §31)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from disputes.models import AgreementClause, Dispute
from disputes.services.clauses import watch_clauses
from disputes.services.happenings import happenings
from pingan.common.errors import IllegalAction, Invalid
from pingan.matters.models import Clock
from tests.api.conftest import API
from tests.factories.disputes import act, clause_of, given_dispute, next_morning, past_due, step
from tests.factories.world import Place

pytestmark = pytest.mark.django_db
CHECKS = ("joint", "civil", "status_relation", "title", "voluntary", "lawful", "clear")


def renewed(here: Place, *steps: str, confirmed: str = "") -> Dispute:
    """An agreement with two clauses, the first of them not kept, that is mediated anew."""
    dispute = given_dispute(here, "agreed")
    dispute = act(here, dispute, "add_clause", "mediator", text="赔礼道歉", due_at=next_morning(20))
    for signer in ("applicant", "respondent", "mediator", "committee"):
        dispute = step(here, dispute, f"sign:{signer}")
    if confirmed:
        act(here, dispute, "apply_confirmation", "mediator", court="南康区人民法院", checks=CHECKS)
    if confirmed == "ruled":
        now = timezone.now()
        act(here, dispute, "decide_confirmation", "mediator", result="confirmed", decided_at=now)
    clause = past_due(dispute)
    dispute = act(here, dispute, "breach", "mediator", clause=clause.pk, note="到期没有恢复")
    dispute = act(here, dispute, "renew_mediation", "mediator", note="双方愿意再谈")
    for name in steps:
        dispute = step(here, dispute, name)
    return dispute


def agreed_anew(here: Place) -> Dispute:
    return renewed(here, "mediate", "plan_session", "hold_session", "agree")


def signed(here: Place, dispute: Dispute) -> Dispute:
    for signer in ("applicant", "respondent", "mediator", "committee"):
        dispute = step(here, dispute, f"sign:{signer}")
    return dispute


def refused(here: Place, dispute: Dispute) -> Dispute:
    party = dispute.parties.get(side="respondent")
    return act(here, dispute, "refuse", "mediator", party=party.pk, note="不愿再谈")


def failed(here: Place, dispute: Dispute) -> Dispute:
    return step(here, step(here, dispute, "mediate"), "fail")


def withdrawn_there(here: Place, dispute: Dispute) -> Dispute:
    dispute = step(here, dispute, "refer")
    return act(
        here,
        dispute,
        "channel_result",
        "township_desk",
        result="withdrawn",
        decided_at=timezone.now(),
        note="撤回",
    )


@pytest.mark.parametrize("ends", [failed, refused, withdrawn_there])
def test_an_agreement_is_owed_again_when_the_new_mediation_comes_to_nothing(here: Place, ends: Any) -> None:
    dispute = renewed(here)
    clause, committee = clause_of(dispute), clause_of(dispute).agreement.channel.committee_id
    before = Clock.objects.filter(matter_id=dispute.pk, stage="confirm_apply").latest("pk")
    dispute = ends(here, dispute)
    assert (dispute.matter.state, dispute.matter.organ_id) == ("performing", committee)
    clause.agreement.refresh_from_db()
    assert clause.agreement.withdrawn_at is None
    running = Clock.objects.get(matter_id=dispute.pk, stage="confirm_apply", stopped_at=None)
    assert (running.started_at, running.due_at) == (before.started_at, before.due_at)
    dispute = act(here, dispute, "perform_clause", "mediator", clause=clause.pk, note="已恢复")
    assert dispute.matter.state == "performing"


@pytest.mark.parametrize("ends", [failed, refused])
def test_the_notice_of_rights_and_the_course_say_that_it_stays_owed(here: Place, ends: Any) -> None:
    dispute = ends(here, renewed(here))
    told = dispute.papers.select_related("document").get(kind="mediation_end").document
    assert "生效的调解协议继续有效，当事人应当按照约定履行" in told.data["reason"]
    course = "\n".join(one.text for one in happenings(dispute))
    assert "协议未按约定履行，重新调解" in course
    assert course.count("生效的调解协议继续有效") == 2
    page = here.client("township_desk").get(f"/disputes/{dispute.pk}/").content.decode()
    assert page.count("的调解协议仍应履行") == 2, "when it was mediated anew and when that ended"


@pytest.mark.parametrize("steps", [(), ("mediate",)])
def test_while_it_is_mediated_anew_its_clauses_are_watched_and_settled(here: Place, steps: Any) -> None:
    dispute = renewed(here, *steps)
    second = clause_of(dispute, 2)
    AgreementClause.objects.filter(pk=second.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    assert watch_clauses(timezone.now()) == 1
    second.refresh_from_db()
    assert second.state == "overdue"
    dispute.matter.refresh_from_db()
    assert dispute.matter.next_due_at < timezone.now()
    dispute = act(here, dispute, "waive_clause", "mediator", clause=clause_of(dispute).pk, note="申请人放弃")
    assert dispute.matter.state == ("mediating" if steps else "accepted")
    dispute = act(here, dispute, "perform_clause", "mediator", clause=second.pk, note="已道歉")
    assert (dispute.matter.state, dispute.outcome) == ("resolved", "waived")
    assert not dispute.channels.filter(state="open").exists()


def test_nothing_is_performed_where_nothing_is_owed(here: Place) -> None:
    dispute = given_dispute(here, "mediating")
    with pytest.raises(IllegalAction):
        act(here, dispute, "perform_clause", "mediator", clause=0, note="已履行")


def test_draft_and_agreement_in_effect_are_told_apart(here: Place) -> None:
    dispute = agreed_anew(here)
    draft, old = clause_of(dispute), AgreementClause.objects.get(
        agreement__channel__dispute=dispute, agreement__effective_at__isnull=False, position=1
    )  # fmt: skip
    assert draft.agreement_id != old.agreement_id
    AgreementClause.objects.filter(pk=draft.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    assert watch_clauses(timezone.now()) == 0, "nobody owes what is not in effect"
    desk = here.client("township_desk")
    rows = desk.get(f"{API}/agreements/", {"dispute": dispute.pk}).json()["results"]
    assert [row["effective_at"] is None for row in rows].count(True) == 1
    page = desk.get(f"/disputes/{dispute.pk}/").content.decode()
    assert "尚未生效" in page and "生效时间" in page
    dispute = act(here, dispute, "withdraw_agreement", "mediator", note="另行协商")
    assert clause_of(dispute) == old


def test_a_new_agreement_takes_the_place_of_the_old_one_when_it_takes_effect(here: Place) -> None:
    dispute = agreed_anew(here)
    old = AgreementClause.objects.get(
        agreement__channel__dispute=dispute, agreement__effective_at__isnull=False, position=1
    ).agreement
    assert old.withdrawn_at is None
    dispute = signed(here, dispute)
    old.refresh_from_db()
    new = clause_of(dispute).agreement
    assert dispute.matter.state == "performing" and new != old
    assert (old.replaced_by, bool(old.withdrawn_at)) == (new.channel, True)
    old.clauses.update(due_on=timezone.localdate() - timedelta(days=1), state="pending")
    assert watch_clauses(timezone.now()) == 0
    page = here.client("township_desk").get(f"/disputes/{dispute.pk}/").content.decode()
    assert page.count("由此代替") == 2, "in the path and in the timeline"


@pytest.mark.parametrize("steps", [(), ("mediate",)])
def test_what_a_court_has_confirmed_is_not_decided_anew_by_way_of_a_new_mediation(
    here: Place, steps: Any
) -> None:
    dispute = renewed(here, *steps, confirmed="ruled")
    with pytest.raises(Invalid) as refusal:
        step(here, dispute, "refer")
    assert set(refusal.value.fields) == {"kind"}


def test_a_court_that_was_asked_rules_while_it_is_mediated_anew(here: Place) -> None:
    dispute = renewed(here, "mediate", confirmed="asked")
    clock = Clock.objects.get(matter_id=dispute.pk, stage="confirm_decide")
    assert clock.stopped_at is None
    now = timezone.now()
    act(here, dispute, "decide_confirmation", "mediator", result="confirmed", decided_at=now)
    clock.refresh_from_db()
    assert clock.is_met is True


def test_the_court_s_term_runs_on_when_the_last_clause_is_performed(here: Place) -> None:
    dispute = given_dispute(here, "performing")
    act(here, dispute, "apply_confirmation", "mediator", court="南康区人民法院", checks=CHECKS)
    dispute = act(here, dispute, "perform_clause", "mediator", clause=clause_of(dispute).pk, note="已恢复")
    assert dispute.matter.state == "resolved"
    clock = Clock.objects.get(matter_id=dispute.pk, stage="confirm_decide")
    assert clock.stopped_at is None
    now = timezone.now()
    act(here, dispute, "decide_confirmation", "mediator", result="confirmed", decided_at=now)
    clock.refresh_from_db()
    assert clock.is_met is True


def test_the_same_clause_is_recorded_as_not_kept_once(here: Place) -> None:
    dispute = given_dispute(here, "agreed")
    dispute = signed(here, act(here, dispute, "add_clause", "mediator", text="赔礼", due_at=next_morning(9)))
    for position in (1, 2):
        past_due(dispute, position)
    act(here, dispute, "breach", "mediator", clause=clause_of(dispute).pk, note="没有恢复")
    with pytest.raises(Invalid) as refusal:
        act(here, dispute, "breach", "mediator", clause=clause_of(dispute).pk, note="仍没有恢复")
    assert set(refusal.value.fields) == {"clause"}
    act(here, dispute, "breach", "mediator", clause=clause_of(dispute, 2).pk, note="没有道歉")
    with pytest.raises(IllegalAction):
        act(here, dispute, "breach", "mediator", clause=clause_of(dispute, 2).pk, note="仍没有道歉")
