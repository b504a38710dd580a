"""Article 15 as a list of gaps: per grid for one county, and counted for all counties at once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Left
from django.utils import timezone
from django.utils.translation import gettext as _

from grids.models import DutyList, DutyRole, Employment, Grid, GridAssignment, GridKind
from grids.queries.limits import size_advice
from grids.rules.sizes import (
    AssignedWorker,
    CountyCompliance,
    Gap,
    GapCode,
    GridFacts,
    compliance_of_county,
)
from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.org.models import Region, RegionLevel

#: The same sentence as ``rules.sizes.needs_full_time_worker``; a test compares the two.
MUST_HAVE = Q(kind=GridKind.GOVERNANCE) & (
    Q(is_urban_override=True) | (Q(is_urban_override=None) & ~Q(region__urban_rural_code__startswith="2"))
)


def full_time_worker(on: date) -> QuerySet[GridAssignment]:
    """Return the full-time workers in force on a day of the grid that a query around it looks at (Article 15)."""
    return GridAssignment.objects.filter(
        GridAssignment.in_force_q(on),
        grid=OuterRef("pk"),
        duty_role=DutyRole.WORKER,
        employment=Employment.FULL_TIME,
        user__is_active=True,
    )


def grids_without_full_time_worker(actor: Actor | None, on: date | None = None) -> QuerySet[Grid]:
    """Return the visible grids of urban communities that break Article 15 on a day (default: today)."""
    day = on or timezone.localdate()
    rows = visible_to(Grid, actor).filter(Grid.in_force_q(day), MUST_HAVE)
    return (
        rows.exclude(Exists(full_time_worker(day)))
        .select_related("region")
        .defer("boundary", "bbox")
        .order_by("code")
    )


def _staff_by_grid(grids: QuerySet[Grid], on: date) -> dict[int, list[AssignedWorker]]:
    rows = list(
        GridAssignment.objects.filter(GridAssignment.in_force_q(on), grid__in=grids.order_by().values("pk"))
        .values_list("grid_id", "user_id", "duty_role", "employment", "user__is_active")
        .order_by("pk")
    )
    counts = dict(
        GridAssignment.objects.filter(
            GridAssignment.in_force_q(on),
            user_id__in={row[1] for row in rows},
            duty_role=DutyRole.WORKER,
            employment=Employment.FULL_TIME,
        )
        .values_list("user_id")
        .annotate(grids=Count("grid_id", distinct=True))
    )
    staff: dict[int, list[AssignedWorker]] = defaultdict(list)
    for grid_id, user_id, duty_role, employment, is_active in rows:
        staff[grid_id].append(
            AssignedWorker(user_id, duty_role, employment, is_active, counts.get(user_id, 1))
        )
    return staff


def county_compliance(actor: Actor | None, county_code: str, on: date | None = None) -> CountyCompliance:
    """Return how the visible grids of a county stand on a day (default: today), every gap with its source.

    ``county_code`` is the 6-digit prefix (or a longer one, for a township). A fixed number of queries.
    """
    day = on or timezone.localdate()
    rows = visible_to(Grid, actor).filter(Grid.in_force_q(day), region__code__startswith=county_code)
    staff = _staff_by_grid(rows, day)
    facts = [
        GridFacts(
            code=row["code"],
            kind=row["kind"],
            urban_rural_code=row["region__urban_rural_code"],
            is_urban_override=row["is_urban_override"],
            resident_population=row["resident_population"],
            households=row["households"],
            has_boundary=row["west"] is not None,
            has_host=row["host_organ_id"] is not None,
            workers=tuple(staff.get(row["pk"], ())),
        )
        for row in rows.order_by("code").values(
            "pk",
            "code",
            "kind",
            "region__urban_rural_code",
            "is_urban_override",
            "resident_population",
            "households",
            "west",
            "host_organ_id",
        )
    ]
    has_list = DutyList.objects.in_force(day).filter(region__code__startswith=county_code[:6]).exists()
    return compliance_of_county(county_code, facts, size_advice(county_code, day), has_duty_list=has_list)


@dataclass(frozen=True)
class CountyLine:
    """One county of the list: ``missing`` of ``must_have`` grids break Article 15's hard rule."""

    code: str
    name: str
    grids: int
    must_have: int
    missing: int
    has_duty_list: bool

    @property
    def is_compliant(self) -> bool:
        """Say whether the county has what Article 15 asks for in numbers."""
        return self.missing == 0 and self.has_duty_list


def compliance_list(actor: Actor | None, on: date | None = None) -> list[CountyLine]:
    """Return one line per county with visible grids on a day (default: today); three queries."""
    day = on or timezone.localdate()
    rows = (
        visible_to(Grid, actor)
        .filter(Grid.in_force_q(day))
        .annotate(county=Left("region__code", Value(6)), staffed=Exists(full_time_worker(day)))
        .order_by()
        .values("county")
        .annotate(
            grids=Count("pk"),
            must=Count("pk", filter=MUST_HAVE),
            missing=Count("pk", filter=MUST_HAVE & Q(staffed=False)),
        )
        .order_by("county")
    )
    counties = Region.objects.filter(level=RegionLevel.COUNTY, valid_to=None)
    names = {code[:6]: name for code, name in counties.values_list("code", "name")}
    with_list = {code[:6] for code in DutyList.objects.in_force(day).values_list("region__code", flat=True)}
    return [
        CountyLine(
            row["county"],
            names.get(row["county"], row["county"]),
            row["grids"],
            row["must"],
            row["missing"],
            row["county"] in with_list,
        )
        for row in rows
    ]


def gap_name(code: GapCode) -> str:
    """Return what a kind of gap is called where no grid is named: without its figures."""
    names = {
        GapCode.SHARED_FULL_TIME_WORKER: _("The full-time worker serves several grids"),
        GapCode.TOO_LARGE: _("Larger than recommended"),
        GapCode.TOO_SMALL: _("Smaller than recommended"),
    }
    return names.get(code) or gap_text(Gap(code, ""))


def gap_text(gap: Gap) -> str:
    """Return the sentence that tells a reader what is missing, in the reader's language."""
    sentences = {
        GapCode.NO_FULL_TIME_WORKER: _("No full-time grid worker"),
        GapCode.NO_WORKER: _("No grid worker"),
        GapCode.NO_LEADER: _("No grid leader"),
        GapCode.SHARED_FULL_TIME_WORKER: _("The full-time worker serves %(found)s grids"),
        GapCode.TOO_LARGE: _("Larger than recommended: %(found)s, recommended %(wanted)s"),
        GapCode.TOO_SMALL: _("Smaller than recommended: %(found)s, recommended %(wanted)s"),
        GapCode.NOT_COUNTED: _("Neither households nor residents are recorded"),
        GapCode.NO_BOUNDARY: _("No boundary is drawn"),
        GapCode.NO_HOST: _("No host unit is named"),
        GapCode.NO_DUTY_LIST: _("The county has published no duty list"),
    }
    return sentences[gap.code] % {"found": gap.found, "wanted": gap.wanted}
