"""What stands behind one matter's page is read without the columns that no page of it shows."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.decisions import given_decision
from tests.factories.disputes import given_dispute
from tests.factories.incidents import given_report
from tests.factories.world import Place

pytestmark = pytest.mark.django_db
#: Outlines of divisions (a county's has thousands of corners) and the words kept for searching.
HEAVY = re.compile(
    r'SELECT[^()]*?"?(org_region|T\d+)"?\."(boundary|search)"[^()]*? FROM "(grids|disputes|risk)_'
)


@pytest.mark.parametrize("kind", ["incident", "dispute"])
@pytest.mark.parametrize("address", ["detail", "action"])
def test_the_head_of_a_matter_brings_no_outline_of_a_division(here: Place, kind: str, address: str) -> None:
    matter = given_dispute(here).matter if kind == "dispute" else given_report(here).matter
    name = "grids:incident" if kind == "incident" else "disputes:dispute"
    more = ["accept"] if address == "action" else []
    with CaptureQueriesContext(connection) as asked:
        answer = here.client("township_desk").get(reverse(f"{name}_{address}", args=[matter.pk, *more]))
    assert answer.status_code == 200
    heavy = [query["sql"][:2000] for query in asked if HEAVY.search(query["sql"])]
    assert not heavy, heavy


def test_the_form_of_one_action_asks_nothing_of_the_others(here: Place) -> None:
    """Whether a matter can be taken off a decision's area is read for that action, not for a comment."""
    decision = given_decision(here, "consulting")
    with CaptureQueriesContext(connection) as asked:
        answer = here.client("unit_handler").get(
            reverse("risk:decision_action", args=[decision.pk, "comment"])
        )
    assert answer.status_code == 200, answer.content[:300]
    others = [query["sql"] for query in asked if "risk_areamatter" in query["sql"]]
    assert not others, others[:2]
