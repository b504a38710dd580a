"""Documents without a matter, and service by hand: through the pages of the office."""

from __future__ import annotations

import pytest
from django.urls import reverse

from pingan.documents.models import OfficialDocument, ServiceReceipt
from pingan.documents.services import load_templates
from pingan.notify.models import Notice

pytestmark = pytest.mark.django_db
NEW = "console:document_new"


@pytest.fixture
def world(world):
    load_templates()
    return world


def written(place, units, **changes):
    data = {
        "template": "letter", "recipients": [place.units[name].pk for name in units],
        "subject": "报送汛期排查情况", "text": "请于本月底前报送排查情况。", **changes,
    }  # fmt: skip
    return place.client("body_office").post(reverse(NEW), data)


def first_unit(world):
    return next(iter(world.here.units))


def test_the_office_issues_a_letter_without_an_incident_and_serves_it(world):
    name = first_unit(world)
    answer = written(world.here, [name])
    assert answer.status_code == 302, answer.content.decode()[:3000]
    document = OfficialDocument.objects.get()
    assert document.title == "关于报送汛期排查情况的函"
    receipt = ServiceReceipt.objects.get()
    assert (receipt.recipient, receipt.acknowledged_at) == (world.here.units[name], None)


def test_a_circular_is_not_written_by_one_person_alone(world):
    assert written(world.here, [first_unit(world)], template="circular").status_code == 422
    assert not OfficialDocument.objects.exists()


def test_what_cannot_be_issued_comes_back_with_its_text(world):
    answer = written(world.here, [first_unit(world)], subject="")
    assert answer.status_code == 422
    assert "请于本月底前报送排查情况。" in answer.content.decode()


def test_the_issuer_serves_on_a_further_unit_by_hand_once(world):
    first, second = list(world.here.units)[:2]
    written(world.here, [first])
    document = OfficialDocument.objects.get()
    office = world.here.client("body_office")
    data = {"recipient": world.here.units[second].pk, "method": "in_person"}
    url = reverse("console:document_serve", args=[document.pk])
    assert office.post(url, data).status_code == 422  # nobody signed
    data["received_by_name"] = "王文书"
    assert office.post(url, data).status_code == 302
    receipt = ServiceReceipt.objects.get(recipient=world.here.units[second])
    assert receipt.acknowledged_at == receipt.served_at
    assert office.post(url, data).status_code == 409
    assert document.receipts.count() == 2


def test_a_recipient_serves_nothing_on_and_another_county_gets_404(world):
    written(world.here, ["city_management"])
    document = OfficialDocument.objects.get()
    data = {"recipient": world.here.units["city_management"].pk, "method": "electronic"}
    url = reverse("console:document_serve", args=[document.pk])
    assert world.here.client("unit_handler").post(url, data).status_code == 403
    assert world.far.client("body_office").post(url, data).status_code == 404
    assert document.receipts.count() == 1
    assert not Notice.objects.filter(key=f"document:{document.pk}", recipient=world.far.users["body_office"])
