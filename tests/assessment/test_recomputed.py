"""One county's run computed a second time from the raw tables: SQL and plain Python, none of the product's scoring code.

What the regulation's trust rests on: whoever reads the scheme and the tables can compute every point, total, place and
grade, and gets the same to the last digit.
"""

from __future__ import annotations

import json
import math
import random
from collections import defaultdict
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection

from assessment.models import AssessedUnit, Indicator, SelfReport
from tests.factories.org import given_region
from tests.factories.runs import (
    COUNT,
    act,
    compute,
    counting_toys,
    finalise,
    given_run,
    given_scheme,
    given_toys,
    leaf,
)
from tests.factories.world import Place

pytestmark = pytest.mark.django_db
TOWNS = (
    "360703001000",
    "360703002000",
    "360703100000",
    "360703101000",
    "360703102000",
    "360703205000",
    "360703206000",
)
PER_CASE = {"per_case": "0.3", "cap": "4"}
LEAVES = (
    leaf("A", weight="30", params={"floor": "20", "target": "90"}),
    leaf("B", weight="20", method="rank", params={"by_place": True}, expression=f"{COUNT}.part"),
    leaf("C", weight="15", source="reported", expression="100 * own.part / own.whole"),
    leaf("D", weight="15", method="threshold_step", params={"steps": [["96", "0.25"], ["60", "0.5"]], "cap": "10"}),
    leaf("E", weight="10", source="reported", method="checklist", params={"per_item": "0.25"}, expression=""),
    leaf("F", weight="10", source="manual", method="manual", params={"per_problem": "0.7"}, expression=""),
    leaf("P", weight="0", source="deduction", method="deduct_per_case", params=PER_CASE, expression=""),
    leaf("V", weight="0", source="veto", method="veto", params={"deduction": "30"}, expression=""),
    leaf("Z", weight="0", source="bonus", method="bonus", params={"per_case": "0.75", "cap": "2"}, expression=""),
)  # fmt: skip


@pytest.fixture(autouse=True)
def _toys() -> Iterator[None]:
    with counting_toys():
        yield


def given_county(here: Place) -> Any:
    """Nine townships with records, some without any, and reports of most."""
    draw = random.Random(57)
    towns = [given_region(code) for code in TOWNS] + [here.township]
    for town in towns[1:]:
        given_toys(town, draw.randrange(0, 9), draw.randrange(0, 5))
    run = given_run(here, "collecting", scheme=given_scheme(here.county, LEAVES))
    indicators = {one.code: one for one in Indicator.objects.filter(scheme=run.scheme)}
    for unit in AssessedUnit.objects.filter(run=run).order_by("code"):
        for code, whole in (("C", 37), ("E", None), ("F", 1), ("P", 2), ("V", None), ("Z", None)):
            if draw.random() < 0.7:
                part = draw.randrange(0, 2) if code == "V" else draw.randrange(2, 30 if code == "C" else 6)
                SelfReport.objects.create(
                    unit=unit, indicator=indicators[code], part=part, whole=whole, reported_at=run.matter.opened_at,
                    reported_by_id=here.users["township_desk"].pk,
                )  # fmt: skip
    return run


def rows(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def four(value: Fraction) -> Decimal:
    with localcontext() as context:
        context.prec = 80
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        return exact.quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP)


def by_hand(run_id: int) -> dict[str, dict[str, Any]]:  # noqa: C901 - read it beside the scheme, from top to bottom
    """Compute every unit from organ rows, reports and the scheme's own rows."""
    units = rows(
        "select id, code, peer_group from assessment_assessedunit where run_id = %s order by code", run_id
    )
    [(scheme, full, bounds)] = rows(
        "select s.id, s.full_score, s.grades from assessment_assessmentscheme s"
        " join assessment_assessmentrun r on r.scheme_id = s.id where r.matter_id = %s",
        run_id,
    )
    sheet = rows(
        "select id, code, source, method, weight, params from assessment_indicator"
        " where scheme_id = %s and method <> '' order by code",
        scheme,
    )
    founded = rows(
        "select left(g.code, 9), count(*), count(*) filter (where o.document_code = 'T1') from org_organ o"
        " join org_region g on g.id = o.region_id where o.document_code like 'T%%'"
        " and o.valid_from between '2025-01-01' and '2025-12-31' group by 1"
    )
    counted = {town: (good, all_) for town, all_, good in founded}
    reported = {
        (unit, indicator): (part, whole)
        for unit, indicator, part, whole in rows(
            "select unit_id, indicator_id, part, whole from assessment_selfreport"
        )
    }
    values: dict[tuple[int, str], Fraction | None] = {}
    silent: set[tuple[int, str]] = set()
    for unit, code, _group in units:
        good, all_ = counted.get(code[:9], (0, 0))
        for key, name, source, _method, _weight, _params in sheet:
            part, whole = reported.get((unit, key), (None, None))
            if name in "AD":
                value = Fraction(100 * good, all_) if all_ else None
            elif name == "B":
                value = Fraction(all_)
            elif name == "C":
                value = Fraction(part) * 100 / Fraction(whole) if part is not None else None
            else:
                value = Fraction(part) if part is not None else None
            if value is None and source in {"deduction", "veto", "bonus"}:
                value = Fraction(0)
            if value is None and source == "reported":
                silent.add((unit, name))
            values[unit, name] = value
    found: dict[str, dict[str, Any]] = {}
    for unit, code, group in units:
        mine: dict[str, Decimal | None] = {}
        scored = {
            name: Fraction(weight) for _k, name, source, _m, weight, _p in sheet if Fraction(weight) > 0
        }
        absent = {name for name in scored if values[unit, name] is None and (unit, name) not in silent}
        base = sum((weight for name, weight in scored.items() if name not in absent), Fraction(0))
        spare = sum((scored[name] for name in absent), Fraction(0))
        shared = whole_steps(
            {
                name: own + (spare * own / base if base else 0)
                for name, own in scored.items()
                if name not in absent
            }
        )
        for key, name, _source, method, weight, params in sheet:
            value = values[unit, name]
            own = shared.get(name, Fraction(weight))
            if value is None:
                mine[name] = Decimal("0.0000") if (unit, name) in silent else None
                continue
            numbers = json.loads(params) if isinstance(params, str) else params
            again = reported.get((unit, key), (None, None))[1] or 0
            peers = [
                values[other, name]
                for other, _c, its in units
                if its == group and values[other, name] is not None
            ]
            mine[name] = four(earned(method, numbers, own, value, Fraction(again), peers))
        found[code] = {"group": group, "points": mine, "total": sum(p for p in mine.values() if p is not None),
                       "vetoed": bool(values[unit, "V"])}  # fmt: skip
    for one in found.values():
        peers = [other["total"] for other in found.values() if other["group"] == one["group"]]
        one["place"] = 1 + sum(1 for total in peers if total > one["total"])
        share = one["total"] * 100 / full
        grades = json.loads(bounds) if isinstance(bounds, str) else bounds
        reached = [code for code, _name, lowest in grades if share >= Decimal(lowest)]
        one["grade"] = grades[-1][0] if one["vetoed"] or not reached else reached[0]
    return found


def whole_steps(weights: dict[str, Fraction]) -> dict[str, Fraction]:
    """Weights with four decimals of the same sum: one step after the other to whoever lost most by rounding down."""
    kept = {name: Fraction(math.floor(weight * 10_000), 10_000) for name, weight in weights.items()}
    while sum(kept.values()) < sum(weights.values()):
        poorest = max(sorted(weights), key=lambda name: weights[name] - kept[name])
        kept[poorest] += Fraction(1, 10_000)
    return kept


def earned(  # noqa: C901 - one line for each method
    method: str, params: Any, weight: Fraction, value: Fraction, again: Fraction, peers: Any
) -> Fraction:
    if method == "ratio":
        low, high = Fraction(params["floor"]), Fraction(params["target"])
        return weight * min(max((value - low) / (high - low), Fraction(0)), Fraction(1))
    if method == "rank":
        place = 1 + sum(1 for other in peers if other > value)
        return weight if len(peers) == 1 else weight * (len(peers) - place) / (len(peers) - 1)
    if method == "threshold_step":
        taken = Fraction(0)
        lines = [(Fraction(line), Fraction(cost)) for line, cost in params["steps"]]
        for at, (line, cost) in enumerate(lines):
            floor = max(value, lines[at + 1][0]) if at + 1 < len(lines) else value
            taken += max(line - floor, Fraction(0)) * cost
        return weight - min(taken, Fraction(params["cap"]))
    if method == "checklist":
        return weight - value * Fraction(params["per_item"])
    if method == "manual":
        return max(Fraction(0), weight - Fraction(params["per_problem"]) * (value + again))
    if method == "deduct_per_case":
        return weight - min(Fraction(params["per_case"]) * (value + again), Fraction(params["cap"]))
    if method == "veto":
        return -Fraction(params["deduction"]) if value > 0 else Fraction(0)
    assert method == "bonus"
    return min(Fraction(params["cap"]), Fraction(params["per_case"]) * value)


def kept(run_id: int) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = defaultdict(lambda: {"points": {}})
    for code, total, place, grade, vetoed, group in rows(
        "select code, total, place, grade, is_vetoed, peer_group from assessment_assessedunit where run_id = %s",
        run_id,
    ):
        found[code] |= {"total": total, "place": place, "grade": grade, "vetoed": vetoed, "group": group}
    for code, name, points in rows(
        "select u.code, i.code, s.points from assessment_score s join assessment_assessedunit u on u.id = s.unit_id"
        " join assessment_indicator i on i.id = s.indicator_id where s.run_id = %s",
        run_id,
    ):
        found[code]["points"][name] = points
    return dict(found)


def test_a_county_computed_from_the_raw_tables_is_equal_to_the_last_digit(
    here: Place, neighbour: Place
) -> None:
    run = given_county(here)
    expected = by_hand(run.pk)
    act(here, run, "lock", note="按工作安排")
    compute(run)
    found = kept(run.pk)
    assert found == expected
    assert len(found) == len(TOWNS) + 2
    # The world is not so simple that nothing could go wrong: no data, a veto, several groups, fractions.
    points = [p for unit in found.values() for p in unit["points"].values()]
    assert None in points
    assert any(unit["vetoed"] for unit in found.values())
    assert len({unit["group"] for unit in found.values()}) == 3
    assert any(p is not None and p != p.quantize(Decimal("0.01")) for p in points)
    assert {unit["grade"] for unit in found.values()} >= {"failed"}
    final = walked_to_the_end(here, run)
    assert kept(final.pk) == expected


def walked_to_the_end(here: Place, run: Any) -> Any:
    act(here, run, "announce")
    return finalise(here, run)
