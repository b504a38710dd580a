"""What the end of a dispute asks, and what records that contradict each other are asked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from disputes.machine.inputs.serving import recipients
from disputes.models import Dispute, MediationSession, PoliceNotice
from pingan.common.errors import Invalid
from pingan.matters.models import EntryNote
from tests.factories.disputes import act, clause_of, given_dispute, past_due
from tests.factories.world import Place

pytestmark = pytest.mark.django_db
API = "/api/v1"


def _refused(here: Place, dispute: Dispute, action: str, role: str, **values: Any) -> set[str]:
    with pytest.raises(Invalid) as refused:
        act(here, dispute, action, role, **values)
    return set(refused.value.fields)


def _sent(here: Place, role: str, path: str, **values: Any) -> tuple[int, set[str]]:
    answer = here.client(role).post(f"{API}/{path}", values, content_type="application/json")
    told = answer.json() if answer.content else {}
    return answer.status_code, set(told.get("fields", told.get("errors", {})))


def test_what_failed_is_not_closed_before_its_notice_of_rights_was_served(here: Place) -> None:
    dispute = given_dispute(here, "unresolved")
    assert _refused(here, dispute, "close", "township_desk") == {"reason"}
    for key, (paper, _label) in recipients(dispute).items():
        if paper.kind == "mediation_end":
            act(here, dispute, "serve_paper", "mediator", service=key, method="post")
    assert act(here, dispute, "close", "township_desk").matter.state == "closed"


def test_what_failed_is_closed_without_service_where_somebody_says_why(here: Place) -> None:
    dispute = given_dispute(here, "unresolved")
    closed = act(here, dispute, "close", "township_desk", reason="当事人拒绝签收，已留置")
    assert closed.matter.state == "closed"


def test_a_notice_of_rights_after_another_channel_can_be_served(here: Place) -> None:
    dispute = given_dispute(here, "registered")
    dispute = act(here, dispute, "accept", "township_desk")
    dispute = act(
        here, dispute, "refer", "township_desk", kind="litigation", receiver="南康区人民法院", note="起诉"
    )
    act(
        here,
        dispute,
        "channel_result",
        "township_desk",
        result="withdrawn",
        decided_at=timezone.now(),
        note="撤诉",
    )
    kinds = {paper.kind for paper, _label in recipients(dispute).values()}
    assert "rights_notice" in kinds
    assert _refused(here, dispute, "close", "township_desk") == {"reason"}


@pytest.mark.parametrize("field", ["went_to_court", "latent_risk"])
def test_a_visit_that_reached_somebody_says_each_answer(here: Place, field: str) -> None:
    dispute = given_dispute(here, "resolved")
    answers = {"performance": "full", "satisfaction": "satisfied", "went_to_court": "no", "latent_risk": "no"}
    del answers[field]
    assert _refused(here, dispute, "visit", "township_desk", note="走访", **answers) == {field}


def test_the_form_of_the_visit_presumes_no_answer(here: Place) -> None:
    dispute = given_dispute(here, "resolved")
    form = here.client("township_desk").get(f"/disputes/{dispute.pk}/actions/visit/").content.decode()
    assert 'name="latent_risk"' in form
    assert "checked" not in form


def test_performance_before_a_recorded_breach_says_why_that_record_was_wrong(here: Place) -> None:
    dispute = given_dispute(here, "performing")
    with time_machine.travel(timezone.now() + timedelta(days=10), tick=False):
        clause = past_due(dispute)
        act(here, dispute, "breach", "mediator", clause=clause.pk, note="未付")
        values = {"clause": clause.pk, "note": "银行转账", "performed_at": timezone.now() - timedelta(days=3)}
        assert _refused(here, dispute, "perform_clause", "mediator", **values) == {"correction"}
        act(here, dispute, "perform_clause", "mediator", correction="转账当时未查到", **values)
        note = EntryNote.objects.get(entry__matter_id=dispute.pk, entry__action="perform_clause")
        assert note.text == "此前记为未履行的更正理由：转账当时未查到\n银行转账"


def test_performance_on_the_day_of_the_breach_or_later_needs_no_correction(here: Place) -> None:
    dispute = given_dispute(here, "performing")
    past_due(dispute)
    act(here, dispute, "breach", "mediator", clause=clause_of(dispute).pk, note="未付")
    done = act(here, dispute, "perform_clause", "mediator", clause=clause_of(dispute).pk, note="已付")
    assert done.matter.state == "resolved"


def test_the_same_petition_counts_once_however_its_number_is_typed(here: Place) -> None:
    dispute = given_dispute(here)
    act(here, dispute, "link_petition", "township_desk", external_number="示信访〔2026〕77号")
    again = {"external_number": " 示信访[2026]７７号"}
    assert _refused(here, dispute, "link_petition", "township_desk", **again) == {"external_number"}
    done = act(here, dispute, "link_petition", "township_desk", external_number="示信访〔2026〕78号")
    assert done.petition_count == 2


@pytest.mark.parametrize("role", ["township_desk", "county_dispatcher", "mediator"])
def test_who_registers_at_a_desk_without_a_source_took_somebody_who_walked_in(here: Place, role: str) -> None:
    assert given_dispute(here, role=role).source == "walk_in"


def test_the_notice_to_the_police_is_never_told_before_the_danger_was_found(here: Place) -> None:
    begun_on = timezone.localdate() - timedelta(days=6)
    dispute = given_dispute(here, flags=("threat",), flag_note="扬言", occurred_on=begun_on)
    told_at = timezone.now() - timedelta(days=6)
    act(here, dispute, "tell_police", "township_desk", station="派出所", channel="station", told_at=told_at)
    paper = dispute.papers.get(kind="police_notice").document
    assert PoliceNotice.objects.get(dispute=dispute).told_at == told_at
    assert paper.data["found_at"] == paper.data["told_at"]


def test_a_session_begins_before_it_is_recorded(here: Place) -> None:
    dispute = given_dispute(here, "mediating")
    starts_at = timezone.now() + timedelta(minutes=30)
    act(here, dispute, "plan_session", "mediator", starts_at=starts_at, room="调解室一")
    session = MediationSession.objects.get(channel__dispute=dispute)
    with time_machine.travel(starts_at - timedelta(minutes=4), tick=False):
        present = tuple(dispute.parties.values_list("pk", flat=True))
        act(here, dispute, "hold_session", "mediator", session=session.pk, present=present, record="提前开始")
        session.refresh_from_db()
        assert session.starts_at < session.ends_at <= timezone.now()
        assert session.mediators.get().starts_at == session.starts_at


@pytest.mark.parametrize("answer", [{}, [], True], ids=str)
def test_an_answer_that_is_none_of_the_choices_is_refused(here: Place, answer: Any) -> None:
    dispute = given_dispute(here, "resolved")
    values = {"performance": "full", "satisfaction": "satisfied", "latent_risk": "no", "note": "走访"}
    path = f"disputes/{dispute.pk}/actions/visit/"
    status, fields = _sent(here, "township_desk", path, went_to_court=answer, **values)
    assert (status, fields) == (422, {"went_to_court"})


@pytest.mark.parametrize("answer", ["aaa", {}, [], 7], ids=str)
def test_a_tick_is_true_or_false(here: Place, answer: Any) -> None:
    dispute = given_dispute(here)
    path = f"disputes/{dispute.pk}/actions/add_party/"
    values = {"side": "third", "name": "廖建设", "kind": "person"}
    status, fields = _sent(here, "township_desk", path, is_identity_seen=answer, **values)
    assert (status, fields) == (422, {"is_identity_seen"})
    assert _sent(here, "township_desk", path, is_identity_seen=True, **values)[0] == 200


@pytest.mark.parametrize(
    ("type_code", "kind"),
    [
        ("LABOR", "arbitration_commercial"), ("MARRIAGE_FAMILY", "arbitration_commercial"),
        ("FOREST_LAND", "arbitration_commercial"), ("EXPROPRIATION", "arbitration_commercial"),
        ("NEIGHBOUR", "admin_reconsideration"), ("CONTRACT", "admin_reconsideration"),
        ("NEIGHBOUR", "notarization"), ("CONTRACT", "arbitration_labor"),
    ],
)  # fmt: skip
def test_a_way_that_the_law_does_not_open_is_neither_offered_nor_taken(
    here: Place, type_code: str, kind: str
) -> None:
    dispute = given_dispute(here, "accepted", type=type_code)
    form = here.client("township_desk").get(f"/disputes/{dispute.pk}/actions/refer/").content.decode()
    assert 'value="litigation"' in form
    assert f'value="{kind}"' not in form
    values = {"kind": kind, "receiver": "某机关", "note": "当事人选择"}
    assert _refused(here, dispute, "refer", "township_desk", **values) == {"kind"}
    status, fields = _sent(here, "township_desk", f"disputes/{dispute.pk}/actions/refer/", **values)
    assert (status, fields) == (422, {"kind"})


@pytest.mark.parametrize(
    ("type_code", "kind"),
    [
        ("CONTRACT", "arbitration_commercial"), ("EXPROPRIATION", "admin_reconsideration"),
        ("VILLAGE_AFFAIRS", "admin_reconsideration"), ("LABOR", "arbitration_labor"),
    ],
)  # fmt: skip
def test_the_ways_that_the_law_opens_are_taken(here: Place, type_code: str, kind: str) -> None:
    dispute = given_dispute(here, "accepted", type=type_code)
    values = {"kind": kind, "receiver": "某机关", "note": "当事人选择"}
    assert act(here, dispute, "refer", "township_desk", **values).matter.state == "referred"
