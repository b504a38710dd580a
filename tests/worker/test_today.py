"""Today: what a phone's role sees first, in one block, with nobody's contact on a page that is kept on the device."""

from __future__ import annotations

import html
import re

import pytest

from pingan.console.pages.home import Home
from pingan.notify.models import Notice
from tests.factories.disputes import given_dispute
from tests.factories.hazards import given_hazard
from tests.factories.incidents import given_incident
from tests.factories.world import World

ROLES = ("grid_worker", "community_staff")
TILE = re.compile(r'<a class="tile[^"]*" href="([^"]+)">.*?<span class="tile__value">\s*([\d,]+)', re.DOTALL)
ROWS = {
    "/incidents/": r"/incidents/(\d+)/",
    "/disputes/": r"/disputes/(\d+)/",
    "/risk/hazards/": r"/risk/hazards/(\d+)/",
}


def today(world: World, role: str) -> str:
    text = html.unescape(world.here.client(role).get("/").content.decode())
    return text[text.index("<main") :]


def given_work(world: World) -> None:
    for state in ("reported", "handled", "rejected", "signed"):
        given_incident(world.here, state)
    given_dispute(world.here, "registered")
    given_hazard(world.here, "rectified")


@pytest.mark.parametrize("role", ROLES)
def test_all_numbers_stand_in_one_block_and_each_opens_a_list_of_as_many(world: World, role: str) -> None:
    given_work(world)
    main, client = today(world, role), world.here.client(role)
    assert main.count('class="tiles"') == 1
    tiles = TILE.findall(main)
    assert len(tiles) > 2
    for url, value in tiles:
        assert int(value) > 0  # nought waits for nobody
        pattern = next(found for start, found in ROWS.items() if url.startswith(start))
        assert len(set(re.findall(pattern, client.get(url).content.decode()))) == int(value), url


@pytest.mark.parametrize("role", ROLES)
def test_the_report_stands_before_the_numbers_and_the_area_after_the_work(world: World, role: str) -> None:
    given_work(world)
    main = today(world, role)
    places = [
        main.index(mark)
        for mark in ('href="/report/"', 'href="/report/emergency/"', 'class="tiles"', "我的片区")
    ]
    assert places == sorted(places)
    assert main.rindex("rows__item") < main.index("我的片区")


@pytest.mark.parametrize("role", ROLES)
def test_a_page_kept_on_the_device_shows_nobodys_name_or_phone(world: World, role: str) -> None:
    given_work(world)
    me = world.here.users[role].name
    main = today(world, role)
    assert Home.is_kept_offline
    assert "tel:" not in main
    for user in world.here.users.values():
        assert user.name == me or user.name not in main


def test_colleagues_and_phones_are_one_tap_away(world: World) -> None:
    assert 'href="/my/area/"' in today(world, "grid_worker")
    assert world.here.client("grid_worker").get("/my/area/").status_code == 200
    assert world.here.client("township_desk").get("/my/area/").status_code == 403


@pytest.mark.parametrize("role", ROLES)
def test_a_quiet_day_says_so_and_nothing_counts_clicks(world: World, role: str) -> None:
    main = today(world, role)
    assert 'class="tiles"' not in main
    assert "暂无待办" in main
    for word in ("积分", "排名", "打卡", "连续"):
        assert word not in main


def test_the_newest_notices_leave_room_for_the_work(world: World) -> None:
    from django.utils import timezone

    for place in range(5):
        Notice.objects.create(
            recipient=world.here.users["grid_worker"], key=f"n{place}", title_msgid="%(number)s is closed: %(title)s",
            params={"number": f"通知{place}", "title": "路灯"}, url="/my/", happened_at=timezone.now(),
        )  # fmt: skip
    main = today(world, "grid_worker")
    assert [f"通知{place}" in main for place in range(5)] == [False, False, True, True, True]
