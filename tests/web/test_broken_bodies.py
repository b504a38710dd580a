"""A request that breaks off midway leaves nothing behind, and the same request sent whole is taken."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from hypothesis import given
from hypothesis import strategies as st

from grids.models import Incident, PublicSubmission
from pingan.matters.models import TimelineEntry
from pingan.web.bodies import BrokenOff, WholeBody
from tests.factories.files import image_bytes
from tests.factories.incidents import given_incident
from tests.factories.world import World

pytestmark = pytest.mark.django_db
LAMP = {
    "category": "APPEAL.FACILITY.LAMP",
    "description": "村口路灯坏了，晚上看不见路" * 40,
    "urgency": "normal",
}
FORM = "application/x-www-form-urlencoded"


def send(client: Client, path: str, body: bytes, kind: str, upto: int | None = None, **headers: str) -> Any:
    """Send a body, or what of it came before the line broke."""
    came = WholeBody(BytesIO(body[:upto]), len(body))
    return client.generic("POST", path, body, kind, headers=headers, **{"wsgi.input": came})


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
def test_a_report_that_breaks_off_is_not_recorded_and_goes_whole_under_its_key(
    world: World, share: float
) -> None:
    client, key = world.here.client("grid_worker"), {"Idempotency-Key": str(uuid4())}
    body = urlencode(LAMP).encode()
    cut = send(client, "/report/", body, FORM, int(len(body) * share), Accept="application/json", **key)
    assert cut.status_code == 400
    assert not Incident.objects.exists()
    whole = send(client, "/report/", body, FORM, Accept="application/json", **key)
    assert whole.status_code == 200
    assert "Idempotent-Replayed" not in whole
    assert Incident.objects.get().matter.text == LAMP["description"]


def test_a_comment_with_a_file_that_breaks_off_is_not_written(world: World) -> None:
    here = world.here
    incident, client = given_incident(here), here.client("township_desk")
    values: dict[str, Any] = {"note": "已联系供电所。" * 100, "idempotency_key": str(uuid4())}
    body = encode_multipart(BOUNDARY, values)
    path = f"/incidents/{incident.pk}/actions/comment/"
    before = TimelineEntry.objects.count()
    for share in (0.2, 0.6, 0.97):
        assert send(client, path, body, MULTIPART_CONTENT, int(len(body) * share)).status_code == 400
    assert TimelineEntry.objects.count() == before
    assert send(client, path, body, MULTIPART_CONTENT).status_code == 302
    assert TimelineEntry.objects.count() == before + 1


def test_what_a_citizen_sends_is_whole_or_nothing(world: World, client: Client) -> None:
    county = world.here.county.code[:6]
    photo = BytesIO(image_bytes())
    photo.name = "image.jpg"
    body = encode_multipart(BOUNDARY, {"text": "大树倒伏，压住了电线", "photos": photo, "place_text": "村口"})
    answer = send(client, f"/public/report/?county={county}", body, MULTIPART_CONTENT, len(body) // 2)
    assert answer.status_code == 400
    assert not PublicSubmission.objects.exists()


def test_a_program_is_told_by_a_problem_document(world: World) -> None:
    client = world.here.client("grid_worker")
    body = b'{"category": "APPEAL.FACILITY.LAMP", "description": "' + "灯".encode() * 50 + b'"}'
    answer = send(client, "/api/v1/incidents/", body, "application/json", 40)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert answer.json()["code"] == "broken_off"


@pytest.fixture
def _stay_in_the_test() -> Iterator[None]:
    """A request that ends would take the test's own connection with it."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@pytest.mark.usefixtures("_stay_in_the_test")
@pytest.mark.parametrize(("came", "status"), [(30, "400"), (60, "403")])
def test_the_served_application_looks_at_every_body(came: int, status: str) -> None:
    """Whole, the form is refused for its missing token; cut, nobody comes to look for one."""
    from pingan.wsgi import application

    body = urlencode({"login": "zf_wgy1", "password": "x" * 36}).encode().ljust(60, b"x")
    told: list[str] = []
    environ = {
        **Client()._base_environ(PATH_INFO="/account/login/", REQUEST_METHOD="POST", CONTENT_TYPE=FORM),
        "HTTP_COOKIE": f"{settings.CSRF_COOKIE_NAME}={'a' * 32}",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body[:came]),
    }
    list(application(environ, lambda line, headers: told.append(line)))  # type: ignore[arg-type, misc]
    assert told[0].startswith(status)


class Dribble(BytesIO):
    """A line that brings fewer bytes than were asked for."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(3, size) if size and size > 0 else 3)


@given(st.binary(max_size=60), st.integers(0, 5), st.lists(st.integers(-1, 20), max_size=12))
def test_every_byte_comes_once_and_a_missing_one_is_told(body: bytes, missing: int, sizes: list[int]) -> None:
    stream, found = WholeBody(Dribble(body), len(body) + missing), b""
    try:
        for number, size in enumerate([*sizes, -1]):
            piece = stream.readline(size) if number % 2 else stream.read(size)
            assert size < 0 or len(piece) <= size
            found += piece
        found += stream.read()
    except BrokenOff:
        assert missing
    else:
        assert found == body
        assert not missing
