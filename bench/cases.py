"""What is measured: one request of the product and its floor, for one seeded database."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from bench import floors


@dataclass(frozen=True)
class Request:
    """One HTTP request."""

    method: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""


@dataclass(frozen=True)
class Case:
    """``request`` and ``floor`` are asked anew for every round. ``rows`` is what the bare view writes."""

    name: str
    request: Callable[[], Request]
    floor: floors.Floor
    rows: int = 1
    is_write: bool = False
    after: Callable[[Any], None] = lambda answer: None


def cases_for(about: dict[str, Any], writes: floors.Writes) -> list[Case]:
    """Return all cases of one database; ``about`` is what ``bench.prepare`` printed."""
    county, township = about["county"], about["township"]
    accepting: list[int] = []
    details = iter(about["details"] * 50)
    month = datetime.now(UTC) - timedelta(days=30)

    def get(who: str, path: str) -> Callable[[], Request]:
        return lambda: _api(about, who, "GET", path)

    def report() -> Request:
        body = {
            "category": "APPEAL.FACILITY.LAMP", "description": "村口路灯不亮，夜间出行不便", "severity": "04",
            "longitude": about["longitude"], "latitude": about["latitude"],
        }  # fmt: skip
        return _api(about, "worker", "POST", "incidents/", body)

    def accept() -> Request:
        return _api(about, "desk", "POST", f"incidents/{accepting.pop()}/actions/accept/", {})

    in_county, in_township = ("m.county_code = %s", county), ("m.township_code = %s", township)
    todo = "('reported','accepted','returned','verified','answered')"
    return [
        Case("report an incident", report, writes.report, is_write=True,
             after=lambda answer: accepting.append(answer["id"])),
        Case("accept it", accept, writes.accept, is_write=True),
        Case("inbox: township desk, waiting, by due date", get("desk", "incidents/?todo=true&ordering=due"),
             floors.rows(f"{in_township[0]} and m.state in {todo} and i.desk_level = 4", in_township[1],
                         order="i.is_emergency desc, m.next_due_at, m.id"), rows=50),
        Case("list: township, newest", get("desk", "incidents/"), floors.rows(*in_township), rows=50),
        Case("list: county, class and state",
             get("county", "incidents/?category=APPEAL.FACILITY.LAMP&state=closed"),
             floors.rows(f"{in_county[0]} and m.class_code = 'APPEAL.FACILITY.LAMP' and m.state = 'closed'", county),
             rows=50),
        Case("list: province, newest", get("office", "incidents/"), floors.rows("m.region_code like '36%%'"), rows=50),
        Case("list: province, class, state and a month",
             get("office", "incidents/?category=HAZARD.FIRE&state=closed"
                 f"&opened_after={quote(month.isoformat())}"),
             floors.rows("m.class_code like 'HAZARD.FIRE%%' and m.state = 'closed' and m.opened_at >= %s", month),
             rows=50),
        *[Case(f"search: {label}, {where}", get(who, f"incidents/?q={quote(words)}"),
               floors.rows(f"m.search @@ zh_tsquery(%s) and {scope}", words, *params), rows=rows)
          for who, where, scope, params in (
              ("county", "county", in_county[0], (county,)), ("office", "province", "true", ()))
          for label, words, rows in (
              ("2 characters, common", "路灯", 50), ("4 characters, common", "路灯不亮", 50),
              ("2 characters, rare", "鹬蚌", 3), ("4 characters, rare", "渔翁得利", 3))],
        Case("detail", lambda: _api(about, "desk", "GET", f"incidents/{next(details)}/"),
             _each_detail(about["details"])),
        Case("which grid holds this point",
             get("worker", f"grids/at/?longitude={about['longitude']}&latitude={about['latitude']}"),
             floors.point(about["longitude"], about["latitude"])),
        Case("drill-down page: cities of the province, 30 days", lambda: _page(about, "/overview/"),
             floors.drill_down("city_code", month)),
        Case("drill-down page: townships of a county, 30 days",
             lambda: _page(about, f"/overview/?region={county}000000"),
             floors.drill_down("township_code", month, prefix=county)),
    ]  # fmt: skip


def _each_detail(pks: list[int]) -> floors.Floor:
    reads = iter([floors.detail(pk) for pk in pks] * 50)
    return lambda connection: next(reads)(connection)


def _api(about: dict[str, Any], who: str, method: str, path: str, body: Any = None) -> Request:
    headers = {"Authorization": f"Token {about['tokens'][who]}", "Accept": "application/json"}
    if body is None:
        return Request(method, f"/api/v1/{path}", headers)
    return Request(
        method, f"/api/v1/{path}", {**headers, "Content-Type": "application/json"}, json.dumps(body)
    )


def _page(about: dict[str, Any], path: str) -> Request:
    return Request("GET", path, {"Cookie": f"sessionid={about['session']}"})
