"""A photo tells when it happened, where nobody said otherwise: on the page and by program."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from tests.api.conftest import Api
from tests.factories.files import exif_at, image_bytes, picture, upload
from tests.factories.world import World
from tests.worker.test_report_pages import LAMP, latest, send

CHINA = ZoneInfo("Asia/Shanghai")


def photo(age: timedelta, seed: int = 1) -> bytes:
    """A photo taken that long ago, as a camera in China writes it."""
    taken = f"{(timezone.now() - age).astimezone(CHINA):%Y:%m:%d %H:%M:%S}"
    return image_bytes(picture(seed=seed), exif=exif_at(25.7, 114.6, taken))


def age_of_latest() -> timedelta:
    return timezone.now() - latest().occurred_at


def near(age: timedelta) -> Any:
    return pytest.approx(age.total_seconds(), abs=60)


def test_the_moment_of_the_photo_is_when_it_happened(world: World) -> None:
    age = timedelta(hours=5)
    send(world.here.client("grid_worker"), photos=upload(photo(age)))
    assert age_of_latest().total_seconds() == near(age)


def test_what_was_typed_goes_before_the_photo(world: World) -> None:
    typed = (timezone.now() - timedelta(days=1)).astimezone(CHINA)
    send(
        world.here.client("grid_worker"),
        photos=upload(photo(timedelta(hours=5))),
        occurred_at=f"{typed:%Y-%m-%d %H:%M}",
    )
    assert age_of_latest().total_seconds() == near(timedelta(days=1))


@pytest.mark.parametrize("age", [timedelta(days=8), timedelta(hours=-3)])
def test_an_old_photo_and_a_clock_that_is_ahead_say_nothing(world: World, age: timedelta) -> None:
    send(world.here.client("grid_worker"), photos=upload(photo(age)))
    incident = latest()
    assert incident.occurred_at == incident.matter.opened_at


def test_a_photo_kept_from_a_refused_sending_still_tells_its_moment(world: World) -> None:
    client = world.here.client("grid_worker")
    refused = send(client, category="", photos=upload(photo(timedelta(hours=2))))
    send(client, kept_files=",".join(map(str, refused.context["kept"])))
    assert age_of_latest().total_seconds() == near(timedelta(hours=2))


def test_programs_get_the_moment_of_a_photo_read_with_consent_only(world: World) -> None:
    worker = Api(world.here.users["grid_worker"])
    age = timedelta(hours=7)
    told = worker.upload(photo(age, 2), read_place="true").json()["id"]
    silent = worker.upload(photo(age, 3)).json()["id"]
    report = {"category": LAMP["category"], "description": LAMP["description"]}
    assert worker.post("/incidents/", {**report, "attachments": [told]}).status_code == 201
    assert age_of_latest().total_seconds() == near(age)
    worker.post("/incidents/", {**report, "attachments": [silent]})
    assert age_of_latest().total_seconds() < 60
