"""Coverage and sums: each number is the count of its list, and both agree with a recount by hand."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pingan.access.rules import Actor
from pingan.common.errors import NotFound
from pingan.registers.models import RegisterReport, RegisterRound
from pingan.registers.queries.coverage import coverage, over_rounds
from pingan.registers.queries.home import waiting_of
from pingan.registers.queries.reports import STATUS, listed
from pingan.registers.rules import specs_from, sums_of
from pingan.registers.services.answers import ReportInput
from pingan.registers.services.listing import list_units
from pingan.registers.services.reports import review_report, submit_report
from tests.factories.grids import given_grid
from tests.factories.registers import VALUES, given_round, given_submitted
from tests.factories.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(world: World) -> RegisterRound:
    """Return a round of ten grids in many states, after its due moment."""
    here = world.here
    for _number in range(5):
        given_grid(here.village)
    for _number in range(3):
        given_grid(world.neighbour.village)
    row = given_round(here.actor("body_office"), here.county)
    staff, desk = here.actor("community_staff"), here.actor("township_desk")
    reports = list(RegisterReport.objects.filter(round=row, region_code=here.village.code).order_by("pk"))
    for place, report in enumerate(reports[:4]):
        data = (
            ReportInput(is_nothing_found=True)
            if place == 0
            else ReportInput({**VALUES, "disputes_found": place})
        )
        submit_report(actor=staff, report_id=report.pk, data=data)
    none = ReportInput({**VALUES, "disputes_found": 0, "resolved_on_the_spot": 0})
    submit_report(actor=staff, report_id=reports[4].pk, data=none)
    review_report(actor=desk, report_id=reports[1].pk, action="accept")
    review_report(actor=desk, report_id=reports[2].pk, action="return", note="请核对")
    given_submitted(row, world.neighbour)
    RegisterRound.objects.filter(pk=row.pk).update(due_at=timezone.now() - timedelta(hours=1))
    row.refresh_from_db()
    return row


def recount(row: RegisterRound, prefix: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for report in RegisterReport.objects.filter(round=row):
        if not report.region_code.startswith(prefix):
            continue
        done = report.state in {"submitted", "accepted"}
        found["total"] += 1
        found["handed_in"] += done
        found["nothing"] += done and report.is_nothing_found
        found["findings"] += done and not report.is_nothing_found
        found["missing"] += not done
        found["late"] += not done
        found["waiting"] += report.state == "submitted"
        found["returned"] += report.state == "returned"
        found["accepted"] += report.state == "accepted"
        found["came_late"] += report.first_submitted_at is not None and report.first_submitted_at > row.due_at
    return found


def test_every_number_agrees_with_a_recount_and_opens_its_list(world: World, row: RegisterRound) -> None:
    office: Actor = world.here.actor("body_office")
    found = coverage(office, row, specs_from(row.definition.fields))
    assert found.total.counts["total"] == 10
    for line in (found.total, *found.lines):
        prefix = line.code.rstrip("0") if line.code.endswith("000000") else line.code[:9]
        counted = recount(row, prefix)
        for key in STATUS:
            assert line.counts[key] == counted[key], (line.name, key)
            query = {"round": str(row.pk), "part": "all", "status": key, "region": line.code}
            shown = listed(office, query)
            assert shown.is_valid(), shown.form.errors
            assert shown.qs.count() == line.counts[key], (line.name, key)
    assert {line.code for line in found.lines} == {world.here.township.code, world.neighbour.township.code}
    assert found.total.counts["findings"] == 3 and found.total.counts["returned"] == 1


def test_what_is_handed_in_found_nothing_or_something(world: World, row: RegisterRound) -> None:
    found = coverage(world.here.actor("body_office"), row, ())
    for line in (found.total, *found.lines):
        assert line.counts["handed_in"] == line.counts["nothing"] + line.counts["findings"], line.name
    assert found.total.counts["nothing"] == 2, "who wrote 0 found nothing, as who said so"


def test_the_database_adds_up_what_python_adds_up(world: World, row: RegisterRound) -> None:
    specs = specs_from(row.definition.fields)
    done = RegisterReport.objects.filter(round=row, state__in=("submitted", "accepted"))
    by_hand = {total.code: total.value for total in sums_of(specs, [report.values for report in done])}
    found = coverage(world.here.actor("body_office"), row, specs)
    assert {total.code: total.value for total in found.total.sums} == by_hand
    assert by_hand["disputes_found"] == Decimal(1 + 3 + 2)


def test_the_numbers_cost_the_same_for_ten_units_and_for_thirty(world: World, row: RegisterRound) -> None:
    office, specs = world.here.actor("body_office"), specs_from(row.definition.fields)

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            coverage(office, row, specs)
        return len(seen)

    cost()  # the division of the order is read once
    few = cost()
    for _number in range(20):
        given_grid(world.here.village)
    list_units(round_id=row.pk)
    assert cost() == few <= 14


def test_a_township_sees_its_own_part_and_not_the_neighbours(world: World, row: RegisterRound) -> None:
    desk = world.here.actor("township_desk")
    found = coverage(desk, row, ())
    assert found.region.code == world.here.township.code
    assert found.total.counts["total"] == 6
    with pytest.raises(NotFound):
        coverage(desk, row, (), code=world.neighbour.township.code)


def test_rounds_stand_side_by_side(world: World, row: RegisterRound) -> None:
    office, specs = world.here.actor("body_office"), specs_from(row.definition.fields)
    second = given_round(office, world.here.county)
    given_submitted(second, world.here)
    found = {
        one.row.pk: one.line for one in over_rounds(office, row.definition.code, specs, world.here.county)
    }
    assert found[row.pk].counts["total"] == found[second.pk].counts["total"] == 10
    sums = {total.code: total.value for total in found[second.pk].sums}
    assert sums["households_visited"] == VALUES["households_visited"]


def test_the_home_page_tells_what_waits_for_whom(world: World, row: RegisterRound) -> None:
    here = world.here
    worker = waiting_of(here.actor("grid_worker"))
    own = RegisterReport.objects.get(round=row, unit_id=here.grid.pk)
    is_mine = own.state in {"open", "returned"}
    assert (worker.mine, worker.late) == (int(is_mine), int(is_mine))
    desk = waiting_of(here.actor("township_desk"))
    assert (
        desk.review
        == RegisterReport.objects.filter(
            round=row, state="submitted", region_code__startswith=here.township.code[:9]
        ).count()
    )
    assert waiting_of(here.actor("body_office")).review == 0, "the township reviews first"
