"""One incident's page: what it shows to whom, the contact, the files, the actions and their refusals."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from grids.machine import INCIDENTS
from grids.models import Incident
from grids.models.limits import term_in_words
from grids.pages.timelines import WORDS
from grids.services.incidents import Reporter
from pingan.audit.models import AuditEntry
from pingan.files.models import StoredFile
from pingan.matters.models import MatterFile, TimelineEntry
from pingan.web.timelines import timeline
from tests.factories.files import given_file, image_bytes, picture, upload
from tests.factories.incidents import act, given_incident, given_report, step
from tests.factories.world import World

pytestmark = pytest.mark.django_db
HTMX = {"headers": {"HX-Request": "true", "HX-Current-URL": "http://testserver/incidents/?tab=accept"}}


@pytest.fixture(autouse=True)
def storage(settings: Any, tmp_path: Any) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        },
    }


def url_of(incident: Incident, action: str = "") -> str:
    """Return the page of an incident, or of one of its actions."""
    return f"/incidents/{incident.pk}/" + (f"actions/{action}/" if action else "")


def actions_on(page: str) -> set[str]:
    """Return the actions that a page offers."""
    return set(re.findall(r"/actions/([a-z_]+)/", page))


def test_page_and_pane_come_from_one_address(world: World) -> None:
    incident = given_incident(world.here, "dispatched")
    desk = world.here.client("township_desk")
    whole, pane = desk.get(url_of(incident)), desk.get(url_of(incident), **HTMX)
    assert "HX-Request" in whole["Vary"]
    assert whole.content.startswith(b"<!doctype") or b"<html" in whole.content
    assert b"<html" not in pane.content and f'id="row-{incident.pk}"'.encode() in pane.content
    for page in (whole, pane):
        text = page.content.decode()
        assert incident.matter.number in text and "请尽快修复" in text and "南康区城市管理局" in text
        assert "依据" in text  # every term names its source


def test_every_entry_of_a_timeline_has_a_drawing() -> None:
    sprite = (Path(__file__).resolve().parents[2] / "static" / "icons.svg").read_text()
    names = [*INCIDENTS.actions, "report", "amend", "merged_in", "merge_undone", "rehome"]
    entries = timeline([TimelineEntry(action=name) for name in names], WORDS)
    missing = [entry["action_label"] for entry in entries if f'id="{entry["icon"]}"' not in sprite]
    assert missing == []


def test_one_day_is_no_days() -> None:
    with translation.override("en"):
        assert [term_in_words(n, "working_days") for n in (1, 2)] == ["1 working day", "2 working days"]
        assert term_in_words(1, "hours") == "1 hour"
    with translation.override("zh-hans"):
        assert term_in_words(3, "working_days") == "3 个工作日"


def test_outside_the_scope_nothing_exists(world: World) -> None:
    incident = given_report(world.here)
    for place, role in (
        (world.neighbour, "township_desk"),
        (world.here, "unit_handler"),
        (world.far, "leader"),
    ):
        client = place.client(role)
        for path in ("", "duplicates/", "actions/accept/"):
            assert client.get(f"/incidents/{incident.pk}/{path}").status_code == 404
        assert client.post(f"/incidents/{incident.pk}/reveal/", {"reason": "核实情况"}).status_code == 404
        assert client.post(url_of(incident, "accept"), {}).status_code == 404
    assert world.here.client("leader").get("/incidents/99999999999999999999/").status_code == 404
    assert TimelineEntry.objects.filter(matter_id=incident.pk).count() == 1


def test_buttons_are_what_the_machine_offers_this_role(world: World) -> None:
    incident = given_report(world.here)
    here = world.here
    assert {"accept", "reject", "merge"} <= actions_on(
        here.client("township_desk").get(url_of(incident)).content.decode()
    )
    assert not actions_on(here.client("leader").get(url_of(incident)).content.decode())
    desk = here.client("township_desk")
    assert desk.get(url_of(incident, "dispatch")).status_code == 409
    assert here.client("leader").get(url_of(incident, "accept")).status_code == 403
    assert desk.get(url_of(incident, "no_such_action")).status_code == 404


def test_accepting_in_the_pane_fills_the_pane_anew_and_happens_once_per_key(world: World) -> None:
    incident = given_report(world.here)
    desk = world.here.client("township_desk")
    sent = {"seen_version": "1", "note": "", "idempotency_key": "key-1"}
    first = desk.post(url_of(incident, "accept") + "?pane=1", sent, **HTMX)
    again = desk.post(url_of(incident, "accept") + "?pane=1", sent, **HTMX)
    assert first.status_code == again.status_code == 204
    assert first["HX-Location"] == again["HX-Location"] and again["Idempotent-Replayed"] == "true"
    assert json.loads(first["HX-Location"])["path"] == url_of(incident)
    assert TimelineEntry.objects.filter(matter_id=incident.pk, action="accept").count() == 1
    pane = desk.get(url_of(incident), **HTMX)
    assert "受理" in json.loads(pane["HX-Trigger"])["toast"]["text"]


def test_the_parts_of_the_inbox_count_anew_when_something_was_done(world: World) -> None:
    given_report(world.here)
    incident = given_report(world.here)
    desk = world.here.client("township_desk")
    assert "inbox-tabs" not in desk.get(url_of(incident), **HTMX).content.decode()
    desk.post(url_of(incident, "accept") + "?pane=1", {"seen_version": "1"}, **HTMX)
    pane = desk.get(url_of(incident), **HTMX).content.decode()
    tabs = pane.partition('id="inbox-tabs" hx-swap-oob="true"')[2].partition("</nav>")[0]
    numbers = dict(re.findall(r'tab=(\w+)"[^>]*>[^<]*<span class="inbox-tabs__count[^>]*>(\d+)', tabs))
    assert numbers["accept"] == "1" and numbers["dispatch"] == "1"
    assert 'href="?tab=accept" aria-current="true"' in tabs


def test_the_only_request_for_more_time_is_chosen_already(world: World) -> None:
    incident = given_incident(world.here, "signed")
    act(world.here, incident, "request_extension", "unit_handler", amount=2, reason="配件未到")
    page = world.here.client("township_desk").get(url_of(incident, "allow_extension")).content.decode()
    assert f'value="{incident.extension_requests.get().pk}" selected' in page


def test_a_unit_that_returned_is_not_proposed_again_and_the_county_is_named(world: World) -> None:
    here = world.here
    incident = given_incident(here, "returned")
    desk = here.client("township_desk")
    page = desk.get(url_of(incident, "dispatch")).content.decode()
    assert f'value="{here.units["city_management"].pk}" selected' not in page
    assert "推荐承办单位" not in desk.get(url_of(incident)).content.decode()
    act(here, incident, "dispatch", "township_desk", organ=here.units["housing"].pk)
    assert "已须由县级确定" not in desk.get(url_of(incident)).content.decode()
    act(here, incident, "return", "unit_handler_2", note="非我职责")
    assert "已须由县级确定" in desk.get(url_of(incident)).content.decode()


def test_reports_of_an_emergency_can_be_told_apart(world: World) -> None:
    here = world.here
    fire = given_report(here, category="EMERGENCY.ACCIDENT")
    act(here, fire, "accept", "township_desk")
    for kind, words in (("first", "起火"), ("follow_up", "火势减弱"), ("follow_up", "")):
        act(here, fire, "emergency_report", "township_desk", kind=kind, content=words)
    assert not any(
        "火势" in str(report) for report in fire.emergency_reports.all()
    )  # encrypted words reach no log
    form = here.client("county_dispatcher").get(url_of(fire, "acknowledge")).content.decode()
    choices = re.findall(r"<option[^>]*>([^<]+)</option>", form)
    assert len(set(choices)) == len(choices) == 4 and any("火势减弱" in choice for choice in choices)
    page = here.client("township_desk").get(url_of(fire)).content.decode()
    assert "首报 · 电话" in page and "续报 · 电话" in page


def test_a_point_outside_the_grid_that_was_chosen_by_hand_is_told(world: World) -> None:
    longitude, latitude = world.neighbour.point
    odd = given_report(world.here, grid=world.here.grid.pk, longitude=longitude, latitude=latitude)
    desk = world.here.client("township_desk")
    assert "定位点不在该网格内" in desk.get(url_of(odd)).content.decode()
    assert "定位点不在该网格内" not in desk.get(url_of(given_report(world.here))).content.decode()


def test_who_comes_second_sees_what_changed_and_keeps_the_words(world: World) -> None:
    incident = given_incident(world.here, "accepted")
    seen = incident.matter.version
    act(world.here, incident, "comment", "township_desk_b", note="已电话核实")
    desk = world.here.client("township_desk")
    lead = str(world.here.units["city_management"].pk)
    sent = {"seen_version": str(seen), "organ": lead, "note": "请今日到场查看", "idempotency_key": "k2"}
    answer = desk.post(url_of(incident, "dispatch"), sent, **HTMX)
    text = answer.content.decode()
    assert answer.status_code == 409 and answer["X-Form-Again"] == "1"
    assert "已电话核实" in text and "请今日到场查看" in text
    assert f'name="seen_version" value="{seen + 1}"' in text and f'value="{lead}" selected' in text
    assert Incident.objects.get(pk=incident.pk).matter.state == "accepted"
    again = desk.post(url_of(incident, "dispatch"), {**sent, "seen_version": str(seen + 1)})
    assert again.status_code == 302
    assert Incident.objects.get(pk=incident.pk).matter.state == "dispatched"


def test_what_can_no_longer_be_done_leaves_the_words_to_be_copied(world: World) -> None:
    incident = given_report(world.here)
    act(world.here, incident, "accept", "township_desk_b")
    answer = world.here.client("township_desk").post(
        url_of(incident, "reject"), {"seen_version": "1", "reason": "litigation", "note": "请走诉讼"}
    )
    text = answer.content.decode()
    assert answer.status_code == 409 and "请走诉讼" in text
    assert '<button class="button button--danger-solid"' not in text


def test_refusals_stand_at_their_fields(world: World) -> None:
    incident = given_incident(world.here, "accepted")
    lead = str(world.here.units["city_management"].pk)
    sent = {
        "organ": lead,
        "co_handlers": [lead],
        "note": "处理",
        "seen_version": str(incident.matter.version),
    }
    answer = world.here.client("township_desk").post(url_of(incident, "dispatch"), sent, **HTMX)
    text = answer.content.decode()
    assert answer.status_code == 422
    field = text[text.index('data-field="co_handlers"') :]
    assert "field__error" in field[:600] and "处理</textarea>" in text
    assert (
        world.here.client("township_desk").post(url_of(incident, "dispatch"), {"organ": "abc"}).status_code
        == 422
    )


def test_photos_of_a_refused_form_are_kept_and_a_bad_file_is_named(world: World) -> None:
    incident = given_incident(world.here, "signed")
    unit = world.here.client("unit_handler")
    good, bad = upload(image_bytes(picture(seed=4)), "现场.jpg"), upload(b"<html>", "坏.jpg")
    version = str(incident.matter.version)
    answer = unit.post(
        url_of(incident, "handle"), {"result": "", "files": [good, bad], "seen_version": version}
    )
    text = answer.content.decode()
    assert answer.status_code == 422 and "坏.jpg" in text
    kept = re.findall(r'name="files_kept" value="(\d+)"', text)
    assert len(kept) == 1
    done = unit.post(
        url_of(incident, "handle"), {"result": "已修复", "files_kept": kept, "seen_version": version}
    )
    assert done.status_code == 302
    assert MatterFile.objects.get(matter_id=incident.pk).file_id == int(kept[0])


def test_nobody_attaches_another_persons_file(world: World) -> None:
    incident = given_incident(world.here, "signed")
    foreign = given_file(world.far.actor("grid_worker"))
    answer = world.here.client("unit_handler").post(
        url_of(incident, "handle"), {"result": "已修复", "files_kept": [str(foreign.pk)]}
    )
    assert answer.status_code == 422
    assert not MatterFile.objects.exists()


def test_the_contact_is_masked_until_a_reason_is_written_down(world: World) -> None:
    incident = given_report(world.here, reporter=Reporter("张建国", "13812345678"))
    desk = world.here.client("township_desk")
    page = desk.get(url_of(incident)).content.decode()
    assert "138****5678" in page and "13812345678" not in page and "张建国" not in page
    refused = desk.post(url_of(incident) + "reveal/", {"reason": " "}, **HTMX)
    assert refused.status_code == 422 and "13812345678" not in refused.content.decode()
    shown = desk.post(
        url_of(incident) + "reveal/", {"reason": "电话核实地点", "idempotency_key": "r1"}, **HTMX
    )
    assert "13812345678" in shown.content.decode() and shown["Cache-Control"] == "no-store"
    entry = AuditEntry.objects.get(action="personal_data.reveal")
    assert entry.reason == "电话核实地点" and "138" not in json.dumps(entry.data)
    assert (
        world.here.client("leader").post(url_of(incident) + "reveal/", {"reason": "想看看"}).status_code
        == 403
    )


def test_a_unit_reads_its_own_result_and_only_the_state_of_the_others(world: World) -> None:
    here = world.here
    incident = given_incident(here, "accepted")
    lead, helper = here.units["city_management"].pk, here.units["housing"].pk
    act(here, incident, "dispatch", "township_desk", organ=lead, co_handlers=(helper,))
    act(here, incident, "sign", "unit_handler_2")
    act(here, incident, "handle", "unit_handler_2", result="住建内部核查意见")
    part = 'class="prose">住建内部核查意见'
    assert part in here.client("unit_handler_2").get(url_of(incident)).content.decode()
    assert part in here.client("township_desk").get(url_of(incident)).content.decode()
    assert part not in here.client("unit_handler").get(url_of(incident)).content.decode()


def test_photos_before_and_after_stand_apart(world: World) -> None:
    here = world.here
    before, after = given_file(here.actor("grid_worker"), 1), given_file(here.actor("unit_handler"), 2)
    incident = given_incident(here, "signed", attachments=(before.pk,))
    act(here, incident, "handle", "unit_handler", result="已更换灯泡", files=(after.pk,))
    for options in ({}, HTMX):
        page = here.client("township_desk").get(url_of(incident), **options).content.decode()
        reported, heading, work = page.partition("办理与核查照片")
        assert (
            heading and f"/files/{before.pk}/content/" in reported and f"/files/{after.pk}/" not in reported
        )
        assert f"/files/{after.pk}/content/" in work and f"/files/{before.pk}/" not in work
        assert 'gallery__caption">办理 · ' in work


def test_files_follow_the_incident(world: World) -> None:
    here = world.here
    photo = given_file(here.actor("grid_worker"))
    given_report(here, attachments=(photo.pk,))
    for suffix in ("content", "thumbnail"):
        path = f"/files/{photo.pk}/{suffix}/"
        answer = here.client("township_desk").get(path)
        assert answer.status_code == 200 and answer["Content-Type"] == "image/jpeg"
        assert b"".join(answer.streaming_content)[:2] == b"\xff\xd8"
        assert "private" in answer["Cache-Control"] and answer["X-Content-Type-Options"] == "nosniff"
        again = here.client("township_desk").get(path, headers={"If-None-Match": answer["ETag"]})
        assert again.status_code == 304
        for client in (world.neighbour.client("township_desk"), here.client("unit_handler")):
            assert client.get(path).status_code == 404
            assert client.get(path, headers={"If-None-Match": answer["ETag"]}).status_code == 404
    assert here.client("leader").get("/files/99999999999999999999/content/").status_code == 404
    assert StoredFile.objects.count() == 1


def test_a_likely_duplicate_is_offered_and_merged_by_its_number(world: World) -> None:
    here = world.here
    first = given_report(here, description="村口路灯坏了，晚上看不见路")
    second = given_report(here, description="村口的路灯坏了，夜里看不见路")
    desk = here.client("township_desk")
    page = desk.get(url_of(second) + "duplicates/", **HTMX).content.decode()
    assert first.matter.number in page
    form = desk.get(url_of(second, "merge") + f"?target={first.matter.number}", **HTMX).content.decode()
    assert f'value="{first.matter.number}"' in form
    assert desk.post(url_of(second, "merge"), {"target": first.matter.number}).status_code == 302
    assert first.matter.number in desk.get(url_of(second)).content.decode()


def test_the_page_of_an_incident_costs_a_constant_number_of_queries(world: World) -> None:
    here = world.here
    incident = given_incident(here, "signed")
    desk = here.client("township_desk")
    desk.get(url_of(incident))
    counts = []
    for _ in range(2):
        for _number in range(6):
            act(here, incident, "comment", "township_desk_b", note="补充情况")
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(url_of(incident)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 24, counts


def test_a_unit_that_returned_its_task_is_led_back_to_its_list(world: World) -> None:
    incident = given_incident(world.here, "signed")
    answer = world.here.client("unit_handler").post(
        url_of(incident, "return") + "?pane=1", {"note": "不属于我单位"}, **HTMX
    )
    assert answer.status_code == 204 and answer["HX-Redirect"] == "/incidents/"


@pytest.mark.parametrize("state", ["suspended", "rejected", "returned", "closed", "answered"])
def test_every_kind_of_state_has_its_page(world: World, state: str) -> None:
    incident = given_incident(world.here, state)
    page = world.here.client("township_desk").get(url_of(incident))
    assert page.status_code == 200
    if state == "closed":
        step(world.here, given_incident(world.here, "reported"), "accept")
        assert "stepper__step--done" in page.content.decode()
