"""What a phone keeps of pages that show more than may lie on a device (issue 6): no name, no contact, no telephone."""

from __future__ import annotations

import html
import re

import pytest
from django.http import HttpResponse

from grids.models import GridAssignment, Incident
from tests.factories.disputes import given_dispute
from tests.factories.hazards import given_hazard
from tests.factories.incidents import given_incident
from tests.factories.world import World

KEEP = {"X-Keep": "1"}
ROLES = ("grid_worker", "community_staff")
STATES = ("reported", "handled", "signed", "rejected", "closed")
#: Those of everybody, 110, 119 and 120, are nobody's.
TELEPHONE = re.compile(r"tel:(?!1(?:10|19|20)\b)|\b1\d{10}\b|1\d{2}\*+|\d{3,4}-\d{7,8}")


def main_of(answer: HttpResponse) -> str:
    text = html.unescape(answer.content.decode())
    return text[text.index("<main") : text.index("</main>")]


def assert_names_nobody(world: World, role: str, url: str, *, mark: str = "1") -> HttpResponse:
    client = world.here.client(role)
    answer = client.get(url, headers=KEEP)
    assert (answer.status_code, answer["X-Offline-Page"]) == (200, mark), url
    main = main_of(answer)
    assert not TELEPHONE.search(main), url
    for user in world.here.users.values():
        assert user.name not in main, (url, user.name)
    return answer


def with_reporter(incident: Incident) -> Incident:
    incident.reporter_name, incident.reporter_phone = "万淑贞", "13807910000"
    incident.save(update_fields=["reporter_name", "reporter_phone"])
    return incident


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("state", STATES)
def test_an_incident_and_the_forms_of_its_next_steps_are_kept_without_names(
    world: World, role: str, state: str
) -> None:
    incident = with_reporter(given_incident(world.here, state))
    url = f"/incidents/{incident.pk}/"
    whole = world.here.client(role).get(url)
    assert whole["X-Offline-Page"] == "apart"
    assert "X-Keep" in whole["Vary"]
    kept = assert_names_nobody(world, role, url)
    main = main_of(kept)
    assert "万" not in main
    assert incident.matter.number in main
    for step in kept.get("X-Offline-Also", "").split():
        assert "万" not in main_of(assert_names_nobody(world, role, step))
        assert step in main


def test_a_hazard_is_kept_without_names(world: World) -> None:
    hazard = given_hazard(world.here, "rectified")
    assert_names_nobody(world, "grid_worker", f"/risk/hazards/{hazard.pk}/")


def test_a_list_is_kept_for_its_own_question_with_the_matters_on_it(world: World) -> None:
    incident = given_incident(world.here, "handled")
    answer = assert_names_nobody(world, "grid_worker", "/incidents/?tab=all", mark="exact")
    assert answer["X-Offline-Also"] == f"/incidents/{incident.pk}/"


def test_the_list_of_hazards_is_kept_with_the_hazards_on_it(world: World) -> None:
    hazard = given_hazard(world.here, "rectified")
    assert world.here.client("grid_worker").get("/risk/hazards/?tab=all")["X-Offline-Page"] == "apart"
    answer = assert_names_nobody(world, "grid_worker", "/risk/hazards/?tab=all", mark="exact")
    assert answer["X-Offline-Also"] == f"/risk/hazards/{hazard.pk}/"
    assert hazard.matter.number in main_of(answer)
    assert "X-Offline-Page" not in world.here.client("grid_worker").get("/risk/warnings/", headers=KEEP)


def test_own_grids_area_and_ledger_are_kept_without_colleagues(world: World) -> None:
    row = GridAssignment.objects.filter(grid=world.here.grid).first()
    assert row is not None
    given_incident(world.here, "handled")
    for url, mark in (
        (f"/grids/{world.here.grid.pk}/", "1"),
        ("/my/area/", "1"),
        ("/ledger/", "exact"),
        ("/my/", "exact"),
    ):
        assert_names_nobody(world, "grid_worker", url, mark=mark)


@pytest.mark.parametrize("role", ROLES)
def test_the_empty_form_of_a_dispute_is_kept_and_nothing_that_was_typed_into_it(
    world: World, role: str
) -> None:
    given_dispute(world.here)
    main = main_of(assert_names_nobody(world, role, "/disputes/new/"))
    form = main[main.index('id="dispute"') - 200 : main.index('id="dispute"') + 600]
    assert "data-outbox" in form and "data-sealed" in form
    assert main.count("party-row__title") == 4
    client = world.here.client(role)
    refused = client.post("/disputes/new/", {"description": "欠款", "parties-0-name": "万淑贞"}, headers=KEEP)
    assert refused.status_code == 422 and "X-Offline-Page" not in refused
    assert "data-sealed" not in world.here.client("township_desk").get("/disputes/new/").content.decode()


def test_disputes_are_not_kept_and_desks_keep_nothing(world: World) -> None:
    given_incident(world.here, "reported")
    for url in ("/my/?kind=dispute", "/disputes/", f"/disputes/{given_dispute(world.here).pk}/"):
        assert "X-Offline-Page" not in world.here.client("grid_worker").get(url, headers=KEEP), url
    for url in ("/", "/incidents/", "/outbox/"):
        assert "X-Offline-Page" not in world.here.client("township_desk").get(url, headers=KEEP), url


def test_a_page_fetched_to_be_kept_takes_no_message_that_waits_for_somebody(world: World) -> None:
    incident = given_incident(world.here, "accepted")
    client = world.here.client("grid_worker")
    client.post(
        f"/incidents/{incident.pk}/actions/comment/",
        {"note": "现场看过", "seen_version": incident.matter.version},
    )
    assert "已完成" not in main_of(client.get("/report/", headers=KEEP))
    assert 'class="notice' in main_of(client.get("/my/"))
