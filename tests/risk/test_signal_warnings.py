"""A signal that was confirmed for a warning stays on the worklists until the warning is drawn up."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from pingan.matters.models import Matter, MatterLink
from risk.models import Signal
from risk.pages.home import tiles_of
from risk.services.signals import end_unseen
from tests.factories.signals import given_signal
from tests.factories.world import Place, World

pytestmark = pytest.mark.django_db
ROLES = ("township_desk", "county_dispatcher", "body_office")
LABEL = "待拟发的预警"


@pytest.fixture
def here(world: World) -> Place:
    return world.here


def send(here: Place, path: str, role: str = "county_dispatcher", **data: Any) -> Any:
    return here.client(role).post(path, json.dumps(data), content_type="application/json")


def confirmed(here: Place) -> Signal:
    signal = given_signal(here)
    path = f"/api/v1/signals/{signal.pk}/actions/confirm_warning/"
    assert send(here, path, "township_desk", note="属实").status_code == 200
    return signal


def waiting(here: Place, role: str) -> list[int]:
    """The signals whose warning is to be drawn up: the same on tab, in the filter, by API and behind the home number."""
    client = here.client(role)
    by_tab = client.get("/risk/signals/?tab=to_warn")
    listed = [row["id"] for row in client.get("/api/v1/signals/?warning_due=true").json()["results"]]
    tiles = [tile for tile in tiles_of(here.actor(role)) if str(tile.label) == LABEL]
    assert sum(tile.value for tile in tiles) == len(listed) == len(by_tab.context["rows"])
    for tile in tiles:
        assert len(client.get(tile.url).context["rows"]) == tile.value
    assert all(f'href="/risk/signals/{pk}/"' in by_tab.content.decode() for pk in listed)
    return listed


def draft(here: Place, door: str, source: int) -> None:
    body = {
        "title": "路灯大面积熄灭", "category": "accident", "level": "yellow", "channel": "internal_notice",
        "starts_at": f"{timezone.localtime() + timedelta(days=1):%Y-%m-%dT%H:%M}", "watch": "夜间出行",
        "measures": "加强巡查", "basis": "研判信号", "source": source, "regions": [here.township.pk],
    }  # fmt: skip
    if door == "api":
        answer = send(here, "/api/v1/warnings/", **{**body, "starts_at": f"{body['starts_at']}:00+08:00"})
        assert answer.status_code == 201, answer.json()
    else:
        form = here.client("county_dispatcher").get(f"/risk/warnings/new/?source={source}")
        assert form.context["form"].initial["source"] == source
        assert here.client("county_dispatcher").post("/risk/warnings/new/", body).status_code == 302


@pytest.mark.parametrize("door", ["page", "api"])
def test_a_signal_confirmed_for_a_warning_is_due_until_the_warning_is_drawn_up(
    here: Place, door: str
) -> None:
    other, signal = given_signal(here, "confirmed"), confirmed(here)
    matter = Matter.objects.get(pk=signal.pk)
    reviewed = Signal.objects.get(pk=signal.pk).reviewed_at
    assert reviewed is not None
    assert matter.next_due_at == reviewed + timedelta(hours=24)
    assert matter.next_warn_at == reviewed + timedelta(hours=12)
    for role in ROLES:
        assert waiting(here, role) == [signal.pk]
    assert other.pk in {
        row["id"] for row in here.client("county_dispatcher").get("/api/v1/signals/?warning_due=false").json()["results"]
    }  # fmt: skip
    draft(here, door, signal.pk)
    drawn_up = MatterLink.objects.get(source_id=signal.pk).target
    assert drawn_up.kind == "warning"
    again = here.client("county_dispatcher").get(f"/risk/warnings/new/?source={signal.pk}").content.decode()
    assert drawn_up.number in again, "who begins a second one is told of the first"
    assert Matter.objects.get(pk=signal.pk).next_due_at is None
    for role in ROLES:
        assert waiting(here, role) == []


def test_a_warning_that_nobody_draws_up_turns_red_on_the_list_and_on_the_home_page(here: Place) -> None:
    signal = confirmed(here)
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        desk = here.client("county_dispatcher")
        assert [row["id"] for row in desk.get("/api/v1/signals/?overdue=true").json()["results"]] == [
            signal.pk
        ]
        assert "red" in [tile.tone for tile in tiles_of(here.actor("county_dispatcher"))]


def test_an_open_task_stays_due_when_the_warning_is_drawn_up(here: Place) -> None:
    signal = confirmed(here)
    given = send(
        here, f"/api/v1/signals/{signal.pk}/actions/add_task/", title="检查线路", organ=here.units["housing"].pk,
        owner="照明科", due_on=f"{timezone.localdate() + timedelta(days=9)}",
    )  # fmt: skip
    assert given.status_code == 200, given.json()
    draft(here, "api", signal.pk)
    due = Matter.objects.get(pk=signal.pk).next_due_at
    assert due is not None
    assert timezone.localdate(due) == timezone.localdate() + timedelta(days=9)


def test_a_signal_does_not_end_before_its_warning_is_drawn_up(here: Place) -> None:
    signal = confirmed(here)
    county, night = here.county.code[:6], timezone.localdate()
    assert end_unseen(county, night) == 0
    draft(here, "api", signal.pk)
    assert end_unseen(county, night) == 1
    assert Matter.objects.get(pk=signal.pk).state == "ended"
