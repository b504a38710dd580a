"""From when a permission holds: never from before it was drafted or decided."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from pingan.audit.models import AuditEntry
from pingan.common.errors import Invalid
from pingan.exchange.models import CatalogueEntry
from pingan.exchange.services.entries import draft_entry
from tests.exchange.test_forms import entry_input, post_entry
from tests.exchange.test_pages import drafted
from tests.factories.exchange import given_caller, given_entry, given_partner
from tests.factories.world import Place

pytestmark = pytest.mark.django_db


def day(away: int) -> date:
    return timezone.localdate() + timedelta(days=away)


def waiting(here: Place, **values: Any) -> CatalogueEntry:
    """Return a permission that was submitted some days ago and is decided only now."""
    return given_entry(here, direction="read", state="submitted", decided_by=None, decided_at=None, **values)


@pytest.mark.parametrize("away", [-1, -400])
def test_a_first_day_that_is_past_is_refused_at_its_field_and_nothing_is_lost(here: Place, away: int) -> None:
    answer = post_entry(here, valid_from=day(away).isoformat())
    assert answer.status_code == 422
    form = answer.context["form"]
    assert set(form.errors) == {"valid_from"} and form["valid_from"].value() == day(away).isoformat()
    assert "《江西省平安建设条例》第十八条" in answer.content.decode()
    assert not CatalogueEntry.objects.exists()


def test_the_service_refuses_it_whatever_door_it_comes_through(here: Place) -> None:
    partner = given_partner(here)
    data = entry_input(valid_from=day(-1), region=here.township.code)
    with pytest.raises(Invalid) as refused:
        draft_entry(actor=here.actor("body_office"), partner_id=partner.pk, data=data)
    assert set(refused.value.fields) == {"valid_from"}


def test_a_first_day_today_or_later_is_taken_and_the_field_says_from_when(here: Place) -> None:
    at = f"/exchange/partners/{given_partner(here).pk}/entries/new/"
    office = here.client("body_office")
    field = office.get(at).content.decode().partition('name="valid_from"')[2].partition(">")[0]
    assert f'min="{day(0).isoformat()}"' in field
    for away in (0, 20):
        sent = drafted(here, valid_from=day(away).isoformat())
        assert office.post(at, sent).status_code == 302


def test_what_is_approved_after_its_first_day_holds_from_the_approval(here: Place) -> None:
    entry = waiting(here, valid_from=day(-5))
    before = entry.valid_until
    leader = here.client("leader")
    assert "自批准之日起" in leader.get(f"/exchange/entries/{entry.pk}/").content.decode()
    assert leader.post(f"/exchange/entries/{entry.pk}/approve/").status_code == 302
    entry.refresh_from_db()
    assert (entry.valid_from, entry.valid_until, entry.state) == (day(0), before, "approved")
    assert given_caller(here, entry).get("incidents/").status_code == 200
    said = AuditEntry.objects.get(action="exchange.entry_approve").data
    assert said["valid_from"] == day(0).isoformat() and said["asked_from"] == day(-5).isoformat()


def test_what_is_approved_before_its_first_day_keeps_it(here: Place) -> None:
    entry = waiting(here, valid_from=day(3))
    assert here.client("leader").post(f"/exchange/entries/{entry.pk}/approve/").status_code == 302
    entry.refresh_from_db()
    assert entry.valid_from == day(3)


def test_an_old_permission_that_is_stopped_and_goes_on_keeps_its_first_day(here: Place) -> None:
    entry = given_entry(here, direction="read", valid_from=day(-200))
    leader = here.client("leader")
    for step, said in (("suspend", "核查"), ("resume", "")):
        assert leader.post(f"/exchange/entries/{entry.pk}/{step}/", {"reason": said}).status_code == 302
    entry.refresh_from_db()
    assert (entry.valid_from, entry.state) == (day(-200), "approved")
