"""Text of characters that nobody sees answers no question, and hides no party: through the doors of a dispute."""

from __future__ import annotations

from typing import Any

import pytest

from disputes.models import Dispute, DisputeParty
from disputes.queries.mediators import suggested_mediators
from pingan.common.text import plain_text
from pingan.matters.models import Matter
from tests.api.conftest import Api
from tests.api.test_bad_input import is_problem
from tests.api.test_disputes import NEW
from tests.disputes.test_dispute_pages import sent
from tests.factories.disputes import given_dispute, given_registration
from tests.factories.world import Place

pytestmark = pytest.mark.django_db
UNSEEN = ("\u200b", "\u200b\u200d\ufeff", "\u00ad", "\u0301", "\u115f", "\u3164", "\u202e\u200f")
FIRST = {"side": "applicant", "name": "欧阳志远", "phone": "13907970001"}


@pytest.mark.parametrize("unseen", UNSEEN)
def test_no_party_is_registered_without_a_name_that_shows(here: Place, unseen: str) -> None:
    new = {**NEW, "parties": [FIRST, {"side": "respondent", "name": unseen}]}
    answer = Api(here.users["grid_worker"]).post("/disputes/", new)
    assert set(is_problem(answer, 422, "invalid")["errors"]) == {"parties.1.name"}
    assert not Matter.objects.exists()


def test_the_description_must_show_something(here: Place) -> None:
    answer = Api(here.users["grid_worker"]).post("/disputes/", {**NEW, "description": "\u200b\u00ad"})
    assert set(is_problem(answer, 422, "invalid")["errors"]) == {"description"}


@pytest.mark.parametrize(
    ("state", "action", "field", "role", "others"),
    [
        ("accepted", "add_party", "name", "township_desk", {"side": "third"}),
        ("accepted", "set_level", "note", "township_desk", {"level": "major"}),
        ("accepted", "restrict", "note", "township_desk", {"restriction": "other"}),
        ("accepted", "hold_deletion", "note", "township_desk", {"until": "2030-01-01T09:00"}),
        ("accepted", "reclassify", "note", "township_desk", {"type": "NEIGHBOUR"}),
        ("accepted", "flag", "note", "township_desk", {"codes": ["threat"]}),
        ("accepted", "comment", "note", "township_desk", {}),
        ("accepted", "settle", "note", "township_desk", {}),
        ("accepted", "remind", "note", "county_dispatcher", {}),
        ("agreed", "add_clause", "text", "mediator", {}),
    ],
)
def test_an_action_takes_no_text_that_shows_nothing(
    here: Place, without_papers: None, state: str, action: str, field: str, role: str, others: dict[str, Any]
) -> None:
    dispute = given_dispute(here, state)
    for unseen in UNSEEN:
        answer = Api(here.users[role]).post(
            f"/disputes/{dispute.pk}/actions/{action}/", {**others, field: unseen}
        )
        assert field in is_problem(answer, 422, "invalid")["errors"], (action, unseen)


def test_the_pages_ask_again_where_nothing_shows(here: Place) -> None:
    page = here.client("township_desk")
    for spoilt in (
        {"parties-1-name": "\u200b"},
        {"is_settled": "on", "settlement": "\u200b"},
        {"description": "\u00ad"},
    ):
        refused = page.post(
            "/disputes/new/", sent(here, **{"source": "walk_in", "parties-1-phone": "13907970002"}, **spoilt)
        )
        assert refused.status_code == 422, spoilt
        assert not Dispute.objects.exists()
    dispute = given_dispute(here, "accepted")
    assert page.post(f"/disputes/{dispute.pk}/actions/comment/", {"note": "\u200b"}).status_code == 422


def test_a_row_of_a_form_in_which_nothing_shows_is_no_party(here: Place) -> None:
    typed = sent(
        here, **{"source": "walk_in", "parties-0-name": "欧阳\u200b志远", "parties-1-name": "\u200b"}
    )
    assert here.client("township_desk").post("/disputes/new/", typed).status_code == 302
    assert [party.name for party in DisputeParty.objects.all()] == ["欧阳志远"]


def test_the_same_person_is_known_again_whatever_nobody_sees_in_the_name(here: Place) -> None:
    api = Api(here.users["grid_worker"])
    clear = api.post("/disputes/", {**NEW, "parties": [{**FIRST, "name": "诸葛明亮"}]}).json()
    hidden = api.post("/disputes/", {**NEW, "parties": [{**FIRST, "name": "诸葛\u200b明\u200d亮"}]}).json()
    found = Api(here.users["township_desk"]).get(f"/disputes/{hidden['id']}/same-parties/").json()["results"]
    assert [row["id"] for row in found] == [clear["id"]]


def test_a_mediator_who_is_a_party_is_known_whatever_nobody_sees_in_the_name(here: Place) -> None:
    mediator = here.mediators[0]
    dispute = given_registration(here)
    DisputeParty.objects.filter(dispute=dispute).update(name="")
    spoilt = f"{mediator.name[0]}\u200b{mediator.name[1:]}"
    assert plain_text(spoilt) == mediator.name
    answer = Api(here.users["township_desk"]).post(
        f"/disputes/{dispute.pk}/actions/add_party/", {"side": "third", "name": spoilt}
    )
    assert answer.status_code == 200, answer.content
    found = suggested_mediators(here.actor("township_desk"), Dispute.objects.get(pk=dispute.pk))
    assert [one.conflict for one in found if one.mediator == mediator] == ["party"]
