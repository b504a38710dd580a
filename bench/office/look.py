# ruff: noqa: E402 - Django is set up before models are imported
"""Measures boards, the counting of everything, and the refresh of marks, in one process. Prints JSON."""

from __future__ import annotations

import json
import random
import resource
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from statistics import median
from typing import Any

import django

django.setup()

from django.db import connection
from django.test import Client
from django.utils import timezone

from bench.prepare import holder, session
from grids.models import Incident
from pingan.common.periods import Period
from pingan.office.models import FigureCell, SummaryMark
from pingan.office.rules.boards import GROUPS
from pingan.office.services.recounting import recount_summaries
from pingan.office.services.refreshing import refresh_summaries
from pingan.org.models import Region

#: The floor of a board, written by hand: sums of a division's places for its figures over one period.
_FLOOR = """
    SELECT left(code, %(digits)s), figure, sum(part), sum(whole) FROM office_figurecell
    WHERE figure = ANY(%(figures)s) AND code = ANY(%(codes)s)
      AND ((span = 'month' AND first_on = ANY(%(months)s)) OR (span = 'day' AND first_on BETWEEN %(since)s AND %(until)s))
    GROUP BY 1, 2
"""
MARKS = 1_000


def _timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _floor(prefix: str, figures: list[str], period: Period) -> None:
    """Read what the page reads: totals of three periods and the places of one, as the sums stand; written by hand."""
    level = 4 if len(prefix) == 6 else 3
    width, digits = (9, 9) if level == 4 else (6, {2: 4, 4: 6}[len(prefix)])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT left(code, %s) FROM org_region WHERE code LIKE %s AND level <= %s",
            [width, f"{prefix}%", level],
        )
        codes = [code for (code,) in cursor.fetchall()]
        values: dict[str, Any] = {"figures": figures, "codes": codes, "months": [], "digits": digits}
        for shift in (0, 30, 365):
            cursor.execute(
                _FLOOR,
                {
                    **values,
                    "since": period.since - timedelta(days=shift),
                    "until": period.until - timedelta(days=shift),
                },
            )
            cursor.fetchall()
        cursor.execute(
            "SELECT count(*), count(*) FILTER (WHERE next_due_at < now()) FROM matters_matter"
            " WHERE kind = 'incident' AND closed_at IS NULL AND region_code LIKE %s", [f"{prefix}%"],
        )  # fmt: skip
        cursor.fetchall()


def _board(client: Client, code: str, view: str, period: Period, **more: str) -> int:
    query = {"region": code, "from": period.since.isoformat(), "to": period.until.isoformat(), "view": view}
    return _page(client, "/office/", {**query, **more})


def _page(client: Client, address: str, query: dict[str, str] | None = None) -> int:
    answer = client.get(address, query)
    assert answer.status_code == 200, (answer.status_code, answer.content[:300])
    return len(answer.content)


def boards(rounds: int) -> dict[str, Any]:
    """Ask for boards of province, city, county and township, product and floor in turns."""
    province = Region.objects.get(level=1, valid_to=None)
    client = Client(headers={"host": "localhost"})
    client.cookies["sessionid"] = session(holder("leader", province))
    until = date(timezone.localdate().year, 6, 30)
    newest = (
        Incident.objects.order_by("-matter__opened_at").values_list("matter__opened_at", flat=True).first()
    )
    if newest is not None and newest.date() < until:
        until = newest.date()
    month = Period(until - timedelta(days=29), until)
    found = {}
    for name, code, prefix in (
        ("province", province.code, "36"), ("city", "360700000000", "3607"), ("county", "360703000000", "360703"),
    ):  # fmt: skip
        for group in GROUPS[:2]:
            figures = [code_ for code_ in group.figures if code_ != "incident.open"]
            times: list[float] = []
            floors: list[float] = []
            for turn in range(-1, rounds):
                spent = _timed(lambda code=code, group=group: _board(client, code, group.key, month))  # type: ignore[misc]
                floor = _timed(lambda prefix=prefix, figures=figures: _floor(prefix, figures, month))  # type: ignore[misc]
                if turn >= 0:
                    times.append(spent)
                    floors.append(floor)
            found[f"{name}, {group.key}"] = _compared(times, floors)
    return {**found, **narrowed(rounds, client, month), **desk(rounds)}


#: The class with most incidents of the seeded year is looked for; its kind as addresses name it.
_NARROWED = """
    SELECT left(m.region_code, 6), count(*) FROM grids_incident i JOIN matters_matter m ON m.id = i.matter_id
     WHERE i.category_id = ANY(%s) AND i.occurred_at >= %s AND i.occurred_at < %s AND m.region_code LIKE %s GROUP BY 1
"""


def _common_class(until: date) -> tuple[str, list[int]]:
    """Return a top class as an address names it, and the keys of everything below it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT split_part(c.code, '.', 1), array_agg(DISTINCT c.id), count(*) FROM grids_incident i"
            " JOIN grids_incidentcategory c ON c.id = i.category_id WHERE i.occurred_at < %s"
            " GROUP BY 1 ORDER BY 3 DESC LIMIT 1", [until],
        )  # fmt: skip
        code, keys, _count = cursor.fetchone()
    return f"incident:{code}", keys


def narrowed(rounds: int, client: Client, month: Period) -> dict[str, Any]:
    """Ask for boards of one class; the floor counts its incidents by county, once, in SQL written by hand."""
    chosen, keys = _common_class(month.until)
    found = {}
    for name, code, prefix in (
        ("province", "360000000000", "36"), ("city", "360700000000", "3607"), ("county", "360703000000", "360703"),
    ):  # fmt: skip
        times, floors = [], []
        for turn in range(-1, rounds):
            spent = _timed(lambda code=code: _board(client, code, "incidents", month, category=chosen))  # type: ignore[misc]
            values = [keys, month.since, month.until + timedelta(days=1), f"{prefix}%"]
            floor = _timed(lambda values=values: _rows(_NARROWED, values))  # type: ignore[misc]
            if turn >= 0:
                times.append(spent)
                floors.append(floor)
        found[f"{name}, one class"] = _compared(times, floors)
    return found


def desk(rounds: int) -> dict[str, Any]:
    """Ask for the supervision desk of the province and of a county; the floor counts what is overdue."""
    found = {}
    for name, level, prefix in (("province", 1, "36"), ("county", 3, "360703")):
        region = Region.objects.get(level=level, valid_to=None, code__startswith=prefix)
        client = Client(headers={"host": "localhost"})
        client.cookies["sessionid"] = session(holder("body_office", region))
        times, floors = [], []
        for turn in range(-1, rounds):
            spent = _timed(lambda client=client: _page(client, "/office/supervision/"))  # type: ignore[misc]
            floor = _timed(lambda prefix=prefix: _rows(_OVERDUE, [f"{prefix}%"]))  # type: ignore[misc]
            if turn >= 0:
                times.append(spent)
                floors.append(floor)
        found[f"{name}, supervision desk"] = _compared(times, floors)
    return found


_OVERDUE = """
    SELECT id FROM matters_matter WHERE closed_at IS NULL AND next_due_at < now() AND region_code LIKE %s
     ORDER BY next_due_at, id LIMIT 50
"""


def _rows(statement: str, values: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        cursor.fetchall()


def _compared(times: list[float], floors: list[float]) -> dict[str, Any]:
    return {
        "median_ms": round(1000 * median(times), 1),
        "floor_ms": round(1000 * median(floors), 1),
        "ratio": round(median(times) / median(floors), 1),
    }


def marks() -> dict[str, Any]:
    """Mark a busy minute: changes of matters of the last weeks in all townships; say how long they take to count."""
    refresh_summaries()
    townships = list(Region.objects.filter(level=4, valid_to=None).values_list("code", flat=True))
    dice, today = random.Random(7), date(timezone.localdate().year, 6, 30)
    now = timezone.now()
    SummaryMark.objects.bulk_create(
        SummaryMark(
            topic=dice.choice(("grids.incident", "grids.incident", "disputes.dispute")),
            township=dice.choice(townships)[:9], day=today - timedelta(days=int(dice.expovariate(0.3))), at=now,
        )
        for _number in range(MARKS)
    )  # fmt: skip
    return {"marks": MARKS, "seconds": round(_timed(refresh_summaries), 2)}


def _month_marked() -> int:
    """Mark every township and day of a month, as an import of that month does; return how many marks that makes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO office_summarymark (topic, township, day, at)"
            " SELECT CASE kind WHEN 'incident' THEN 'grids.incident' ELSE 'disputes.dispute' END,"
            " left(region_code, 9), opened_at::date, now() FROM matters_matter"
            " WHERE kind IN ('incident', 'dispute') AND opened_at >= %s AND opened_at < %s GROUP BY 1, 2, 3",
            [date(2025, 6, 1), date(2025, 7, 1)],
        )
    return SummaryMark.objects.count()


def main() -> None:
    refresh_summaries()  # what seeding left
    waiting = _month_marked()
    catching_up = _timed(refresh_summaries)
    recount = _timed(recount_summaries) if sys.argv[2] == "recount" else None
    found = {
        "backlog": {"marks": waiting, "seconds": round(catching_up, 1)},
        "incidents": Incident.objects.count(),
        "recount_s": None if recount is None else round(recount),
        "cells": FigureCell.objects.count(),
        "boards": boards(int(sys.argv[1])),
        "refresh": marks(),
        "memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
