"""Key places through page and API: watched, inspected at their interval, found when a round is overdue."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from grids.models import WorkflowNumber
from pingan.audit.models import AuditEntry
from pingan.common.errors import Invalid
from pingan.org.models import Region
from risk.models import KeyPlace, PlaceInspection
from risk.services.places import record_inspection
from tests.factories.hazards import given_hazard, given_place
from tests.factories.world import World, square

pytestmark = pytest.mark.django_db
API = "/api/v1/key-places/"
JSON = "application/json"


def test_the_first_round_is_due_one_usual_interval_from_the_first_day(world: World) -> None:
    today = timezone.localdate()
    for inspector, days in {"grid": 7, "village": 14, "township": 30, "county": 91}.items():
        place = given_place(world.here, f"场所{inspector}", inspector=inspector)
        assert place.next_inspection_on == today + timedelta(days=days)
    own = given_place(world.here, "自定间隔", inspection_days=3)
    assert own.next_inspection_on == today + timedelta(days=3)


def test_the_interval_is_a_versioned_number_with_its_source_on_the_page(world: World) -> None:
    place = given_place(world.here)
    WorkflowNumber.objects.filter(code="risk.inspection.grid_days").update(value=10)
    page = world.here.client("grid_worker").get(f"/risk/places/{place.pk}/").content.decode()
    assert "每10天一次" in page and "未规定频次" in page


def test_a_worker_records_a_round_on_the_page_and_the_next_one_moves(world: World) -> None:
    here = world.here
    place = given_place(here)
    client, today = here.client("grid_worker"), timezone.localdate()
    url = reverse("risk:place_detail", args=[place.pk])
    refused = client.post(url, {"made_on": (today + timedelta(days=1)).isoformat(), "result": "门卫在岗"})
    assert refused.status_code == 422 and PlaceInspection.objects.count() == 0
    assert (
        client.post(url, {"made_on": today.isoformat(), "result": "电话13907970001，门卫在岗"}).status_code
        == 302
    )
    made = PlaceInspection.objects.get(place=place)
    assert "13907970001" not in made.result
    place.refresh_from_db()
    assert place.last_inspected_on == today and place.next_inspection_on == today + timedelta(days=7)
    assert AuditEntry.objects.filter(action="key_place.inspected", object_id=place.pk).exists()


def test_an_older_round_recorded_late_does_not_move_the_last_one_back(world: World) -> None:
    here, today = world.here, timezone.localdate()
    place = given_place(here)
    client = here.client("township_desk")
    for days in (0, 5):
        sent = {"made_on": (today - timedelta(days=days)).isoformat(), "result": "正常"}
        assert (
            client.post(f"{API}{place.pk}/inspections/", sent, content_type="application/json").status_code
            == 201
        )
    place.refresh_from_db()
    assert place.last_inspected_on == today
    rounds = client.get(f"{API}{place.pk}/inspections/").json()["results"]
    assert [row["made_on"] for row in rounds] == [today.isoformat(), (today - timedelta(days=5)).isoformat()]


def test_overdue_rounds_and_kinds_are_filters_of_page_and_api(world: World) -> None:
    here = world.here
    late, fine = given_place(here), given_place(here, "滨江广场", kind="mall", domain="fire")
    other = given_place(here, "烟花仓库", kind="dangerous_goods", domain="dangerous_goods")
    KeyPlace.objects.filter(pk=late.pk).update(next_inspection_on=timezone.localdate() - timedelta(days=1))
    client = here.client("township_desk")

    def found(**query: str) -> set[int]:
        return {row["id"] for row in client.get(API, query).json()["results"]}

    assert found() == {late.pk, fine.pk, other.pk}
    assert found(due="true") == {late.pk}
    assert found(kind="mall") == {fine.pk}
    assert found(article_42="false") == {other.pk}
    assert found(q="广场") == {fine.pk}
    page = client.get(reverse("risk:place_list"), {"due": "true"}).content.decode()
    assert "康华幼儿园" in page and "滨江广场" not in page and "排查超期" in page


def test_a_place_is_added_and_corrected_on_the_page_and_stale_forms_are_refused(world: World) -> None:
    here = world.here
    client = here.client("township_desk")
    sent = {
        "name": "康华幼儿园", "kind": "kindergarten", "domain": "school", "grid": here.grid.pk, "inspector": "grid",
        "organ": here.units["city_management"].pk, "guards": "保安两班",
    }  # fmt: skip
    assert client.post(reverse("risk:place_new"), sent).status_code == 302
    place = KeyPlace.objects.get(name="康华幼儿园")
    assert place.region_id == here.village.pk and place.guards == "保安两班"
    twice = client.post(reverse("risk:place_new"), sent)
    assert twice.status_code == 422 and "同名" in twice.content.decode()
    edit = reverse("risk:place_edit", args=[place.pk])
    assert client.get(edit).status_code == 200
    changed = {**sent, "seen_version": place.version, "inspection_days": "5"}
    assert client.post(edit, changed).status_code == 302
    assert client.post(edit, changed).status_code == 409
    place.refresh_from_db()
    assert place.inspection_days == 5


def test_a_place_that_is_no_longer_watched_keeps_its_history_and_asks_for_no_round(world: World) -> None:
    here = world.here
    place = given_place(here)
    client = here.client("township_desk")
    closed = client.patch(
        f"{API}{place.pk}/", {"is_closed": True}, content_type="application/json", headers={"If-Match": '"1"'}
    )
    assert closed.status_code == 200 and closed.json()["next_inspection_on"] is None
    assert client.get(API).json()["results"] == []
    assert [row["id"] for row in client.get(API, {"closed": "true"}).json()["results"]] == [place.pk]
    refused = client.post(
        f"{API}{place.pk}/inspections/",
        {"made_on": timezone.localdate().isoformat(), "result": "正常"},
        content_type="application/json",
    )
    assert refused.status_code == 422
    assert given_place(here).pk != place.pk  # its name is free again


def test_what_is_wrong_with_a_place_is_said_at_its_field(world: World) -> None:
    here = world.here
    wrong = {
        "name": ({"name": " "}, "name"),
        "kind": ({"kind": "castle"}, "kind"),
        "days": ({"inspection_days": 0}, "inspection_days"),
        "drill": ({"drilled_on": timezone.localdate() + timedelta(days=1)}, "drilled_on"),
        "unit": ({"organ": world.far.units["housing"].pk}, "organ"),
        "point": ({"latitude": None}, "longitude"),
    }
    for values, field in wrong.values():
        with pytest.raises(Invalid) as refused:
            given_place(here, **{"name": "康华幼儿园", **values})
        assert field in refused.value.fields


def test_a_place_lies_in_the_area_of_who_keeps_it_and_on_its_ground(world: World) -> None:
    here, desk = world.here, world.here.client("township_desk")
    told = {"name": "街口市场", "kind": "mall", "domain": "fire", "inspector": "township"}
    beyond = desk.post(API, {**told, "region": world.neighbour.village.code}, content_type=JSON)
    assert (beyond.status_code, list(beyond.json()["errors"])) == (422, ["region"])
    west, south = here.point
    Region.objects.filter(pk=here.county.pk).update(boundary=square(west - 1, south - 1, 2))
    afar = {**told, "region": here.village.code, "longitude": west + 3, "latitude": south}
    refused = desk.post(API, afar, content_type=JSON)
    assert (refused.status_code, list(refused.json()["errors"])) == (422, ["longitude"])
    assert desk.post(API, {**afar, "longitude": west + 0.7}, content_type=JSON).status_code == 201


def test_a_round_of_another_century_is_a_slip_of_the_hand(world: World) -> None:
    place = given_place(world.here)
    for day in (date(1999, 1, 1), timezone.localdate() + timedelta(days=1)):
        with pytest.raises(Invalid) as refused:
            record_inspection(
                actor=world.here.actor("township_desk"), place_id=place.pk, made_on=day, result="查看"
            )
        assert set(refused.value.fields) == {"made_on"}


def test_who_sees_a_place_and_who_keeps_it(world: World) -> None:
    here = world.here
    place = given_place(here)
    sees = {
        "grid_worker",
        "community_staff",
        "township_desk",
        "county_dispatcher",
        "body_office",
        "leader",
        "unit_handler",
    }
    for role in (*sees, "unit_handler_2", "expert"):
        status = here.client(role).get(f"{API}{place.pk}/").status_code
        assert status == (200 if role in sees else 404), role
    assert world.neighbour.client("township_desk").get(f"{API}{place.pk}/").status_code == 404
    assert here.client("leader").get(reverse("risk:place_edit", args=[place.pk])).status_code == 403
    assert here.client("unit_handler").get(reverse("risk:place_new")).status_code == 403


def test_the_page_of_a_place_lists_its_hazards_and_counts_the_open_ones(world: World) -> None:
    here = world.here
    place = given_place(here)
    closed, opened = given_hazard(here, "closed", place=place.pk), given_hazard(here, place=place.pk)
    client = here.client("township_desk")
    page = client.get(f"/risk/places/{place.pk}/").content.decode()
    assert closed.matter.number in page and opened.matter.number in page
    assert client.get(f"{API}{place.pk}/").json()["open_hazards"] == 1
