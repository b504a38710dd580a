"""An application for mediation from the public: sealed sides, taken as a dispute by the desk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from disputes.models import Dispute, DisputeParty
from grids.models import PublicSubmission
from tests.factories.submissions import code_in, old_token, row_of
from tests.factories.world import Place

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_counts_of_other_tests() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def fields(here: Place) -> dict[str, str]:
    return {
        "form_number": old_token(), "text": "李四家的水渠占了我家的地，想请人调解", "other_party": "李四",
        "region": here.township.code, "place_text": "三组", "name": "张建国", "phone": "13812345678",
        "longitude": str(here.point[0]), "latitude": str(here.point[1]),
    }  # fmt: skip


def test_an_application_is_sent_and_taken_as_a_dispute_of_the_moment_it_was_sent(here: Place) -> None:
    address = f"/public/mediation/?county={here.county.code[:6]}"
    page = Client().get(address).content.decode()
    assert (
        "自愿" in page
        and "<script>" not in page
        and address.split("?")[0] in Client().get("/public/").content.decode()
    )
    code = code_in(Client().post(address, fields(here)))
    row = row_of(code)
    PublicSubmission.objects.filter(pk=row.pk).update(sent_at=timezone.now() - timedelta(days=3))
    row.refresh_from_db()
    desk = here.client("township_desk")
    shown = desk.get(f"/submissions/{row.pk}/").content.decode()
    assert f"/disputes/applications/{row.pk}/" in shown and "13812345678" not in shown
    assert f"/submissions/{row.pk}/take/" not in shown
    nobody = desk.post(f"/disputes/applications/{row.pk}/", {"type": "NONE", "other_kind": "person"})
    assert nobody.status_code == 422
    taken = desk.post(f"/disputes/applications/{row.pk}/", {"type": "FOREST_LAND", "other_kind": "person"})
    assert taken.status_code == 302, taken.content.decode()[-2000:]
    dispute = Dispute.objects.select_related("matter").get()
    assert dispute.source == "application" and dispute.matter.opened_at == row.sent_at
    assert {party.name for party in DisputeParty.objects.all()} == {"张建国", "李四"}
    assert "李四" not in dispute.matter.text
    row.refresh_from_db()
    assert row.matter_id == dispute.pk and row.other_party is None and row.text == ""
    told = Client().post("/public/progress/", {"code": code}).content.decode()
    assert dispute.matter.number in told and "李四" not in told
    again = desk.post(
        f"/disputes/applications/{row.pk}/", {"type": dispute.type.code, "other_kind": "person"}
    )
    assert again.status_code == 409 and Dispute.objects.count() == 1


def test_without_the_other_side_or_a_way_to_answer_nothing_is_sent(here: Place) -> None:
    address = f"/public/mediation/?county={here.county.code[:6]}"
    for left_out in ("other_party", "name", "phone", "text"):
        assert Client().post(address, {**fields(here), left_out: ""}).status_code == 422
    assert not PublicSubmission.objects.exists()
