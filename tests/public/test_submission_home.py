"""What came from the public and waits stands on the home of its desk, and the number opens as many rows."""

from __future__ import annotations

import pytest

from grids.pages.submission_home import submission_tiles
from tests.factories.submissions import given_submission
from tests.factories.volunteers import given_application
from tests.factories.world import Place

pytestmark = pytest.mark.django_db


def test_an_application_of_a_volunteer_stands_on_the_home_of_its_desk(here: Place) -> None:
    given_submission(here)
    given_application(here)
    given_application(here, name="李红", phone="13900002222")
    client, found = here.client("township_desk"), {}
    home = client.get("/").content.decode()
    for tile in submission_tiles(here.actor("township_desk")):
        assert tile.url.replace("&", "&amp;") in home, tile.url
        assert len(client.get(tile.url).context["lines"]) == tile.value
        found[tile.url.rpartition("=")[2]] = tile.value
    assert found == {"report": 1, "volunteer": 2}
    assert submission_tiles(here.actor("auditor")) == [], "it is the desks' work"


def test_the_queue_shows_one_kind_and_keeps_it_on_its_pages(here: Place) -> None:
    given_submission(here)
    given_application(here)
    client = here.client("township_desk")
    shown = client.get("/submissions/?part=waiting&kind=volunteer")
    assert len(shown.context["lines"]) == 1
    assert 'href="?part=waiting&amp;kind=report"' in shown.content.decode()
    assert len(client.get("/submissions/?part=waiting&kind=nothing").context["lines"]) == 2
