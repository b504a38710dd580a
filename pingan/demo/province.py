"""People, units and grids for any part of the province, for measuring at scale. Everything is marked as demo."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from django.db import transaction

from grids.models import DutyRole, Employment, Grid, GridAssignment, GridKind, RoutingRule
from pingan.accounts.models import User
from pingan.demo.ground import boxes_in, square
from pingan.demo.people import draw_name
from pingan.org.models import Organ, Post, Region

SINCE = date(2024, 1, 1)
#: How many grids a village has at most before the next village gets some.
GRIDS_PER_VILLAGE = 4
#: Suffix of a county's unit -> classes that go there.
UNITS: dict[str, tuple[str, ...]] = {
    "城市管理局": ("APPEAL", "APPEAL.ENVIRONMENT", "APPEAL.FACILITY"),
    "应急管理局": ("HAZARD", "EMERGENCY"),
    "住房和城乡建设局": ("HAZARD.BUILDING", "HAZARD.CONSTRUCTION", "DISPUTE.PROPERTY"),
    "公安局": ("ORDER", "INFO"),
    "司法局": ("DISPUTE",),
}
_ROWS = 2_000


@transaction.atomic
def load_province(*, grids: int, seed: int) -> list[Grid]:
    """Make ``grids`` grids with desks, dispatchers, units and workers around them, county after county.

    Villages are taken in the order of their codes, so that few grids lie as densely as many. Counties that
    have grids already are left out.

    Raises:
        ValueError: the province has not that much room left.

    """
    villages = _villages(grids)
    draw = random.Random(seed)
    counties = _by_prefix(villages, 6)
    regions = _regions({code.ljust(12, "0") for code in counties} | {v.code[:9] + "000" for v in villages})
    _county_people([regions[code.ljust(12, "0")] for code in counties], draw)
    _posts(
        [(regions[f"{code}000"], "township_desk", None, f"ds{code}") for code in _by_prefix(villages, 9)],
        draw,
    )
    shares = _shares(villages, grids)
    rows: list[Grid] = []
    for code, members in counties.items():
        boundary = regions[code.ljust(12, "0")].boundary
        rows += _grids(members, shares, boundary)
    made = Grid.objects.bulk_create(rows, batch_size=_ROWS)
    _workers(villages, made, draw)
    return made


def _villages(grids: int) -> list[Region]:
    manned = {code[:6] for code in Grid.objects.values_list("code", flat=True).distinct()}
    rows = Region.objects.filter(level=5, valid_to=None, is_virtual=False).order_by("code")
    free = [row for row in rows.only("id", "code", "name") if row.code[:6] not in manned]
    if not free or grids < 1:
        raise ValueError("no village is left without grids")
    return free[: max(1, min(len(free), -(-grids // GRIDS_PER_VILLAGE)))]


def _by_prefix(villages: Iterable[Region], length: int) -> dict[str, list[Region]]:
    groups: dict[str, list[Region]] = defaultdict(list)
    for village in villages:
        groups[village.code[:length]].append(village)
    return groups


def _regions(codes: set[str]) -> dict[str, Region]:
    return {row.code: row for row in Region.objects.filter(code__in=codes, valid_to=None)}


def _shares(villages: Sequence[Region], grids: int) -> dict[str, int]:
    each, more = divmod(grids, len(villages))
    return {village.code: each + (place < more) for place, village in enumerate(villages)}


def _grids(villages: Sequence[Region], shares: dict[str, int], boundary: object) -> list[Grid]:
    wanted = [(village, number) for village in villages for number in range(1, shares[village.code] + 1)]
    boxes = boxes_in(boundary, len(wanted)) if isinstance(boundary, dict) and wanted else []
    return [
        Grid(
            code=f"{village.code}{number:03d}",
            name=f"{village.name.removesuffix('委会')}第{number}网格"[:80],
            kind=GridKind.BASIC,
            region=village,
            boundary=square(box),
            west=box[0],
            south=box[1],
            east=box[2],
            north=box[3],
            resident_population=500,
            households=180,
            is_demo=True,
            valid_from=SINCE,
        )
        for (village, number), box in zip(wanted, boxes, strict=True)
    ]


def _county_people(counties: Sequence[Region], draw: random.Random) -> None:
    units = Organ.objects.bulk_create(
        [
            Organ(region=county, name=f"{county.name}{suffix}", kind="department", valid_from=SINCE)
            for county in counties
            for suffix in UNITS
        ]
    )
    by_county = [units[start : start + len(UNITS)] for start in range(0, len(units), len(UNITS))]
    plans: list[tuple[Region, str, Organ | None, str]] = []
    rules: list[RoutingRule] = []
    for county, organs in zip(counties, by_county, strict=True):
        prefix = county.code[:6]
        plans.append((county, "county_dispatcher", None, f"dd{prefix}"))
        for place, (organ, classes) in enumerate(zip(organs, UNITS.values(), strict=True), start=1):
            plans.append((county, "unit_handler", organ, f"cl{prefix}{place}"))
            rules += [
                RoutingRule(
                    category_code=code,
                    region_code=prefix,
                    organ=organ,
                    source="演示数据",
                    reason="演示数据",
                    effective_from=SINCE,
                )
                for code in classes
            ]
    _posts(plans, draw)
    RoutingRule.objects.bulk_create(rules)


def _posts(plans: Sequence[tuple[Region, str, Organ | None, str]], draw: random.Random) -> list[User]:
    """Create accounts that cannot sign in, each with one post."""
    users = [
        User(username=username, name=draw_name(draw), password="!", is_demo=True)  # noqa: S106 - no password
        for _, _, _, username in plans
    ]
    made = User.objects.bulk_create(users, batch_size=_ROWS)
    Post.objects.bulk_create(
        [
            Post(user=user, role=role, region=region, organ=organ, held_from=SINCE, reason="演示数据")
            for user, (region, role, organ, _) in zip(made, plans, strict=True)
        ],
        batch_size=_ROWS,
    )
    return made


def _workers(villages: Sequence[Region], grids: Iterable[Grid], draw: random.Random) -> None:
    """One worker per village, for all its grids."""
    made = _posts([(village, "grid_worker", None, f"wgy{village.code}") for village in villages], draw)
    by_village = {village.pk: user for village, user in zip(villages, made, strict=True)}
    GridAssignment.objects.bulk_create(
        [
            GridAssignment(
                grid=grid,
                user=by_village[grid.region_id],
                duty_role=DutyRole.WORKER,
                employment=Employment.FULL_TIME,
                valid_from=SINCE,
                reason="演示数据",
            )
            for grid in grids
        ],
        batch_size=_ROWS,
    )
