"""Trials of rules: what they tell after a matter was restricted, how a rule is typed, and where a trial is found again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from pingan.matters.models import Matter
from risk.models import BackTest
from tests.factories.calendars import at
from tests.factories.screening import NIGHT, given_grids, given_matters
from tests.factories.world import Place, World

pytestmark = pytest.mark.django_db
TRIALS = "/api/v1/screening-trials/"
TERMS: dict[str, Any] = {
    "name": "同类多起", "kind": "same_class", "counted": "incident", "least": 1, "days": 7, "source": "县平安办2026年规则",
}  # fmt: skip


@pytest.fixture(autouse=True)
def on_the_day_after() -> Iterator[None]:
    with time_machine.travel(at(f"{NIGHT + timedelta(days=1)} 09:00"), tick=False):
        yield


def post(client: Client, path: str, **data: Any) -> dict[str, Any]:
    answer = client.post(path, json.dumps(data), content_type="application/json")
    assert answer.status_code == 201, answer.json()
    told: dict[str, Any] = answer.json()
    return told


def tried(here: Place, **terms: Any) -> int:
    told = post(here.client("body_office"), TRIALS, **{**TERMS, "region": "360703", **terms})
    return int(told["id"])


def shown(here: Place, trial: int) -> list[tuple[str, str, str, int, list[str]]]:
    """What page and API tell of a trial; both tell as many."""
    office = here.client("body_office")
    page = office.get(f"/risk/screening/trials/{trial}/")
    rows = [
        (one.grid, one.began_on, one.ended_on, one.size, [matter.number for matter, _url in matters])
        for one, matters in page.context["rows"]
    ]
    listed = {row["id"]: row["count"] for row in office.get(TRIALS).json()["results"]}
    assert office.get(f"{TRIALS}{trial}/").json()["count"] == listed[trial] == len(rows)
    assert f"会产生{len(rows)}条信号" in page.content.decode()
    return rows


@pytest.mark.parametrize("is_used", [False, True])
@pytest.mark.parametrize("terms", [{"least": 1}, {"least": 2}, {"kind": "recurrence", "days": 30}])
def test_a_trial_tells_what_one_without_the_matter_that_was_restricted_since_would_tell(
    world: World, terms: dict[str, Any], is_used: bool
) -> None:
    here = world.here
    one, other = given_grids(here, 2)
    closed = at(f"{NIGHT - timedelta(days=59)} 12:00")
    matters = [*given_matters(one, [60], closed_at=closed), *given_matters(one, [45, 44, 6, 5])]
    given_matters(other, [3, 2])
    trial = tried(here, **terms)
    if is_used:
        post(here.client("body_office"), "/api/v1/screening-rules/", trial=trial, reason="试行")
    before = shown(here, trial)
    changed = 0
    for hidden in matters:
        Matter.objects.filter(pk=hidden.pk).update(is_restricted=True)
        found = shown(here, trial)
        assert found == shown(here, tried(here, **terms)), hidden
        assert hidden.number not in str(found)
        changed += found != before
        Matter.objects.filter(pk=hidden.pk).update(is_restricted=False)
        assert shown(here, trial) == before
    assert changed >= 3


def test_a_signal_that_rests_on_one_restricted_matter_alone_is_left_out_of_its_trial(world: World) -> None:
    here = world.here
    (grid,) = given_grids(here, 1)
    (only,) = given_matters(grid, [4])
    trial = tried(here)
    assert len(shown(here, trial)) == 1
    Matter.objects.filter(pk=only.pk).update(is_restricted=True)
    assert shown(here, trial) == []
    page = here.client("body_office").get(f"/risk/screening/trials/{trial}/").content.decode()
    assert grid.name not in page and "路灯" not in page
    assert BackTest.objects.get(pk=trial).count == 1


def test_a_class_is_chosen_by_its_name_among_those_of_what_is_counted(world: World) -> None:
    office = world.here.client("body_office")
    page = office.get("/risk/screening/rules/new/").content.decode()
    select = page.partition('name="class_code"')[2].partition("</select>")[0]
    before = page.partition('name="class_code"')[0].rpartition("data-combobox")[2]
    assert "</div>" not in before
    assert 'data-narrowed-by="counted"' in select
    offered = {
        option.partition('"')[0]: option for option in select.partition(">")[2].split('<option value="')[1:]
    }
    for code, counted, name in (
        ("APPEAL.FACILITY.LAMP", "incident", "路灯"), ("NEIGHBOUR", "dispute", "邻里纠纷"), ("fire", "hazard", "消防"),
    ):  # fmt: skip
        assert f'data-of="{counted}"' in offered[code]
        assert name in offered[code]


@pytest.mark.parametrize(
    ("counted", "code", "is_taken"),
    [
        ("incident", "APPEAL.FACILITY.LAMP", True),
        ("dispute", "NEIGHBOUR", True),
        ("hazard", "fire", True),
        ("incident", "NEIGHBOUR", False),
        ("dispute", "fire", False),
        ("hazard", "APPEAL.FACILITY.LAMP", False),
    ],
)
def test_page_and_api_take_a_class_of_what_is_counted_and_no_other(
    world: World, counted: str, code: str, is_taken: bool
) -> None:
    office = world.here.client("body_office")
    data = {**TERMS, "counted": counted, "class_code": code}
    sent = office.post("/risk/screening/rules/new/", {**data, "region_code": "360703"})
    answer = office.post(TRIALS, json.dumps({**data, "region": "360703"}), content_type="application/json")
    assert (sent.status_code, answer.status_code) == ((302, 201) if is_taken else (422, 422))
    if not is_taken:
        assert set(answer.json()["errors"]) == {"class_code"}
        assert "不是所统计事项的类别" in sent.content.decode()


def test_a_new_version_begins_with_the_class_of_the_old_one(world: World) -> None:
    office = world.here.client("body_office")
    trial = tried(world.here, class_code="APPEAL.FACILITY.LAMP")
    rule = post(office, "/api/v1/screening-rules/", trial=trial, reason="试行")["id"]
    page = office.get(f"/risk/screening/rules/new/?of={rule}").content.decode()
    option = page.partition('<option value="APPEAL.FACILITY.LAMP"')[2].partition(">")[0]
    assert "selected" in option


def test_who_left_the_page_of_a_trial_finds_it_again_beside_the_rules(world: World) -> None:
    here = world.here
    (grid,) = given_grids(here, 1)
    (only,) = given_matters(grid, [4])
    keys = [tried(here) for _number in range(12)]
    post(here.client("body_office"), "/api/v1/screening-rules/", trial=keys[-1], reason="试行")

    def listed() -> tuple[list[int], str]:
        page = here.client("body_office").get("/risk/screening/rules/")
        text = page.content.decode()
        assert all(f'href="/risk/screening/trials/{one.row.pk}/"' in text for one in page.context["trials"])
        return [one.row.pk for one in page.context["trials"]], text.partition("最近的回溯检验")[2]

    found, text = listed()
    assert found == keys[:1:-1]
    assert text.count("会产生1条信号") == 10
    assert text.count("已启用") == 1
    Matter.objects.filter(pk=only.pk).update(is_restricted=True)
    assert listed()[1].count("会产生0条信号") == 10
    for other in (here.client("county_dispatcher"), world.far.client("body_office")):
        assert "/risk/screening/trials/" not in other.get("/risk/screening/rules/").content.decode()


def test_a_rule_is_a_next_version_only_of_one_of_its_own_area(world: World) -> None:
    here = world.here
    office = here.client("body_office")
    rule = post(office, "/api/v1/screening-rules/", trial=tried(here), reason="试行")
    code = BackTest.objects.get().code
    for terms in ({"code": "NOPE"}, {"code": code, "region": here.township.code[:9]}):
        answer = office.post(
            TRIALS, json.dumps({**TERMS, "region": "360703", **terms}), content_type="application/json"
        )
        assert answer.status_code == 422 and set(answer.json()["errors"]) == {"code"}
    # On the page, what is taken over for another area becomes a rule of its own.
    form = {**TERMS, "code": code, "region_code": here.township.code[:9]}
    assert office.post("/risk/screening/rules/new/", form).status_code == 302
    assert BackTest.objects.latest("pk").code != code
    again = office.post("/risk/screening/rules/new/", {**form, "region_code": "360703"})
    assert again.status_code == 302 and BackTest.objects.latest("pk").code == code and rule["id"]
