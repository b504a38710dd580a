"""Words of characters that nobody sees answer no question, whatever door they come through."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.http import QueryDict

from grids.models import Incident
from pingan.exchange.models import CatalogueEntry, Partner
from pingan.matters.models import TimelineEntry
from pingan.office.models import Circular, WallScreen
from pingan.registers.models import RegisterFinding, RegisterReport
from pingan.web.plain_words import plain_form, plain_words
from tests.api.conftest import Api
from tests.exchange.test_forms import NEW_PARTNER, filled, post_entry
from tests.exchange.test_hand_overs import given_handed_over, given_system, state_of, told
from tests.exchange.test_pages import dead_letter
from tests.factories.exchange import given_subscription
from tests.factories.registers import given_definition, given_round
from tests.factories.world import Place, World
from tests.registers.test_references import APPLIED
from tests.supervision.staged import overdue
from tests.supervision.test_desk_api import DESK, letter, office

pytestmark = pytest.mark.django_db
UNSEEN = ("\u200b", "\u2060", "\u3164", "\u00ad", " \u200b ")
some_unseen = pytest.mark.parametrize("unseen", UNSEEN)


@pytest.fixture(autouse=True)
def _no_counts_of_others() -> None:
    cache.clear()


def test_what_is_sent_is_put_in_order_and_passwords_stay_as_they_are() -> None:
    sent = {"a": ["\u200b", {"b": "张\u2060三"}], "password": "x\u200by", "n": 3, "\u200b": None}
    assert plain_words(sent) == {"a": ["", {"b": "张三"}], "password": "x\u200by", "n": 3, "\u200b": None}
    form = QueryDict(mutable=True)
    form.setlist("note", ["\u200b", "好\u00ad的"])
    form["old_password"], form["text"] = "\u200b", "a\0"
    kept = plain_form(form)
    assert kept.getlist("note") == ["", "好的"] and kept["old_password"] == "\u200b"
    assert kept["text"] == "a\0", "what no column holds is refused by its field"


@some_unseen
def test_nobody_is_urged_without_a_word(world: World, unseen: str) -> None:
    late = overdue(world.here)
    rows = [{"id": late.pk, "version": late.matter.version}]
    assert "note" in office(world).post(f"{DESK}remind/", {"rows": rows, "note": unseen}).json()["errors"]
    page = world.here.client("body_office").post(
        f"{DESK}remind/run/", {"row": f"{late.pk}:{late.matter.version}", "note": unseen}
    )
    assert page.status_code != 302
    assert not TimelineEntry.objects.filter(matter=late.pk, action="remind").exists()


@some_unseen
def test_no_rung_is_passed_over_without_a_reason(world: World, unseen: str) -> None:
    late = overdue(world.here)
    answer = office(world).post(f"{DESK}{late.pk}/letter/", {**letter(), "left_out": unseen})
    assert answer.status_code == 422 and "left_out" in answer.json()["errors"]


@some_unseen
def test_no_circular_is_blank(world: World, unseen: str) -> None:
    late = overdue(world.here)
    wording = {
        "subject": unseen, "text": unseen, "matters": [late.pk],
        "recipients": [world.here.units["city_management"].pk],
    }  # fmt: skip
    answer = office(world).post("/office/circulars/", wording)
    assert {"subject", "text"} <= set(answer.json()["errors"]) and not Circular.objects.exists()


@some_unseen
def test_no_system_and_no_permission_is_kept_without_name_and_purpose(here: Place, unseen: str) -> None:
    answer = here.client("body_office").post(NEW_PARTNER, filled(name=unseen, contact=unseen))
    assert answer.status_code == 422 and {"name", "contact"} <= set(answer.context["form"].errors)
    assert not Partner.objects.exists()
    answer = post_entry(here, purpose=unseen)
    assert answer.status_code == 422 and "purpose" in answer.context["form"].errors
    assert not CatalogueEntry.objects.exists()


@some_unseen
def test_a_delivery_is_given_up_for_a_reason_that_shows(here: Place, unseen: str) -> None:
    delivery = dead_letter(here, given_subscription(here, "https://127.0.0.1/events"))
    answer = here.client("body_office").post(f"/exchange/letters/{delivery.pk}/give-up/", {"reason": unseen})
    assert answer.status_code == 422
    delivery.refresh_from_db()
    assert delivery.state != "given_up"


@some_unseen
@pytest.mark.parametrize(("status", "field"), [("done", "result"), ("refused", "reason")])
def test_a_units_system_says_what_it_did(here: Place, status: str, field: str, unseen: str) -> None:
    incident, row, caller = given_handed_over(here, given_system(here))
    said: dict[str, Any] = {"status": status, field: unseen}
    answer = told(caller, row, **said)
    assert answer.status_code == 422 and field in answer.json()["errors"]
    form = caller.client.post(
        f"/exchange/v1/hand-overs/{row.public_id}/status/", said,
        headers={"Authorization": f"Bearer {caller.token}"},
    )  # fmt: skip
    assert form.status_code == 422 and field in form.json()["errors"]
    assert state_of(incident) == "dispatched" and Incident.objects.filter(pk=incident.pk).exists()


@some_unseen
def test_no_entry_of_a_register_hides_a_required_word(here: Place, unseen: str) -> None:
    row = given_round(here.actor("body_office"), here.county, given_definition("title_applications"))
    report = RegisterReport.objects.get(round=row, region_code=here.village.code)
    sent = {"values": {"applied": 1}, "findings": [{"values": {**APPLIED, "applicant": unseen}}]}
    answer = Api(here.users["community_staff"]).post(f"/register-reports/{report.pk}/submit/", sent)
    assert answer.status_code == 422, answer.content
    assert not RegisterFinding.objects.exists()


@some_unseen
def test_a_screen_hangs_somewhere(here: Place, unseen: str) -> None:
    answer = here.client("body_office").post("/office/screens/", {"name": unseen, "days": "30"})
    assert answer.status_code != 302 and not WallScreen.objects.exists()
