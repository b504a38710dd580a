"""The numbers of a home page: each opens a list, and the list holds as many rows as the number says."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from risk.pages.home import tiles_of
from tests.factories.decisions import WALKS, act, day, given_decision, given_listed, step
from tests.factories.warnings import act as act_on_warning
from tests.factories.warnings import given_warning
from tests.factories.world import Place, World

pytestmark = pytest.mark.django_db


def told(here: Place, role: str) -> dict[str, int]:
    """Return the numbers of a role's card by label, each compared with the list it opens."""
    client, found = here.client(role), {}
    home = client.get("/").content.decode()
    for tile in tiles_of(here.actor(role)):
        assert tile.url.replace("&", "&amp;") in home, tile.url
        page = client.get(tile.url)
        assert page.status_code == 200
        assert len(page.context["rows"]) == tile.value, (role, str(tile.label))
        assert (tile.tone == "red") == (str(tile.label) in RED), str(tile.label)
        found[str(tile.label)] = tile.value
    return found


RED = {"未经评估已决策", "超期任务", "待阅预警"}


def test_each_number_is_the_number_of_rows_of_the_list_that_it_opens(world: World) -> None:
    here = world.here
    for state in ("reviewing", "returned", "assessed", "decided"):
        given_decision(here, state)
    exception = given_listed(here)
    act(here, exception, "decide", "county_government", outcome="implement", decided_on=day(), meeting="现场会",
        exception_reason="抢险需要，先行实施")  # fmt: skip
    scored = given_listed(here)
    for name in WALKS["reviewing"][:6]:
        scored = step(here, scored, name)
    warning = given_warning(here, "issued")
    with time_machine.travel(timezone.now() - timedelta(days=9)):
        for title, due in (("巡查低洼处", day(3)), ("备足沙袋", day(30))):
            act_on_warning(
                here,
                warning,
                "add_task",
                title=title,
                organ=here.units["housing"].pk,
                owner="科长",
                due_on=due,
            )

    government = told(here, "county_government")
    assert government == {
        "待审查的评估": 1, "待作出的决策": 1, "待报送备案": 3, "未经评估已决策": 1, "进行中的任务": 2, "超期任务": 1,
    }  # fmt: skip
    assert told(here, "expert") == {"待我打分的评估": 1}
    assert told(here, "unit_handler_2") == {"本单位未完成的任务": 2, "超期任务": 1}
    unit = told(here, "unit_handler")
    assert unit["被退回的评估"] == 1 and unit["待我办理的决策"] >= 4
    office = told(here, "body_office")
    assert office["未经评估已决策"] == 1 and office["待报送备案"] == 3
    act(here, exception, "file_decision", "unit_handler")
    assert told(here, "body_office")["待签收的备案"] == 1


def test_where_nothing_waits_no_number_stands(world: World) -> None:
    for role in ("county_government", "expert", "unit_handler", "auditor"):
        assert tiles_of(world.here.actor(role)) == []
