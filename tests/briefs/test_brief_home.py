"""What of briefs waits for a post stands on its home page, and the number opens as many rows."""

from __future__ import annotations

import pytest

from pingan.access.queries import actor_for
from pingan.office.pages.brief_home import brief_tiles
from pingan.office.services.brief_writing import return_brief, write_brief
from tests.factories.briefs import WORDS, given_brief, given_office_below
from tests.factories.world import Place, signed_in

pytestmark = pytest.mark.django_db


def told(here: Place, role: str) -> dict[str, int]:
    """Return the numbers of a role by the part that they open, each compared with its list and looked for at home."""
    client, found = here.client(role), {}
    home = client.get("/").content.decode()
    for tile in brief_tiles(actor_for(here.users[role])):
        assert tile.url in home, tile.url
        assert len(client.get(tile.url).context["rows"]) == tile.value, tile.url
        found[tile.url.rpartition("=")[2]] = tile.value or 0
    return found


def test_a_brief_waits_for_whoever_has_to_do_the_next_step(here: Place) -> None:
    brief = given_brief(here)
    assert (told(here, "body_office"), told(here, "leader")) == ({"write": 1}, {})
    office, leader = here.actor("body_office"), here.actor("leader")
    write_brief(actor=office, pk=brief.pk, sections=WORDS)
    assert (told(here, "body_office"), told(here, "leader")) == ({}, {"review": 1})
    return_brief(actor=leader, pk=brief.pk, reason="补充责任单位")
    assert (told(here, "body_office"), told(here, "leader")) == ({"write": 1}, {})


def test_a_reviewed_brief_waits_for_its_leader_and_an_issued_one_for_whoever_received_it(here: Place) -> None:
    given_brief(here, "reviewed", back=1)
    assert told(here, "leader") == {"issue": 1} and told(here, "body_office") == {}
    brief = given_brief(here, "issued")
    below = given_office_below(here)
    desk = here.users["township_desk"]
    desk.posts.update(organ=below)
    assert told(here, "township_desk") == {"confirm": 1}
    assert brief.document is not None
    receipt = brief.document.receipts.get(recipient=below)
    assert signed_in(desk).post(f"/documents/receipts/{receipt.pk}/acknowledge/").status_code == 302
    assert told(here, "township_desk") == {}


def test_a_unit_without_a_board_finds_a_brief_among_what_was_served_on_it(here: Place) -> None:
    below = given_office_below(here)
    village = here.users["community_staff"]
    village.posts.update(organ=below)
    given_brief(here, "issued")
    client = signed_in(village)
    assert "/office/supervision/received/?part=open" in client.get("/").content.decode()
    shown = client.get("/office/supervision/received/?part=open").content.decode()
    assert "形势研判" in shown


def test_nobody_is_offered_to_review_what_is_not_written_yet(here: Place) -> None:
    brief = given_brief(here)
    url, leader = f"/office/briefs/{brief.pk}/", here.client("leader")
    shown = leader.get(url).content.decode()
    assert f"{url}review/" not in shown and "请先补充" in shown
    write_brief(actor=here.actor("body_office"), pk=brief.pk, sections=WORDS)
    assert f"{url}review/" in leader.get(url).content.decode()
