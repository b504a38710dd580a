"""A volunteer who serves no more and never withdraws: told before, asked anew, ended with a trace."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from grids.models import Volunteer
from grids.services.volunteer_hours import note_hours
from grids.services.volunteer_retention import end_idle_volunteers
from grids.services.volunteers import certify
from pingan.audit.models import AuditEntry
from pingan.common.models import OutboxEntry
from pingan.documents.services import load_templates
from pingan.org.models import Organ
from tests.factories.volunteers import given_activity, given_volunteer
from tests.factories.world import Place

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_counts_of_other_tests() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def after(days: float) -> int:
    return end_idle_volunteers(timezone.now() + timedelta(days=days))


def told(step: str) -> list[set[int]]:
    rows = OutboxEntry.objects.filter(payload__content__kind=f"volunteers.{step}").order_by("pk")
    return [set(row.payload["recipients"]) for row in rows]


def test_the_desk_is_told_before_and_the_data_end_with_a_trace(here: Place) -> None:
    volunteer, code = given_volunteer(here)
    desk = {here.users[role].pk for role in ("township_desk", "township_desk_b")}
    assert after(699) == 0
    assert (after(701), after(702)) == (1, 0)
    assert told("warned") == [desk]
    page = Client().post("/public/progress/", {"code": code}).content.decode()
    assert "即将删除" in page, "the person reads it under the code"
    client = here.client("township_desk")
    assert len(client.get("/volunteers/?part=warned").context["lines"]) == 1
    assert "/renew/" in client.get(f"/volunteers/{volunteer.pk}/").content.decode()
    assert after(730.5) == 0, "thirty days lie between the warning and the end"
    assert (after(731.5), after(732)) == (1, 0)
    volunteer.refresh_from_db()
    assert (volunteer.name, volunteer.phone, volunteer.left_how) == (None, None, "idle")
    entry = AuditEntry.objects.get(action="volunteer.left")
    assert entry.data["days"] == 730 and "第十九条" in entry.data["source"] and entry.data["how"] == "idle"
    assert told("ended") == [desk]


def test_service_or_a_new_consent_begins_the_term_again(here: Place) -> None:
    asked, _code = given_volunteer(here)
    served, _other = given_volunteer(here, name="李红", phone="13900002222")
    assert after(701) == 2
    client = here.client("township_desk")
    assert client.post(f"/volunteers/{asked.pk}/renew/", {}).status_code == 422
    assert client.post(f"/volunteers/{asked.pk}/renew/", {"is_agreed": "on"}).status_code == 302
    asked.refresh_from_db()
    assert asked.warned_at is None and AuditEntry.objects.filter(action="volunteer.renewed").count() == 1
    activity = given_activity(here)
    note_hours(actor=here.actor("township_desk"), pk=served.pk, activity=activity.pk, hours=2)
    Volunteer.objects.update(joined_at=timezone.now() - timedelta(days=600))
    assert after(40) == 0
    served.refresh_from_db()
    assert served.warned_at is None and served.left_at is None


def test_nobody_ends_unwarned_after_a_long_standstill_and_the_public_page_says_how_long(here: Place) -> None:
    volunteer, _code = given_volunteer(here)
    assert after(900) == 1 and told("ended") == []
    assert (after(929), after(930.1)) == (0, 1)
    volunteer.refresh_from_db()
    assert volunteer.left_how == "idle"
    page = Client().get(f"/public/volunteer/?county={here.county.code[:6]}").content.decode()
    assert "730" in page


def test_a_certificate_of_one_day_names_it_once(here: Place) -> None:
    load_templates()
    volunteer, _code = given_volunteer(here)
    desk = here.actor("township_desk")
    note_hours(actor=desk, pk=volunteer.pk, activity=given_activity(here).pk, hours=2)
    Organ.objects.filter(pk=desk.organ_id).update(document_code="朱综治")
    paper = certify(actor=desk, pk=volunteer.pk)
    assert "至" not in json.loads(paper.snapshot)["period"]
