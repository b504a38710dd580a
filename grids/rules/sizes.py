"""What Article 15 asks of every grid, and the customary sizes: shown as gaps to be mended.

A *breach* is against the regulation; a *hint* is against a recommendation, whose source stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

ARTICLE_15 = "江西省平安建设条例第十五条"


class GapCode(StrEnum):
    """What can be missing."""

    NO_FULL_TIME_WORKER = "no_full_time_worker"
    NO_WORKER = "no_worker"
    NO_LEADER = "no_leader"
    SHARED_FULL_TIME_WORKER = "shared_full_time_worker"
    TOO_LARGE = "too_large"
    TOO_SMALL = "too_small"
    NOT_COUNTED = "not_counted"
    NO_BOUNDARY = "no_boundary"
    NO_HOST = "no_host"
    NO_DUTY_LIST = "no_duty_list"


#: Against the regulation itself; all others are hints.
BREACHES = frozenset({GapCode.NO_FULL_TIME_WORKER, GapCode.NO_WORKER, GapCode.NO_DUTY_LIST})


@dataclass(frozen=True)
class Gap:
    """One thing to mend. ``found`` and ``wanted`` are the numbers behind it, ``source`` says who asks."""

    code: GapCode
    source: str
    found: str = ""
    wanted: str = ""

    @property
    def is_breach(self) -> bool:
        """Say whether the regulation itself is not met."""
        return self.code in BREACHES


@dataclass(frozen=True)
class SizeAdvice:
    """The recommended size of an urban grid, with its source. None: nothing is recommended."""

    households_least: int | None = None
    households_most: int | None = None
    population_about: int | None = None
    population_tolerance_percent: int | None = None
    source: str = ""


@dataclass(frozen=True)
class AssignedWorker:
    """One assignment of the day. ``full_time_grids``: in how many grids the person is full-time that day."""

    user_id: int
    duty_role: str
    employment: str
    is_active: bool = True
    full_time_grids: int = 1


@dataclass(frozen=True)
class GridFacts:
    """What the decision needs to know of a grid on one day. Population and households None: not counted."""

    code: str
    kind: str
    urban_rural_code: str = ""
    is_urban_override: bool | None = None
    resident_population: int | None = None
    households: int | None = None
    has_boundary: bool = True
    has_host: bool = True
    workers: tuple[AssignedWorker, ...] = field(default=())


def is_urban(urban_rural_code: str, override: bool | None) -> bool:  # noqa: FBT001 - a fact, not a switch
    """Say whether a division is urban: 1xx is, 2xx is not (国函〔2008〕60号); unknown counts as urban.

    Unknown leans to the stricter side, so that no community drops out of Article 15 for a blank code.
    """
    return not urban_rural_code.startswith("2") if override is None else override


def needs_full_time_worker(grid: GridFacts) -> bool:
    """Say whether Article 15's hard rule covers this grid: the grids of urban communities."""
    return grid.kind == "governance_grid" and is_urban(grid.urban_rural_code, grid.is_urban_override)


def _staff_gaps(grid: GridFacts) -> Iterable[Gap]:
    active = [worker for worker in grid.workers if worker.is_active]
    workers = [worker for worker in active if worker.duty_role == "worker"]
    full_time = [worker for worker in workers if worker.employment == "full_time"]
    if needs_full_time_worker(grid):
        if not full_time:
            yield Gap(GapCode.NO_FULL_TIME_WORKER, ARTICLE_15, found="0", wanted="1")
        elif all(worker.full_time_grids > 1 for worker in full_time):
            shared = min(worker.full_time_grids for worker in full_time)
            yield Gap(GapCode.SHARED_FULL_TIME_WORKER, ARTICLE_15, found=str(shared), wanted="1")
    elif not workers:
        yield Gap(GapCode.NO_WORKER, ARTICLE_15, found="0", wanted="1")
    if not any(worker.duty_role == "leader" for worker in active):
        yield Gap(GapCode.NO_LEADER, "上饶、瑞昌“一格多员”做法", found="0", wanted="1")


def _by_households(households: int, advice: SizeAdvice) -> Gap | None:
    if advice.households_most is not None and households > advice.households_most:
        return Gap(GapCode.TOO_LARGE, advice.source, str(households), str(advice.households_most))
    if advice.households_least is not None and households < advice.households_least:
        return Gap(GapCode.TOO_SMALL, advice.source, str(households), str(advice.households_least))
    return None


def _by_population(population: int, advice: SizeAdvice) -> Gap | None:
    if advice.population_about is None or advice.population_tolerance_percent is None:
        return None
    slack = advice.population_about * advice.population_tolerance_percent / 100
    if abs(population - advice.population_about) <= slack:
        return None
    code = GapCode.TOO_LARGE if population > advice.population_about else GapCode.TOO_SMALL
    return Gap(code, advice.source, str(population), str(advice.population_about))


def size_gap(grid: GridFacts, advice: SizeAdvice) -> Gap | None:
    """Compare an urban grid with the recommended size; villager groups and dedicated grids have none.

    The guidance says 300–500 households *or* about 1,000 people, so one of the two is enough.
    """
    if not needs_full_time_worker(grid):
        return None
    if grid.households is None and grid.resident_population is None:
        return Gap(GapCode.NOT_COUNTED, advice.source)
    findings = []
    if grid.households is not None:
        findings.append(_by_households(grid.households, advice))
    if grid.resident_population is not None:
        findings.append(_by_population(grid.resident_population, advice))
    return None if None in findings else findings[0]


def gaps_of_grid(grid: GridFacts, advice: SizeAdvice) -> tuple[Gap, ...]:
    """Return what is missing in one grid on one day, breaches first."""
    gaps = list(_staff_gaps(grid))
    size = size_gap(grid, advice)
    if size is not None:
        gaps.append(size)
    if not grid.has_boundary:
        gaps.append(Gap(GapCode.NO_BOUNDARY, ARTICLE_15))
    if grid.kind == "dedicated_grid" and not grid.has_host:
        gaps.append(Gap(GapCode.NO_HOST, ARTICLE_15))
    return tuple(sorted(gaps, key=lambda gap: not gap.is_breach))


@dataclass(frozen=True)
class CountyCompliance:
    """A county under Article 15: ``must_have`` grids need a full-time worker, ``have`` of them have one."""

    county_code: str
    grids: int
    must_have: int
    have: int
    gaps: tuple[tuple[str, Gap], ...]

    @property
    def is_compliant(self) -> bool:
        """Say whether nothing stands against the regulation itself."""
        return not any(gap.is_breach for _code, gap in self.gaps)


def compliance_of_county(
    county_code: str, grids: Iterable[GridFacts], advice: SizeAdvice, *, has_duty_list: bool
) -> CountyCompliance:
    """Sum up a county: the grids, who must have a full-time worker, who has, and every gap by grid code."""
    rows = list(grids)
    gaps = [(row.code, gap) for row in rows for gap in gaps_of_grid(row, advice)]
    if not has_duty_list:
        gaps.insert(0, ("", Gap(GapCode.NO_DUTY_LIST, ARTICLE_15)))
    must = sum(map(needs_full_time_worker, rows))
    lacking = sum(gap.code is GapCode.NO_FULL_TIME_WORKER for _code, gap in gaps)
    return CountyCompliance(county_code, len(rows), must, must - lacking, tuple(gaps))
