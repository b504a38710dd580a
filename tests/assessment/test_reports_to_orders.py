"""An inspection finding and a duty report that is owed go on as a rectification order, and both know of each other."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessment.models import RectificationOrder
from pingan.registers.models import RegisterReport, RegisterRound
from pingan.registers.services.answers import ReportInput
from pingan.registers.services.reports import review_report, submit_report
from tests.api.conftest import Api
from tests.factories.orders import act_order, on
from tests.factories.org import given_body
from tests.factories.registers import given_definition, given_round
from tests.factories.world import Place, World
from tests.registers.test_duty_reports import DUTY_REPORT, given_members


@pytest.fixture
def report(world: World) -> RegisterReport:
    """The duty report of the county's first unit; its time runs."""
    here = world.here
    given_members(given_body(here.county), here.units["city_management"])
    order = given_round(here.actor("body_office"), here.county, given_definition("duty_report"))
    return RegisterReport.objects.select_related("round").get(round=order)


def let_pass(report: RegisterReport) -> None:
    ago = timezone.now() - timedelta(days=1)
    RegisterRound.objects.filter(pk=report.round_id).update(due_at=ago)


def test_a_duty_report_that_is_owed_goes_on_as_an_order_from_its_page(
    here: Place, report: RegisterReport
) -> None:
    office = here.client("body_office")
    page = reverse("registers:report_detail", args=[report.pk])
    new = f"{reverse('assessment:order_new')}?report={report.pk}"
    assert new not in office.get(page).content.decode()
    let_pass(report)
    assert new in office.get(page).content.decode()
    for role in ("unit_handler", "auditor", "leader"):
        assert new not in here.client(role).get(page).content.decode()
    initial = office.get(new).context["form"].initial
    assert initial["organ"] == report.organ_id and "第十二条" in initial["basis"]
    sent = {key: initial[key] for key in ("organ", "report", "facts", "basis", "demands")}
    sent |= {"kept_files": "", "due_on": on(15).isoformat()}
    made = office.post(reverse("assessment:order_new"), sent)
    assert made.status_code == 302, made.content.decode()
    order = RectificationOrder.objects.select_related("matter").get()
    assert order.report_id == report.pk and order.organ_id == report.organ_id and "仍未报送" in order.facts
    assert page in office.get(made["Location"]).content.decode()
    shown = office.get(page).content.decode()
    assert order.matter.number in shown and new not in shown
    assert order.matter.number not in here.client("unit_handler").get(page).content.decode()
    again = office.post(reverse("assessment:order_new"), sent)
    assert again.status_code == 422 and "已" in again.content.decode()
    act_order(here, order, "withdraw", note="已报送")
    assert new in office.get(page).content.decode()


def test_one_that_was_refused_and_not_sent_again_too_and_one_that_was_handed_in_not(
    here: Place, report: RegisterReport
) -> None:
    office = Api(here.users["body_office"])
    body = {
        "organ": report.organ_id, "facts": "退回后未重新报送", "basis": "条例第十二条", "demands": "报送",
        "due_on": on(15).isoformat(), "report": report.pk,
    }  # fmt: skip
    assert set(office.post("/rectification-orders/", body).json()["errors"]) == {"report"}
    submit_report(actor=here.actor("unit_handler"), report_id=report.pk, data=ReportInput(dict(DUTY_REPORT)))
    let_pass(report)
    assert set(office.post("/rectification-orders/", body).json()["errors"]) == {"report"}
    review_report(actor=here.actor("body_office"), report_id=report.pk, action="return", note="内容空泛")
    other = {**body, "organ": here.units["housing"].pk}
    assert set(office.post("/rectification-orders/", other).json()["errors"]) == {"organ"}
    made = office.post("/rectification-orders/", body)
    assert made.status_code == 201, made.content
    assert made.json()["report"] == report.pk
    assert set(office.post("/rectification-orders/", body).json()["errors"]) == {"report"}
    assert set(office.post("/rectification-orders/", {**body, "report": 10**15}).json()["errors"]) == {
        "report"
    }


@pytest.fixture
def inspected(here: Place) -> RegisterReport:
    """What a township found at a school, handed in."""
    given_body(here.county)
    row = given_round(here.actor("body_office"), here.county, given_definition("school_safety_check"))
    report = RegisterReport.objects.get(round=row, unit_id=here.township.pk)
    values = {field["code"]: 1 for field in row.definition.fields if field["code"] != "remarks"}
    data = ReportInput(values=values, findings=({"place": "镇中心小学", "description": "未配专职保安员"},))
    return submit_report(actor=here.actor("township_desk"), report_id=report.pk, data=data)


def test_what_an_inspection_found_goes_on_as_an_order(here: Place, inspected: RegisterReport) -> None:
    office, finding = here.client("body_office"), inspected.findings.get()
    page = reverse("registers:report_detail", args=[inspected.pk])
    address = reverse("registers:finding_refer", args=[finding.pk, "order"])
    assert address in office.get(page).content.decode()
    assert address not in here.client("township_desk").get(page).content.decode()
    sent = {
        "organ": here.units["housing"].pk, "basis": "条例第四十四条", "demands": "配足专职保安员\n完善门卫制度",
        "due_on": on(15).isoformat(),
    }  # fmt: skip
    assert office.get(address).status_code == 200
    assert office.post(address, {**sent, "demands": ""}).status_code == 422
    assert office.post(address, {**sent, "organ": here.units["office"].pk}).status_code == 422
    assert office.post(address, sent).status_code == 302
    order = RectificationOrder.objects.select_related("matter").get()
    for words in ("镇中心小学", "未配专职保安员", inspected.round.title):
        assert words in order.facts
    finding.refresh_from_db()
    assert (finding.matter_id, finding.target) == (order.pk, "order")
    assert order.matter.number in office.get(page).content.decode()
    shown = office.get(reverse("assessment:order_detail", args=[order.pk])).content.decode()
    assert page in shown
    told = Api(here.users["body_office"]).get(f"/rectification-orders/{order.pk}/").json()
    assert told["report"] == inspected.pk


def test_a_program_takes_a_finding_further_as_an_order_once(here: Place, inspected: RegisterReport) -> None:
    office = Api(here.users["body_office"])
    path = f"/register-reports/{inspected.pk}/findings/1/become/order/"
    sent = {
        "organ": here.units["housing"].pk, "facts": "学校安保缺失", "basis": "条例第四十四条", "demands": "配足保安员",
        "due_on": f"{on(15)}T00:00:00+08:00",
    }  # fmt: skip
    assert Api(here.users["township_desk"]).post(path, sent).status_code in {403, 422}
    assert not RectificationOrder.objects.exists()
    assert office.post(path, sent).status_code == 200
    assert office.post(path, sent).status_code == 200
    assert RectificationOrder.objects.get().facts == "学校安保缺失"
