"""Reporting through the page: photo, place, defaults, drafts kept by the server, duplicates, emergencies."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client

from grids.models import Incident
from pingan.files.models import StoredFile
from pingan.matters.models import Clock, MatterFile, TimelineEntry
from tests.factories.files import exif_at, image_bytes, pdf_bytes, upload
from tests.factories.incidents import given_report
from tests.factories.world import World

LAMP = {"category": "APPEAL.FACILITY.LAMP", "description": "村口路灯坏了，晚上看不见路", "urgency": "normal"}


def send(client: Client, path: str = "/report/", **values: Any) -> Any:
    return client.post(path, {**LAMP, **values})


def latest() -> Incident:
    return Incident.objects.select_related("matter__grid").latest("pk")


def test_three_answers_are_enough_for_a_report(world: World) -> None:
    answer = send(world.here.client("grid_worker"))
    incident = latest()
    assert answer.url == f"/report/{incident.pk}/sent/"
    assert incident.matter.state == "reported"
    assert incident.matter.grid == world.here.grid
    assert incident.matter.severity == "04"
    assert TimelineEntry.objects.filter(matter=incident.matter).count() == 1


@pytest.mark.parametrize(
    "moment", ["0001-01-01T00:00", "1899-12-31T23:59", "1950-01-01T08:00", "9999-12-31T23:59"]
)
def test_what_happened_far_from_today_is_refused_at_its_field(world: World, moment: str) -> None:
    answer = send(world.here.client("grid_worker"), occurred_at=moment)
    assert answer.status_code == 422
    assert "id_occurred_at_error" in answer.content.decode()
    assert not Incident.objects.exists()


@pytest.mark.django_db
def test_no_door_can_write_a_moment_that_could_not_be_read_again(world: World) -> None:
    report = given_report(world.here)
    with pytest.raises(IntegrityError, match="incident_happened_in_our_time"):
        Incident.objects.filter(pk=report.pk).update(occurred_at=datetime(1, 1, 2, tzinfo=UTC))


def test_the_form_shows_at_most_eight_fields_before_anything_is_unfolded(world: World) -> None:
    text = world.here.client("grid_worker").get("/report/").content.decode()
    in_sight = text.partition('<details class="fold"')[0].partition('id="report"')[2]
    assert 3 <= in_sight.count('data-field="') <= 8


def test_a_photo_is_kept_without_its_place_but_its_place_serves_the_report(world: World) -> None:
    longitude, latitude = world.here.point
    photo = upload(image_bytes(exif=exif_at(latitude, longitude)))
    send(world.here.client("grid_worker"), photos=photo)
    incident = latest()
    assert MatterFile.objects.filter(matter=incident.matter, purpose="report").count() == 1
    assert incident.matter.longitude == pytest.approx(longitude, abs=1e-6)
    assert incident.matter.latitude == pytest.approx(latitude, abs=1e-6)


def test_a_photo_from_another_county_does_not_move_the_report(world: World) -> None:
    longitude, latitude = world.far.point
    send(world.here.client("grid_worker"), photos=upload(image_bytes(exif=exif_at(latitude, longitude))))
    incident = latest()
    assert incident.matter.grid == world.here.grid
    assert incident.matter.longitude is None


def test_the_chosen_point_goes_before_that_of_the_photo(world: World) -> None:
    longitude, latitude = world.here.point
    photo = upload(image_bytes(exif=exif_at(latitude + 0.003, longitude + 0.003)))
    send(world.here.client("grid_worker"), photos=photo, longitude=str(longitude), latitude=str(latitude))
    assert latest().matter.longitude == pytest.approx(longitude)


def test_a_refused_report_keeps_text_and_photos(world: World) -> None:
    client = world.here.client("grid_worker")
    answer = send(client, category="", photos=upload(image_bytes()))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert LAMP["description"] in text
    stored = StoredFile.objects.latest("pk")
    assert f'name="kept_files" value="{stored.pk}"' in text
    send(client, kept_files=str(stored.pk))
    assert MatterFile.objects.get(matter=latest().matter).file_id == stored.pk


def test_somebody_elses_photo_cannot_be_claimed(world: World) -> None:
    send(world.neighbour.client("grid_worker"), category="", photos=upload(image_bytes()))
    stored = StoredFile.objects.latest("pk")
    before = Incident.objects.count()
    answer = send(world.here.client("grid_worker"), kept_files=str(stored.pk))
    assert answer.status_code == 422
    assert Incident.objects.count() == before


def test_what_is_no_photo_is_refused_at_its_field_and_nothing_is_reported(world: World) -> None:
    before = Incident.objects.count()
    answer = send(world.here.client("grid_worker"), photos=upload(b"<html>", "photo.jpg"))
    assert answer.status_code == 422
    assert "photo.jpg" in answer.content.decode()
    assert Incident.objects.count() == before


@pytest.mark.parametrize(("content", "name"), [(b"hello", "a.txt"), (pdf_bytes(), "a.pdf")])
def test_the_field_for_photos_asks_for_photos_and_nothing_else(
    world: World, content: bytes, name: str
) -> None:
    answer = send(world.here.client("grid_worker"), photos=upload(content, name))
    assert answer.status_code == 422
    (sentence,) = answer.context["form"].errors["photos"]
    assert sentence == f"{name}: 这里只收照片（JPEG、PNG 或 WebP），其他文件可在上报后补充。"
    assert not StoredFile.objects.exists()


def test_a_point_in_no_grid_is_told_at_the_place(world: World) -> None:
    answer = send(world.here.client("grid_worker"), longitude="114.0", latitude="25.0")
    assert answer.status_code == 422
    assert answer.context["form"].errors["place_text"]


def test_resolved_on_the_spot_needs_its_result_and_waits_for_another_person(world: World) -> None:
    client = world.here.client("grid_worker")
    assert send(client, is_resolved="on").context["form"].errors["resolution"]
    send(client, is_resolved="on", resolution="已换灯泡")
    incident = latest()
    assert (incident.is_self_resolved, incident.matter.state) == (True, "handled")


def test_a_result_without_the_toggle_is_forgotten(world: World) -> None:
    send(world.here.client("grid_worker"), resolution="写了又取消")
    assert latest().matter.state == "reported"


def test_the_contact_is_encrypted_and_never_in_the_page_afterwards(world: World) -> None:
    client = world.here.client("grid_worker")
    answer = send(client, reporter_name="张建国", reporter_phone="13812345678")
    assert latest().reporter_phone == "13812345678"
    assert "13812345678" not in client.get(answer.url).content.decode()


def test_a_clue_needs_its_receipt_and_no_words(world: World) -> None:
    client = world.here.client("grid_worker")
    clue = {"category": "CLUE.FUNDRAISING", "description": ""}
    assert send(client, **clue).context["form"].errors["clue_receipt"]
    send(client, **clue, clue_receipt="XS-1")
    assert latest().matter.text == ""


def test_the_desk_states_how_it_was_told(world: World) -> None:
    client = world.here.client("township_desk")
    answer = send(client, source="hotline", longitude="114.61", latitude="25.71")
    assert answer.context["form"].errors["external_number"]
    send(client, source="hotline", external_number="12345-7", longitude="114.61", latitude="25.71")
    assert latest().external_number == "12345-7"


def test_one_key_sent_twice_makes_one_report(world: World) -> None:
    client = world.here.client("grid_worker")
    before = Incident.objects.count()
    first = send(client, idempotency_key="k-1")
    second = send(client, idempotency_key="k-1")
    assert Incident.objects.count() == before + 1
    assert first.url == second.url


def test_likely_repeats_are_shown_before_sending(world: World) -> None:
    there = given_report(world.here)
    longitude, latitude = world.here.point
    values = {**LAMP, "longitude": longitude, "latitude": latitude}
    text = world.here.client("grid_worker").post("/report/similar/", values).content.decode()
    assert there.matter.title in text
    assert f'formaction="/report/join/{there.pk}/"' in text
    other = {**values, "category": "DISPUTE.LAND", "description": "两户为山界起争执"}
    assert (
        "formaction" not in world.here.client("grid_worker").post("/report/similar/", other).content.decode()
    )


def test_a_point_outside_the_chosen_grid_is_told_before_sending(world: World) -> None:
    longitude, latitude = world.neighbour.point
    values = {**LAMP, "grid": world.here.grid.pk, "longitude": longitude, "latitude": latitude}
    desk = world.here.client("county_dispatcher")
    told = desk.post("/report/similar/", values).content.decode()
    assert "定位点不在所选网格内" in told
    assert world.neighbour.grid.name in told and world.here.grid.name in told
    nowhere = desk.post("/report/similar/", {**values, "longitude": 114.0, "latitude": 29.0}).content.decode()
    assert "定位点不在任何网格内" in nowhere
    longitude, latitude = world.here.point
    right = {**values, "longitude": longitude, "latitude": latitude}
    assert "定位点" not in desk.post("/report/similar/", right).content.decode()


def test_repeats_outside_the_own_scope_are_not_shown(world: World) -> None:
    given_report(world.neighbour)
    longitude, latitude = world.neighbour.point
    values = {**LAMP, "longitude": longitude, "latitude": latitude}
    answer = world.here.client("grid_worker").post("/report/similar/", values)
    assert "formaction" not in answer.content.decode()


def test_joining_adds_words_and_photo_to_the_one_that_is_there(world: World) -> None:
    there = given_report(world.here)
    before = Incident.objects.count()
    answer = send(world.here.client("grid_worker"), f"/report/join/{there.pk}/", photos=upload(image_bytes()))
    assert answer.url.startswith(f"/report/{there.pk}/sent/?joined=")
    assert Incident.objects.count() == before
    entry = TimelineEntry.objects.filter(matter_id=there.pk).latest("seq")
    assert (entry.action, entry.note.text) == ("comment", LAMP["description"])
    assert MatterFile.objects.filter(matter_id=there.pk).count() == 1


def test_joining_what_one_may_not_see_is_not_found(world: World) -> None:
    there = given_report(world.neighbour)
    assert send(world.here.client("grid_worker"), f"/report/join/{there.pk}/").status_code == 404


def test_the_page_after_sending_names_number_and_next_step_with_its_source(world: World) -> None:
    client = world.here.client("grid_worker")
    text = client.get(send(client).url).content.decode()
    incident = latest()
    clock = Clock.objects.get(matter=incident.matter, stopped_at=None)
    assert incident.matter.number in text
    assert clock.rule["source"] in text
    assert f'data-draft-sent="report:{world.here.users["grid_worker"].pk}"' in text


def test_an_emergency_asks_to_call_first(world: World) -> None:
    text = world.here.client("grid_worker").get("/report/emergency/").content.decode()
    for number in ("110", "119", "120"):
        assert f'href="tel:{number}"' in text
    assert "required" not in text.partition('id="emergency"')[2].partition("</form>")[0]


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"description": "化工厂起火"},
        {"category": "no such class", "description": "起火"},
        {"longitude": "114.95", "latitude": "95"},
        {"longitude": "abc", "latitude": "25.7"},
        {"longitude": "116.5", "latitude": "28.5"},
        {"longitude": "114.0", "latitude": "25.0"},
        {"longitude": "114.6"},
        {"place_text": "路" * 500},
    ],
)
def test_nothing_missing_or_wrong_keeps_an_emergency_from_being_recorded(
    world: World, sent: dict[str, str]
) -> None:
    answer = world.here.client("grid_worker").post("/report/emergency/", sent)
    incident = latest()
    assert answer.status_code == 302
    assert incident.is_emergency
    assert incident.matter.urgency == "critical"
    assert incident.matter.township_code == world.here.township.code[:9]
    assert {"accept", "first_report"} <= set(
        Clock.objects.filter(matter=incident.matter).values_list("stage", flat=True)
    )


def test_an_emergency_beyond_the_county_is_recorded_at_home_with_its_point_in_words(world: World) -> None:
    longitude, latitude = world.far.point
    point = {"longitude": str(longitude), "latitude": str(latitude)}
    world.here.client("grid_worker").post("/report/emergency/", point)
    incident = latest()
    assert incident.matter.county_code == world.here.county.code[:6]
    assert str(longitude) in incident.place_text
    assert incident.matter.longitude is None


def test_posts_that_do_not_report_are_refused(world: World) -> None:
    for role in ("leader", "auditor", "body_office", "county_government"):
        assert world.here.client(role).get("/report/").status_code == 403
        assert world.here.client(role).post("/report/emergency/", {}).status_code == 403


def test_a_form_sent_by_script_is_led_on_once_and_keeps_its_page_where_it_is_refused(world: World) -> None:
    client = world.here.client("grid_worker")
    by_script = {"HX-Request": "true"}
    first, again = (
        client.post("/report/", {**LAMP, "idempotency_key": "led-on-once-0001"}, headers=by_script)
        for _ in range(2)
    )
    assert first.status_code == again.status_code == 204
    assert first["HX-Redirect"] == again["HX-Redirect"] == f"/report/{latest().pk}/sent/"
    assert Incident.objects.count() == 1
    refused = client.post("/report/", {**LAMP, "category": ""}, headers=by_script)
    assert refused.status_code == 422
    assert LAMP["description"] in refused.content.decode()


def test_an_expired_form_brings_the_token_for_the_next_attempt(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.here.users["grid_worker"])
    refused = client.post("/report/", LAMP, headers={"HX-Request": "true"})
    assert refused.status_code == 403
    assert "data-message" in refused.content.decode()
    values = {**LAMP, "csrfmiddlewaretoken": refused["X-Form-Token"]}
    assert client.post("/report/", values, headers={"HX-Request": "true"}).status_code == 204
    # A page that no script sent gets no token, but the way back.
    page = Client(enforce_csrf_checks=True)
    page.force_login(world.here.users["grid_worker"])
    plain = page.post("/report/", LAMP)
    assert plain.status_code == 403
    assert "X-Form-Token" not in plain
    assert "data-draft-kept" in plain.content.decode()
    assert 'href="/report/"' in plain.content.decode()
