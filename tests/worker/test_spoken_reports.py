"""A report that is spoken: one recording of sound, instead of words."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from grids.models import Incident
from grids.queries.incidents import likely_duplicates
from pingan.access.queries import actor_for
from pingan.files.models import StoredFile
from pingan.matters.models import MatterFile
from tests.factories.files import image_bytes, upload, wav_bytes, webm_bytes
from tests.factories.uploads import sent_ahead
from tests.factories.world import World

SPOKEN = {"category": "APPEAL.FACILITY.LAMP", "description": " ", "urgency": "normal"}
STANDS_FOR_TEXT = "语音上报，内容见录音。"


def send(client: Client, **values: Any) -> Any:
    return client.post("/report/", {**SPOKEN, **values})


def latest() -> Incident:
    return Incident.objects.select_related("matter").latest("pk")


def test_a_class_and_a_recording_are_a_report_and_its_text_points_to_the_recording(world: World) -> None:
    client = world.here.client("grid_worker")
    answer = send(client, photos=upload(image_bytes()), recording=upload(webm_bytes(), "r.weba"))
    incident = latest()
    assert answer.url == f"/report/{incident.pk}/sent/"
    assert incident.matter.text == STANDS_FOR_TEXT
    kinds = (
        MatterFile.objects.filter(matter=incident.matter)
        .order_by("file_id")
        .values_list("file__kind", flat=True)
    )
    assert list(kinds) == ["photo", "audio"]
    page = world.here.client("community_staff").get(f"/incidents/{incident.pk}/").content.decode()
    sound = StoredFile.objects.get(kind="audio")
    assert f'<audio class="sound" controls preload="none" src="/files/{sound.pk}/content/"' in page


def test_a_recording_that_came_ahead_in_pieces_is_the_report_s_own(world: World) -> None:
    client = world.here.client("grid_worker")
    sound, photo = (
        sent_ahead(client, webm_bytes(), name="r.webm"),
        sent_ahead(client, image_bytes(), name="image.jpg"),
    )
    send(client, recording_parts=str(sound), photos_parts=str(photo))
    kept = MatterFile.objects.filter(matter=latest().matter)
    assert sorted(kept.values_list("file__kind", flat=True)) == ["audio", "photo"]
    refused = send(client, recording_parts=str(photo))
    assert refused.status_code == 422 and refused.context["form"].errors["recording"]


def test_neither_words_nor_a_recording_say_nothing(world: World) -> None:
    answer = send(world.here.client("grid_worker"))
    assert answer.status_code == 422
    assert answer.context["form"].errors["description"] == ["请说明发生了什么：输入文字或录一段语音。"]


def test_words_go_before_the_recording(world: World) -> None:
    send(world.here.client("grid_worker"), description="灯不亮", recording=upload(wav_bytes(), "r.wav"))
    assert latest().matter.text == "灯不亮"


@pytest.mark.parametrize(
    ("content", "name"),
    [(image_bytes(), "a.jpg"), (webm_bytes(kinds=(2, 1)), "film.webm"), (b"nothing", "r.weba")],
)
def test_what_is_no_recording_is_refused_at_its_field(world: World, content: bytes, name: str) -> None:
    answer = send(world.here.client("grid_worker"), recording=upload(content, name))
    assert answer.status_code == 422
    assert answer.context["form"].errors["recording"]
    assert not Incident.objects.exists()


def test_a_refused_report_keeps_its_recording(world: World) -> None:
    client = world.here.client("grid_worker")
    refused = send(client, category="", recording=upload(webm_bytes(), "r.weba"))
    assert refused.status_code == 422
    kept = StoredFile.objects.get().pk
    text = refused.content.decode()
    assert f'name="kept_files" value="{kept}"' in text
    assert f"/files/{kept}/thumbnail/" not in text
    send(client, kept_files=str(kept))
    assert MatterFile.objects.get(matter=latest().matter).file_id == kept


def test_two_recordings_are_not_alike_because_both_were_spoken(world: World) -> None:
    client = world.here.client("grid_worker")
    longitude, latitude = world.here.point
    send(client, recording=upload(wav_bytes(), "r.wav"), longitude=longitude, latitude=latitude)
    first = latest().matter
    actor = actor_for(world.here.users["grid_worker"])
    assert actor is not None
    far = {"longitude": longitude + 0.004, "latitude": latitude, "township_code": first.township_code}
    spoken, typed = (
        likely_duplicates(actor, category_code=first.class_code, text=text, **far)
        for text in (STANDS_FOR_TEXT, "完全不同的另一件事情")
    )
    assert [like.score for like in spoken] == [like.score for like in typed]


def test_classes_are_found_by_first_letters_pinyin_and_what_people_call_them(world: World) -> None:
    text = world.here.client("grid_worker").get("/report/").content.decode()
    option = text.partition('value="APPEAL.FACILITY.LAMP"')[2].partition(">")[0]
    found = option.partition('data-find="')[2].partition('"')[0].split()
    assert {"ldzm", "ludengzhaoming", "街灯", "jd"} <= set(found)


def test_what_this_grid_reports_most_stands_ready_after_the_own_last_classes(world: World) -> None:
    client = world.here.client("grid_worker")
    other = world.here.client("community_staff")
    point = dict(zip(("longitude", "latitude"), world.here.point, strict=True))
    for _time in range(2):
        other.post("/report/", {**SPOKEN, "category": "HAZARD.FIRE.EXIT", "description": "堆物", **point})
    send(client, description="灯不亮")
    assert client.get("/report/").context["frequent"].split() == ["APPEAL.FACILITY.LAMP", "HAZARD.FIRE.EXIT"]
