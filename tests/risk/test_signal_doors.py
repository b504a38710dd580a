"""Signals through page and API: who sees one, what it says, what a reviewer makes of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client

from pingan.notify.models import Notice
from risk.models import BackTest, RiskTask, ScreeningRule, ScreeningRun, Signal
from risk.pages.home import tiles_of
from risk.services.screening.nights import screen_next
from risk.services.screening.rulebook import RuleData, switch_on, try_rule
from tests.factories.calendars import at
from tests.factories.screening import NIGHT, given_grids, given_matters, given_quiet_years
from tests.factories.world import Place, World

pytestmark = pytest.mark.django_db
TODAY = NIGHT + timedelta(days=1)
RULE: dict[str, Any] = {
    "name": "同类三起", "kind": "same_class", "counted": "incident", "least": 3, "days": 7, "source": "县平安办2026年规则",
}  # fmt: skip


@pytest.fixture(scope="module")
def screened(world_of_module: World, django_db_blocker: Any) -> Iterator[World]:
    """The small world with one night screened: a rule, surges and a cluster of street lamps in the village here."""
    with django_db_blocker.unblock(), transaction.atomic():
        here = world_of_module.here
        made = given_grids(here, 12)
        given_quiet_years(made, a_week=0.05)
        given_matters(made[4], [0, 1, 1, 2, 2])
        given_matters(made[5], [0, 0, 1, 3, 3])
        actor = here.actor("body_office")
        with time_machine.travel(at(f"{NIGHT} 20:00"), tick=False):
            tried = try_rule(actor=actor, data=RuleData(region_code="360703", **RULE))
            switch_on(actor=actor, back_test_id=tried.pk, reason="试行")
        with time_machine.travel(at(f"{TODAY} 02:00"), tick=False):
            screen_next(here.county.code)
        yield world_of_module
        transaction.set_rollback(True)


@pytest.fixture
def here(screened: World, db: None) -> Iterator[Place]:
    with time_machine.travel(at(f"{TODAY} 09:00"), tick=False):
        yield deepcopy(screened).here


def in_village(layer: str) -> Signal:
    """The signal of a layer at the lowest place."""
    rows = Signal.objects.filter(layer=layer).order_by("-area_code", "pk")
    found = rows.first()
    assert found is not None
    return found


def keys(client: Client, path: str = "/api/v1/signals/") -> set[int]:
    return {row["id"] for row in client.get(path, {"page_size": 200}).json()["results"]}


def test_the_home_page_counts_the_signals_that_wait_for_a_review(here: Place) -> None:
    (tile,) = tiles_of(here.actor("county_dispatcher"))
    page = here.client("county_dispatcher").get(tile.url)
    assert tile.value == len(page.context["rows"]) == Signal.objects.filter(matter__state="new").count() > 0
    with time_machine.travel(at(f"{TODAY + timedelta(days=30)} 09:00"), tick=False):
        overdue = next(one for one in tiles_of(here.actor("county_dispatcher")) if one.tone == "red")
        page = here.client("county_dispatcher").get(overdue.url)
        assert overdue.value == len(page.context["rows"]) == tile.value
    assert tiles_of(here.actor("community_staff")) == []


def post(client: Client, path: str, **data: Any) -> Any:
    return client.post(path, json.dumps(data), content_type="application/json")


def test_township_sees_its_own_signals_county_all_and_the_other_county_none(
    screened: World, here: Place
) -> None:
    every = set(Signal.objects.values_list("pk", flat=True))
    of_township = set(
        Signal.objects.filter(area_code__startswith=here.township.code[:9]).values_list("pk", flat=True)
    )
    assert of_township < every
    assert keys(here.client("county_dispatcher")) == every
    assert keys(here.client("township_desk")) == of_township
    assert keys(screened.far.client("county_dispatcher")) == set()
    assert here.client("grid_worker").get("/risk/signals/").status_code == 403


@pytest.mark.parametrize(
    ("layer", "words"),
    [("rule", "规则“同类三起”"), ("surge", "按其自身历史预期"), ("cluster", "相邻的")],
)
def test_the_page_says_why_in_a_sentence_with_a_chart_and_the_way_to_the_records(
    here: Place, layer: str, words: str
) -> None:
    signal = in_village(layer)
    page = here.client("county_dispatcher").get(f"/risk/signals/{signal.pk}/").content.decode()
    assert words in page
    assert 'role="img"' in page
    assert page.count("columns-chart__bar--counted") > 0
    assert f'href="/risk/signals/{signal.pk}/records/"' in page
    assert "style=" not in page.partition('<figure class="columns-chart">')[2].partition("</figure>")[0]


@pytest.mark.parametrize("layer", ["rule", "surge", "cluster"])
def test_the_records_behind_it_are_as_many_as_it_counted(here: Place, layer: str) -> None:
    signal = in_village(layer)
    found = here.client("county_dispatcher").get(f"/api/v1/signals/{signal.pk}/records/").json()["results"]
    assert len(found) == signal.figures["count"]
    page = here.client("county_dispatcher").get(f"/risk/signals/{signal.pk}/records/").content.decode()
    assert all(row["number"] in page for row in found)


def test_a_record_that_was_restricted_since_is_shown_to_nobody(here: Place) -> None:
    from pingan.matters.models import Matter

    signal = in_village("rule")
    hidden = signal.figures["matters"][0]
    Matter.objects.filter(pk=hidden).update(is_restricted=True)
    client = here.client("county_dispatcher")
    found = client.get(f"/api/v1/signals/{signal.pk}/records/").json()["results"]
    assert hidden not in {row["id"] for row in found}
    assert len(found) == signal.figures["count"] - 1
    assert "matters" not in client.get(f"/api/v1/signals/{signal.pk}/").json()["figures"]


def test_confirming_gives_a_unit_a_task_and_the_unit_sees_signal_and_finishes(here: Place) -> None:
    signal = in_village("rule")
    unit = here.client("unit_handler")
    assert unit.get(f"/api/v1/signals/{signal.pk}/").status_code == 404
    organ = here.units["city_management"]
    done = post(
        here.client("township_desk"), f"/api/v1/signals/{signal.pk}/actions/confirm_task/",
        title="检查线路", organ=organ.pk, owner="照明科", due_on="2026-11-27",
    )  # fmt: skip
    assert done.status_code == 200, done.json()
    assert (done.json()["state"], done.json()["outcome"]) == ("confirmed", "task")
    task = RiskTask.objects.get(matter_id=signal.pk)
    assert task.purpose == "inspection"
    assert f"/risk/signals/{signal.pk}/" in unit.get("/risk/signals/").content.decode()
    ended = post(
        unit, f"/api/v1/signals/{signal.pk}/actions/finish_task/", task=task.pk, result="更换三处线路"
    )
    assert ended.status_code == 200, ended.json()
    assert ended.json()["tasks"][0]["state"] == "done"


def test_dismissing_needs_a_reason_of_the_list_and_words(here: Place) -> None:
    signal = in_village("surge")
    desk, path = here.client("county_dispatcher"), f"/api/v1/signals/{signal.pk}/actions/dismiss/"
    assert set(post(desk, path).json()["errors"]) == {"reason", "note"}
    assert post(desk, path, reason="nonsense", note="x").status_code == 422
    done = post(desk, path, reason="recording", note="补录去年旧账").json()
    assert (done["state"], done["dismissal"]) == ("dismissed", "recording")
    again = post(desk, path, reason="recording", note="x")
    assert again.status_code == 409
    back = post(desk, f"/api/v1/signals/{signal.pk}/actions/reconsider/", note="又多了").json()
    assert (back["state"], back["dismissal"], back["reviewed_at"]) == ("watched", "", None)


def test_a_signal_marked_for_a_warning_says_so(here: Place) -> None:
    signal = in_village("cluster")
    done = post(
        here.client("county_dispatcher"),
        f"/api/v1/signals/{signal.pk}/actions/confirm_warning/",
        note="连片停电",
    )
    assert done.json()["outcome"] == "warning"
    rows = here.client("county_dispatcher").get("/api/v1/signals/", {"outcome": "warning"}).json()["results"]
    assert [row["id"] for row in rows] == [signal.pk]


def test_who_only_reads_reviews_nothing(here: Place) -> None:
    signal = in_village("rule")
    for role in ("leader", "auditor", "community_staff", "county_government"):
        assert post(here.client(role), f"/api/v1/signals/{signal.pk}/actions/watch/").status_code == 403, role


def test_reviewers_are_told_of_a_new_signal_and_its_review_has_a_term(here: Place) -> None:
    signal = in_village("rule")
    desk = here.users["township_desk"]
    assert signal.matter.next_due_at is not None
    from pingan.common.outbox import deliver, open_entries

    for entry in open_entries():
        deliver(entry)
    assert Notice.objects.filter(recipient=desk, key__contains=f":{signal.pk}:").count() == 1


def test_precision_counts_confirmed_among_reviewed_of_each_rule_and_method(here: Place) -> None:
    desk = here.client("county_dispatcher")
    first, second = Signal.objects.filter(layer="rule").order_by("pk")[:2]
    post(desk, f"/api/v1/signals/{first.pk}/actions/confirm_warning/", note="属实")
    post(desk, f"/api/v1/signals/{second.pk}/actions/dismiss/", reason="chance", note="无关")
    Signal.objects.filter(pk=first.pk).update(last_night=NIGHT + timedelta(days=6))
    page = desk.get("/risk/screening/precision/").content.decode()
    line = page.partition("同类三起")[2].partition("</tr>")[0]
    assert "50%" in line
    assert ">6</td>" in line


def test_a_rule_is_tried_before_it_is_switched_on_and_the_trial_names_its_matters(here: Place) -> None:
    office = here.client("body_office")
    assert office.get("/risk/screening/rules/new/").status_code == 200
    sent = office.post(
        "/risk/screening/rules/new/", {**RULE, "least": 4, "region_code": "360703", "class_code": ""}
    )
    tried = BackTest.objects.latest("pk")
    assert sent["Location"] == f"/risk/screening/trials/{tried.pk}/"
    assert not ScreeningRule.objects.filter(back_test=tried).exists()
    page = office.get(sent["Location"]).content.decode()
    assert tried.count == 2
    assert f"会产生{tried.count}条信号" in page
    assert page.count("/incidents/") >= 8
    assert office.post(sent["Location"], {"reason": ""}).status_code == 422
    switched = office.post(sent["Location"], {"reason": "试行"})
    rule = ScreeningRule.objects.get(back_test=tried)
    assert switched["Location"] == f"/risk/screening/rules/{rule.pk}/"
    assert office.post(sent["Location"], {"reason": "再来"}).status_code == 422
    off = office.post(f"/risk/screening/rules/{rule.pk}/", {"reason": "误报太多"})
    assert off.status_code == 302
    rule.refresh_from_db()
    assert rule.effective_to == TODAY


def test_a_new_version_of_a_rule_takes_the_place_of_the_old_one(here: Place) -> None:
    old = ScreeningRule.objects.get(effective_to=None)
    api = here.client("body_office")
    tried = post(
        api, "/api/v1/screening-trials/", **{**RULE, "least": 5, "region": "360703", "code": old.code}
    )
    assert tried.status_code == 201, tried.json()
    on = post(api, "/api/v1/screening-rules/", trial=tried.json()["id"], reason="调高")
    assert on.status_code == 201, on.json()
    assert on.json()["version"] == 2
    old.refresh_from_db()
    assert old.effective_to == TODAY
    assert [row["least"] for row in api.get("/api/v1/screening-rules/").json()["results"]] == [5]


def test_the_database_takes_no_rule_without_a_trial(here: Place) -> None:
    from django.db import IntegrityError

    rule = ScreeningRule.objects.get(effective_to=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        ScreeningRule.objects.filter(pk=rule.pk).update(back_test=None)


@pytest.mark.parametrize("role", ["county_dispatcher", "township_desk", "leader"])
def test_only_the_office_sets_rules(here: Place, role: str) -> None:
    assert here.client(role).get("/risk/screening/rules/new/").status_code == 403
    assert post(here.client(role), "/api/v1/screening-trials/", **RULE, region="360703").status_code == 403


def test_an_office_sets_no_rule_for_another_county(here: Place) -> None:
    answer = post(here.client("body_office"), "/api/v1/screening-trials/", **RULE, region="360702")
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("least", "0"),
        ("days", "366"),
        ("class_code", "NO.SUCH"),
        ("source", " "),
        ("kind", "group"),
        ("counted", "hazard"),
    ],
)
def test_a_rule_that_makes_no_sense_gets_a_sentence_at_its_field(here: Place, field: str, value: str) -> None:
    data = {**RULE, "region_code": "360703", "people": 0, field: value}
    if field == "counted":  # hazards name no people
        data |= {"kind": "group", "people": 5}
    answer = here.client("body_office").post("/risk/screening/rules/new/", data)
    assert answer.status_code == 422
    assert BackTest.objects.count() == 1


def test_on_demand_the_missing_nights_are_done_and_the_page_shows_how_far_it_is(here: Place) -> None:
    desk = here.client("county_dispatcher")
    assert "1个县区中已有1个" in desk.get("/risk/screening/runs/").content.decode()
    with time_machine.travel(at(f"{TODAY + timedelta(days=2)} 09:00"), tick=False):
        desk = here.client("county_dispatcher")  # the session of two days ago has ended
        assert "1个县区中已有0个" in desk.get("/risk/screening/runs/").content.decode()
        asked = post(desk, "/api/v1/screening-runs/")
        assert (asked.status_code, asked.json()["queued"]) == (202, 1)
        assert post(desk, "/api/v1/screening-runs/").json()["queued"] == 0
        from pingan.common.outbox import deliver, open_entries

        for _round in range(3):
            for entry in open_entries():
                deliver(entry)
        fragment = desk.get("/risk/screening/runs/", headers={"HX-Request": "true"}).content.decode()
    assert "1个县区中已有1个" in fragment
    assert "hx-trigger" not in fragment
    nights = set(ScreeningRun.objects.filter(state="finished").values_list("night", flat=True))
    assert nights == {NIGHT + timedelta(days=day) for day in range(3)}
    run = ScreeningRun.objects.latest("night")
    assert "毫秒" in desk.get(f"/risk/screening/runs/{run.pk}/").content.decode()
    assert date(2026, 11, 21) == run.night


def test_nights_of_another_county_are_nobodys_business(screened: World, here: Place) -> None:
    run = ScreeningRun.objects.get()
    assert screened.far.client("county_dispatcher").get(f"/risk/screening/runs/{run.pk}/").status_code == 404
    assert (
        screened.far.client("county_dispatcher").get(f"/api/v1/screening-runs/{run.pk}/").status_code == 404
    )


def test_the_list_costs_as_many_queries_for_many_signals_as_for_few(here: Place) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    desk = here.client("county_dispatcher")
    counted = []
    for query in ("?tab=all&layer=rule", "?tab=all"):
        desk.get(f"/risk/signals/{query}")
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(f"/risk/signals/{query}").status_code == 200
        counted.append(len(captured))
    assert counted[0] == counted[1]


def test_filters_that_cannot_be_read_find_nothing_and_say_so(here: Place) -> None:
    desk = here.client("county_dispatcher")
    assert desk.get("/api/v1/signals/", {"layer": "nonsense"}).status_code in {400, 422}
    assert desk.get("/risk/signals/", {"layer": "nonsense"}).status_code == 200
