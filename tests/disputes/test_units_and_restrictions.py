"""No unit takes part in what it cannot see: a person of the unit is named as a reader instead (domain.md §4.8)."""

from __future__ import annotations

import pytest

from tests.api.conftest import Api
from tests.factories.disputes import act, given_dispute
from tests.factories.world import Place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_papers")]


@pytest.mark.parametrize("restriction", ["domestic_violence", "minor", "other"])
def test_units_are_not_asked_into_a_restricted_dispute(here: Place, restriction: str) -> None:
    dispute = given_dispute(here, "accepted", restriction=restriction)
    unit = here.units["housing"]
    desk = Api(here.users["township_desk"])
    refused = desk.post(f"/disputes/{dispute.pk}/actions/join_units/", {"organs": [unit.pk], "note": "核实"})
    assert refused.status_code == 409, refused.content
    assert "可查阅人员" in refused.json()["detail"]
    assert not dispute.units.exists()
    names = {row["name"] for row in desk.get(f"/disputes/{dispute.pk}/actions/").json()["results"]}
    assert "join_units" not in names and "name_reader" in names
    page = here.client("township_desk").get(f"/disputes/{dispute.pk}/").content.decode()
    assert "join_units" not in page


def test_the_part_of_a_unit_ends_when_the_dispute_is_closed_to_it(here: Place) -> None:
    dispute = given_dispute(here, "accepted")
    units = [here.units["housing"], here.units["city_management"]]
    act(here, dispute, "join_units", "township_desk", organs=tuple(unit.pk for unit in units), note="核实")
    act(here, dispute, "restrict", "township_desk", restriction="minor", note="涉及未成年人")
    assert not dispute.units.filter(ended_at=None).exists()
    assert Api(here.users["unit_handler"]).get(f"/disputes/{dispute.pk}/").status_code == 404
