"""Who may not see parties in clear is told nothing from which a guessed name or number could be confirmed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from disputes.models import Dispute
from disputes.queries.disputes import same_parties
from disputes.rules.intake import CORRECTIONS_A_DAY
from disputes.services import NewParty
from pingan.common.errors import Forbidden, Invalid
from tests.api.conftest import Api
from tests.factories.disputes import APPLICANT, RESPONDENT, act, given_dispute, given_registration
from tests.factories.world import Place, World

pytestmark = pytest.mark.django_db
ANOTHER = NewParty("applicant", "另一人", phone="13907970009")
MASKED = ("grid_worker", "leader", "auditor", "body_office", "county_government")


def guess(here: Place, role: str = "grid_worker") -> Dispute:
    """A dispute of one's own in which a party is corrected to a guessed name and phone."""
    probe = given_registration(here, parties=(ANOTHER, NewParty("respondent", "某某")))
    party = probe.parties.get(side="applicant")
    return act(here, probe, "amend_party", role, party=party.pk, name=APPLICANT.name, phone=APPLICANT.phone)


def test_a_right_guess_is_confirmed_to_nobody_who_is_masked(here: Place) -> None:
    for _number in range(2):
        given_registration(here, "township_desk", source="walk_in", parties=(APPLICANT,))
    probe = guess(here)
    assert (probe.repeats, [reason["criterion"] for reason in probe.level_reasons]) == (2, ["repeats"])
    for role in MASKED:
        api = Api(here.users[role])
        assert api.get(f"/disputes/{probe.pk}/same-parties/").status_code == 403, role
        body = api.get(f"/disputes/{probe.pk}/").json()
        assert (body["repeats"], body["level_reasons"]) == (None, []), role
        page = here.client(role).get(f"/disputes/{probe.pk}/").content.decode()
        assert "同一当事人再次出现的次数" in page and "可能为同一当事人的纠纷" not in page, role
        with pytest.raises(Forbidden):
            same_parties(here.actor(role), probe)


def test_the_answer_to_the_correction_itself_confirms_nothing(here: Place) -> None:
    for _number in range(2):
        given_registration(here, parties=(APPLICANT,))
    probe = given_registration(here, parties=(ANOTHER,))
    party = probe.parties.get()
    data = {"party": party.pk, "name": APPLICANT.name, "phone": APPLICANT.phone}
    done = Api(here.users["grid_worker"]).post(f"/disputes/{probe.pk}/actions/amend_party/", data)
    assert done.status_code == 200, done.content
    assert (done.json()["repeats"], done.json()["level_reasons"]) == (None, [])


def test_the_desk_still_finds_what_is_registered_twice(here: Place) -> None:
    first = given_registration(here)
    probe = guess(here)
    api = Api(here.users["township_desk"])
    same = api.get(f"/disputes/{probe.pk}/same-parties/").json()["results"]
    assert [(row["id"], row["matched"]) for row in same] == [(first.pk, ["contact"])]
    assert api.get(f"/disputes/{probe.pk}/").json()["repeats"] == 1
    assert first.matter.number in here.client("township_desk").get(f"/disputes/{probe.pk}/").content.decode()


def test_who_sees_the_parties_of_one_in_clear_is_not_told_of_others(here: Place) -> None:
    other = given_registration(here)
    mine = given_dispute(here, "mediating")
    assert [one.dispute.pk for one in same_parties(here.actor("township_desk"), mine)] == [other.pk]
    assert same_parties(here.actor("mediator"), mine) == [], "the other one is not in this mediator's hands"


def found(here: Place, dispute: Dispute) -> set[int]:
    return {one.dispute.pk for one in same_parties(here.actor("township_desk"), dispute)}


def test_ended_ones_are_shown_within_the_window_and_of_the_type_alone(here: Place) -> None:
    closed, rejected = given_dispute(here, "closed"), given_dispute(here, "rejected")
    other_type = given_dispute(here, "closed", type="LABOR")
    open_type = given_registration(here, type="LABOR")
    probe = given_registration(here)
    assert found(here, probe) == {closed.pk, rejected.pk, open_type.pk} and other_type.pk not in found(
        here, probe
    )
    for days in (-200, 200):  # the window is six months, to both sides
        probe.matter.opened_at = timezone.now() + timedelta(days=days)
        assert found(here, probe) == {open_type.pk}


def test_an_ended_dispute_is_no_way_to_the_others_of_its_parties(here: Place) -> None:
    given_registration(here)
    for state in ("closed", "rejected"):
        assert found(here, given_dispute(here, state)) == set()


def test_a_joined_one_is_no_second_repeat(here: Place) -> None:
    target, second = given_registration(here), given_registration(here)
    act(here, second, "join", "township_desk", target=target.matter.number)
    assert found(here, given_registration(here)) == {target.pk}


def test_nothing_of_another_township_is_found(world: World) -> None:
    given_registration(world.neighbour)
    assert same_parties(world.here.actor("county_dispatcher"), given_registration(world.here)) == []


def amend(here: Place, dispute: Dispute, party: int, number: int) -> Any:
    return act(
        here, dispute, "amend_party", "grid_worker", party=party, phone=f"1390797{number:04d}", name="某某"
    )


def test_one_party_is_not_corrected_over_and_over_on_one_day(here: Place) -> None:
    dispute = given_registration(here, parties=(APPLICANT, RESPONDENT))
    one, other = dispute.parties.get(side="applicant"), dispute.parties.get(side="respondent")
    for number in range(CORRECTIONS_A_DAY):
        amend(here, dispute, one.pk, number)
    with pytest.raises(Invalid) as refused:
        amend(here, dispute, one.pk, 9999)
    assert set(refused.value.fields) == {"party"}
    amend(here, dispute, other.pk, 1)
    next_day = timezone.now() + timedelta(days=1)
    from unittest.mock import patch

    with patch("pingan.matters.services.performing.timezone.now", return_value=next_day):
        amend(here, dispute, one.pk, 2)
