"""Warnings through page and API, as the people whose steps they are."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django.utils.translation import gettext

from pingan.access.policy import visible_to
from pingan.matters.models import Matter
from risk.models import RiskTask, RiskWarning, WarningIssue
from risk.queries.warnings import HOURS_TO_READ, open_receipts, reading_term
from tests.factories.disputes import act as act_on_dispute
from tests.factories.disputes import given_dispute
from tests.factories.incidents import given_incident
from tests.factories.warnings import act, given_warning
from tests.factories.world import Place, World

URL = "/api/v1/warnings/"


def _body(*places: Place, **values: Any) -> dict[str, Any]:
    return {
        "title": "冬季森林火险",
        "category": "natural",
        "level": "orange",
        "starts_at": (timezone.now() + timedelta(hours=1)).isoformat(),
        "regions": [place.township.pk for place in places],
        "watch": "连晴少雨，山林易燃",
        "measures": "劝阻野外用火，备勤",
        "basis": "林业部门会商意见",
        **values,
    }


def _act(place: Place, role: str, warning: int, name: str, body: dict[str, Any]) -> Any:
    return place.client(role).post(
        f"{URL}{warning}/actions/{name}/", data=json.dumps(body), content_type="application/json"
    )


def test_a_warning_to_three_addressees_of_whom_one_is_late_by_api(here: Place, neighbour: Place) -> None:
    desk = here.client("county_dispatcher")
    made = desk.post(
        URL,
        data=json.dumps(_body(here, neighbour, organs=[here.units["housing"].pk])),
        content_type="application/json",
    )
    assert made.status_code == 201, made.content
    pk = made.json()["id"]
    assert made.json()["number"].startswith("YJ")
    assert _act(here, "county_dispatcher", pk, "approve", {}).status_code == 403
    assert _act(here, "leader", pk, "approve", {}).status_code == 200
    assert _act(here, "county_dispatcher", pk, "issue", {}).status_code == 200
    receipts = desk.get(f"{URL}{pk}/").json()["receipts"]
    assert len(receipts) == 3
    by_region = {row["region"]: row["id"] for row in receipts}
    read = _act(here, "township_desk", pk, "read", {"receipt": by_region[here.township.pk]})
    assert read.status_code == 200, read.content
    done = _act(
        neighbour,
        "township_desk",
        pk,
        "report",
        {"receipt": by_region[neighbour.township.pk], "measures": "已劝阻三起野外用火"},
    )
    assert done.status_code == 200, done.content
    left = [row["name"] for row in desk.get(f"{URL}{pk}/").json()["receipts"] if row["read_at"] is None]
    assert left == [str(here.units["housing"])]
    assert here.client("unit_handler_2").get(f"{URL}?unread=true").json()["results"][0]["id"] == pk
    assert here.client("unit_handler").get(f"{URL}{pk}/").status_code == 404
    assert _act(here, "county_dispatcher", pk, "lift", {"note": "普降中雨"}).json()["state"] == "lifted"


def test_what_is_missing_is_said_at_its_field(here: Place) -> None:
    answer = here.client("county_dispatcher").post(
        URL, data=json.dumps(_body(regions=[here.village.pk], colour="red")), content_type="application/json"
    )
    assert answer.status_code == 422
    answer = here.client("county_dispatcher").post(
        URL,
        data=json.dumps(_body(category="stability", channel="public_release")),
        content_type="application/json",
    )
    assert answer.status_code == 422
    assert set(answer.json()["errors"]) == {"channel", "regions"}
    assert (
        here.client("grid_worker")
        .post(URL, data=json.dumps(_body(here)), content_type="application/json")
        .status_code
        == 403
    )


def test_the_draft_is_made_on_the_page_and_comes_back_when_refused(here: Place) -> None:
    browser = here.client("county_dispatcher")
    page = browser.get("/risk/warnings/new/")
    assert page.status_code == 200
    form = {
        "title": "校园周边交通隐患",
        "category": "accident",
        "level": "yellow",
        "channel": "internal_notice",
        "starts_at": "2026-12-01T08:00",
        "watch": "放学时段",
        "measures": "疏导",
        "basis": "近两周接报5起",
    }
    refused = browser.post("/risk/warnings/new/", form)
    assert refused.status_code == 422
    assert "校园周边交通隐患" in refused.content.decode()
    made = browser.post("/risk/warnings/new/", {**form, "regions": [str(here.township.pk)]})
    assert made.status_code == 302
    warning = RiskWarning.objects.get(matter__title="校园周边交通隐患")
    shown = browser.get(made["Location"])
    assert shown.status_code == 200
    assert warning.matter.number in shown.content.decode()


@pytest.mark.parametrize("tab", ["todo", "unread", "drafts", "force", "all"])
def test_each_part_of_the_list_opens(here: Place, neighbour: Place, tab: str) -> None:
    given_warning(here, "issued", neighbour)
    given_warning(here, "drafted")
    for role in ("county_dispatcher", "township_desk"):
        page = here.client(role).get(f"/risk/warnings/?tab={tab}")
        assert page.status_code == 200
    pane = here.client("county_dispatcher").get("/risk/warnings/filters/")
    assert pane.status_code == 200


def test_a_desk_reads_what_waits_for_it_from_its_home_page(here: Place) -> None:
    warning = given_warning(here, "issued")
    browser = here.client("township_desk")
    tiles = re.findall(r'class="tile[^"]*" href="([^"]+)"', browser.get("/").content.decode())
    assert tiles[0] == "/risk/warnings/?tab=unread"  # before the numbers of all other work
    assert len(tiles) > 1
    assert warning.matter.number in browser.get("/risk/warnings/?tab=unread").content.decode()
    form = browser.get(f"/risk/warnings/{warning.pk}/actions/read/")
    assert form.status_code == 200
    receipt = open_receipts(warning).get(region=here.township)
    done = browser.post(
        f"/risk/warnings/{warning.pk}/actions/read/", {"receipt": receipt.pk, "note": "", "version": 3}
    )
    assert done.status_code in {302, 204}, done.content.decode()[:500]
    assert warning.matter.number not in browser.get("/risk/warnings/?tab=unread").content.decode()


def test_the_page_says_until_when_it_is_to_be_read_and_who_is_late(here: Place) -> None:
    red, yellow = given_warning(here, "issued"), given_warning(here, "issued", level="yellow")
    browser = here.client("county_dispatcher")

    def page(warning: RiskWarning) -> str:
        return browser.get(f"/risk/warnings/{warning.pk}/").content.decode()

    term = reading_term(red, timezone.now())
    assert term is not None
    assert term.hours == HOURS_TO_READ and not term.is_over
    assert gettext("Basis:") in page(red) and gettext("not read in time") not in page(red)
    assert gettext("No time to read it is set for this level.") in page(yellow)
    WarningIssue.objects.filter(warning=red).update(
        issued_at=timezone.now() - timedelta(hours=HOURS_TO_READ, minutes=1)
    )
    assert gettext("not read in time") in page(red)


def test_tasks_stand_in_the_list_of_their_unit_and_nowhere_else(here: Place) -> None:
    warning = given_warning(here, "issued")
    act(
        here,
        warning,
        "add_task",
        title="巡查危房",
        organ=here.units["housing"].pk,
        owner="房管科科长",
        due_on=timezone.now() + timedelta(days=2),
        money="3000",
    )
    task = RiskTask.objects.get()
    own, other = here.client("unit_handler_2"), here.client("unit_handler")
    assert "巡查危房" in own.get("/risk/tasks/").content.decode()
    assert "巡查危房" not in other.get("/risk/tasks/?part=all").content.decode()
    assert [row["id"] for row in own.get("/api/v1/risk-tasks/?state=open").json()["results"]] == [task.pk]
    assert other.get(f"/api/v1/risk-tasks/{task.pk}/").status_code == 404
    finished = _act(
        here, "unit_handler_2", warning.pk, "finish_task", {"task": task.pk, "result": "已排查12户"}
    )
    assert finished.status_code == 200, finished.content
    assert Matter.objects.get(pk=warning.pk).state == "issued"
    task.refresh_from_db()
    assert (task.state, task.result) == ("done", "已排查12户")


def test_a_warning_drawn_up_from_another_matter_is_linked_with_it_where_that_is_seen(world: World) -> None:
    here = world.here
    source, hidden = given_incident(here), given_incident(world.far)
    browser = here.client("county_dispatcher")
    assert source.matter.number in browser.get(f"/risk/warnings/new/?source={source.pk}").content.decode()
    made = browser.post(URL, data=json.dumps(_body(here, source=source.pk)), content_type="application/json")
    assert made.status_code == 201, made.content
    assert [(link["id"], link["is_from_here"]) for link in made.json()["links"]] == [(source.pk, False)]
    refused = browser.post(
        URL, data=json.dumps(_body(here, source=hidden.pk)), content_type="application/json"
    )
    assert (refused.status_code, set(refused.json()["errors"])) == (422, {"source"})


def test_the_words_of_a_restricted_matter_do_not_slip_into_a_warning(here: Place) -> None:
    dispute = given_dispute(here, "accepted")
    act_on_dispute(here, dispute, "restrict", "township_desk", restriction="other", note="涉及隐私")
    assert visible_to(Matter, here.actor("township_desk")).filter(pk=dispute.pk).exists()
    page = here.client("township_desk").get(f"/risk/warnings/new/?source={dispute.pk}").content.decode()
    assert dispute.matter.number not in page and dispute.matter.title not in page


@pytest.mark.parametrize(
    ("page", "belongs_to"),
    [
        ("/risk/places/", "/risk/hazards/"),
        ("/risk/catalogues/", "/risk/decisions/"),
        ("/risk/screening/runs/", "/risk/signals/"),
    ],
)
def test_the_menu_marks_the_entry_to_which_a_page_belongs(here: Place, page: str, belongs_to: str) -> None:
    html = here.client("body_office").get(page).content.decode()
    assert re.findall(r'<a[^>]*href="([^"]+)"[^>]*aria-current="page"', html)[0] == belongs_to


def test_what_became_of_an_earlier_issue_is_shown_beside_the_one_in_force(
    here: Place, neighbour: Place
) -> None:
    warning = given_warning(here, "issued", neighbour, watch="山区滑坡")
    receipt = open_receipts(warning).get(region=here.township).pk
    act(here, warning, "report", "township_desk", receipt=receipt, measures="已转移八户")
    wording = {"level": "yellow", "starts_at": warning.starts_at, "watch": "小雨", "measures": "备勤"}
    act(here, warning, "adjust", **wording, note="雨势减弱")
    client, url = here.client("county_dispatcher"), f"/risk/warnings/{warning.pk}/"
    page = client.get(url).content.decode()
    assert "已转移八户" in page and "山区滑坡" in page
    told = client.get(f"{URL}{warning.pk}/").json()
    assert [row["read_at"] for row in told["receipts"]] == [None, None]
    first = told["issues"][0]
    assert first["watch"] == "山区滑坡"
    assert sorted(row["measures"] for row in first["receipts"]) == ["", "已转移八户"]
    assert "2个接收方尚未阅读" in page
    act(here, warning, "lift")
    after = client.get(url).content.decode()
    assert "个接收方尚未阅读" not in after and "解除前未阅读" in after and "已转移八户" in after


def test_to_whom_a_warning_goes_is_asked_for_together_with_all_else_that_is_missing(here: Place) -> None:
    answer = here.client("county_dispatcher").post("/risk/warnings/new/", {"title": ""})
    assert answer.status_code == 422
    assert {"title", "watch", "measures", "basis", "regions"} <= set(answer.context["form"].errors)
