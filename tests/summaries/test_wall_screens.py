"""A screen on a wall: one board, nobody signed in, dark when it is taken down, over, or its post has ended."""

from __future__ import annotations

import re
from datetime import timedelta
from unittest.mock import Mock

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from pingan.accounts.rules.sessions import idle_limit
from pingan.audit.models import AuditEntry
from pingan.office.models import WallScreen
from pingan.office.services.refreshing import refresh_summaries
from pingan.org.models import Post
from pingan.web.sign_in import SEEN_KEY
from tests.assessment.given_past import Past

pytestmark = pytest.mark.django_db


def _hang(past: Past, role: str = "body_office", **more: str) -> tuple[Client, str]:
    client = past.world.here.client(role)
    answer = client.post("/office/screens/", {"name": "指挥大厅", "days": "30", **more})
    assert answer.status_code == 302
    shown = client.get("/office/screens/").content.decode()
    found = re.search(r"/wall/pingan_[\w-]+/", shown)
    assert found
    assert found.group() not in client.get("/office/screens/").content.decode(), "shown once"
    return client, found.group()


def test_it_shows_the_totals_of_its_board_to_nobody_in_particular(past: Past) -> None:
    refresh_summaries()
    office, address = _hang(past)
    answer = Client().get(address)
    text = answer.content.decode()
    assert answer.status_code == 200 and answer["Cache-Control"] == "no-store"
    assert answer.context["found"].region == past.world.here.county
    wall = office.get("/office/wall/")
    assert [t.number.tally for t in answer.context["tiles"]] == [
        t.number.tally for t in wall.context["tiles"]
    ]
    assert "/office/" not in text.replace("/office/wall", "") and "sessionid" not in answer.cookies
    part = Client().get(address, headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<div class="wall"') and f'hx-get="{address}"' in part
    assert WallScreen.objects.get().seen_at is not None
    assert AuditEntry.objects.filter(action="office.screen_hung").exists()


def test_its_key_opens_nothing_else(past: Past) -> None:
    _office, address = _hang(past)
    key = address.split("/")[2]
    assert key not in str(WallScreen.objects.values().get())
    for other in ("/office/", "/office/figures/incident.reported/", "/api/v1/office/board/"):
        answer = Client().get(other, headers={"Authorization": f"Bearer {key}"})
        assert answer.status_code in {302, 401}
    assert Client().post(address).status_code == 405
    foreign = past.world.far.county.code
    assert Client().get(address, {"region": foreign}).context["found"].region == past.world.here.county


@pytest.mark.parametrize("how", ["taken down", "over", "post ended", "account closed"])
def test_it_goes_dark(past: Past, how: str) -> None:
    office, address = _hang(past)
    row = WallScreen.objects.get()
    if how == "taken down":
        assert office.post(f"/office/screens/{row.pk}/end/").status_code == 302
        assert AuditEntry.objects.filter(action="office.screen_taken_down").exists()
    elif how == "over":
        past_day = timezone.now() - timedelta(days=1)
        WallScreen.objects.update(made_at=past_day - timedelta(days=1), expires_at=past_day)
    elif how == "post ended":
        Post.objects.filter(pk=row.post_id).update(held_to=timezone.localdate())
    else:
        user = row.post.user
        user.is_active = False
        user.save(update_fields=["is_active"])
    answer = Client().get(address)
    assert answer.status_code == 404 and "wall__tile" not in answer.content.decode()
    # What hangs open asks for its numbers alone: it is told to load anew, or it would show the last ones for ever.
    part = Client().get(address, headers={"HX-Request": "true", "X-Background": "true"})
    assert part.status_code == 404 and part["HX-Refresh"] == "true"


@pytest.mark.parametrize("refused", [429, 503])
def test_a_screen_that_was_refused_asks_again_by_itself(
    past: Past, refused: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wall has no keyboard: the browser is told when, with a sentence meanwhile; no script is needed."""
    _office, address = _hang(past)
    if refused == 429:
        monkeypatch.setattr("pingan.office.pages.screens.is_let_through", lambda *_args, **_more: False)
    else:
        monkeypatch.setattr("pingan.office.pages.screens.screen_of_key", Mock(side_effect=OperationalError))
    answer = Client(raise_request_exception=False).get(address)
    assert (answer.status_code, answer["Refresh"]) == (refused, answer["Retry-After"])
    assert "稍" in answer.content.decode()


def test_nobody_hangs_or_takes_down_beyond_the_own_area(past: Past) -> None:
    here, far = past.world.here, past.world.far
    desk = here.client("township_desk")
    assert (
        desk.post("/office/screens/", {"name": "厅", "days": "3", "region": here.county.code}).status_code
        == 404
    )
    _far, _address = far.client("body_office"), None
    _far.post("/office/screens/", {"name": "厅", "days": "3"})
    row = WallScreen.objects.get(region=far.county)
    assert here.client("body_office").post(f"/office/screens/{row.pk}/end/").status_code == 404
    assert here.client("leader").get("/office/screens/").status_code == 403
    assert here.client("grid_worker").get("/office/screens/").status_code == 403


@pytest.mark.parametrize(
    "given", [{"name": ""}, {"name": " "}, {"days": "0"}, {"days": "366"}, {"days": "x"}]
)
def test_what_cannot_be_hung_is_said_at_its_field(past: Past, given: dict[str, str]) -> None:
    client = past.world.here.client("body_office")
    answer = client.post("/office/screens/", {"name": "指挥大厅", "days": "30", **given})
    assert answer.status_code == 422 and next(iter(given)) in answer.context["form"].errors
    assert not WallScreen.objects.exists()


def test_a_wall_that_somebody_signed_in_left_keeps_no_session_alive(past: Past) -> None:
    client = past.world.here.client("leader")
    part = client.get("/office/wall/", headers={"HX-Request": "true"}).content.decode()
    assert '"X-Background": "true"' in part.replace("&quot;", '"')
    session = client.session
    long_ago = timezone.now().timestamp() - idle_limit("leader").total_seconds() + 120
    session[SEEN_KEY] = long_ago
    session.save()
    asked = {"HX-Request": "true", "X-Background": "true"}
    assert client.get("/office/wall/", headers=asked).status_code == 200
    assert client.session[SEEN_KEY] == long_ago
