"""What is measured of disputes: one request to the product and its floor, for one seeded database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from bench import dispute_floors as floors
from bench.cases import Case, Request
from bench.floors import Connection, Floor

#: The product compares what the cookie and the header say; that one made the other is nobody's secret here.
_CSRF = "b" * 32


def dispute_cases(about: dict[str, Any], connection: Connection) -> list[Case]:
    """Return all cases of one database; ``about`` is what ``bench.prepare_disputes`` printed."""
    county, township, year = about["county"], about["township"], about["year"]
    details, checks, suggestions = (iter(about["details"] * 50) for _case in range(3))
    a_year, half_a_year = (about["since"], about["until"]), (about["middle"], about["until"])

    def get(who: str, path: str) -> Callable[[], Request]:
        return lambda: _api(about, who, path)

    def page(who: str, path: str, **query: Any) -> Callable[[], Request]:
        return lambda: _page(about, who, path, query)

    def file() -> Request:
        query = {"region": county, "since": half_a_year[0], "until": half_a_year[1]}
        body = {"format": "csv", "columns": "all", "purpose": "bench"}
        return _page(about, "county", "registers/export/", query, body)

    def whole() -> Request:
        return _page(about, "desk", f"{about['filed']}/file/", {}, {"purpose": "bench"})

    in_county, in_township = ("m.county_code = %s", county), ("m.township_code = %s", township)
    mine = "(m.organ_id = %s or exists (select from disputes_channel c where c.dispute_id = m.id and c.mediator_id = %s))"
    figures = {"region": f"{county}000000", "period": str(year)}
    return [
        Case("list: township desk, newest", get("desk", "disputes/"), floors.rows(*in_township), rows=50),
        Case("list: township desk, in mediation, by due date",
             get("desk", "disputes/?state=mediating&ordering=next_due_at"),
             floors.rows(f"{in_township[0]} and m.state = 'mediating'", township,
                         order="m.next_due_at, m.id"), rows=50),
        Case("list: mediator, newest", get("mediator", "disputes/"),
             floors.rows(mine, about["committee"], about["mediator"]), rows=50),
        Case("list: county, newest", get("county", "disputes/"), floors.rows(*in_county), rows=50),
        Case("list: county, type and state", get("county", "disputes/?type=NEIGHBOUR&state=closed"),
             floors.rows(f"{in_county[0]} and m.class_code = 'NEIGHBOUR' and m.state = 'closed'", county), rows=50),
        Case("list: county, source", get("county", "disputes/?source=court"),
             floors.rows(f"{in_county[0]} and d.source = 'court'", county), rows=50),
        Case("list: county, level and source", get("county", "disputes/?level=major&source=court"),
             floors.rows(f"{in_county[0]} and d.level = 'major' and d.source = 'court'", county)),
        Case("list: province, newest", get("office", "disputes/"), floors.rows("m.region_code like '36%%'"), rows=50),
        Case("list: province, type and state", get("office", "disputes/?type=MEDICAL&state=mediating"),
             floors.rows("m.class_code = 'MEDICAL' and m.state = 'mediating'"), rows=50),
        Case("detail", lambda: _api(about, "desk", f"disputes/{next(details)}/"),
             _each(floors.detail, about["details"])),
        Case("party check", lambda: _api(about, "desk", f"disputes/{next(checks)}/same-parties/"),
             _each(floors.same_party, about["details"])),
        Case("suggested mediators", lambda: _api(about, "desk", f"mediators/?dispute={next(suggestions)}"),
             lambda connection: _mediators(connection, about["committee"])),
        Case("register of a county-year, page with its total",
             page("county", "registers/", region=county, since=a_year[0], until=a_year[1]),
             floors.total(county, *a_year)),
        Case("register of a county-year, lines that a figure counts",
             page("county", "registers/", region=county, since=a_year[0], until=a_year[1], figure="outcome_mediated"),
             floors.total(county, *a_year, where="d.outcome = 'mediated'")),
        Case("register of half a county-year, whole, as CSV", file, floors.register(county, *half_a_year)),
        Case("statistics of a county-year, by type", page("county", "statistics/", by="type", **figures),
             floors.statistics("t.statistic_code", county, year)),
        Case("statistics of a county-year, by area", page("county", "statistics/", by="area", **figures),
             floors.statistics("m.township_code", county, year)),
        Case("file PDF", whole, floors.papers(about["filed"])),
    ]  # fmt: skip


def _each(floor: Callable[[int], Floor], pks: list[int]) -> Floor:
    reads = iter([floor(pk) for pk in pks] * 50)
    return lambda connection: next(reads)(connection)


def _mediators(connection: Connection, committee: int) -> int:
    sql = """select e.*, (select count(*) from disputes_channel c where c.mediator_id = e.id and c.state = 'open')
      from disputes_mediator e where e.committee_id = %s"""
    return len(connection.execute(sql, [committee]).fetchall())


def _api(about: dict[str, Any], who: str, path: str) -> Request:
    headers = {"Authorization": f"Token {about['tokens'][who]}", "Accept": "application/json"}
    return Request("GET", f"/api/v1/{path}", headers)


def _page(
    about: dict[str, Any], who: str, path: str, query: dict[str, Any], body: dict[str, str] | None = None
) -> Request:
    address = f"/disputes/{path}?{urlencode(query)}"
    cookie = f"sessionid={about['sessions'][who]}"
    if body is None:
        return Request("GET", address, {"Cookie": cookie})
    headers = {
        "Cookie": f"{cookie}; csrftoken={_CSRF}", "X-CSRFToken": _CSRF,
        "Content-Type": "application/x-www-form-urlencoded",
    }  # fmt: skip
    return Request("POST", address, headers, urlencode(body))
