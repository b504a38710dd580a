"""The public questionnaire of a consultation: made inside, answered outside by nobody, counted, heard."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from pingan.audit.models import AuditEntry
from pingan.common.errors import IllegalAction, Invalid
from pingan.matters.models import TimelineEntry
from risk.models import AnswerSheet, MajorDecision, Opinion, Question, Questionnaire, Reply, SentForm
from risk.pages import public
from tests.factories.decisions import act, day, given_decision, step
from tests.factories.questionnaires import answered, given_questionnaire, public_fields
from tests.factories.world import Place, World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_counts_of_other_tests() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def _sent(asked: Questionnaire, client: Client | None = None, **changes: Any) -> Any:
    return (client or Client()).post(f"/consult/{asked.token}/", {**public_fields(asked), **changes})


def test_from_draft_to_result_with_every_step_on_its_page(here: Place) -> None:
    decision = given_decision(here, "planned")
    period = {"starts_on": day(-2), "ends_on": day(20)}
    decision = act(
        here, decision, "add_consultation", "unit_handler", kind="questionnaire", place="扫码填写", **period
    )
    hearing, unit = decision.consultations.get(), here.client("unit_handler")
    base = f"/risk/decisions/{decision.pk}/"
    made = unit.post(
        f"{base}actions/add_questionnaire/",
        {
            "consultation": hearing.pk, "title": "老城区改造意见问卷", "introduction": "拟征收三个地块，咨询13907970001",
            "opens_on": f"{day(-1):%Y-%m-%d}", "closes_on": f"{day(10):%Y-%m-%d}", "wanted": "5",
            "begin_with": "ready_made",
        },
    )  # fmt: skip
    asked = Questionnaire.objects.get()
    page = f"{base}questionnaires/{asked.pk}/"
    assert made.headers["Location"] == page and "13907970001" not in asked.introduction
    first = asked.questions.all()[1]
    form = unit.get(f"{base}actions/change_question/?question={first.pk}").content.decode()
    assert first.text in form and "没有听说过" in form
    changed = {
        "question": first.pk,
        "kind": "one",
        "text": "您听说过这个项目吗？",
        "choices": "听说过\n没听说过",
    }
    assert unit.post(f"{base}actions/change_question/", changed).headers["Location"] == page
    assert "您听说过这个项目吗？" in unit.get(page).content.decode()
    poster = unit.get(f"{page}poster/").content.decode()
    assert "<svg" not in poster.split("<article")[-1] or "发布后" in poster
    done = unit.post(f"{base}actions/publish_questionnaire/", {"questionnaire": asked.pk})
    assert done.headers["Location"] == page
    asked.refresh_from_db()
    for address in (base, page, f"{page}poster/"):
        html = unit.get(address).content.decode()
        assert f"/consult/{asked.token}/" in html and 'class="qr"' in html
    outside = Client().get(f"/consult/{asked.token}/")
    assert "您听说过这个项目吗？" in outside.content.decode()
    words = asked.questions.filter(kind="text").first()
    answered(asked, attitude=3, words={words.pk: "过渡费偏低，电话13907970002"})
    answered(asked, attitude=0)
    html = unit.get(page).content.decode()
    assert "仅收到2份答卷" in html and "50%" in html and "过渡费偏低" in html and "13907970002" not in html
    reply = Reply.objects.exclude(text="").get()
    assert unit.get(f"{base}actions/add_opinion/?reply={reply.pk}").status_code == 200
    adopted = {"consultation": hearing.pk, "text": reply.text, "position": "oppose", "said_by": "1"}
    assert unit.post(f"{base}actions/add_opinion/", adopted).status_code == 302
    assert Opinion.objects.get().position == "oppose" and "已登记为意见" in unit.get(page).content.decode()
    assert unit.post(f"{base}actions/close_questionnaire/", {"questionnaire": asked.pk}).status_code == 302
    hearing.refresh_from_db()
    assert hearing.reached == 2 and "支持1份（50%）" in hearing.summary and "拟收集5份" in hearing.summary
    assert Client().get(f"/consult/{asked.token}/").status_code == 410
    assert not SentForm.objects.exists()


def test_the_public_page_says_who_asks_and_needs_neither_script_nor_sign_in(here: Place) -> None:
    asked = given_questionnaire(here)
    answer = Client().get(f"/consult/{asked.token}/")
    html = answer.content.decode()
    assert answer.status_code == 200 and "<script" not in html
    for words in (
        asked.title,
        asked.introduction,
        str(here.units["city_management"]),
        "第二十四条",
        "不记名",
    ):
        assert words in html
    assert f"{asked.closes_on:%Y}" in html
    assert 'name="robots" content="noindex' in html and answer["X-Robots-Tag"].startswith("noindex")
    assert "sessionid" not in answer.cookies
    # Who is signed in sees the same page: nothing of the desk, nothing of the account.
    inside = here.client("leader").get(f"/consult/{asked.token}/").content.decode()
    assert here.users["leader"].name not in inside and "<script" not in inside


def test_an_answer_holds_no_trace_of_who_gave_it(here: Place) -> None:
    asked = given_questionnaire(here)
    client = here.client("leader")
    entries, audits = TimelineEntry.objects.count(), AuditEntry.objects.count()
    answer = _sent(asked, client, REMOTE_ADDR="203.0.113.9")
    assert answer.headers["Location"] == f"/consult/{asked.token}/thanks/"
    assert "感谢" in client.get(answer.headers["Location"]).content.decode()
    assert TimelineEntry.objects.count() == entries and AuditEntry.objects.count() == audits
    sheet = AnswerSheet.objects.get()
    assert sheet.answered_on == timezone.localdate()
    for model in (AnswerSheet, Reply, SentForm):
        related = {field.related_model for field in model._meta.concrete_fields if field.is_relation}
        assert related <= {Questionnaire, Question, AnswerSheet}
    assert {field.name for field in AnswerSheet._meta.concrete_fields} == {
        "id",
        "questionnaire",
        "answered_on",
    }
    kept = " ".join(f"{key}" for key in getattr(cache, "_cache", {}))
    assert "door:consult" in kept and "203.0.113.9" not in kept


def test_two_taps_are_one_answer(here: Place) -> None:
    asked = given_questionnaire(here)
    fields = public_fields(asked)
    for _tap in range(2):
        answer = Client().post(f"/consult/{asked.token}/", fields)
        assert answer.headers["Location"].endswith("/thanks/")
    assert AnswerSheet.objects.count() == 1
    assert Client().post(f"/consult/{asked.token}/", public_fields(asked)).status_code == 302
    assert AnswerSheet.objects.count() == 2


def test_what_was_typed_stands_in_the_form_again_where_it_is_refused(here: Place) -> None:
    asked = given_questionnaire(here)
    required = asked.questions.get(is_required=True)
    words = asked.questions.filter(kind="text").first()
    sent = {**public_fields(asked), f"q{words.pk}": "补偿太低"}
    del sent[f"q{required.pk}"]
    answer = Client().post(f"/consult/{asked.token}/", sent)
    html = answer.content.decode()
    assert answer.status_code == 422 and "补偿太低" in html and sent["form_number"] in html
    assert f'href="#id_q{required.pk}' in html
    for bad in ({f"q{required.pk}": "9"}, {f"q{words.pk}": "长" * 501}, {"form_number": "短"}):
        assert _sent(asked, **bad).status_code == 422
    assert not AnswerSheet.objects.exists()


def test_a_flood_from_one_place_is_told_to_wait_and_a_village_hall_is_not(
    here: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = given_questionnaire(here)
    assert public.PER_MINUTE >= 60, "a hall full of people behind one line"
    monkeypatch.setattr(public, "PER_MINUTE", 2)
    assert [_sent(asked, REMOTE_ADDR="203.0.113.9").status_code for _one in range(3)] == [302, 302, 429]
    other = Client(REMOTE_ADDR="203.0.113.10")
    assert _sent(asked, other).status_code == 302
    assert AnswerSheet.objects.count() == 3

    def away(*_args: Any, **_kwargs: Any) -> int:
        raise OSError("no counter")

    monkeypatch.setattr(cache, "incr", away)
    assert _sent(asked, REMOTE_ADDR="203.0.113.9").status_code == 302, "heard, though nothing can be counted"


def test_a_wrong_link_a_draft_an_early_and_an_ended_one_say_so_plainly(here: Place) -> None:
    draft = given_questionnaire(here, is_published=False)
    assert draft.token is None
    missing = Client().get("/consult/AAAAAAAAAAAAAAAAAAAAAA/")
    assert missing.status_code == 404 and "没有找到" in missing.content.decode()
    assert Client().post("/consult/AAAAAAAAAAAAAAAAAAAAAA/", {}).status_code == 404
    early = given_questionnaire(here, opens_on=day(1))
    page = Client().get(f"/consult/{early.token}/")
    assert (
        page.status_code == 200
        and "尚未开始" in page.content.decode()
        and "<form" not in page.content.decode()
    )
    assert _sent(early).status_code == 409
    running = given_questionnaire(here)
    decision = MajorDecision.objects.get(pk=running.consultation.decision_id)
    act(
        here, decision, "decide", "county_government", outcome="abandon", decided_on=day(), meeting="常务会议"
    )
    assert _sent(running).status_code == 410
    assert not AnswerSheet.objects.exists()


def test_the_database_keeps_published_questions_and_answers_as_they_are(here: Place) -> None:
    asked = given_questionnaire(here)
    answered(asked, attitude=1)
    text = asked.questions.filter(kind="text").first()
    answered(asked, attitude=1, words={text.pk: "张三家应当多补"})
    early = given_questionnaire(here, opens_on=day(1))
    question = asked.questions.first()
    refused = {
        "update risk_question set text = '另一个问题' where id = %s": question.pk,
        "delete from risk_question where id = %s": question.pk,
        "insert into risk_question (questionnaire_id, position, kind, text, choices, is_required)"
        " values (%s, 31, 'text', '再问', '{}', false)": asked.pk,
        "update risk_questionnaire set title = '另一个标题' where id = %s": asked.pk,
        "update risk_questionnaire set published_at = null, token = null where id = %s": asked.pk,
        "delete from risk_questionnaire where id = %s": asked.pk,
        "update risk_reply set choice = 0 where question_id = %s": question.pk,
        "delete from risk_reply where question_id = %s": question.pk,
        "delete from risk_answersheet where questionnaire_id = %s": asked.pk,
        "insert into risk_answersheet (id, questionnaire_id, answered_on) values (7, %s, current_date)": early.pk,
        "insert into risk_reply (id, sheet_id, question_id, choice, text) select 8, sheet_id, question_id, 2, ''"
        " from risk_reply where question_id = %s limit 1": question.pk,
        "update risk_reply set text = '改写' where question_id = %s and text <> ''": text.pk,
    }  # fmt: skip
    for sql, key in refused.items():
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, [key])
    reply = Reply.objects.exclude(text="").get()
    decision = MajorDecision.objects.get(pk=asked.consultation.decision_id)
    act(here, decision, "strike_reply", "unit_handler", reply=reply.pk, note="写有他人姓名")
    reply.refresh_from_db()
    assert reply.text == "" and reply.struck_at is not None and AnswerSheet.objects.count() == 2
    with pytest.raises(IllegalAction):  # no words are left
        act(here, decision, "strike_reply", "unit_handler", reply=reply.pk, note="再次")


def test_a_questionnaire_that_reached_nobody_is_not_hearing_people(here: Place) -> None:
    asked = given_questionnaire(here)
    decision = MajorDecision.objects.get(pk=asked.consultation.decision_id)
    decision = act(here, decision, "close_questionnaire", "unit_handler", questionnaire=asked.pk)
    hearing = decision.consultations.get()
    assert hearing.reached == 0 and "未收到答卷" in hearing.summary
    with pytest.raises(Invalid):
        step(here, decision, "assess")
    more = given_questionnaire(here)
    answered(more, attitude=0)
    decision = MajorDecision.objects.get(pk=more.consultation.decision_id)
    with pytest.raises(Invalid) as refusal:
        act(
            here, decision, "end_consultation", "unit_handler",
            consultation=more.consultation_id, reached=0, note="无",
        )  # fmt: skip
    assert set(refusal.value.fields) == {"reached"}
    ended = {"consultation": more.consultation_id, "reached": 12, "note": "另收纸质问卷11份"}
    decision = act(here, decision, "end_consultation", "unit_handler", **ended)
    more.refresh_from_db()
    assert more.closed_at is not None
    assert step(here, decision, "assess").matter.state == "assessing"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"closes_on": day(-3)}, "closes_on"),
        ({"opens_on": day(-9)}, "opens_on"),
        ({"closes_on": day(99)}, "closes_on"),
    ],
)
def test_a_term_outside_its_consultation_is_refused_at_its_field(
    here: Place, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        given_questionnaire(here, is_published=False, **changes)
    assert field in refusal.value.fields


@pytest.mark.parametrize(
    ("kind", "choices"),
    [
        ("one", "只有一个"),
        ("several", "甲\n甲"),
        ("text", "甲\n乙"),
        ("one", "\n".join(str(n) for n in range(13))),
    ],
)
def test_choices_that_do_not_fit_the_kind_are_refused(here: Place, kind: str, choices: str) -> None:
    asked = given_questionnaire(here, is_published=False, begin_with="none")
    decision = MajorDecision.objects.get(pk=asked.consultation.decision_id)
    with pytest.raises(Invalid) as refusal:
        act(
            here, decision, "add_question", "unit_handler",
            questionnaire=asked.pk, kind=kind, text="问什么？", choices=choices,
        )  # fmt: skip
    assert set(refusal.value.fields) == {"choices"}
    with pytest.raises(Invalid):  # nothing is asked yet
        act(here, decision, "publish_questionnaire", "unit_handler", questionnaire=asked.pk)


def test_questions_keep_their_order_when_one_is_moved_added_or_dropped(here: Place) -> None:
    asked = given_questionnaire(here, is_published=False, begin_with="none")
    decision = MajorDecision.objects.get(pk=asked.consultation.decision_id)
    for text, position in (("甲", None), ("乙", None), ("丙", 1)):
        values = {"questionnaire": asked.pk, "kind": "text", "text": text, "position": position}
        act(here, decision, "add_question", "unit_handler", **values)
    moved = asked.questions.get(text="乙")
    act(
        here,
        decision,
        "change_question",
        "unit_handler",
        question=moved.pk,
        kind="text",
        text="乙",
        position=1,
    )
    act(here, decision, "drop_question", "unit_handler", question=asked.questions.get(text="丙").pk)
    assert list(asked.questions.values_list("position", "text")) == [(1, "乙"), (2, "甲")]


def test_programs_read_counts_and_answers_and_others_find_nothing(world: World) -> None:
    asked = given_questionnaire(world.here)
    text = asked.questions.filter(kind="text").first()
    answered(asked, attitude=2, words={text.pk: "请公开补偿标准"})
    key = asked.consultation.decision_id
    client = world.here.client("body_office")
    row = client.get(f"/api/v1/decisions/{key}/").json()["consultations"][0]["questionnaire"]
    assert row["answers"] == 1 and row["is_few"] is True and row["path"] == f"/consult/{asked.token}/"
    shares = {one["text"]: one["count"] for one in row["questions"][0]["shares"]}
    assert shares == {"支持": 0, "有条件支持": 0, "无所谓": 1, "反对": 0}
    url = f"/api/v1/decisions/{key}/answers/?questionnaire={asked.pk}"
    (found,) = client.get(url).json()["results"]
    assert (found["text"], found["position"], found["is_opinion"]) == ("请公开补偿标准", "indifferent", False)
    assert client.get(f"/api/v1/decisions/{key}/answers/").status_code == 400
    page = f"/risk/decisions/{key}/questionnaires/{asked.pk}/"
    far = world.far.client("body_office")
    for address in (url, page, f"{page}poster/"):
        assert far.get(address).status_code == 404
    wish = {"format": "csv", "columns": "all", "purpose": "汇总"}
    export = f"/risk/questionnaires/export/?questionnaire={asked.pk}&decision={key}"
    assert f'href="{page}"' in client.get(export).content.decode()
    rows = _text(client.post(export, wish))
    assert "请公开补偿标准" in rows and "无所谓" in rows
    assert "请公开补偿标准" not in _text(far.post(export, wish))
    assert world.here.client("leader").post(export, wish).status_code == 403
    assert AuditEntry.objects.filter(action__startswith="export").exists()


def _text(answer: Any) -> str:
    assert answer.status_code == 200
    return b"".join(answer.streaming_content).decode("utf-8-sig")


def test_the_results_stand_in_the_report_that_is_filed(here: Place) -> None:
    from pingan.matters.machine import Move
    from risk.machine.decisions import DECISIONS
    from risk.machine.report_paper import facts_of
    from risk.queries.decisions import standing_assessment

    asked = given_questionnaire(here)
    answered(asked, attitude=0)
    decision = MajorDecision.objects.get(pk=asked.consultation.decision_id)
    decision = act(here, decision, "close_questionnaire", "unit_handler", questionnaire=asked.pk)
    for name in ("call_expert", "assess", "add_factor", "score:before", "score:after", "hand_in"):
        decision = step(here, decision, name)
    report = standing_assessment(decision)
    assert report is not None
    approve = DECISIONS.actions["approve"]
    move = Move(here.actor("leader"), decision.matter, decision, approve, None, timezone.now())
    facts = facts_of(move, report)
    opinions = "\n".join(facts.opinions)
    assert "收到答卷1份" not in "".join(facts.course), "the counts are told once"
    assert re.search(r"收到答卷1份（拟收集200份，少于拟收集份数，比例仅供参考）", opinions)
    assert "支持1份（100%）" in opinions


def test_a_report_tells_of_an_open_consultation_how_many_answered_so_far(here: Place) -> None:
    from pingan.documents.models import OfficialDocument
    from pingan.org.models import Organ

    Organ.objects.filter(pk=here.units["city_management"].pk).update(document_code="南城管")
    decision = step(here, given_decision(here, "consulting"), "end_consultation")
    answered(given_questionnaire(here, decision=decision), attitude=0)
    for name in ("call_expert", "assess", "add_factor", "score:before", "score:after", "hand_in", "approve"):
        decision = step(here, decision, name)
    step(here, decision, "file_report")
    told = json.loads(OfficialDocument.objects.get().snapshot)["text"]
    assert "截至报告报送收到答卷1份，结果尚未登记" in told and "参与0人" not in told
