"""Personal data goes when its time is over, and the chain still holds."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from grids.models import Incident
from grids.services.retention import blank_expired
from pingan.matters.models import EntryNote
from pingan.matters.queries import chain_faults
from tests.factories.incidents import given_incident
from tests.factories.world import given_world

pytestmark = pytest.mark.django_db


def test_a_contact_goes_a_year_after_closing_and_not_before() -> None:
    incident = given_incident(given_world().here, "closed")
    assert blank_expired(timezone.now() + timedelta(days=364)) == 0
    assert blank_expired(timezone.now() + timedelta(days=366)) == 1
    row = Incident.objects.get(pk=incident.pk)
    assert (row.reporter_name, row.reporter_phone) == (None, None)
    assert blank_expired(timezone.now() + timedelta(days=366)) == 0
    assert list(chain_faults()) == []


def test_words_go_after_ten_years_and_the_chain_holds() -> None:
    incident = given_incident(given_world().here, "closed")
    blank_expired(timezone.now() + timedelta(days=3660))
    notes = EntryNote.objects.filter(entry__matter_id=incident.pk)
    assert notes.exists()
    assert {note.text for note in notes} == {""}
    assert list(chain_faults()) == []


def test_an_open_incident_keeps_everything() -> None:
    incident = given_incident(given_world().here, "accepted")
    blank_expired(timezone.now() + timedelta(days=36600))
    assert Incident.objects.get(pk=incident.pk).reporter_phone == "13812345678"
