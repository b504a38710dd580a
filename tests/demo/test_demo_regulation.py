"""Registers of the regulation in the demo county: decisions on their way, directories, titles, and hidden small numbers."""

from __future__ import annotations

import pytest
from django.utils import timezone

from pingan.access.queries import actor_for
from pingan.accounts.models import User
from pingan.registers.models import RegisterFinding, RegisterRound, ReportStep
from pingan.registers.queries.coverage import coverage
from pingan.registers.queries.entries import overdue_q, standing_q
from pingan.registers.rules import specs_from

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


def test_decisions_are_handed_on_overdue_told_of_and_done() -> None:
    rows = RegisterFinding.objects.filter(report__round__definition__code="body_decisions")
    assert rows.exclude(responsible=None).count() == 2 and rows.exclude(settled_on=None).count() == 1
    assert rows.filter(overdue_q(timezone.localdate())).count() == 1
    assert ReportStep.objects.filter(finding__in=rows, move="progress").count() == 1


@pytest.mark.parametrize(
    ("code", "least"),
    [
        ("legal_service_points", 12), ("peace_titles", 3), ("purchased_services", 2), ("large_events", 1),
        ("congress_supervision", 1),
    ],
)  # fmt: skip
def test_registers_hold_something(code: str, least: int) -> None:
    rows = RegisterFinding.objects.filter(standing_q(), report__round__definition__code=code)
    assert rows.count() == least


def test_numbers_of_services_are_told_as_spans() -> None:
    row = RegisterRound.objects.select_related("definition").get(definition__code="special_group_services")
    leader = actor_for(User.objects.get(username="nk_lingdao"))
    assert leader is not None
    sums = coverage(leader, row, specs_from(row.definition.fields)).total.sums
    told = {one.code: (one.hidden, one.value) for one in sums}
    assert told["correction_tasks"] == ("", 34)
    assert told["resettlement_tasks"] == ("12–20", None) and told["minor_tasks"] == ("<10", None)
