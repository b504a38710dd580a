"""Who may be represented: a party that acts for itself; not oneself, not each other, no representative."""

from __future__ import annotations

from typing import Any

import pytest

from disputes.models import Dispute, DisputeParty
from pingan.common.errors import Invalid
from tests.api.conftest import API
from tests.factories.disputes import APPLICANT, RESPONDENT, act, given_dispute
from tests.factories.world import Place

pytestmark = pytest.mark.django_db
A, B = {"side": "applicant", "name": APPLICANT.name}, {"side": "respondent", "name": RESPONDENT.name}
C = {"side": "applicant", "name": "刘晓梅"}


def registered(here: Place, *parties: dict[str, Any]) -> Any:
    body = {
        "type": "NEIGHBOUR", "description": "两家因排水沟走向发生争执", "source": "walk_in", "parties": parties,
        "longitude": here.point[0], "latitude": here.point[1],
    }  # fmt: skip
    return here.client("township_desk").post(f"{API}/disputes/", body, content_type="application/json")


@pytest.mark.parametrize(
    ("parties", "fields"),
    [
        (({**A, "represents": 0}, B), {"parties.0.represents"}),
        (
            ({**A, "represents": 2}, B, {**C, "represents": 0}),
            {"parties.0.represents", "parties.2.represents"},
        ),
        ((A, B, {**C, "represents": 0}, {**C, "represents": 2}), {"parties.3.represents"}),
        ((A, {**B, "represents": 5}), {"parties.1.represents"}),
    ],
)
def test_only_who_acts_for_itself_can_be_represented(
    here: Place, parties: tuple[dict[str, Any], ...], fields: set[str]
) -> None:
    answer = registered(here, *parties)
    assert (answer.status_code, set(answer.json()["errors"])) == (422, fields)
    assert not Dispute.objects.exists()


def test_two_may_represent_one_party(here: Place) -> None:
    answer = registered(here, A, B, {**C, "represents": 0}, {**C, "represents": 0})
    assert answer.status_code == 201
    assert DisputeParty.objects.filter(represents__isnull=False).count() == 2


def test_a_representative_who_is_added_later_stands_for_a_present_party(here: Place) -> None:
    dispute = given_dispute(here, "accepted")
    applicant, respondent = dispute.parties.order_by("pk")
    dispute = act(
        here, dispute, "add_party", "township_desk", side="applicant", name="刘晓梅", represents=applicant.pk
    )
    helper = dispute.parties.get(represents=applicant)
    act(here, dispute, "add_party", "township_desk", side="respondent", name="陈小平")
    act(here, dispute, "leave_party", "township_desk", party=respondent.pk)
    for wrong in (helper, respondent):
        with pytest.raises(Invalid) as refused:
            act(here, dispute, "add_party", "township_desk", side="third", name="陈刚", represents=wrong.pk)
        assert set(refused.value.fields) == {"represents"}
        body = {"side": "third", "kind": "person", "name": "陈刚", "represents": wrong.pk}
        url = f"{API}/disputes/{dispute.pk}/actions/add_party/"
        answer = here.client("township_desk").post(url, body, content_type="application/json")
        assert (answer.status_code, set(answer.json()["errors"])) == (422, {"represents"})
