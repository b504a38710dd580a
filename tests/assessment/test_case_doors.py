"""Cases and commendations through page and API, as people and programs use them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessment.models import AccountabilityCase, Commendation
from pingan.audit.models import AuditEntry
from tests.factories.cases import (
    act,
    days_on,
    end_publicity,
    given_case,
    given_commendation,
    given_leader,
    honour,
)
from tests.factories.world import Place


def send(client: Client, case: Any, action: str, **values: Any) -> Any:
    """Send an action as a browser does."""
    kind = case.matter.kind
    return client.post(reverse(f"assessment:{kind}_action", args=[case.pk, action]), values)


def test_a_case_is_walked_on_pages_from_its_form_to_lifting(here: Place) -> None:
    unit = here.units["city_management"]
    given_leader(unit, days_on(0).date())
    office, leader, assessed = (here.client(role) for role in ("body_office", "leader", "unit_handler"))
    today = days_on(0).date().isoformat()
    sent = {"organ": unit.pk, "circumstances": ["1", "6"], "event_on": today, "facts": "连续发生三起较大事件"}
    assert office.get(reverse("assessment:case_new")).status_code == 200
    assert office.post(reverse("assessment:case_new"), sent).status_code == 302
    case = AccountabilityCase.objects.select_related("matter").get()
    assert case.circumstances == [1, 6]
    page = reverse("assessment:case_detail", args=[case.pk])
    assert assessed.get(page).status_code == 404
    assert send(office, case, "verify").status_code == 302
    form = office.get(reverse("assessment:case_action", args=[case.pk, "establish"])).content.decode()
    assert "钱某某 局长" in form
    leaders = [str(one.pk) for one in unit.responsibilities.all()]
    established = {"circumstances": ["1"], "findings": "情况属实", "leaders": leaders}
    assert send(office, case, "establish", **established).status_code == 302
    assert send(office, case, "hear").status_code == 302
    assert send(assessed, case, "state", statement="接受处理").status_code == 302
    refused = send(
        leader, case, "decide", measure="listed_supervision", demand="整改", due_on=days_on(30).date()
    )
    assert refused.status_code == 422
    assert "越过了中间层级" in refused.content.decode()
    decided = {
        "measure": "listed_supervision",
        "demand": "逐项整改",
        "due_on": days_on(30).date(),
        "skip_reason": "严重",
    }
    assert send(leader, case, "decide", **decided).status_code == 302
    served = {"recipient": unit.pk, "method": "electronic"}
    assert send(office, case, "serve", **served).status_code == 302
    assert send(assessed, case, "acknowledge").status_code == 302
    assert send(assessed, case, "report", rectification="已整改").status_code == 302
    shown = assessed.get(page).content.decode()
    for words in ("挂牌督办", "钱某某", "接受处理", "取消评先评优", "浙江"):
        assert words in shown
    assert send(office, case, "accept").status_code == 302
    case.refresh_from_db()
    assert case.matter.state == "accepted"
    assert assessed.get(reverse("console:document_pdf", args=[case.document_id])).status_code == 200
    assert here.client("unit_handler_2").get(
        reverse("console:document_pdf", args=[case.document_id])
    ).status_code in {403, 404}


def test_programs_read_and_act_on_the_same_case(here: Place) -> None:
    office = here.client("body_office")
    body = {
        "facts": "考核不合格", "circumstances": ["5"], "event_on": days_on(-1).date().isoformat(),
        "organ": here.units["housing"].pk,
    }  # fmt: skip
    made = office.post("/api/v1/accountability-cases/", body, content_type="application/json")
    assert made.status_code == 201, made.content
    assert office.get(made["Location"]).json()["state"] == "candidate"
    key = made.json()["id"]
    done = office.post(
        f"/api/v1/accountability-cases/{key}/actions/verify/", {}, content_type="application/json"
    )
    assert (done.status_code, done.json()["state"]) == (200, "verifying")
    listed = office.get("/api/v1/accountability-cases/", {"circumstance": "5"}).json()["results"]
    assert [row["id"] for row in listed] == [key]
    assert office.get("/api/v1/accountability-cases/", {"measure": "veto"}).json()["results"] == []
    for role in ("auditor", "county_dispatcher", "unit_handler_2"):
        assert here.client(role).get(f"/api/v1/accountability-cases/{key}/").status_code in {403, 404}, role
    wrong = office.post(
        "/api/v1/accountability-cases/", {**body, "organ": None}, content_type="application/json"
    )
    assert (wrong.status_code, list(wrong.json()["errors"])) == (422, ["region"])


def test_the_auditor_reads_restrictions_and_no_statement(here: Place) -> None:
    case = given_case(here, "served", decision={"measure": "veto", "skip_reason": "特别严重"})
    auditor = here.client("auditor")
    page = auditor.get(reverse("assessment:restriction_list")).content.decode()
    assert str(case.organ) in page
    assert "已着手整改" not in page
    rows = auditor.get("/api/v1/restrictions/").json()["results"]
    assert {row["forbids"] for row in rows} == {"no_honours", "no_promotion"}
    assert auditor.get(reverse("assessment:case_detail", args=[case.pk])).status_code in {403, 404}
    assert here.client("unit_handler").get(reverse("assessment:restriction_list")).status_code == 403


def test_a_commendation_is_refused_on_the_page_while_a_restriction_runs(here: Place) -> None:
    case = given_case(here, "served", decision={"measure": "veto", "skip_reason": "特别严重"})
    own = here.client("unit_handler")
    sent = {
        "nominee": "unit", "organ": here.units["city_management"].pk, "honour": "平安建设先进单位", "deeds": "全年无事故",
    }  # fmt: skip
    assert own.post(reverse("assessment:commendation_new"), {**sent, "name": "张三"}).status_code == 422
    assert own.post(reverse("assessment:commendation_new"), sent).status_code == 302
    row = Commendation.objects.select_related("matter").get()
    office, leader = here.client("body_office"), here.client("leader")
    refused = send(office, row, "check")
    assert refused.status_code == 422
    assert case.matter.number in refused.content.decode()
    assert (
        case.matter.number
        in office.get(reverse("assessment:commendation_detail", args=[row.pk])).content.decode()
    )
    assert send(office, row, "ask_override", note="群众联名").status_code == 302
    assert send(leader, row, "allow_override", note="同意").status_code == 302
    assert send(office, row, "check").status_code == 302
    assert (
        "限制期内放行" in office.get(reverse("assessment:commendation_list"), {"tab": "all"}).content.decode()
    )


def test_a_nominees_name_is_masked_everywhere_and_revealed_for_a_reason(here: Place) -> None:
    row = given_commendation(here, nominee="individual", name="张三丰", honour="先进个人")
    office = here.client("body_office")
    seen = [
        office.get(reverse("assessment:commendation_list"), {"tab": "all"}).content.decode(),
        office.get(reverse("assessment:commendation_detail", args=[row.pk])).content.decode(),
        office.get(f"/api/v1/commendations/{row.pk}/").content.decode(),
        office.get("/api/v1/commendations/").content.decode(),
    ]
    assert not [page for page in seen if "张三丰" in page]
    url = reverse("assessment:commendation_reveal", args=[row.pk])
    assert office.post(url, {"reason": ""}).status_code == 422
    assert not AuditEntry.objects.filter(action="personal_data.reveal").exists()
    shown = office.post(url, {"reason": "核对事迹"})
    assert "张三丰" in shown.content.decode()
    assert shown["Cache-Control"] == "no-store"
    answer = office.post(
        f"/api/v1/commendations/{row.pk}/reveal/", {"reason": "核对事迹"}, content_type="application/json"
    )
    assert answer.json() == {"name": "张三丰"}
    assert AuditEntry.objects.filter(action="personal_data.reveal").count() == 2
    assert here.client("auditor").post(url, {"reason": "好奇一下"}).status_code == 403


def test_programs_nominate_and_walk_a_commendation(here: Place) -> None:
    desk = here.client("unit_handler_2")
    body = {"nominee": "unit", "organ": here.units["housing"].pk, "honour": "先进单位", "deeds": "成绩显著"}
    made = desk.post("/api/v1/commendations/", body, content_type="application/json")
    assert made.status_code == 201, made.content
    row = Commendation.objects.select_related("matter").get()
    for name in ("check", "publicize"):
        honour(here, row, name)
    end_publicity(row)
    done = here.client("leader").post(
        f"/api/v1/commendations/{row.pk}/actions/decide/", {}, content_type="application/json"
    )
    assert (done.status_code, done.json()["state"]) == (200, "decided")
    assert done.json()["document_number"].startswith("南平安办决〔")


@pytest.mark.parametrize(
    "query", [{"circumstance": "9"}, {"measure": "x"}, {"state": "x"}, {"opened_after": "x"}]
)
def test_a_filter_that_cannot_be_read_is_a_sentence_and_no_error(here: Place, query: dict[str, str]) -> None:
    act(here, given_case(here), "verify")
    client = here.client("body_office")
    assert client.get("/api/v1/accountability-cases/", query).status_code in {400, 422}
    assert client.get(reverse("assessment:case_list"), {**query, "tab": "all"}).status_code == 200
