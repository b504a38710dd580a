"""Everybody's first page: what waits, and lists behind the numbers that hold exactly as many."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from grids.models import GridAssignment
from grids.queries.home import first_query, numbers_of
from pingan.access.queries import actor_for
from tests.factories.grids import given_assignment
from tests.factories.incidents import given_incident, given_report
from tests.factories.world import LEVELS, World, signed_in


def page(client: Client, path: str = "/") -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def main_of(text: str) -> str:
    """What the page itself says, without its menu."""
    return text[text.index("<main") :]


@pytest.mark.parametrize("role", [*LEVELS, "system_admin", "security_admin", "audit_admin"])
def test_every_role_lands_on_a_page_of_its_own_work(world: World, role: str) -> None:
    given_incident(world.here, "dispatched")
    user = world.here.users.get(role) or world.admins[role]
    text = page(signed_in(user))
    if role == "expert":  # an expert works on assessments, and is told where no incident asks for anything
        assert f'href="{reverse("risk:decision_list")}' in main_of(text)
        return
    is_business = role in LEVELS
    assert ("tab=" in text) is is_business  # the numbers of administrators are never business


@pytest.mark.parametrize("role", LEVELS)
def test_each_number_of_the_home_page_is_the_count_of_the_list_it_opens(world: World, role: str) -> None:
    for state in (
        "reported",
        "accepted",
        "dispatched",
        "signed",
        "returned",
        "handled",
        "verified",
        "answered",
    ):
        given_incident(world.here, state)
    given_report(world.neighbour)
    actor = world.here.actor(role)
    client = world.here.client(role)
    numbers = numbers_of(actor)
    assert numbers
    for number in numbers:
        text = client.get("/incidents/", {"tab": "all", **number.query}).content.decode()
        assert len(set(re.findall(r"/incidents/(\d+)/", text))) == number.value, (role, number.query)


def test_a_worker_sees_grid_colleagues_and_work_on_one_page(world: World) -> None:
    incident = given_incident(world.here, "handled")
    text = page(world.here.client("grid_worker"))
    assert world.here.grid.name in text
    assert world.here.users["grid_worker"].name in text
    assert incident.matter.number in text
    assert 'href="/report/"' in text
    assert 'href="/report/emergency/"' in text
    assert world.neighbour.grid.name not in text


def test_a_worker_never_sees_the_work_of_another_grid(world: World) -> None:
    elsewhere = given_incident(world.neighbour, "handled")
    assert elsewhere.matter.number not in page(world.here.client("grid_worker"))


def test_what_is_due_first_stands_first(world: World) -> None:
    given_incident(world.here, "accepted")
    given_incident(world.here, "reported", category="EMERGENCY.ACCIDENT")
    actor = world.here.actor("township_desk")
    text = page(world.here.client("township_desk"))
    assert "ordering" in first_query(actor)
    numbers = re.findall(r'number-code">([^<]+)<', text)
    assert len(numbers) == 2
    later, sooner = given_order(world)
    assert numbers == [sooner, later]


def given_order(world: World) -> tuple[str, str]:
    from pingan.access.policy import visible_to
    from pingan.matters.models import Matter

    actor = actor_for(world.here.users["township_desk"])
    rows = visible_to(Matter, actor).order_by("-next_due_at").values_list("number", flat=True)
    return rows[0], rows[1]


def test_a_worker_without_a_grid_can_still_report(world: World) -> None:
    world.here.grid.assignments.all().delete()
    text = page(world.here.client("grid_worker"))
    assert 'href="/report/"' in text


def test_colleagues_are_the_others_and_each_stands_there_once(world: World) -> None:
    me, other = world.here.users["grid_worker"], world.here.users["community_staff"]
    grid = world.here.grid
    for user, duty in ((me, "leader"), (other, "assistant"), (other, "leader")):
        given_assignment(grid, user, duty_role=duty)
    text = page(world.here.client("grid_worker"), "/my/area/")
    area = text[text.index("<main") :]
    colleagues = area[area.index("同网格人员") :]
    assert colleagues.count(other.name) == 1
    assert me.name not in colleagues
    assert "我的职责" in area


def test_a_worker_alone_is_told_so(world: World) -> None:
    GridAssignment.objects.filter(grid=world.here.grid).exclude(user=world.here.users["grid_worker"]).delete()
    assert "今天没有其他人" in page(world.here.client("grid_worker"), "/my/area/")


@pytest.mark.parametrize(
    ("role", "own"),
    [("system_admin", "/accounts/"), ("security_admin", "/posts/"), ("audit_admin", "/audit/")],
)
@pytest.mark.parametrize("path", ["/incidents/", "/incidents/filters/", "/grids/", "/overview/", "/report/"])
def test_an_administrator_is_refused_business_and_shown_the_own_pages(
    world: World, role: str, own: str, path: str
) -> None:
    given_report(world.here)
    answer = signed_in(world.admins[role]).get(path)
    assert answer.status_code == 403
    text = answer.content.decode()
    main = text[text.index("<main") :]
    assert f'href="{own}"' in main
    assert "三员" in main
