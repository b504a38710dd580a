"""Whoever is told to call the police can write down that it was done."""

from __future__ import annotations

import pytest
from django.utils import timezone

from disputes.models import Dispute, DisputeReader
from tests.factories.disputes import given_registration
from tests.factories.world import World

pytestmark = pytest.mark.django_db
TOLD = {"station": "朱坊派出所", "channel": "call_110", "receipt": "R-7", "note": ""}


def _told(world: World, dispute: Dispute, role: str) -> int:
    address = f"/disputes/{dispute.pk}/actions/tell_police/"
    client = world.here.client(role)
    form = client.get(address)
    moment = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    if form.status_code != 200:
        return form.status_code
    return client.post(
        address, {**TOLD, "told_at": moment, "seen_version": dispute.matter.version}
    ).status_code


def test_a_grid_worker_records_the_notice_on_what_he_registered(world: World) -> None:
    dispute = given_registration(world.here, flags=("violence",), flag_note="动手打人")
    page = world.here.client("grid_worker").get(f"/disputes/{dispute.pk}/").content.decode()
    assert f"/disputes/{dispute.pk}/actions/tell_police/" in page
    assert _told(world, dispute, "grid_worker") == 302
    assert dispute.police_notices.get().told_by_id == world.here.users["grid_worker"].pk


def test_a_grid_worker_records_the_notice_on_what_lies_in_the_own_grid(world: World) -> None:
    dispute = given_registration(world.here, "township_desk", flags=("threat",), flag_note="扬言")
    assert dispute.matter.grid_id
    assert _told(world, dispute, "grid_worker") == 302
    assert dispute.police_notices.exists()


@pytest.mark.parametrize("role", ["mediator", "unit_handler"])
def test_who_registered_it_records_the_notice_whatever_the_post(world: World, role: str) -> None:
    sent = {"source": "other_unit", "external_number": "康城管转1号"} if role == "unit_handler" else {}
    dispute = given_registration(world.here, role, flags=("threat",), flag_note="扬言", **sent)
    assert _told(world, dispute, role) == 302


def test_a_closed_matter_stays_shut_to_the_worker_of_its_grid(world: World) -> None:
    dispute = given_registration(
        world.here, "township_desk", flags=("threat",), flag_note="扬言", restriction="other"
    )
    worker = world.here.users["grid_worker"]
    assert not DisputeReader.objects.filter(dispute=dispute, user=worker).exists()
    assert _told(world, dispute, "grid_worker") == 404
    assert not dispute.police_notices.exists()
