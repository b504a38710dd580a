"""An order of each township with a report of its grid, a register of its county with a plan of one of its units, an order
that repeats; and what each person may see of them, written by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db.models import Model
from django.utils import timezone

from pingan.registers.models import (
    RegisterDefinition,
    RegisterFinding,
    RegisterReport,
    RegisterRound,
    RoundSchedule,
)
from pingan.registers.services.entries import add_entry
from pingan.registers.services.schedules import ScheduleInput, order_schedule
from tests.factories.registers import given_definition, given_round, given_submitted
from tests.factories.world import ADMINISTRATORS, Place

if TYPE_CHECKING:
    from tests.matrix.scene import Scene

#: Who sees the reports of a whole area, by the width of its code.
_WIDTHS = {
    "community_staff": 12, "township_desk": 9, "county_dispatcher": 6, "body_office": 6, "county_government": 6,
    "leader": 6, "auditor": 6,
}  # fmt: skip


PLANS = "emergency_plans"
PLAN = {
    "name": "城市内涝应急预案", "kind": "natural", "responsible_unit": "应急办", "approved_on": "2025-06-01",
    "review_on": "2027-06-01", "kept_at": "值班室", "drills_per_year": 1,
}  # fmt: skip
#: Units of the county in which somebody of the scene works.
_UNITS = {"unit_handler": "city_management", "unit_handler_2": "housing"}


def put_registers(place: Place, put: Callable[[Model], None]) -> None:
    put(given_definition())
    row = given_round(place.actor("township_desk"), place.township)
    report = given_submitted(row, place)
    put(row)
    put(report)
    put(
        order_schedule(
            actor=place.actor("township_desk"),
            definition_id=given_definition("hazard_screening").pk,
            region=place.township,
            data=ScheduleInput("每周隐患排查", timezone.localdate()),
        )
    )
    put(_plan(place))


def _plan(place: Place) -> RegisterFinding:
    """Return a plan of a unit of the county: of the first in the first township, of the other one in the second."""
    office = place.actor("body_office")
    row = RegisterRound.objects.filter(region=place.county, definition__code=PLANS).first()
    is_second = row is not None
    if row is None:
        row = given_round(office, place.county, given_definition(PLANS), due_on=None)
    worker = "unit_handler_2" if is_second else "unit_handler"
    report = RegisterReport.objects.get(round=row, organ=place.units[_UNITS[worker]])
    return add_entry(actor=place.actor(worker), report_id=report.pk, values=PLAN)


def write_down_registers(scene: Scene) -> None:
    rounds = list(RegisterRound.objects.all())
    reports = list(RegisterReport.objects.all())
    of_grids = [report for report in reports if report.unit_kind == "grid"]
    scene.units = {report.unit_code: report.pk for report in of_grids}
    kept = frozenset(report.pk for report in reports if report.unit_kind == "authority")
    entries = RegisterFinding.objects.filter(report__in=kept)
    scene.parts |= {
        "reports_of_grids": frozenset(report.pk for report in of_grids),
        "kept": kept,
        "entries": frozenset(entries.values_list("pk", flat=True)),
        "screenings": frozenset(row.pk for row in rounds if row.definition.code == "dispute_screening"),
        "none": frozenset(),
    }
    schedules = list(RoundSchedule.objects.all())
    here = scene.world.here
    for role in scene.actors:
        width = _WIDTHS.get(role, 0)
        own = here.village.code[:width]
        if role == "province_office":
            width, own = 2, "36"
        seen = frozenset(r.pk for r in reports if width and r.region_code.startswith(own))
        if role == "grid_worker":
            seen = frozenset(r.pk for r in of_grids if r.unit_id == here.grid.pk)
        if role in _UNITS:
            seen = frozenset(r.pk for r in reports if r.organ_id == here.units[_UNITS[role]].pk)
        scene.truth[role, RegisterReport] = seen
        scene.truth[role, RoundSchedule] = frozenset(
            row.pk for row in schedules if width and row.region_code.startswith(own)
        )
        findings = RegisterFinding.objects.filter(report__in=seen)
        scene.truth[role, RegisterFinding] = frozenset(findings.values_list("pk", flat=True))
        # An order reaches those below it; the larger areas see what is ordered inside them.
        above = frozenset(
            r.pk for r in rounds if width and r.region_code.startswith(own[:6] if width == 6 else own)
        )
        reached = frozenset(r.pk for r in rounds if here.village.code.startswith(r.region_code))
        is_below = role in {"grid_worker", "community_staff", "township_desk", "township_desk_b", "mediator"}
        if role in {*_UNITS, "expert"}:
            # Posts of the county: what is ordered for it reaches them, what a township orders for itself does not.
            reached, is_below = frozenset(r.pk for r in rounds if r.region_code == here.county.code[:6]), True
        scene.truth[role, RegisterRound] = (
            frozenset() if role in ADMINISTRATORS else above | (reached if is_below else frozenset())
        )
        every = frozenset(RegisterDefinition.objects.values_list("pk", flat=True))
        scene.truth[role, RegisterDefinition] = frozenset() if role in ADMINISTRATORS else every
