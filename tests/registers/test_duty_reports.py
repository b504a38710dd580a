"""Duty reports of member units (Article 12): half-yearly, to the body of the same level and to no other."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from pingan.access.queries import actor_for
from pingan.common.errors import Forbidden, Invalid, NotFound
from pingan.org.models import CoordinatingBody, MemberUnit, Organ
from pingan.registers.models import RegisterReport, RegisterRound
from pingan.registers.queries.reports import review_q
from pingan.registers.services.answers import ReportInput
from pingan.registers.services.reports import review_report, submit_report
from tests.factories.org import given_body, given_organ, given_region
from tests.factories.registers import given_definition, given_round
from tests.factories.world import Place, World

DUTY_REPORT = {
    "duties_met": "按职责分工完成城市管理领域排查",
    "has_rules": True,
    "is_planned_together": True,
    "department": "平安建设科",
    "staff": 2,
    "meetings": 3,
    "inspections": 5,
    "problems_found": 4,
    "problems_solved": 3,
    "has_target_letter": True,
}


def given_members(body: CoordinatingBody, *organs: Organ) -> None:
    for organ in organs:
        MemberUnit.objects.create(
            body=body, organ=organ, duties="城市管理", decision_document="康平安〔2026〕1号",
            valid_from=timezone.localdate(),
        )  # fmt: skip


@pytest.fixture
def order(world: World) -> RegisterRound:
    """The county's order; the city and a township have bodies and members of their own."""
    here = world.here
    city = given_region("360700000000")
    given_members(given_body(here.county), here.units["city_management"])
    given_members(given_body(city), given_organ(city, "市城市管理局"))
    given_members(given_body(here.township), given_organ(here.township, "乡派出所"))
    return given_round(here.actor("body_office"), here.county, given_definition("duty_report"))


def handed_in(here: Place, order: RegisterRound, **changes: Any) -> RegisterReport:
    report = RegisterReport.objects.get(round=order)
    data = ReportInput({**DUTY_REPORT, **changes})
    return submit_report(actor=here.actor("unit_handler"), report_id=report.pk, data=data)


def test_a_body_asks_its_own_member_units_and_no_others(world: World, order: RegisterRound) -> None:
    assert list(RegisterReport.objects.filter(round=order).values_list("organ", "unit_level")) == [
        (world.here.units["city_management"].pk, world.here.county.level + 1)
    ]


def test_the_office_of_the_same_level_reviews_and_no_desk_above_does(
    world: World, order: RegisterRound
) -> None:
    here, report = world.here, handed_in(world.here, order)
    province = actor_for(world.province_office)
    assert province is not None
    for actor in (province, here.actor("township_desk"), world.far.actor("body_office")):
        assert not RegisterReport.objects.filter(review_q(actor), pk=report.pk).exists()
        with pytest.raises((NotFound, Forbidden)):
            review_report(actor=actor, report_id=report.pk, action="accept")
    office = here.actor("body_office")
    assert RegisterReport.objects.filter(review_q(office), pk=report.pk).exists()
    assert review_report(actor=office, report_id=report.pk, action="accept").state == "accepted"


def test_a_returned_report_is_written_anew_and_keeps_the_day_on_which_it_first_came(
    here: Place, order: RegisterRound
) -> None:
    report = handed_in(here, order)
    office, first = here.actor("body_office"), report.first_submitted_at
    with pytest.raises(Invalid):
        review_report(actor=office, report_id=report.pk, action="return")
    returned = review_report(actor=office, report_id=report.pk, action="return", note="请补充督促检查情况")
    assert returned.state == "returned"
    again = handed_in(here, order, inspections=8)
    assert (again.state, again.first_submitted_at) == ("submitted", first)


def test_another_unit_of_the_county_neither_reads_nor_writes_it(here: Place, order: RegisterRound) -> None:
    report = RegisterReport.objects.get(round=order)
    with pytest.raises(NotFound):
        submit_report(actor=here.actor("unit_handler_2"), report_id=report.pk, data=ReportInput(DUTY_REPORT))
    assert here.client("unit_handler_2").get(f"/registers/reports/{report.pk}/").status_code == 404
    page = here.client("unit_handler").get(f"/registers/reports/{report.pk}/write/").content.decode()
    assert "职责落实情况" in page and "专门机构名称" in page


def test_problems_solved_are_never_more_than_those_found(here: Place, order: RegisterRound) -> None:
    with pytest.raises(Invalid) as refused:
        handed_in(here, order, problems_solved=9)
    assert set(refused.value.fields) == {"values.problems_solved"}
