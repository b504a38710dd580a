"""What became of one's own reports, and the inbox."""

from __future__ import annotations

import pytest

from pingan.matters.models import Matter
from pingan.notify.models import Notice
from tests.factories.incidents import WALKS, given_incident, given_report
from tests.factories.world import World


@pytest.mark.parametrize("state", WALKS)
def test_every_state_is_told_in_a_sentence(world: World, state: str) -> None:
    incident = given_incident(world.here, state)
    text = world.here.client("grid_worker").get("/my/?show=all").content.decode()
    assert incident.matter.number in text
    assert "%(" not in text


def test_only_own_reports_are_listed(world: World) -> None:
    mine = given_report(world.here)
    by_staff = given_report(world.here, "community_staff")
    text = world.here.client("grid_worker").get("/my/").content.decode()
    assert mine.matter.number in text
    assert by_staff.matter.number not in text


def test_three_reports_of_one_class_are_told_apart_by_their_words(world: World) -> None:
    for words in ("东门路灯不亮", "西门路灯不亮", "北门路灯" + "闪" * 80):
        given_report(world.here, description=words)
    client = world.here.client("grid_worker")
    text = client.get("/my/").content.decode()
    assert "东门路灯不亮" in text
    assert "西门路灯不亮" in text
    assert "北门路灯" + "闪" * 50 in text and "闪" * 60 not in text
    Matter.objects.filter(text="东门路灯不亮").update(is_restricted=True)
    assert "东门路灯不亮" not in client.get("/my/").content.decode()


def test_closed_and_open_reports_stand_apart(world: World) -> None:
    done, going = given_incident(world.here, "closed"), given_incident(world.here, "reported")
    client = world.here.client("grid_worker")
    under_way, closed = (client.get(f"/my/?show={part}").content.decode() for part in ("open", "closed"))
    assert (going.matter.number in under_way, done.matter.number in under_way) == (True, False)
    assert (going.matter.number in closed, done.matter.number in closed) == (False, True)


def given_notice(world: World, key: str, role: str = "grid_worker") -> Notice:
    from django.utils import timezone

    return Notice.objects.create(
        recipient=world.here.users[role],
        key=key,
        title_msgid="%(number)s is closed: %(title)s",
        params={"number": key, "title": "路灯"},
        url="/my/",
        happened_at=timezone.now(),
    )


def test_a_notice_counts_as_read_once_it_was_followed(world: World) -> None:
    notice = given_notice(world, "n-1")
    client = world.here.client("grid_worker")
    assert "n-1" in client.get("/inbox/?show=unread").content.decode()
    assert client.get(f"/inbox/{notice.pk}/").url == "/my/"
    notice.refresh_from_db()
    assert notice.read_at is not None
    assert "n-1" not in client.get("/inbox/?show=unread").content.decode()
    assert "n-1" in client.get("/inbox/").content.decode()


def test_somebody_elses_notice_is_not_found(world: World) -> None:
    notice = given_notice(world, "n-2", "township_desk")
    assert world.here.client("grid_worker").get(f"/inbox/{notice.pk}/").status_code == 404
    assert "n-2" not in world.here.client("grid_worker").get("/inbox/").content.decode()


def test_marking_all_leaves_what_came_in_since(world: World) -> None:
    first = given_notice(world, "n-3")
    client = world.here.client("grid_worker")
    text = client.get("/inbox/").content.decode()
    assert f'name="up_to" value="{first.pk}"' in text
    later = given_notice(world, "n-4")
    client.post("/inbox/read/", {"up_to": str(first.pk)})
    first.refresh_from_db()
    later.refresh_from_db()
    assert (first.read_at is not None, later.read_at) == (True, None)


def test_the_bell_shows_how_many_are_unread(world: World) -> None:
    client = world.here.client("grid_worker")
    assert 'id="unread-count"' not in client.get("/my/").content.decode()
    given_notice(world, "n-5")
    assert 'id="unread-count"' in client.get("/my/").content.decode()
