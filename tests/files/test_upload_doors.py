"""Hostile files, and a storage that is full, at the doors of people and programs: told, and nothing is written."""

from __future__ import annotations

import errno
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from disputes.models import Dispute, MediationSession
from pingan.files.models import StoredFile
from pingan.matters.models import TimelineEntry
from pingan.registers.models import RegisterReport
from tests.factories.disputes import begun, given_registration, step
from tests.factories.files import HOSTILE, image_bytes
from tests.factories.registers import given_round
from tests.factories.world import World

pytestmark = pytest.mark.django_db

#: Sends one file through a door, and says at the end whether anything was written.
Door = tuple[Callable[[SimpleUploadedFile], Any], Callable[[], bool]]


def attachments(world: World) -> Door:
    """The API's own door for files."""
    browser = world.here.client("grid_worker")
    return (lambda file: browser.post("/api/v1/attachments/", {"file": file}), lambda: False)


def registration(world: World) -> Door:
    """A new dispute with a photo."""
    browser, here = world.here.client("township_desk"), world.here
    form = {
        "type": "NEIGHBOUR", "source": "walk_in", "description": "两家因排水沟争吵", "longitude": here.point[0],
        "latitude": here.point[1], "parties_total": 2, "parties-0-side": "applicant", "parties-0-name": "欧阳志远",
        "parties-1-side": "respondent", "parties-1-name": "钟文斌",
    }  # fmt: skip
    return (lambda file: browser.post("/disputes/new/", form | {"photos": file}), Dispute.objects.exists)


def session_record(world: World) -> Door:
    """The record of a session with a scan."""
    here = world.here
    dispute = given_registration(here)
    for name in ("accept", "mediate", "plan_session"):
        dispute = step(here, dispute, name)
    session = begun(dispute)
    form = {
        "session": session.pk,
        "record": "双方到场，陈述了各自意见",
        "present": [dispute.parties.all()[0].pk],
    }
    address = reverse("disputes:dispute_action", args=[dispute.pk, "hold_session"])
    browser: Client = here.client("mediator")
    return (
        lambda file: browser.post(address, form | {"files": file}),
        lambda: (
            MediationSession.objects.filter(state="held").exists()
            or TimelineEntry.objects.filter(action="hold_session").exists()
        ),
    )


def screening_sheet(world: World) -> Door:
    """The workbook of a screening."""
    row = given_round(world.here.actor("body_office"), world.here.county)
    browser = world.here.client("community_staff")
    address = reverse("registers:round_import", args=[row.pk])
    return (
        lambda file: browser.post(address, {"file": file}),
        RegisterReport.objects.filter(state="submitted").exists,
    )


DOORS = (attachments, registration, session_record, screening_sheet)


@pytest.mark.parametrize("door", DOORS)
def test_a_hostile_file_is_told_at_its_field_and_nothing_is_kept(
    world: World, door: Callable[[World], Door]
) -> None:
    send, is_written = door(world)
    before = StoredFile.objects.count()
    for name, content in HOSTILE.items():
        answer = send(SimpleUploadedFile(name, content))
        assert answer.status_code == 422, name
        assert StoredFile.objects.count() == before, name
        assert not is_written(), name


@pytest.mark.parametrize("door", DOORS)
def test_a_full_disk_is_told_and_what_was_typed_stays(
    world: World, door: Callable[[World], Door], monkeypatch: pytest.MonkeyPatch
) -> None:
    send, is_written = door(world)
    is_form, before = door in {registration, session_record}, StoredFile.objects.count()

    def full(*_args: object, **_options: object) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(default_storage._wrapped, "save", full)  # type: ignore[attr-defined]
        answer = send(SimpleUploadedFile("photo.jpg", image_bytes()))
    text = answer.content.decode()
    assert answer.status_code == (422 if is_form else 503)
    assert StoredFile.objects.count() == before and not is_written()
    if is_form:
        assert "暂时无法保存" in text
        assert "两家因排水沟争吵" in text or "双方到场，陈述了各自意见" in text
    else:
        assert answer["Retry-After"] == "5"


@pytest.mark.parametrize("door", [registration, session_record])
def test_a_good_file_passes_the_same_doors(world: World, door: Callable[[World], Door]) -> None:
    """So that the refusals above are not for another reason."""
    send, is_written = door(world)
    before = StoredFile.objects.count()
    assert send(SimpleUploadedFile("photo.jpg", image_bytes())).status_code in {200, 204, 302}
    assert is_written() and StoredFile.objects.count() > before
