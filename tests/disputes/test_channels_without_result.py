"""A channel that comes to nothing: the rights are told, and an agreement in effect is owed as before."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from disputes.models import AgreementClause, Dispute
from disputes.services.clauses import watch_clauses
from pingan.common.errors import Invalid
from pingan.matters.models import Clock
from tests.api.conftest import API
from tests.factories.disputes import act, clause_of, given_dispute, past_due, step
from tests.factories.world import Place

pytestmark = pytest.mark.django_db
CHECKS = ("joint", "civil", "status_relation", "title", "voluntary", "lawful", "clear")
NOTICES = ["mediation_end", "rights_notice"]


def ended(here: Place, dispute: Dispute, result: str, **referred: Any) -> Dispute:
    """Refer a dispute to the court, or elsewhere, and record what came of it."""
    where = {"kind": "litigation", "receiver": "南康区人民法院", "note": "申请人拟起诉", **referred}
    dispute = act(here, dispute, "refer", "township_desk", **where)
    if result in {"judgment", "award", "settled"}:
        act(here, dispute, "channel_accepted", "township_desk", accepted_at=timezone.now())
    return act(
        here,
        dispute,
        "channel_result",
        "township_desk",
        result=result,
        decided_at=timezone.now(),
        note="见文书",
    )


def notices(dispute: Dispute) -> list[str]:
    return list(dispute.papers.filter(kind__in=NOTICES).order_by("pk").values_list("kind", flat=True))


def offered(here: Place, dispute: Dispute) -> set[str]:
    rows = here.client("township_desk").get(f"{API}/disputes/{dispute.pk}/actions/").json()["results"]
    return {row["name"] for row in rows}


@pytest.mark.parametrize(("result", "says"), [("not_accepted", "没有受理"), ("withdrawn", "申请人已经撤回")])
def test_whom_no_channel_heard_is_told_the_rights_and_can_be_closed(
    here: Place, result: str, says: str
) -> None:
    dispute = ended(here, given_dispute(here, "accepted"), result)
    assert (dispute.matter.state, notices(dispute)) == ("unresolved", ["rights_notice"])
    assert dispute.rights_told_at is not None
    told = dispute.papers.select_related("document").get(kind="rights_notice").document
    assert "南康区人民法院" in told.data["reason"] and says in told.data["reason"]
    assert "3年内" in told.data["channels"] and "终止" not in told.title, "no mediation has ended"
    assert "close" in offered(here, dispute)
    closed = here.client("township_desk").post(
        f"{API}/disputes/{dispute.pk}/actions/close/",
        {"reason": "当事人拒收告知书"},
        content_type="application/json",
    )
    assert closed.status_code == 200 and closed.json()["outcome"] == "left_to_parties"


def test_the_same_notice_is_not_written_twice_but_again_when_it_says_something_else(here: Place) -> None:
    dispute = ended(here, given_dispute(here, "unresolved"), "withdrawn")
    assert notices(dispute) == ["mediation_end"]
    dispute = act(here, dispute, "reclassify", "township_desk", type="ENVIRONMENT", note="实为污染")
    dispute = ended(here, dispute, "not_accepted")
    assert notices(dispute) == NOTICES
    dispute = act(
        here, dispute, "add_party", "township_desk", side="third", name="某某公司", kind="organisation"
    )
    assert notices(ended(here, dispute, "not_accepted")) == [*NOTICES, "rights_notice"]


def test_what_cannot_be_closed_yet_is_not_offered_and_says_why(here: Place) -> None:
    dispute = given_dispute(here, "resolved")
    assert "close" not in offered(here, dispute)
    refused = here.client("township_desk").post(
        f"{API}/disputes/{dispute.pk}/actions/close/", content_type="application/json"
    )
    assert refused.status_code == 409
    assert refused.json()["title"] == "请先回访。"
    assert "close" in offered(here, step(here, dispute, "visit"))


@pytest.mark.parametrize("state", ["pending", "breached"])
@pytest.mark.parametrize("result", ["not_accepted", "withdrawn"])
def test_an_agreement_that_nobody_set_aside_is_owed_after_a_referral_without_a_decision(
    here: Place, state: str, result: str
) -> None:
    dispute = given_dispute(here, "performing")
    clause, committee = clause_of(dispute), dispute.matter.organ_id
    before = Clock.objects.get(matter_id=dispute.pk, stage="confirm_apply")
    if state == "breached":
        past_due(dispute)
        dispute = act(here, dispute, "breach", "mediator", clause=clause.pk, note="到期没有恢复")
    dispute = ended(here, dispute, result)
    assert (dispute.matter.state, dispute.matter.organ_id) == ("performing", committee)
    assert notices(dispute) == [], "they have what they agreed"
    running = Clock.objects.get(matter_id=dispute.pk, stage="confirm_apply", stopped_at=None)
    assert (running.started_at, running.due_at) == (before.started_at, before.due_at)
    if state == "pending":
        AgreementClause.objects.filter(pk=clause.pk).update(due_on=timezone.localdate() - timedelta(days=1))
        assert watch_clauses(timezone.now()) == 1
    dispute = act(here, dispute, "perform_clause", "mediator", clause=clause.pk, note="已履行")
    assert (dispute.matter.state, dispute.outcome) == ("resolved", "mediated")


def test_the_time_for_a_joint_application_does_not_come_back_once_it_is_over(here: Place) -> None:
    dispute = given_dispute(here, "performing")
    past = timezone.now() - timedelta(days=1)
    clocks = Clock.objects.filter(matter_id=dispute.pk, stage="confirm_apply")
    clocks.update(started_at=past - timedelta(days=30), warn_at=past, due_at=past)
    dispute = ended(here, dispute, "withdrawn")
    assert dispute.matter.state == "performing"
    assert not clocks.filter(stopped_at=None).exists()


def test_the_term_of_a_court_that_was_asked_to_confirm_runs_on(here: Place) -> None:
    dispute = given_dispute(here, "performing")
    dispute = act(here, dispute, "apply_confirmation", "mediator", court="南康区人民法院", checks=CHECKS)
    dispute = ended(here, dispute, "not_accepted")
    running = Clock.objects.filter(matter_id=dispute.pk, stopped_at=None).values_list("stage", flat=True)
    assert list(running) == ["confirm_decide"]


@pytest.mark.parametrize(
    ("result", "kind"),
    [("judgment", "litigation"), ("award", "arbitration_commercial"), ("settled", "litigation")],
)
def test_what_was_decided_takes_the_place_of_the_agreement_and_says_so(
    here: Place, result: str, kind: str
) -> None:
    dispute = given_dispute(here, "performing")
    clause = clause_of(dispute)
    dispute = ended(here, dispute, result, kind=kind)
    assert dispute.matter.state == "resolved"
    clause.agreement.refresh_from_db()
    channel = dispute.channels.get(kind=kind)
    assert (clause.agreement.replaced_by, bool(clause.agreement.withdrawn_at)) == (channel, True)
    AgreementClause.objects.filter(pk=clause.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    assert watch_clauses(timezone.now()) == 0
    desk = here.client("township_desk")
    (shown,) = desk.get(f"{API}/agreements/", {"dispute": dispute.pk}).json()["results"]
    assert shown["replaced_by"] == channel.pk
    page = desk.get(f"/disputes/{dispute.pk}/").content.decode()
    assert page.count("由此代替") == 2, "in the path and in the timeline"


def test_a_settlement_takes_the_place_of_the_agreement(here: Place) -> None:
    dispute = step(here, given_dispute(here, "performing"), "refer")
    agreement = clause_of(dispute).agreement
    dispute = step(here, dispute, "settle")
    agreement.refresh_from_db()
    assert agreement.replaced_by == dispute.channels.get(kind="settlement")


def test_a_notary_leaves_the_agreement_as_it_is(here: Place) -> None:
    dispute = ended(here, given_dispute(here, "performing"), "notarized", kind="notarization")
    assert dispute.matter.state == "performing" and clause_of(dispute).state == "pending"


@pytest.mark.parametrize(
    "kind", ["litigation", "arbitration_labor", "arbitration_land", "arbitration_commercial"]
)
def test_what_a_court_has_confirmed_is_enforced_and_not_decided_anew(here: Place, kind: str) -> None:
    dispute = given_dispute(here, "performing")
    act(here, dispute, "apply_confirmation", "mediator", court="南康区人民法院", checks=CHECKS)
    where = {"receiver": "南康区人民法院", "note": "对方没有履行"}
    now = timezone.now()
    dispute = act(here, dispute, "decide_confirmation", "mediator", result="confirmed", decided_at=now)
    with pytest.raises(Invalid) as refused:
        act(here, dispute, "refer", "township_desk", kind=kind, **where)
    assert set(refused.value.fields) == {"kind"}
    assert (
        act(here, dispute, "refer", "township_desk", kind="notarization", **where).matter.state == "referred"
    )
