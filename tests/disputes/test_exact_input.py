"""What is not exactly meant is refused at its field: places, amounts, days, procedures, people who cannot be minors."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from disputes.models import Dispute
from pingan.common.amounts import amount_of
from pingan.matters.models import Matter
from tests.api.conftest import Api
from tests.api.test_bad_input import is_problem
from tests.api.test_disputes import NEW
from tests.api.test_incident_life import REPORT
from tests.disputes.test_dispute_pages import sent
from tests.factories.disputes import act, given_dispute, given_registration, next_morning
from tests.factories.world import Place

pytestmark = pytest.mark.django_db
NOWHERE = {"longitude": 114.9, "latitude": 25.9}


@pytest.mark.parametrize("path", ["disputes", "incidents"])
@pytest.mark.parametrize(
    ("point", "fields"),
    [
        ({"longitude": 114.61, "latitude": None}, {"latitude"}),
        ({"longitude": None, "latitude": 25.71}, {"longitude"}),
        ({"longitude": 0, "latitude": 0}, {"longitude", "latitude"}),
        ({"longitude": 116.4, "latitude": 39.9}, {"latitude"}),
        ({"longitude": True, "latitude": 25.71}, {"longitude"}),
        (NOWHERE, {"longitude"}),
    ],
)
def test_a_place_is_whole_in_the_province_and_in_a_grid(
    here: Place, path: str, point: dict[str, Any], fields: set[str]
) -> None:
    base = NEW if path == "disputes" else REPORT
    answer = Api(here.users["grid_worker"]).post(f"/{path}/", {**base, **point})
    assert set(is_problem(answer, 422, "invalid")["errors"]) == fields
    assert not Matter.objects.exists()


@pytest.mark.parametrize("path", ["disputes", "incidents"])
def test_with_its_division_named_a_point_may_lie_in_no_grid_but_not_in_another_province(
    here: Place, path: str
) -> None:
    base = {**(NEW if path == "disputes" else REPORT), "region": here.village.code}
    desk = Api(here.users["township_desk"])
    assert desk.post(f"/{path}/", {**base, **NOWHERE}).status_code == 201
    beijing = desk.post(f"/{path}/", {**base, "longitude": 116.4, "latitude": 39.9})
    assert set(is_problem(beijing, 422, "invalid")["errors"]) == {"latitude"}


def test_a_page_says_at_the_place_what_is_wrong_with_the_point(here: Place) -> None:
    refused = here.client("grid_worker").post("/disputes/new/", sent(here, longitude="0", latitude="0"))
    assert refused.status_code == 422
    assert "江西省以外" in refused.content.decode()
    assert not Dispute.objects.exists()


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("5", "5"), ("1200.50", "1200.50"), ("1,200", "1200"), ("１２００．５", "1200.5"), ("1，200元", "1200"),
        (" 5 元 ", "5"),
        ("999999999999.99", "999999999999.99"),
        ("1e5", None), ("1_000", None), ("٥", None), ("1.234", None), ("-1", None), ("1,20", None), ("", None),
        ("NaN", None), ("5.", None), ("1000000000000", None), ("五", None),
    ],
)  # fmt: skip
def test_which_texts_are_amounts(typed: str, amount: str | None) -> None:
    assert amount_of(typed) == (None if amount is None else Decimal(amount))


@pytest.mark.parametrize("typed", ["1e5", "1_000", "٥", True])
def test_no_door_takes_what_is_no_amount(here: Place, without_papers: None, typed: Any) -> None:
    desk = Api(here.users["township_desk"])
    answer = desk.post("/disputes/", {**NEW, "amount": typed, "source": "walk_in"})
    assert set(is_problem(answer, 422, "invalid")["errors"]) == {"amount"}
    page = here.client("township_desk").post(
        "/disputes/new/", sent(here, source="walk_in", amount=str(typed))
    )
    assert page.status_code == 422
    dispute = given_dispute(here, "accepted")
    settled = desk.post(f"/disputes/{dispute.pk}/actions/settle/", {"note": "和解", "amount": typed})
    assert set(is_problem(settled, 422, "invalid")["errors"]) == {"amount"}


@pytest.mark.parametrize("typed", [5, 5.5, "5", "５"])
def test_amounts_are_numbers_or_texts_at_every_door(here: Place, without_papers: None, typed: Any) -> None:
    desk = Api(here.users["township_desk"])
    wanted = Decimal("5.5") if typed == 5.5 else Decimal(5)
    made = desk.post("/disputes/", {**NEW, "amount": typed, "source": "walk_in"})
    assert Decimal(made.json()["amount"]) == wanted
    dispute = given_registration(here, amount=None)
    settled = desk.post(f"/disputes/{dispute.pk}/actions/settle/", {"note": "和解", "amount": typed})
    assert settled.status_code == 200, settled.content
    dispute.refresh_from_db()
    assert dispute.amount == wanted


def test_no_session_is_planned_more_than_a_year_ahead(here: Place, without_papers: None) -> None:
    dispute = given_dispute(here, "mediating")
    api, path = Api(here.users["mediator"]), f"/disputes/{dispute.pk}/actions"
    far = {"starts_at": next_morning(370).isoformat(), "place_text": "村委会"}
    assert set(is_problem(api.post(f"{path}/plan_session/", far), 422)["errors"]) == {"starts_at"}
    near = {**far, "starts_at": next_morning(360).isoformat()}
    planned = api.post(f"{path}/plan_session/", near)
    assert planned.status_code == 200, planned.content
    session = api.get("/mediation-sessions/").json()["results"][0]["id"]
    moved = {"session": session, "starts_at": far["starts_at"], "note": "改期"}
    assert set(is_problem(api.post(f"{path}/adjourn_session/", moved), 422)["errors"]) == {"starts_at"}


def test_an_organisation_is_no_minor(here: Place) -> None:
    company = {"side": "third", "kind": "organisation", "name": "某某建材有限公司", "is_minor": True}
    api = Api(here.users["township_desk"])
    answer = api.post("/disputes/", {**NEW, "parties": [company], "source": "walk_in"})
    assert set(is_problem(answer, 422, "invalid")["errors"]) == {"parties.0.is_minor"}
    dispute = given_registration(here)
    added = api.post(f"/disputes/{dispute.pk}/actions/add_party/", company)
    assert set(is_problem(added, 422, "invalid")["errors"]) == {"is_minor"}


def test_only_a_channel_that_has_one_takes_the_simplified_procedure(
    here: Place, without_papers: None
) -> None:
    api = Api(here.users["township_desk"])
    for kind, of, status in (
        ("arbitration_labor", "LABOR", 422), ("admin_adjudication", "ENVIRONMENT", 422), ("litigation", "NEIGHBOUR", 200),
    ):  # fmt: skip
        dispute = given_dispute(here, "accepted", type=of)
        act(here, dispute, "refer", "township_desk", kind=kind, receiver="某机关", note="申请")
        answer = api.post(
            f"/disputes/{dispute.pk}/actions/channel_accepted/",
            {"accepted_at": next_morning(0).isoformat(), "procedure": "simple"},
        )
        assert answer.status_code == status, answer.content
        if status == 422:
            assert set(answer.json()["errors"]) == {"procedure"}


@pytest.mark.parametrize(
    ("action", "field", "others"),
    [
        ("tell_police", "station", {"channel": "call_110"}),
        ("refer", "receiver", {"kind": "litigation", "note": "申请"}),
    ],
)
@pytest.mark.parametrize("typed", ["\u200b", "：", " : "])
def test_whom_a_paper_is_for_is_asked_at_its_own_field(
    here: Place, action: str, field: str, others: dict[str, Any], typed: str
) -> None:
    dispute = given_dispute(here, "accepted")
    told = {"told_at": next_morning(0).isoformat()} if action == "tell_police" else {}
    answer = Api(here.users["township_desk"]).post(
        f"/disputes/{dispute.pk}/actions/{action}/", {**others, **told, field: typed}
    )
    assert field in is_problem(answer, 422, "invalid")["errors"]
    assert "addressee" not in answer.json()["errors"]


def test_a_unit_that_is_named_twice_is_asked_once(here: Place, without_papers: None) -> None:
    dispute = given_dispute(here, "accepted")
    unit = next(iter(here.units.values())).pk
    answer = Api(here.users["township_desk"]).post(
        f"/disputes/{dispute.pk}/actions/join_units/", {"organs": [unit, unit], "note": "共同调解"}
    )
    assert answer.status_code == 200, answer.content
    assert dispute.units.count() == 1


@pytest.mark.parametrize("period", ["2026-13", "now", "9999", "2026-Q5"])
def test_a_period_that_cannot_be_read_is_told(here: Place, period: str) -> None:
    office = here.client("body_office")
    shown = office.get("/disputes/statistics/", {"period": period})
    assert shown.status_code == 200
    assert "这不是统计期" in shown.content.decode()
    assert "这不是统计期" not in office.get("/disputes/statistics/", {"period": "2026-H1"}).content.decode()
    export = office.post(f"/disputes/statistics/export/?period={period}", {"purpose": "统计报送"})
    assert export.status_code == 422
