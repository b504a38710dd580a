"""Major decisions through page and API, as the people whose steps they are."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.utils import timezone

from pingan.access.policy import visible_to
from pingan.matters.models import Matter
from risk.models import Assessment, DecisionCatalogue, DecisionRecord, MajorDecision
from risk.services import publish_catalogue
from tests.factories.decisions import (
    REPORT,
    act,
    day,
    given_catalogue,
    given_decision,
    given_draft,
    given_listed,
    step,
    usual,
)
from tests.factories.org import given_organ
from tests.factories.world import Place, World

pytestmark = pytest.mark.django_db
URL = "/api/v1/decisions/"


def _day(days: int = 0) -> str:
    return f"{day(days):%Y-%m-%d}"


def _post(place: Place, role: str, path: str, body: dict[str, Any]) -> Any:
    return place.client(role).post(path, data=json.dumps(body), content_type="application/json")


def _act(place: Place, role: str, pk: int, name: str, /, **body: Any) -> Any:
    return _post(place, role, f"{URL}{pk}/actions/{name}/", body)


def _done(answer: Any) -> dict[str, Any]:
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def test_a_demolition_project_by_api_refused_first_and_filed_twice(here: Place) -> None:
    organ = given_organ(here.county, f"{here.county.name}人民政府", kind="government")
    catalogue = _post(
        here, "county_government", "/api/v1/decision-catalogues/",
        {"organ": organ.pk, "year": timezone.localdate().year},
    )  # fmt: skip
    assert catalogue.status_code == 201, catalogue.content
    key = catalogue.json()["id"]
    published = _post(
        here,
        "county_government",
        f"/api/v1/decision-catalogues/{key}/publish/",
        {"document": "区委〔2026〕8号"},
    )
    assert _done(published)["published_at"]
    made = _post(
        here, "unit_handler", URL,
        {
            "catalogue": key, "title": "老城区棚户区改造征收决定", "text": "约四百户分两期征收",
            "field": "expropriation", "region": here.township.code,
        },
    )  # fmt: skip
    assert made.status_code == 201, made.content
    pk = made.json()["id"]
    assert made.json()["number"].startswith("JC") and made.json()["state"] == "listed"
    decide = {"outcome": "implement", "decided_on": _day(), "meeting": "区政府第12次常务会议"}
    refused = _act(here, "county_government", pk, "decide", **decide)
    assert refused.status_code == 422 and "outcome" in refused.json()["errors"]
    unit = "unit_handler"
    plan = {"assessor_kind": "own", "assessor": "区城市管理局", "team": "征收科", "note": "四周"}
    _done(_act(here, unit, pk, "plan", **plan))
    notice = {"kind": "notice", "starts_on": _day(-40), "ends_on": _day(-5), "place": "门户网站"}
    row = _done(_act(here, unit, pk, "add_consultation", **notice))["consultations"][0]
    _done(_act(here, unit, pk, "end_consultation", consultation=row["id"], reached=380, note="多数支持"))
    _done(_act(here, unit, pk, "call_expert", user=here.users["expert"].pk))
    _done(_act(here, unit, pk, "assess"))
    factor = {"title": "补偿标准分歧", "aspect": "rationality", "weight": "1"}
    factors = _done(_act(here, unit, pk, "add_factor", **factor))["factors"]
    for phase, probability in (("before", "0.8"), ("after", "0.4")):
        score = {"factor": factors[0]["id"], "phase": phase, "probability": probability, "impact": "0.75"}
        _done(_act(here, "expert", pk, "score", **score))
    report = _done(_act(here, unit, pk, "hand_in", **REPORT, level="low", conclusion="implement"))
    assert report["assessments"][0]["level_before"] == "medium"
    assert "428" in report["assessments"][0]["method_source"]
    assert _act(here, unit, pk, "approve").status_code == 409
    _done(_act(here, "county_government", pk, "approve"))
    _done(_act(here, unit, pk, "file_report"))
    _done(_act(here, "county_government", pk, "decide", **decide))
    filings = _done(_act(here, unit, pk, "file_decision"))["filings"]
    for filing in filings:
        receipt = {"filing": filing["id"], "receipt_number": f"收{filing['id']}"}
        _done(_act(here, "body_office", pk, "receive_filing", **receipt))
    final = _done(here.client("leader").get(f"{URL}{pk}/"))
    assert final["state"] == "decided" and final["is_exception"] is False
    assert [bool(row["received_at"]) for row in final["filings"]] == [True, True]
    listed = _done(here.client("leader").get(f"{URL}?level=low&field=expropriation"))["results"]
    assert [row["id"] for row in listed] == [pk]
    assert _done(here.client("leader").get(f"{URL}count/?exception=true")) == {"count": 0}


def test_the_page_refuses_what_no_assessment_allows_and_says_why(here: Place) -> None:
    decision = given_decision(here)
    url = f"/risk/decisions/{decision.pk}/actions/decide/"
    client = here.client("county_government")
    assert "第二十四条" in client.get(url).content.decode()
    sent = {"outcome": "implement", "decided_on": _day(), "meeting": "常务会议", "seen_version": "1"}
    answer = client.post(url, sent)
    assert answer.status_code == 422
    assert "必经程序" in answer.content.decode()
    assert Matter.objects.get(pk=decision.pk).state == "listed"
    assert not DecisionRecord.objects.exists()


def test_an_exception_shows_red_on_page_and_list(here: Place) -> None:
    decision = given_decision(here, "planned")
    plain = given_decision(here, "decided")
    exception = {
        "outcome": "implement",
        "decided_on": day(),
        "meeting": "现场会",
        "exception_reason": "汛期抢险已拆除",
    }
    act(here, decision, "decide", "county_government", **exception)
    client = here.client("leader")
    page = client.get(f"/risk/decisions/{decision.pk}/").content.decode()
    assert "未经评审通过" in page and "汛期抢险已拆除" in page
    assert "notice--error" in page, "in red, as its badge is"
    assert "未经评审通过" not in client.get(f"/risk/decisions/{plain.pk}/").content.decode()
    listed = client.get("/risk/decisions/?tab=exceptions").content.decode()
    assert decision.matter.number in listed and plain.matter.number not in listed
    assert "未经评估" in listed
    assert _done(client.get(f"{URL}?exception=true"))["results"][0]["id"] == decision.pk


@pytest.mark.parametrize("state", ["listed", "assessing", "reviewing", "returned", "closed"])
def test_page_and_pane_show_a_decision_along_its_way(here: Place, state: str) -> None:
    decision = given_decision(here, state)
    for role in ("unit_handler", "county_government"):
        client = here.client(role)
        url = f"/risk/decisions/{decision.pk}/"
        assert decision.matter.title in client.get(url).content.decode()
        pane = client.get(url, headers={"HX-Request": "true"})
        assert pane.status_code == 200 and "<html" not in pane.content.decode()


def test_a_decision_is_put_into_the_catalogue_on_the_page(here: Place) -> None:
    catalogue = given_catalogue(here)
    client = here.client("unit_handler")
    assert str(catalogue) in client.get("/risk/decisions/new/").content.decode()
    sent = {"catalogue": catalogue.pk, "title": "学校迁建", "text": "城北小学迁建", "field": "education"}
    answer = client.post("/risk/decisions/new/", {**sent, "title": ""})
    assert answer.status_code == 422 and "城北小学迁建" in answer.content.decode()
    answer = client.post("/risk/decisions/new/", sent)
    decision = MajorDecision.objects.get()
    assert answer.headers["Location"] == f"/risk/decisions/{decision.pk}/"
    assert decision.matter.organ == here.units["city_management"]
    assert here.client("township_desk").get("/risk/decisions/new/").status_code == 403


def test_a_catalogue_is_opened_and_published_on_its_pages(here: Place) -> None:
    organ = given_organ(here.county, kind="government")
    client = here.client("county_government")
    sent = {"organ": organ.pk, "year": timezone.localdate().year}
    assert client.post("/risk/catalogues/new/", sent).status_code == 302
    assert client.post("/risk/catalogues/new/", sent).status_code == 422
    row = DecisionCatalogue.objects.get()
    url = f"/risk/catalogues/{row.pk}/publish/"
    assert client.post(url, {"document": ""}).status_code == 422
    assert client.post(url, {"document": "区委〔2026〕8号"}).status_code == 302
    assert "区委〔2026〕8号" in client.get("/risk/catalogues/").content.decode()
    assert here.client("leader").get(url).status_code == 403


def test_a_reviewer_is_told_of_copied_passages_and_of_a_short_notice(here: Place) -> None:
    given_decision(here, "assessed", title="甲项目征收决定")
    decision = given_decision(here, "assessing", title="乙项目征收决定")
    short = {"kind": "notice", "starts_on": day(-9), "ends_on": day(-5), "place": "公告栏"}
    decision.consultations.all().delete()
    act(here, decision, "add_consultation", "unit_handler", **short)
    for name in ("end_consultation", "add_factor", "score:before", "score:after", "hand_in"):
        decision = step(here, decision, name)
    page = here.client("county_government").get(f"/risk/decisions/{decision.pk}/").content.decode()
    assert "甲项目征收决定" in page and "100 %" in page
    assert REPORT["legality"] in page
    assert "重大行政决策程序暂行条例" in page
    author = here.client("leader").get(f"/risk/decisions/{decision.pk}/").content.decode()
    assert "甲项目征收决定" not in author


def test_what_is_like_no_other_report_is_not_flagged(here: Place) -> None:
    given_decision(here, "assessed", title="甲项目征收决定")
    decision = given_decision(here, "assessing", title="乙项目征收决定")
    for name in ("add_factor", "score:before", "score:after"):
        decision = step(here, decision, name)
    own = {
        name: f"本节第{place}部分系针对乙项目实际情况独立撰写，依据现场踏勘所得"
        for place, name in enumerate(REPORT)
    }
    act(here, decision, "hand_in", "unit_handler", **own, level="low", conclusion="implement")
    page = here.client("county_government").get(f"/risk/decisions/{decision.pk}/").content.decode()
    assert "甲项目征收决定" not in page


def test_post_evaluation_and_changed_circumstances_are_recorded_on_the_page(here: Place) -> None:
    decision = given_decision(here, "following")
    client = here.client("unit_handler")
    url = f"/risk/decisions/{decision.pk}/"
    page = client.get(url).content.decode()
    for name, note in (("evaluate", "投诉两件，均已办结"), ("reassess", "规划调整，新增一个地块")):
        assert f"{url}actions/{name}/" in page
        assert client.get(f"{url}actions/{name}/").status_code == 200
        refused = client.post(f"{url}actions/{name}/", {"note": ""})
        assert refused.status_code == 422
        assert client.post(f"{url}actions/{name}/", {"note": note}).status_code == 302
        page = client.get(url).content.decode()
        assert note in page
    assert page.count("已失效") == 2, "the assessment and the record"
    assert f"{url}actions/assess/" in page and f"{url}actions/evaluate/" not in page
    assert "待重新评估" in client.get("/risk/decisions/?tab=all").content.decode()


def test_an_expert_sees_no_scores_of_others_while_it_is_assessed(here: Place) -> None:
    decision = step(here, step(here, given_decision(here, "assessing"), "add_factor"), "score:before")
    expert = here.client("expert")
    assert len(_done(expert.get(f"{URL}{decision.pk}/"))["factors"][0]["before"]) == 1
    assert [row["id"] for row in _done(expert.get(URL))["results"]] == [decision.pk]
    other = given_decision(here)
    assert expert.get(f"{URL}{other.pk}/").status_code == 404
    assert expert.get(f"/risk/decisions/{other.pk}/").status_code == 404
    score = decision.factors.get().scores.get()
    score.pk, score.expert = None, here.users["leader"]
    score.save(force_insert=True)
    assert len(_done(expert.get(f"{URL}{decision.pk}/"))["factors"][0]["before"]) == 1
    assert len(_done(here.client("unit_handler").get(f"{URL}{decision.pk}/"))["factors"][0]["before"]) == 2


def test_decisions_of_another_county_are_not_there(world: World) -> None:
    decision = given_decision(world.here, "assessed")
    for role in ("leader", "county_government", "body_office", "unit_handler", "expert"):
        client = world.far.client(role)
        assert client.get(f"{URL}{decision.pk}/").status_code == 404
        assert client.get(f"/risk/decisions/{decision.pk}/").status_code == 404
        assert _done(client.get(URL))["results"] == []
        assert decision.matter.number not in client.get("/risk/decisions/?tab=all").content.decode()


def test_whose_business_it_is_not_is_told_so(here: Place) -> None:
    assert here.client("grid_worker").get("/risk/decisions/").status_code == 403


@pytest.mark.parametrize(
    "body", [{}, {"outcome": "x"}, {"outcome": "implement", "decided_on": "gestern"}, {"a": 1}]
)
def test_input_that_is_none_is_refused_at_its_field(here: Place, body: dict[str, Any]) -> None:
    decision = given_decision(here, "assessed")
    answer = _act(here, "county_government", decision.pk, "decide", **body)
    assert answer.status_code == 422 and answer.json()["errors"]
    assert Assessment.objects.get(decision=decision).approved_at is not None


def test_lists_cost_as_many_queries_for_many_as_for_one(
    here: Place, django_assert_max_num_queries: Any
) -> None:
    given_decision(here)
    client = here.client("leader")
    for path in (URL, "/risk/decisions/?tab=all", "/risk/catalogues/"):
        client.get(path)
        with django_assert_max_num_queries(30) as few:
            client.get(path)
        for _turn in range(3):
            given_decision(here)
        with django_assert_max_num_queries(len(few.captured_queries)):
            client.get(path)


def test_what_was_decided_without_an_assessment_stays_red_after_one_was_made(here: Place) -> None:
    decision = given_decision(here, "planned")
    exception = {
        "outcome": "implement",
        "decided_on": day(),
        "meeting": "现场会",
        "exception_reason": "汛期抢险已拆除",
    }
    act(here, decision, "decide", "county_government", **exception)
    act(here, decision, "reassess", "unit_handler", note="补做评估")
    client = here.client("leader")
    assert "未经评审通过" in client.get(f"/risk/decisions/{decision.pk}/").content.decode()
    assert decision.matter.number in client.get("/risk/decisions/?tab=exceptions").content.decode()
    assert [row["id"] for row in _done(client.get(f"{URL}?exception=true"))["results"]] == [decision.pk]
    assert _done(client.get(f"{URL}{decision.pk}/"))["is_exception"] is True


def test_what_stands_in_a_draft_of_a_catalogue_is_seen_by_who_prepares_it_and_goes_no_further(
    here: Place,
) -> None:
    decision = given_listed(here, catalogue=given_draft(here).pk)
    page, number = f"/risk/decisions/{decision.pk}/", decision.matter.number
    for role in ("leader", "auditor", "county_dispatcher", "township_desk"):
        client = here.client(role)
        assert client.get(page).status_code == client.get(f"{URL}{decision.pk}/").status_code == 404, role
        assert number not in client.get("/risk/decisions/?tab=all").content.decode(), role
        assert not visible_to(Matter, here.actor(role)).filter(pk=decision.pk).exists(), role
    for role in ("unit_handler", "county_government", "body_office"):
        assert number in here.client(role).get("/risk/decisions/?tab=all").content.decode(), role
    inputs: dict[str, tuple[str, dict[str, Any]]] = {
        "plan": usual(here, decision, "plan"),
        "decide": ("county_government", {"outcome": "abandon", "decided_on": _day(), "meeting": "常务会议"}),
    }
    for name, (role, data) in inputs.items():
        answer = here.client(role).post(
            f"{URL}{decision.pk}/actions/{name}/", data, content_type="application/json"
        )
        assert answer.status_code == 409, answer.content
    publish_catalogue(
        actor=here.actor("county_government"), pk=decision.catalogue_id, document="区委〔2026〕9号"
    )
    assert here.client("leader").get(page).status_code == 200
    role, data = inputs["plan"]
    planned = here.client(role).post(
        f"{URL}{decision.pk}/actions/plan/", data, content_type="application/json"
    )
    assert planned.status_code == 200, planned.content


def test_a_unit_that_names_another_as_responsible_is_told_so_and_not_put_in_its_place(here: Place) -> None:
    body = {
        "catalogue": given_catalogue(here).pk, "title": "停车场建设", "text": "拟建停车场", "field": "expropriation",
        "organ": here.units["housing"].pk,
    }  # fmt: skip
    client = here.client("unit_handler")
    refused = client.post(URL, body, content_type="application/json")
    assert refused.status_code == 422 and set(refused.json()["errors"]) == {"organ"}
    own = {**body, "organ": here.actor("unit_handler").organ_id}
    assert client.post(URL, own, content_type="application/json").status_code == 201
