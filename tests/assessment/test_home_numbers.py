"""The numbers of assessment on a home page: each opens a list, and the list holds as many rows as the number says."""

from __future__ import annotations

import pytest

from assessment.pages.oversight_home import tiles_of
from tests.factories.cases import given_case, given_commendation
from tests.factories.runs import given_run
from tests.factories.surveys import county, given_survey
from tests.factories.world import Place

pytestmark = pytest.mark.django_db


def told(here: Place, role: str) -> dict[str, int]:
    """Return the numbers of a role's card by label, each compared with the list that it opens."""
    client, found = here.client(role), {}
    home = client.get("/").content.decode()
    for tile in tiles_of(here.actor(role)):
        assert tile.url in home, tile.url
        page = client.get(tile.url)
        assert page.status_code == 200
        assert len(page.context["rows"]) == tile.value, (role, str(tile.label))
        found[str(tile.label)] = tile.value or 0
    return found


def test_each_number_is_the_number_of_rows_of_the_list_that_it_opens(here: Place) -> None:
    given_run(here, "collecting")
    given_run(here)
    given_case(here, "hearing")
    given_case(here, "heard")
    given_case(here)
    given_commendation(here, organ=here.units["city_management"].pk, role="unit_handler")
    given_survey(county(here), "closed")

    assert told(here, "body_office") == {
        "待我处理的考核": 1, "待我处理的责任追究": 2, "待我处理的表彰": 1, "在办的社会调查": 1,
    }  # fmt: skip
    assert told(here, "leader") == {"待我处理的责任追究": 1, "在办的社会调查": 1}
    assert told(here, "unit_handler") == {"待我处理的责任追究": 1}
    assert told(here, "township_desk") == {"待我处理的考核": 1}


def test_where_nothing_waits_no_number_stands(here: Place) -> None:
    for role in ("body_office", "leader", "unit_handler", "township_desk", "auditor"):
        assert list(tiles_of(here.actor(role))) == []
