"""What nobody sees and what turns the direction of writing is not kept, whichever way it came in."""

from __future__ import annotations

import pytest

from pingan.matters.models import TimelineEntry
from tests.api.conftest import Api
from tests.factories.incidents import given_report
from tests.factories.world import World
from tests.worker.test_report_pages import latest, send

UNSEEN = "\x01\x08\x0b\x0c\x1b\x1f\x7f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
KEPT = "一\r\n二\t三👨\u200d👩\u200d👧𠀀"
SPOILT = f"\u202e{KEPT[:3]}{UNSEEN}{KEPT[3:]}\u2069"


def test_a_report_from_the_page_is_kept_without_them(world: World) -> None:
    send(
        world.here.client("grid_worker"),
        description=SPOILT,
        place_text="村\u202e口",
        reporter_name="张\u202e三",
        reporter_phone="",
    )
    incident = latest()
    assert incident.matter.text == KEPT
    assert (incident.place_text, incident.reporter_name) == ("村口", "张三")


def test_an_emergency_is_kept_without_them(world: World) -> None:
    world.here.client("grid_worker").post("/report/emergency/", {"description": SPOILT})
    assert latest().matter.text == KEPT


def test_a_report_and_its_amendment_by_program_are_kept_without_them(world: World) -> None:
    worker = Api(world.here.users["grid_worker"])
    sent = {"category": "APPEAL.FACILITY.LAMP", "description": SPOILT, "reporter": {"name": "张\u202e三"}}
    made = worker.post("/incidents/", sent)
    assert made.json()["description"] == KEPT
    assert latest().reporter_name == "张三"
    changed = worker.patch(
        f"/incidents/{made.json()['id']}/",
        {"place_text": "桥\u202e头", "description": f"再{SPOILT}"},
        If_Match=made["ETag"],
    ).json()
    assert (changed["place_text"], changed["description"]) == ("桥头", f"再{KEPT}")


def test_a_report_of_nothing_else_says_nothing(world: World) -> None:
    answer = Api(world.here.users["grid_worker"]).post(
        "/incidents/", {"category": "APPEAL.FACILITY.LAMP", "description": "\u202e\u202e"}
    )
    assert set(answer.json()["errors"]) == {"description"}


@pytest.mark.parametrize("door", ["page", "program", "joined"])
def test_the_words_of_an_action_are_kept_without_them(world: World, door: str) -> None:
    there = given_report(world.here)
    if door == "page":
        client = world.here.client("township_desk")
        client.post(f"/incidents/{there.pk}/actions/comment/", {"note": SPOILT})
    elif door == "program":
        Api(world.here.users["township_desk"]).act(there.pk, "comment", {"note": SPOILT})
    else:
        send(world.here.client("grid_worker"), f"/report/join/{there.pk}/", description=SPOILT)
    note = TimelineEntry.objects.filter(matter_id=there.pk, action="comment").get().note
    assert note.text == KEPT


def test_a_note_of_nothing_else_is_a_missing_note(world: World) -> None:
    there = given_report(world.here)
    refused = Api(world.here.users["township_desk"]).act(there.pk, "comment", {"note": "\u202e"})
    assert set(refused.json()["errors"]) == {"note"}


@pytest.mark.parametrize("unseen", ["\u200b", "\u00ad", "\u0301", "\u3164", "\u2800"])
def test_what_shows_nothing_is_no_text(world: World, unseen: str) -> None:
    there = given_report(world.here)
    refused = Api(world.here.users["township_desk"]).act(there.pk, "comment", {"note": unseen})
    assert set(refused.json()["errors"]) == {"note"}
    answer = Api(world.here.users["grid_worker"]).post(
        "/incidents/", {"category": "APPEAL.FACILITY.LAMP", "description": unseen}
    )
    assert set(answer.json()["errors"]) == {"description"}
    send(world.here.client("grid_worker"), description=unseen)
    assert latest().pk == there.pk
