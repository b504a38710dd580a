"""An order of each township with a report of its grid, and what each person may see of them, written by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db.models import Model

from pingan.registers.models import RegisterDefinition, RegisterFinding, RegisterReport, RegisterRound
from tests.factories.registers import given_definition, given_round, given_submitted
from tests.factories.world import ADMINISTRATORS, Place

if TYPE_CHECKING:
    from tests.matrix.scene import Scene

#: Who sees the reports of a whole area, by the width of its code.
_WIDTHS = {
    "community_staff": 12, "township_desk": 9, "county_dispatcher": 6, "body_office": 6, "county_government": 6,
    "leader": 6, "auditor": 6,
}  # fmt: skip


def put_registers(place: Place, put: Callable[[Model], None]) -> None:
    put(given_definition())
    row = given_round(place.actor("township_desk"), place.township)
    report = given_submitted(row, place)
    put(row)
    put(report)
    put(report.findings.get())


def write_down_registers(scene: Scene) -> None:
    rounds = list(RegisterRound.objects.all())
    reports = list(RegisterReport.objects.all())
    scene.units = {report.unit_code: report.pk for report in reports}
    here = scene.world.here
    for role in scene.actors:
        width = _WIDTHS.get(role, 0)
        own = here.village.code[:width]
        if role == "province_office":
            width, own = 2, "36"
        seen = frozenset(r.pk for r in reports if width and r.region_code.startswith(own))
        if role == "grid_worker":
            seen = frozenset(r.pk for r in reports if r.unit_id == here.grid.pk)
        scene.truth[role, RegisterReport] = seen
        findings = RegisterFinding.objects.filter(report__in=seen)
        scene.truth[role, RegisterFinding] = frozenset(findings.values_list("pk", flat=True))
        # An order reaches those below it; the larger areas see what is ordered inside them.
        above = frozenset(
            r.pk for r in rounds if width and r.region_code.startswith(own[:6] if width == 6 else own)
        )
        reached = frozenset(r.pk for r in rounds if here.village.code.startswith(r.region_code))
        is_below = role in {"grid_worker", "community_staff", "township_desk", "township_desk_b", "mediator"}
        scene.truth[role, RegisterRound] = (
            frozenset() if role in ADMINISTRATORS else above | (reached if is_below else frozenset())
        )
        every = frozenset(RegisterDefinition.objects.values_list("pk", flat=True))
        scene.truth[role, RegisterDefinition] = frozenset() if role in ADMINISTRATORS else every
