"""Rectification orders and instruments through page and API: their main life, refusals at their fields, who sees what."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from assessment.models import Instrument, RectificationOrder
from tests.api.conftest import Api
from tests.factories.files import image_bytes, picture
from tests.factories.orders import (
    body_of,
    evidence,
    given_instrument,
    given_order,
    let_pass,
    new_instrument,
    new_order,
    on,
)
from tests.factories.world import Place, World

pytestmark = pytest.mark.django_db
ORDERS, INSTRUMENTS = "/assessment/orders/", "/assessment/instruments/"


def api(here: Place, role: str) -> Api:
    return Api(here.users[role])


def photo(seed: int) -> SimpleUploadedFile:
    return SimpleUploadedFile("现场.jpg", image_bytes(picture(seed=seed)), content_type="image/jpeg")


def order_form(here: Place, **values: Any) -> dict[str, Any]:
    data = new_order(here, **values)
    return {
        "organ": data.organ, "facts": data.facts, "basis": data.basis, "demands": data.demands,
        "due_on": data.due_on or "", "kept_files": "",
    }  # fmt: skip


def test_an_order_goes_its_way_through_pages(world: World) -> None:
    here = world.here
    body_of(here)
    office, leader, unit = (here.client(role) for role in ("body_office", "leader", "unit_handler"))
    made = office.post(f"{ORDERS}new/", {**order_form(here), "evidence": photo(61_001)})
    assert made.status_code == 302, made.content.decode()
    order = RectificationOrder.objects.get()
    assert order.matter.files.count() == 1 and order.items.count() == 2
    page = f"{ORDERS}{order.pk}/"
    assert unit.get(page).status_code == 404

    def act(client: Any, name: str, **data: Any) -> None:
        version = RectificationOrder.objects.select_related("matter").get(pk=order.pk).matter.version
        answer = client.post(f"{page}actions/{name}/", {"version": version, **data})
        assert answer.status_code == 302, answer.content.decode()

    act(leader, "approve")
    act(office, "issue", method="electronic")
    shown = unit.get(page).content.decode()
    assert "责改" in shown and "取缔占道经营" in shown
    act(unit, "sign_for")
    act(unit, "reply", text="已取缔", files=photo(61_002))
    act(office, "review", note="现场查看，符合要求")
    assert "已办结" in unit.get(page).content.decode()
    listed = office.get(f"{ORDERS}?tab=all").content.decode()
    assert order.matter.number in listed


@pytest.mark.parametrize(
    ("name", "value"), [("due_on", "yesterday"), ("demands", ""), ("organ", "0"), ("facts", "")]
)
def test_a_draft_that_is_not_whole_comes_back_with_its_faults(world: World, name: str, value: str) -> None:
    here = world.here
    body_of(here)
    answer = here.client("body_office").post(f"{ORDERS}new/", {**order_form(here), name: value})
    assert answer.status_code == 422
    assert f'data-field="{name}"' in answer.content.decode() and "field--invalid" in answer.content.decode()
    assert not RectificationOrder.objects.exists()


def test_an_order_goes_its_way_through_the_api_to_the_competent_authority(world: World) -> None:
    here = world.here
    body_of(here)
    office, leader, unit = (api(here, role) for role in ("body_office", "leader", "unit_handler"))
    data = new_order(here)
    sent = {"organ": data.organ, "facts": data.facts, "basis": data.basis, "demands": data.demands}
    made = office.post("/rectification-orders/", {**sent, "due_on": on(10).isoformat()})
    assert made.status_code == 201, made.content
    pk = made.json()["id"]
    path = f"/rectification-orders/{pk}/"
    assert unit.get(path).status_code == 404
    assert office.post(f"{path}actions/approve/", {}).status_code == 403
    assert leader.post(f"{path}actions/approve/", {}).status_code == 200
    issued = office.post(f"{path}actions/issue/", {"method": "electronic"}).json()
    assert issued["state"] == "issued" and issued["document_number"] and issued["served_at"]
    assert unit.get(path).json()["items"][1]["demand"] == "落实每日巡查"
    early = office.post(f"{path}actions/refuse/", {"note": "拒绝"})
    assert early.status_code == 409
    let_pass(pk)
    assert office.post(f"{path}actions/refuse/", {"note": "拒绝"}).json()["first_passed"] is False
    told = office.post(
        f"{path}actions/suggest/", {"authority": "区纪委监委", "reason": "三次督促无果"}
    ).json()
    assert [one["authority"] for one in told["suggestions"]] == ["区纪委监委"]
    assert unit.get(path).json()["suggestions"] == []
    answer = {"answered_on": f"{on(0)}T00:00:00+08:00", "answer": "已立案"}
    assert office.post(f"{path}actions/record_answer/", answer).json()["state"] == "answered"
    assert office.get("/rectification-orders/count/").json() == {"count": 1}
    timeline = unit.get(f"{path}timeline/").content.decode()
    assert "有权机关" in timeline and "三次督促无果" not in timeline


def test_a_bad_draft_through_the_api_is_refused_at_its_field(world: World) -> None:
    here = world.here
    body_of(here)
    data = new_order(here)
    sent = {
        "organ": 999_999,
        "facts": data.facts,
        "basis": data.basis,
        "demands": "\n",
        "due_on": on(0).isoformat(),
    }
    refused = api(here, "body_office").post("/rectification-orders/", sent)
    assert refused.status_code in {400, 422} and "demands" in refused.json()["errors"]
    whole = api(here, "body_office").post("/rectification-orders/", {**sent, "demands": "整改"})
    assert whole.status_code == 422 and set(whole.json()["errors"]) == {"organ", "due_on"}
    assert api(here, "leader").post("/rectification-orders/", {**sent, "demands": "整改"}).status_code == 403


def test_an_instrument_is_registered_on_the_page_and_answered_by_its_unit(world: World) -> None:
    here = world.here
    office, unit = here.client("body_office"), here.client("unit_handler")
    data = new_instrument(here)
    form = {
        "kind": data.kind, "issuer": data.issuer, "document_number": data.document_number, "organ": data.organ,
        "received_on": data.received_on, "content": data.content, "kept_files": "", "evidence": photo(61_003),
    }  # fmt: skip
    made = office.post(f"{INSTRUMENTS}new/", form)
    assert made.status_code == 302, made.content.decode()
    instrument = Instrument.objects.get()
    again = office.post(f"{INSTRUMENTS}new/", {**form, "evidence": photo(61_004)})
    assert again.status_code == 422 and "已经登记" in again.content.decode()
    path = f"/instruments/{instrument.pk}/"
    assert api(here, "body_office").post(f"{path}actions/assign/", {}).status_code == 200
    due = {"title": "完善制度", "owner": "执法科", "due_on": f"{on(9)}T00:00:00+08:00"}
    measured = api(here, "unit_handler").post(f"{path}actions/add_measure/", due).json()
    assert [one["title"] for one in measured["measures"]] == ["完善制度"]
    shown = unit.get(f"{INSTRUMENTS}{instrument.pk}/").content.decode()
    assert "完善制度" in shown and "两个月" in shown
    reply = {
        "document_number": "函9号", "replied_on": f"{on(0)}T00:00:00+08:00", "text": "已落实",
        "files": list(evidence(here.actor("unit_handler"))),
    }  # fmt: skip
    answered = api(here, "unit_handler").post(f"{path}actions/reply/", reply).json()
    assert answered["is_on_time"] is True and answered["replies"][0]["document_number"] == "函9号"
    assert instrument.matter.number in unit.get(f"{INSTRUMENTS}?tab=all").content.decode()


def test_a_sealed_notice_is_found_by_nobody_but_office_and_unit(world: World) -> None:
    here = world.here
    notice = given_instrument(here, "acknowledged")
    for role, status in (("body_office", 200), ("unit_handler", 200), ("leader", 404), ("auditor", 404)):
        assert api(here, role).get(f"/instruments/{notice.pk}/").status_code == status, role
        listed = api(here, role).get("/instruments/").json()["results"]
        assert [row["id"] for row in listed] == ([notice.pk] if status == 200 else [])
    page = here.client("body_office").get(f"{INSTRUMENTS}{notice.pk}/").content.decode()
    assert "此处只登记签收" in page


def test_the_home_page_counts_what_waits(world: World) -> None:
    here = world.here
    given_order(here, "issued")
    given_instrument(here, "assigned")
    home = here.client("unit_handler").get("/").content.decode()
    assert "待我处理的责令整改" in home and "待我处理的建议函" in home


def test_both_lists_are_exported_with_a_purpose_and_never_what_is_sealed(world: World) -> None:
    here = world.here
    order, open_one = given_order(here, "issued"), given_instrument(here, "assigned")
    sealed = given_instrument(here, "acknowledged")
    auditor = here.client("auditor")
    for address, wanted in ((ORDERS, order), (INSTRUMENTS, open_one)):
        answer = auditor.post(
            f"{address}export/?tab=all", {"format": "csv", "columns": "all", "purpose": "年度审计核查"}
        )
        assert answer.status_code == 200, answer.content.decode()
        text = b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined]
        assert wanted.matter.number in text.decode() and sealed.matter.number not in text.decode()
