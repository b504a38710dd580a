"""Whoever received a brief confirms it where it is read: on its own page, or in the list that the home page opens."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pingan.documents.models import ServiceReceipt
from pingan.office.models import Brief
from tests.api.conftest import Api
from tests.factories.briefs import given_brief, given_office_below
from tests.factories.world import Place, World, signed_in

pytestmark = pytest.mark.django_db
LIST = "/office/briefs/?part=confirm"


def served(here: Place) -> tuple[Brief, ServiceReceipt, Client]:
    """Return a brief that the township's office has to confirm, its receipt, and whoever sits there."""
    below = given_office_below(here)
    desk = here.users["township_desk"]
    desk.posts.update(organ=below)
    brief = given_brief(here, "issued")
    assert brief.document is not None
    return brief, brief.document.receipts.get(recipient=below), signed_in(desk)


def forms_of(page: str) -> list[tuple[str, str]]:
    """Return where each confirmation is sent, and where it leads back to."""
    return re.findall(
        r'action="(/documents/receipts/\d+/acknowledge/)".*?name="next" value="([^"]*)"', page, re.DOTALL
    )


@pytest.mark.parametrize("shown_at", ["page", "list"])
def test_a_received_brief_is_confirmed_where_it_is_read(here: Place, shown_at: str) -> None:
    brief, receipt, desk = served(here)
    url = LIST if shown_at == "list" else f"/office/briefs/{brief.pk}/"
    [(address, back)] = forms_of(desk.get(url).content.decode())
    assert (address, back) == (f"/documents/receipts/{receipt.pk}/acknowledge/", url)
    answer = desk.post(address, {"next": back})
    assert (answer.status_code, answer["Location"]) == (302, url)
    receipt.refresh_from_db()
    assert receipt.acknowledged_at is not None
    assert forms_of(desk.get(url).content.decode()) == []


def test_nobody_else_is_offered_to_confirm_it(world: World) -> None:
    brief, _receipt, desk = served(world.here)
    for client in (world.here.client("body_office"), world.here.client("auditor")):
        assert forms_of(client.get(f"/office/briefs/{brief.pk}/").content.decode()) == []
    assert forms_of(desk.get("/office/briefs/").content.decode()) == [], "only where it is asked for"


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_a_confirmation_leads_to_no_other_site(here: Place, back: str) -> None:
    brief, receipt, desk = served(here)
    answer = desk.post(f"/documents/receipts/{receipt.pk}/acknowledge/", {"next": back})
    assert answer["Location"] == f"/documents/{brief.document_id}/"


def test_a_program_finds_the_receipt_that_it_confirms(here: Place) -> None:
    brief, receipt, _desk = served(here)
    program = Api(here.users["township_desk"])
    [row] = program.get(f"/briefs/{brief.pk}/").json()["receipts"]
    assert row["id"] == receipt.pk
    assert program.post(f"/office/received/{row['id']}/acknowledge/").json()["acknowledged_at"]


def test_a_list_of_what_is_to_be_confirmed_asks_no_more_for_more_briefs(here: Place) -> None:
    _brief, _receipt, desk = served(here)

    def asked() -> int:
        desk.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(LIST).status_code == 200
        return len(queries)

    few = asked()
    for back in (1, 2):
        given_brief(here, "issued", back=back)
    assert len(forms_of(desk.get(LIST).content.decode())) == 3
    assert asked() == few
