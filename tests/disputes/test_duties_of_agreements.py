"""What an agreement obliges to: by when, when it is late, what stands in the way of its confirmation and its end."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from disputes.models import AgreementClause, Dispute
from disputes.rules.agreements import PRE_CHECKS
from disputes.services.clauses import watch_clauses
from pingan.calendars.rules import SHANGHAI
from pingan.common.errors import IllegalAction, Invalid
from pingan.matters.models import Clock
from tests.disputes.test_next_steps import page_of, steps_on
from tests.factories.disputes import act, begun, clause_of, given_dispute, next_morning, past_due, step
from tests.factories.world import Place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_papers")]
SIGNERS = ("applicant", "respondent", "mediator", "committee")


def _agreed(here: Place, **clause: Any) -> Dispute:
    """A written agreement with a first clause by a day and a second of another kind."""
    dispute = given_dispute(here, "agreed")
    return act(here, dispute, "add_clause", "mediator", text="不再堵塞通道", **clause)


def _signed(here: Place, dispute: Dispute) -> Dispute:
    for signer in SIGNERS:
        dispute = step(here, dispute, f"sign:{signer}")
    return dispute


def _late(here: Place) -> Dispute:
    """An agreement in effect whose clause is late by a day, as the night's run leaves it."""
    dispute = given_dispute(here, "performing")
    past_due(dispute)
    watch_clauses(timezone.now())
    dispute.matter.refresh_from_db()
    return dispute


def test_a_matter_is_due_by_the_day_of_its_clause_and_not_by_a_chance(here: Place) -> None:
    dispute = given_dispute(here, "performing")
    assert Clock.objects.filter(matter=dispute.matter, stage="confirm_apply", stopped_at=None).exists()
    day = timezone.localdate(next_morning(20))
    assert dispute.matter.next_due_at == datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=SHANGHAI)
    assert dispute.matter.next_warn_at == dispute.matter.next_due_at - timedelta(days=3)
    dispute = act(here, dispute, "perform_clause", "mediator", clause=clause_of(dispute).pk, note="已履行")
    assert dispute.matter.next_due_at is not None and dispute.matter.state == "resolved"


def test_a_late_clause_is_red_on_list_board_heading_and_interface(here: Place) -> None:
    dispute = _late(here)
    client = here.client("mediator")
    for address in (
        "/disputes/?tab=clauses", "/disputes/?tab=clauses&layout=board", f"/disputes/{dispute.pk}/", "/",
    ):  # fmt: skip
        page = client.get(address).content.decode()
        assert "light--red" in page, address
    found = here.client("mediator").get(f"/api/v1/disputes/{dispute.pk}/").json()
    assert found["light"] == "red"


def test_a_late_clause_stands_before_the_court(here: Place) -> None:
    steps = steps_on(page_of(here, "township_desk", _late(here)))
    assert steps[:3] == ["perform_clause", "remind", "breach"] and steps.index("apply_confirmation") >= 3


def test_a_clause_says_by_when(here: Place) -> None:
    dispute = given_dispute(here, "agreed")
    for values, field in (
        ({}, "term"), ({"term": "dated"}, "due_at"),
        ({"term": "at_once", "due_at": next_morning(3)}, "due_at"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refused:
            act(here, dispute, "add_clause", "mediator", text="赔礼道歉", **values)
        assert set(refused.value.fields) == {field}
    for values, term in (({"due_at": next_morning(3)}, "dated"), ({"term": "standing"}, "standing")):
        act(here, dispute, "add_clause", "mediator", text="赔礼道歉", **values)
        assert AgreementClause.objects.latest("pk").term == term


def test_the_first_clause_of_an_agreement_says_by_when_too(here: Place) -> None:
    dispute = given_dispute(here, "mediating")
    for name in ("plan_session", "hold_session"):
        dispute = step(here, dispute, name)
    with pytest.raises(Invalid) as refused:
        act(here, dispute, "agree", "mediator", facts="排水沟", terms="恢复原状")
    assert set(refused.value.fields) == {"term"}


def test_a_standing_duty_is_said_on_the_page_and_keeps_nothing_open(here: Place) -> None:
    dispute = _signed(here, _agreed(here, term="standing"))
    page = page_of(here, "mediator", dispute)
    assert "长期" in page and "即时履行" not in page
    dispute = act(here, dispute, "perform_clause", "mediator", clause=clause_of(dispute).pk, note="已恢复")
    assert dispute.matter.state == "resolved"
    assert watch_clauses(timezone.now()) == 0


@pytest.mark.parametrize("term", ["at_once", "standing"])
def test_what_is_clear_without_a_day_can_be_confirmed(here: Place, term: str) -> None:
    dispute = _signed(here, _agreed(here, term=term))
    act(here, dispute, "apply_confirmation", "mediator", court="南康区人民法院", checks=tuple(PRE_CHECKS))


def test_a_clause_without_a_term_is_named_before_signing_and_in_the_refusal(here: Place) -> None:
    dispute = _agreed(here, term="at_once")
    AgreementClause.objects.filter(pk=clause_of(dispute, 2).pk).update(term="unstated")
    assert "第2条未写明履行期限" in page_of(here, "mediator", dispute)
    dispute = _signed(here, dispute)
    with pytest.raises(Invalid) as refused:
        act(here, dispute, "apply_confirmation", "mediator", court="法院", checks=tuple(PRE_CHECKS))
    assert any("第2条" in str(text) or "clause 2" in str(text) for text in refused.value.fields["checks"])


def test_a_clause_is_performed_on_the_day_on_which_it_was(here: Place) -> None:
    dispute = given_dispute(here, "performing")
    agreement = clause_of(dispute).agreement
    agreement.reached_on = timezone.localdate() - timedelta(days=5)
    agreement.save()
    key = clause_of(dispute).pk
    for days in (-6, 1):
        with pytest.raises(Invalid) as refused:
            act(
                here, dispute, "perform_clause", "mediator", clause=key, note="付清",
                performed_at=timezone.now() + timedelta(days=days),
            )  # fmt: skip
        assert set(refused.value.fields) == {"performed_at"}
    day = timezone.localdate() - timedelta(days=2)
    answer = here.client("mediator").post(
        f"/disputes/{dispute.pk}/actions/perform_clause/",
        {"clause": key, "note": "付清", "performed_at": day.isoformat()},
    )
    assert answer.status_code == 302
    settled_at = clause_of(dispute).settled_at
    assert settled_at is not None and timezone.localdate(settled_at) == day


def test_nobody_has_broken_a_clause_before_its_day_is_over(here: Place) -> None:
    dispute = _signed(here, _agreed(here, term="standing"))
    clause, other = clause_of(dispute), clause_of(dispute, 2)
    for days in (20, 0):
        past_due(dispute, days=-days)
        with pytest.raises(Invalid) as refused:
            act(here, dispute, "breach", "mediator", clause=clause.pk, note="没有付")
        assert set(refused.value.fields) == {"clause"}
    act(here, dispute, "perform_clause", "mediator", clause=other.pk, note="已致歉")
    with pytest.raises(IllegalAction):
        act(here, dispute, "breach", "mediator", clause=clause.pk, note="没有付")
    assert "/actions/breach/" not in page_of(here, "mediator", dispute)
    past_due(dispute)
    act(here, dispute, "breach", "mediator", clause=clause.pk, note="没有付")


def _planned(here: Place) -> Dispute:
    return step(here, given_dispute(here, "mediating"), "plan_session")


def test_a_session_at_which_nobody_was_is_not_held(here: Place) -> None:
    dispute = _planned(here)
    with pytest.raises(Invalid) as refused:
        act(here, dispute, "hold_session", "mediator", session=begun(dispute).pk, record="双方到场")
    assert set(refused.value.fields) == {"present"}


def test_there_is_no_agreement_with_a_side_that_nobody_saw(here: Place) -> None:
    dispute = _planned(here)
    first, second = dispute.parties.order_by("pk")
    clause = {"facts": "排水沟", "terms": "恢复原状", "term": "at_once"}
    act(
        here, dispute, "hold_session", "mediator", session=begun(dispute).pk, record="单方到场",
        present=(first.pk,),
    )  # fmt: skip
    assert "agree" not in steps_on(page_of(here, "mediator", dispute))
    with pytest.raises(IllegalAction):
        act(here, dispute, "agree", "mediator", **clause)
    step(here, dispute, "plan_session")
    act(
        here, dispute, "hold_session", "mediator", session=begun(dispute).pk, record="另一方到场",
        present=(second.pk,),
    )  # fmt: skip
    act(here, dispute, "agree", "mediator", **clause)


def _visited(here: Place, **found: Any) -> Dispute:
    values = {
        "performance": "full", "satisfaction": "satisfied", "went_to_court": "no", "latent_risk": "no", "note": "走访",
        **found,
    }  # fmt: skip
    return act(here, given_dispute(here, "resolved"), "visit", "township_desk", **values)


@pytest.mark.parametrize(
    "found",
    [{"performance": "none"}, {"satisfaction": "dissatisfied"}, {"latent_risk": "yes"}],
    ids=lambda found: next(iter(found)),
)
def test_what_the_last_visit_found_amiss_is_answered_before_the_end(
    here: Place, found: dict[str, str]
) -> None:
    dispute = _visited(here, **found)
    form = here.client("township_desk").get(f"/disputes/{dispute.pk}/actions/close/").content.decode()
    assert "最近一次回访" in form
    with pytest.raises(Invalid) as refused:
        act(here, dispute, "close", "township_desk", note="结案")
    assert set(refused.value.fields) == {"reason", "next_step"}
    act(here, dispute, "close", "township_desk", reason="当事人已经起诉", next_step="由网格员每月走访")
    page = page_of(here, "township_desk", dispute)
    assert "当事人已经起诉" in page and "由网格员每月走访" in page


def test_a_later_and_better_visit_lets_it_end_and_one_that_reached_nobody_does_not(here: Place) -> None:
    dispute = _visited(here, performance="none")
    act(
        here, dispute, "visit", "township_desk", performance="unknown", satisfaction="no_answer", note="无人",
    )  # fmt: skip
    with pytest.raises(Invalid):
        act(here, dispute, "close", "township_desk")
    step(here, dispute, "visit")
    act(here, dispute, "close", "township_desk")


def test_the_end_is_offered_after_a_visit_alone(here: Place) -> None:
    dispute = given_dispute(here, "resolved")
    assert "close" not in page_of(here, "township_desk", dispute).split("/actions/")
    assert "/actions/close/" not in page_of(here, "township_desk", dispute)
    with pytest.raises(IllegalAction) as refused:
        act(here, dispute, "close", "township_desk")
    assert "回访" in str(refused.value.message)


def test_who_raised_a_sign_is_not_asked_to_review_it(here: Place) -> None:
    dispute = given_dispute(here, "accepted")
    act(here, dispute, "flag", "township_desk", codes=("boundary",), note="祖坟地界")
    assert "/actions/review_flag/" not in page_of(here, "township_desk", dispute)
    assert "/actions/review_flag/" in page_of(here, "county_dispatcher", dispute)


def test_a_session_of_tomorrow_is_not_recorded_today(here: Place) -> None:
    dispute = _planned(here)
    assert "/actions/hold_session/" not in page_of(here, "mediator", dispute)
    begun(dispute)
    assert "/actions/hold_session/" in page_of(here, "mediator", dispute)


def test_after_a_failed_mediation_the_other_ways_come_first(here: Place) -> None:
    dispute = given_dispute(here, "unresolved")
    page = page_of(here, "township_desk", dispute)
    assert steps_on(page)[0] == "refer" and "/actions/mediate/" in page and "/actions/close/" in page


def test_two_terms_do_not_contradict_each_other(here: Place) -> None:
    """The heading shows the term that is due first with its own warning, as the card of the clocks does."""
    dispute = given_dispute(here, "accepted", flags=("threat",), flag_note="扬言")
    first = Clock.objects.filter(matter=dispute.matter, stopped_at=None).order_by("due_at")[0]
    assert (dispute.matter.next_due_at, dispute.matter.next_warn_at) == (first.due_at, first.warn_at)


@pytest.mark.parametrize("key", ["", "another"])
def test_a_form_sent_again_with_the_version_of_before_is_stale(here: Place, key: str) -> None:
    dispute = given_dispute(here, "resolved")
    data = {
        "performance": "full", "satisfaction": "satisfied", "went_to_court": "no", "latent_risk": "no",
        "note": "双方均表示满意", "seen_version": dispute.matter.version, "idempotency_key": key and "first",
    }  # fmt: skip
    client = here.client("township_desk")
    assert client.post(f"/disputes/{dispute.pk}/actions/visit/", data).status_code == 302
    again = client.post(f"/disputes/{dispute.pk}/actions/visit/", data | {"idempotency_key": key})
    assert again.status_code == 409 and "双方均表示满意" in again.content.decode()
    assert dispute.visits.count() == 1


def test_rows_of_before_get_their_term_and_their_matters_their_due(here: Place) -> None:
    earlier = import_module("disputes.migrations.0010_days_of_clauses_lead")
    dispute = _signed(here, _agreed(here, term="standing"))
    due = (dispute.matter.next_due_at, dispute.matter.next_warn_at)
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table disputes_agreementclause drop constraint clause_day_where_dated")
        cursor.execute("update disputes_agreementclause set term = 'unstated'")
        cursor.execute("update matters_matter set next_due_at = now(), next_warn_at = null")
        for statement in (earlier.DATED, earlier.DUE) * 2:
            cursor.execute(statement)
    assert [clause_of(dispute, position).term for position in (1, 2)] == ["dated", "unstated"]
    dispute.matter.refresh_from_db()
    assert (dispute.matter.next_due_at, dispute.matter.next_warn_at) == due


def test_a_day_is_asked_for_where_a_day_is_meant(here: Place) -> None:
    dispute = given_dispute(here, "referred")
    form = (
        here.client("township_desk").get(f"/disputes/{dispute.pk}/actions/channel_accepted/").content.decode()
    )
    assert 'type="date"' in form and "datetime-local" not in form
    day = timezone.localdate()
    answer = here.client("township_desk").post(
        f"/disputes/{dispute.pk}/actions/channel_accepted/",
        {"accepted_at": day.isoformat(), "procedure": "ordinary"},
    )
    assert answer.status_code == 302
    assert dispute.channels.latest("pk").accepted_on == day


def test_programs_may_still_send_a_moment_for_a_day(here: Place) -> None:
    dispute = given_dispute(here, "agreed")
    for given in ("2027-03-01", "2027-03-01T17:30:00+08:00"):
        answer = here.client("mediator").post(
            f"/api/v1/disputes/{dispute.pk}/actions/add_clause/",
            {"text": "支付费用", "due_at": given}, content_type="application/json",
        )  # fmt: skip
        assert answer.status_code == 200, answer.content
        assert AgreementClause.objects.latest("pk").due_on == date(2027, 3, 1)
