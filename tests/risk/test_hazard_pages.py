"""Hazards through the pages: registered on a phone, found in lists, shown with the next lawful step, acted on."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from pingan.matters.models import MatterFile
from risk.models import Hazard, Reinspection
from tests.factories.files import image_bytes, picture
from tests.factories.hazards import act, given_hazard, given_place, given_registered, step
from tests.factories.world import World

pytestmark = pytest.mark.django_db


def shot(seed: int) -> SimpleUploadedFile:
    return SimpleUploadedFile("photo.jpg", image_bytes(picture(seed=seed)), content_type="image/jpeg")


def test_a_worker_registers_with_photo_place_and_words_alone(world: World) -> None:
    here = world.here
    client = here.client("grid_worker")
    form = client.get(reverse("risk:hazard_new"))
    assert form.status_code == 200
    sent = client.post(
        reverse("risk:hazard_new"),
        {
            "domain": "fire", "description": "楼道堆放杂物", "photos": [shot(501)],
            "longitude": here.point[0], "latitude": here.point[1],
        },
    )  # fmt: skip
    hazard = Hazard.objects.latest("pk")
    assert sent.status_code == 302 and sent["Location"] == f"/risk/hazards/{hazard.pk}/"
    assert hazard.source == "patrol" and hazard.matter.grid_id == here.grid.pk
    assert MatterFile.objects.filter(matter_id=hazard.pk, purpose="report").count() == 1


def test_a_refused_form_keeps_its_words_and_its_photos(world: World) -> None:
    client = world.here.client("grid_worker")
    refused = client.post(
        reverse("risk:hazard_new"), {"domain": "", "description": "楼道堆放杂物", "photos": [shot(502)]}
    )
    page = refused.content.decode()
    assert refused.status_code == 422 and "楼道堆放杂物" in page
    kept = re.search(r'name="kept_files" value="(\d+)"', page)
    assert kept is not None
    assert reverse("web:file_thumbnail", args=[kept.group(1)]) in page, "what is kept is seen"
    thumbnail = client.get(reverse("web:file_thumbnail", args=[kept.group(1)]))
    assert thumbnail.status_code == 200
    sent = client.post(
        reverse("risk:hazard_new"),
        {"domain": "fire", "description": "楼道堆放杂物", "kept_files": kept.group(1)},
    )
    hazard = Hazard.objects.latest("pk")
    assert sent.status_code == 302 and hazard.matter.files.count() == 1
    assert hazard.matter.grid_id == world.here.grid.pk  # without a point: the worker's own grid


def test_of_two_photos_that_were_kept_one_is_left_out(world: World) -> None:
    client = world.here.client("grid_worker")
    form = {"domain": "", "description": "消防通道堵塞", "photos": [shot(505), shot(506)]}
    page = client.post(reverse("risk:hazard_new"), form).content.decode()
    kept = re.findall(r'name="kept_files" value="(\d+)"', page)
    assert len(kept) == 2
    again = {"domain": "fire", "description": "消防通道堵塞", "kept_files": kept[1:]}
    assert client.post(reverse("risk:hazard_new"), again).status_code == 302
    files = Hazard.objects.latest("pk").matter.files.values_list("file_id", flat=True)
    assert list(files) == [int(kept[1])]


def test_a_photo_in_the_action_form_is_read_for_its_moment_before_it_is_cleaned(world: World) -> None:
    here = world.here
    hazard = given_hazard(here, "rectified")
    client = here.client("grid_worker")
    url = reverse("risk:hazard_action", args=[hazard.pk, "reinspect"])
    form = client.get(url).content.decode()
    assert "至少一张，须在整改反馈之后拍摄" in form and "读取照片的拍摄地点和时间" in form
    exif = picture().getexif()
    exif.get_ifd(0x8769)[0x9003] = "2020:01:01 09:00:00"
    old = SimpleUploadedFile("p.jpg", image_bytes(picture(seed=503), exif=exif), content_type="image/jpeg")
    refused = client.post(url, {"is_passed": "yes", "note": "看过", "files": [old]})
    assert refused.status_code == 422 and "请上传整改反馈之后拍摄的照片" in refused.content.decode()
    sent = {"is_passed": "yes", "note": "看过", "taken_at": timezone.now().isoformat()}
    done = client.post(url, {**sent, "files": [shot(504)]})
    assert done.status_code == 302
    assert Reinspection.objects.get(rectification__hazard=hazard).is_passed


def test_the_page_shows_grade_five_points_inspection_and_the_earlier_one(world: World) -> None:
    here = world.here
    place = given_place(here)
    first = given_hazard(here, "closed", place=place.pk)
    again = given_registered(here, place=place.pk)
    act(here, again, "grade", "township_desk", needs_stop="yes", is_beyond_unit="no")
    for name in ("order", "report_done", "reinspect"):
        step(here, again, name)
    page = here.client("township_desk").get(f"/risk/hazards/{again.pk}/").content.decode()
    for shown in (
        "重大隐患", "第16号", "此处曾经销号", first.matter.number, "清理通道并设专人巡查", "物业科科长", "2,000",
        "发生火情立即疏散", "现场查看", place.name, "30",
    ):  # fmt: skip
        assert shown in page, shown
    assert "整改交办时确定的期限" in page


@pytest.mark.parametrize(
    ("state", "role", "first"),
    [
        ("registered", "township_desk", "grade"),
        ("graded", "township_desk", "order"),
        ("rectifying", "unit_handler", "report_done"),
        ("rectified", "grid_worker", "reinspect"),
        ("cleared", "community_staff", "look_back"),
    ],
)
def test_the_next_lawful_step_stands_first(world: World, state: str, role: str, first: str) -> None:
    hazard = given_hazard(world.here, state)
    page = world.here.client(role).get(f"/risk/hazards/{hazard.pk}/").content.decode()
    offered = re.findall(rf"/risk/hazards/{hazard.pk}/actions/([a-z_]+)/", page)
    assert offered and offered[0] == first


def test_the_form_of_the_order_proposes_unit_and_day_by_the_numbers_in_force(world: World) -> None:
    here = world.here
    place = given_place(here)
    hazard = given_registered(here, place=place.pk)
    step(here, hazard, "grade")
    form = here.client("township_desk").get(reverse("risk:hazard_action", args=[hazard.pk, "order"]))
    page = form.content.decode()
    assert re.search(rf'<option value="{place.organ_id}"[^>]*selected', page)
    assert re.search(
        r'name="due_on"[^>]*value="\d{4}-\d\d-\d\d"|value="\d{4}-\d\d-\d\d"[^>]*name="due_on"', page
    )


def test_the_list_finds_by_domain_grade_recurrence_and_words(world: World) -> None:
    here = world.here
    cleared = given_hazard(here, "cleared")
    again = given_registered(here, description="通道又被堵住")
    other = given_registered(here, domain="traffic", description="护栏缺失")
    client = here.client("township_desk")

    def found(**query: str) -> set[int]:
        page = client.get(reverse("risk:hazard_list"), {"tab": "all", **query}).content.decode()
        return {int(pk) for pk in re.findall(r'"/risk/hazards/(\d+)/', page)}

    assert found() == {cleared.pk, again.pk, other.pk}
    assert found(domain="traffic") == {other.pk}
    assert found(recurrent="true") == {again.pk}
    assert found(q="护栏缺失") == {other.pk}
    assert found(state="cleared") == {cleared.pk}
    assert found(grade="general") == {cleared.pk}
    assert "重现×1" in client.get(reverse("risk:hazard_list"), {"tab": "again"}).content.decode()
    assert client.get(reverse("risk:hazard_list"), {"domain": "nonsense"}).status_code == 200


def test_the_pane_beside_the_list_brings_its_line_along(world: World) -> None:
    hazard = given_registered(world.here)
    pane = world.here.client("township_desk").get(
        f"/risk/hazards/{hazard.pk}/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/risk/hazards/"}
    )  # fmt: skip
    assert pane.status_code == 200
    assert f'id="row-{hazard.pk}"' in pane.content.decode() and "<html" not in pane.content.decode()


def test_the_home_page_counts_what_waits_and_leads_there(world: World) -> None:
    here = world.here
    given_hazard(here, "rectifying")
    page = here.client("unit_handler").get("/").content.decode()
    assert "待我办理的隐患" in page and "todo=true" in page
    worker = here.client("grid_worker").get("/").content.decode()
    assert reverse("risk:hazard_new") in worker


def test_administrators_are_told_that_hazards_are_not_their_business(world: World) -> None:
    from tests.factories.world import signed_in

    client = signed_in(world.admins["system_admin"])
    for name in ("risk:hazard_list", "risk:place_list", "risk:hazard_new"):
        assert client.get(reverse(name)).status_code == 403


def test_another_township_gets_404_on_page_and_action(world: World) -> None:
    hazard = given_registered(world.here)
    client = world.neighbour.client("township_desk")
    assert client.get(f"/risk/hazards/{hazard.pk}/").status_code == 404
    assert client.get(f"/risk/hazards/{hazard.pk}/actions/grade/").status_code == 404
    assert client.get(f"/risk/hazards/{2**63}/").status_code == 404
