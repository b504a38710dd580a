"""A major decision from the catalogue to its end: consultation, experts, report, review, filings, measures."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from django.utils.translation import gettext

from pingan.access.policy import visible_to
from pingan.access.queries import actor_for
from pingan.access.rules import Actor
from pingan.common.errors import Forbidden, IllegalAction, Invalid, NotFound
from pingan.common.models import OutboxEntry
from pingan.documents.models import OfficialDocument
from pingan.matters.machine import available_actions
from pingan.matters.models import Clock, Matter, MatterFile
from pingan.org.models import Organ
from risk.machine.decisions import CALLED
from risk.models import (
    Assessment,
    AssessmentMethod,
    DecisionCatalogue,
    DecisionRecord,
    ExpertScore,
    Filing,
    MajorDecision,
    Opinion,
    RiskTask,
)
from risk.queries.decision_people import office_for
from risk.services import open_catalogue, publish_catalogue
from risk.services.decisions import NEW
from risk.services.reference import load_methods
from tests.factories.decisions import REPORT, act, day, given_decision, given_listed, step
from tests.factories.disputes import act as act_on_dispute
from tests.factories.disputes import given_dispute
from tests.factories.org import given_organ, given_post, given_user
from tests.factories.world import Place, World

pytestmark = pytest.mark.django_db


def second_expert(place: Place) -> Actor:
    """Return another expert of the county."""
    user = given_user("乙专家")
    given_post("expert", place.county, user=user)
    actor = actor_for(user)
    assert actor is not None
    return actor


def told(sentence: str) -> list[list[int]]:
    """The recipients of each notice with this sentence, in the order in which they were written."""
    found = OutboxEntry.objects.filter(payload__content__title_msgid=sentence).order_by("pk")
    return [sorted(entry.payload["recipients"]) for entry in found]


def running(decision: MajorDecision) -> set[str]:
    return set(Clock.objects.filter(matter_id=decision.pk, stopped_at=None).values_list("stage", flat=True))


def test_a_demolition_project_from_catalogue_to_its_end(here: Place) -> None:
    decision = given_decision(here, "consulting")
    decision = step(here, decision, "end_consultation")
    hearing = decision.consultations.get()
    said = {"consultation": hearing.pk, "text": "过渡费偏低", "position": "conditional", "said_by": 31}
    act(here, decision, "add_opinion", "unit_handler", **said)
    opinion = Opinion.objects.get()
    act(
        here,
        decision,
        "answer_opinion",
        "unit_handler",
        opinion=opinion.pk,
        taken_up="partly",
        reason="提高一成",
    )
    for name in ("call_expert", "assess", "add_factor", "score:before", "score:after"):
        decision = step(here, decision, name)
    task = {
        "title": "逐户公示补偿方案",
        "organ": here.units["housing"].pk,
        "owner": "征收科",
        "due_on": day(20),
    }
    act(here, decision, "add_task", "unit_handler", **task, money="20000")
    decision = step(here, decision, "hand_in")
    report = Assessment.objects.get(decision=decision)
    assert (report.total_before, report.level_before) == (Decimal("0.6"), "medium")
    assert (report.total_after, report.level_after, report.level_final) == (Decimal("0.12"), "low", "low")
    assert decision.matter.severity == "04"
    for name in ("approve", "file_report", "decide", "file_decision", "follow"):
        decision = step(here, decision, name)
    with pytest.raises(IllegalAction):  # a measure is open
        step(here, decision, "close")
    measure = RiskTask.objects.get(matter=decision.matter)
    assert measure.purpose == "measure"
    act(here, decision, "finish_task", "unit_handler_2", task=measure.pk, result="已公示并入户解释")
    act(here, decision, "evaluate", "unit_handler", note="投诉两件，均已办结")
    assert step(here, decision, "close").matter.state == "closed"


def test_both_filings_have_their_own_clock_and_receipt(here: Place) -> None:
    decision = given_decision(here, "assessed")
    assert running(decision) == {"decision_report_filing"}
    step(here, decision, "decide")
    assert running(decision) == {"decision_report_filing", "decision_record_filing"}
    step(here, decision, "file_report")
    assert running(decision) == {"decision_record_filing"}
    step(here, decision, "file_decision")
    assert running(decision) == set()
    report, record = Filing.objects.filter(decision=decision)
    assert (report.kind, record.kind) == ("report", "decision")
    assert report.due_at and record.due_at and report.organ == here.units["office"]
    received = {"filing": report.pk, "receipt_number": "收〔2026〕31号", "comment": "建议加强信访值守"}
    act(here, decision, "receive_filing", "body_office", **received)
    act(here, decision, "send_back_filing", "body_office", filing=record.pk, comment="缺会议纪要")
    assert running(decision) == {"decision_record_filing"}
    with pytest.raises(IllegalAction):
        step(here, decision, "file_report")
    step(here, decision, "file_decision")
    assert Filing.objects.filter(decision=decision, kind="decision").count() == 2
    report.refresh_from_db()
    assert (report.receipt_number, report.comment) == ("收〔2026〕31号", "建议加强信访值守")


def test_what_was_set_aside_is_sent_back_without_falling_due_again(here: Place) -> None:
    decision = given_decision(here, "assessed")
    decision = step(here, decision, "file_report")
    decision = step(here, decision, "decide:defer")
    decision = step(here, decision, "file_decision")
    report, put_off = decision.filings.order_by("pk")
    decision = step(here, decision, "decide")
    act(here, decision, "send_back_filing", "body_office", filing=put_off.pk, comment="缺会议纪要")
    assert (
        Clock.objects.filter(matter=decision.pk, stage="decision_record_filing", stopped_at=None).count() == 1
    )
    decision = step(here, decision, "reassess")
    act(here, decision, "send_back_filing", "body_office", filing=report.pk, comment="缺公示材料")
    assert not Clock.objects.filter(matter=decision.pk, stopped_at=None).exists()


def test_the_report_is_filed_as_an_official_document_with_its_chapters(here: Place) -> None:
    unit = here.units["city_management"]
    Organ.objects.filter(pk=unit.pk).update(document_code="南城管")
    decision = step(here, given_decision(here, "assessed"), "file_report")
    document = OfficialDocument.objects.get(organ=unit)
    assert document.number == decision.matter.timeline.latest("seq").data["document"]
    assert document.addressee == here.units["office"].name
    files = MatterFile.objects.filter(matter=decision.matter).values_list("file__original_name", flat=True)
    assert sorted(name.rpartition(".")[2] for name in files) == ["docx", "pdf"]
    text = json.loads(document.snapshot)["text"]
    assert [line[2:] for line in text.split("\n") if line[1:2] == "、"] == [
        "项目概况", "评估依据、主体和过程", "各方意见及采纳情况", "合法性、合理性、可行性、可控性分析",
        "风险点及其概率、影响程度", "防范措施、责任单位和应急预案", "风险等级、结论和建议", "附件",
    ]  # fmt: skip
    for words in ("0.8×0.75", "综合值0.6", "低风险", "结论：实施", "428号", REPORT["legality"]):
        assert words in text


def test_only_the_body_of_the_same_level_receives(world: World) -> None:
    decision = step(world.here, given_decision(world.here, "assessed"), "file_report")
    filing = Filing.objects.get(decision=decision)
    province = actor_for(world.province_office)
    assert province is not None
    values = {"filing": filing.pk, "receipt_number": "1"}
    with pytest.raises(Forbidden):
        act(world.here, decision, "receive_filing", province, **values)
    with pytest.raises(NotFound):
        act(world.here, decision, "receive_filing", world.far.actor("body_office"), **values)
    act(world.here, decision, "receive_filing", "body_office", **values)


def test_without_an_office_at_its_level_nothing_is_filed_anywhere_else(here: Place) -> None:
    decision = given_decision(here, "assessed")
    Organ.objects.filter(pk=here.units["office"].pk).update(valid_to=timezone.localdate())
    assert office_for(decision) is None
    with pytest.raises(Invalid):
        step(here, decision, "file_report")


def test_experts_see_what_they_were_called_in_for_and_score_there_alone(here: Place) -> None:
    decision, other = given_decision(here, "assessing"), given_decision(here, "assessing")
    act(here, other, "release_expert", "unit_handler", expert=other.experts.get().pk, note="回避")
    expert = here.actor("expert")
    assert list(visible_to(MajorDecision, expert)) == [decision]
    assert list(visible_to(Matter, expert)) == [decision.matter]
    step(here, decision, "add_factor")
    assert [one.name for one in available_actions(expert, decision)] == ["score", "comment"]
    with pytest.raises(NotFound):
        step(here, other, "score:before")


def test_nobody_overwrites_the_scores_of_another(here: Place) -> None:
    decision = step(here, given_decision(here, "assessing"), "add_factor")
    other = second_expert(here)
    act(here, decision, "call_expert", "unit_handler", user=other.user_id)
    step(here, decision, "score:before")
    factor = decision.factors.get()
    values = {"factor": factor.pk, "phase": "before", "probability": "0.2", "impact": "0.1"}
    act(here, decision, "score", other, **values)
    act(here, decision, "score", other, **{**values, "impact": "0.3"})
    kept = {row.expert_id: (row.probability, row.impact) for row in ExpertScore.objects.all()}
    assert kept == {
        here.users["expert"].pk: (Decimal("0.8"), Decimal("0.75")),
        other.user_id: (Decimal("0.2"), Decimal("0.3")),
    }
    for role in ("unit_handler", "county_government", "body_office"):
        with pytest.raises(Forbidden):
            act(here, decision, "score", role, **values)


@pytest.mark.parametrize("number", ["1.01", "-0.1", "0.555", "一", "1e-1", "", "NaN"])
def test_a_score_that_is_none_is_refused_at_its_field(here: Place, number: str) -> None:
    decision = step(here, given_decision(here, "assessing"), "add_factor")
    values = {"factor": decision.factors.get().pk, "phase": "before", "probability": number, "impact": number}
    with pytest.raises(Invalid) as refusal:
        act(here, decision, "score", "expert", **values)
    assert set(refusal.value.fields) == {"probability", "impact"}


def test_a_report_waits_until_weights_make_one_and_everything_is_scored(here: Place) -> None:
    decision = given_decision(here, "assessing")
    values = {**REPORT, "level": "low", "conclusion": "implement"}
    act(here, decision, "add_factor", "unit_handler", title="补偿", aspect="rationality", weight="0.6")
    act(here, decision, "add_factor", "unit_handler", title="噪声", aspect="feasibility", weight="0.3")
    with pytest.raises(IllegalAction, match=r"0\.9"):
        act(here, decision, "hand_in", "unit_handler", **values)
    noise = decision.factors.get(title="噪声")
    act(here, decision, "weigh_factor", "unit_handler", factor=noise.pk, weight="0.4")
    with pytest.raises(IllegalAction, match="噪声"):
        act(here, decision, "hand_in", "unit_handler", **values)
    for factor in decision.factors.all():
        for phase in ("before", "after"):
            score = {"factor": factor.pk, "phase": phase, "probability": "0.2", "impact": "0.5"}
            act(here, decision, "score", "expert", **score)
    assert act(here, decision, "hand_in", "unit_handler", **values).matter.state == "reviewing"
    assert Assessment.objects.get(decision=decision).total_after == Decimal("0.1")


def test_a_level_other_than_the_computed_one_needs_a_reason(here: Place) -> None:
    decision = given_decision(here, "assessing")
    for name in ("add_factor", "score:before", "score:after"):
        decision = step(here, decision, name)
    values = {**REPORT, "level": "medium", "conclusion": "implement_phased"}
    with pytest.raises(Invalid) as refusal:
        act(here, decision, "hand_in", "unit_handler", **values)
    assert set(refusal.value.fields) == {"level_reason"}
    act(here, decision, "hand_in", "unit_handler", **values, level_reason="周边有同类信访积案")
    report = Assessment.objects.get(decision=decision)
    assert (report.level_after, report.level_final) == ("low", "medium")


def test_a_level_set_lower_than_computed_shows_red_to_everybody(here: Place) -> None:
    decision = step(here, given_decision(here, "assessing"), "add_factor")
    factor = decision.factors.get().pk
    for phase in ("before", "after"):
        act(here, decision, "score", "expert", factor=factor, phase=phase, probability="0.9", impact="0.9")
    values = {**REPORT, "level": "low", "conclusion": "implement", "level_reason": "领导要求"}
    decision = act(here, decision, "hand_in", "unit_handler", **values)
    client = here.client("leader")
    page = client.get(f"/risk/decisions/{decision.pk}/").content.decode()
    assert gettext("The level was set lower than the computed one") in page and "领导要求" in page
    assert gettext("lower than computed") in client.get("/risk/decisions/?tab=all").content.decode()
    assert client.get(f"/api/v1/decisions/{decision.pk}/").json()["is_lowered"] is True


def test_a_returned_report_keeps_its_scores_and_is_handed_in_anew(here: Place) -> None:
    decision = step(here, given_decision(here, "returned"), "assess")
    assert ExpertScore.objects.filter(factor__decision=decision).count() == 2
    assert step(here, decision, "hand_in").matter.state == "reviewing"
    first, second = Assessment.objects.filter(decision=decision)
    assert (first.round, second.round) == (1, 1)
    assert first.returned_at and first.review_note == "补充问卷结果" and second.returned_at is None


def test_changed_circumstances_open_a_new_round_without_the_old_scores(here: Place) -> None:
    decision = step(here, given_decision(here, "decided"), "reassess")
    assert DecisionRecord.objects.get(decision=decision).superseded_at is not None
    decision = step(here, decision, "assess")
    assert decision.round == 2
    factor = decision.factors.get(round=2)
    assert factor.scores.count() == 0 and decision.factors.get(round=1).scores.count() == 2
    for name in ("score:before", "score:after", "hand_in", "approve", "decide"):
        decision = step(here, decision, name)
    assert DecisionRecord.objects.filter(decision=decision, superseded_at=None).count() == 1


def test_no_phone_and_no_identity_number_is_kept_of_what_was_said(here: Place) -> None:
    decision = step(
        here, given_decision(here, "consulting", text="征收范围见附件，咨询13907970001"), "end_consultation"
    )
    assert "13907970001" not in decision.matter.text
    said = {
        "consultation": decision.consultations.get().pk,
        "text": "过渡费偏低，请回电13907970002",
        "position": "oppose",
    }
    entry = act(here, decision, "add_opinion", "unit_handler", **said).matter.timeline.latest("seq")
    for text in (Opinion.objects.get().text, entry.note.text):
        assert "过渡费偏低" in text and "13907970002" not in text
    task = {
        "title": "回访13907970003",
        "organ": here.units["housing"].pk,
        "owner": "征收科13907970004",
        "due_on": day(9),
    }
    given = act(here, given_decision(here, "assessing"), "add_task", "unit_handler", **task)
    (kept,) = RiskTask.objects.filter(matter=given.matter)
    assert kept.owner.startswith("征收科") and "1390797" not in kept.owner + kept.title
    plan = {
        "assessor_kind": "own",
        "assessor": "住建局13907970005",
        "team": "法制科13907970006",
        "note": "四周",
    }
    planned = act(here, given_decision(here), "plan", "unit_handler", **plan)
    assert planned.assessor.startswith("住建局") and "1390797" not in planned.assessor + planned.team


def test_nobody_is_assessed_over_before_somebody_was_heard(here: Place) -> None:
    decision = given_decision(here, "consulting")
    with pytest.raises(Invalid):
        step(here, decision, "assess")
    nobody = {"consultation": decision.consultations.get().pk, "reached": 0, "note": "无人到场"}
    decision = act(here, decision, "end_consultation", "unit_handler", **nobody)
    with pytest.raises(Invalid):
        step(here, decision, "assess")


def test_what_is_put_off_or_given_up_needs_no_assessment_and_drops_its_tasks(here: Place) -> None:
    decision = given_decision(here, "assessing")
    task = {"title": "排查", "organ": here.units["housing"].pk, "owner": "征收科", "due_on": day(9)}
    act(here, decision, "add_task", "unit_handler", **task)
    decision = step(here, decision, "decide:abandon")
    assert decision.matter.state == "abandoned"
    assert RiskTask.objects.get(matter=decision.matter).state == "dropped"
    decision = step(here, decision, "file_decision")
    assert step(here, decision, "close").matter.state == "closed"


def test_a_consultation_ends_with_its_result_and_not_before_it_began(here: Place) -> None:
    decision = given_decision(here, "planned")
    ahead = {"kind": "hearing", "starts_on": day(3), "ends_on": day(3), "place": "会议室"}
    act(here, decision, "add_consultation", "unit_handler", **ahead)
    with pytest.raises(Invalid):
        step(here, decision, "end_consultation")
    with pytest.raises(Invalid) as refusal:
        act(here, decision, "add_consultation", "unit_handler", **{**ahead, "ends_on": day(1)})
    assert "ends_on" in refusal.value.fields


def test_a_dispute_of_the_area_is_linked_and_one_out_of_sight_is_not(world: World) -> None:
    decision = given_decision(world.here)
    near, far = given_dispute(world.here), given_dispute(world.far)
    hidden = given_dispute(world.here, restriction="minor")
    values = {"note": "项目范围内"}
    act(world.here, decision, "link_matter", "county_government", number=near.matter.number, **values)
    for row in (near, far, hidden):
        with pytest.raises(Invalid):
            act(world.here, decision, "link_matter", "county_government", number=row.matter.number, **values)


def test_a_dispute_that_is_closed_later_is_no_longer_named_by_the_book_of_the_decision(world: World) -> None:
    here, decision = world.here, given_decision(world.here)
    dispute = given_dispute(here)
    act(here, decision, "link_matter", "county_government", number=dispute.matter.number, note="家中之事")
    url = f"/api/v1/decisions/{decision.pk}/timeline/"

    def told_to(role: str) -> str:
        return here.client(role).get(url).content.decode()

    assert all(dispute.matter.number in told_to(role) for role in ("unit_handler", "auditor"))
    act_on_dispute(
        here, dispute, "restrict", "township_desk", restriction="domestic_violence", note="当事人陈述"
    )
    for role in ("unit_handler", "auditor", "leader", "body_office"):
        assert dispute.matter.number not in told_to(role) and "家中之事" not in told_to(role)


def test_the_unit_hears_that_it_is_responsible_and_the_expert_that_he_is_called_in(here: Place) -> None:
    decision = given_decision(here, "assessing")
    (unit,) = told(NEW)
    assert {here.users["unit_handler"].pk, here.users["unit_handler_b"].pk} <= set(unit)
    assert not {here.users["county_government"].pk, here.users["unit_handler_2"].pk} & set(unit)
    assert told(CALLED) == [[here.users["expert"].pk]]
    other = second_expert(here)
    act(here, decision, "call_expert", "unit_handler", user=other.user_id)
    assert told(CALLED) == [[here.users["expert"].pk], [other.user_id]]  # who knew is not told again


def test_a_decision_stands_in_its_catalogue_inside_its_area(world: World) -> None:
    for values in (
        {"region": world.far.township.code},
        {"organ": world.far.units["housing"].pk},
        {"field": "x"},
    ):
        with pytest.raises(Invalid) as refusal:
            given_listed(world.here, **values)
        assert set(refusal.value.fields) == set(values)
    with pytest.raises(Forbidden):
        given_listed(world.here, "township_desk")
    assert (
        given_listed(world.here, "unit_handler", organ=None).matter.organ
        == world.here.units["city_management"]
    )


def test_a_catalogue_is_published_once_by_consent_and_for_the_own_area(world: World) -> None:
    actor = world.here.actor("county_government")
    organ = given_organ(world.here.county, kind=Organ.Kind.GOVERNMENT)
    year = timezone.localdate().year
    draft = open_catalogue(actor=actor, organ_id=organ.pk, year=year)
    with pytest.raises(Invalid):
        open_catalogue(actor=actor, organ_id=organ.pk, year=year)
    with pytest.raises(Invalid):
        publish_catalogue(actor=actor, pk=draft.pk, document=" ")
    for role in ("county_government", "body_office", "unit_handler"):
        assert draft in visible_to(DecisionCatalogue, world.here.actor(role)), role
        assert draft not in visible_to(DecisionCatalogue, world.far.actor(role)), role
    for role in ("leader", "auditor", "township_desk", "county_dispatcher", "expert"):
        assert draft not in visible_to(DecisionCatalogue, world.here.actor(role)), role
    with pytest.raises(NotFound):
        publish_catalogue(actor=world.far.actor("county_government"), pk=draft.pk, document="区委〔2026〕9号")
    assert publish_catalogue(actor=actor, pk=draft.pk, document="区委〔2026〕9号").published_at is not None
    assert draft in visible_to(DecisionCatalogue, world.here.actor("leader"))
    with pytest.raises(Forbidden):
        publish_catalogue(actor=world.far.actor("county_government"), pk=draft.pk, document="区委〔2026〕9号")


def test_the_method_says_where_its_numbers_come_from_and_a_second_loading_changes_nothing(
    here: Place,
) -> None:
    method = AssessmentMethod.objects.get()
    assert "428" in method.source and method.confidence == "M"
    assert load_methods().kept == 1
    assert AssessmentMethod.objects.count() == 1


def test_tasks_make_a_decision_due(here: Place) -> None:
    decision = given_decision(here, "assessing")
    assert decision.matter.next_due_at is None
    task = {"title": "排查", "organ": here.units["housing"].pk, "owner": "征收科", "due_on": day(9)}
    due = act(here, decision, "add_task", "unit_handler", **task).matter.next_due_at
    assert due is not None and abs(due - day(10)) < timedelta(hours=24)
