"""What is measured of disputes: one request of the product and its floor, for one seeded database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bench import dispute_floors as floors
from bench.cases import Case, Request
from bench.floors import Connection, Floor


def dispute_cases(about: dict[str, Any], connection: Connection) -> list[Case]:
    """Return all cases of one database; ``about`` is what ``bench.prepare_disputes`` printed."""
    county, township = about["county"], about["township"]
    details, checks, suggestions = (iter(about["details"] * 50) for _case in range(3))
    since, until = about["since"], about["until"]

    def get(who: str, path: str) -> Callable[[], Request]:
        return lambda: _get(about, who, path)

    in_county, in_township = ("m.county_code = %s", county), ("m.township_code = %s", township)
    mine = "(m.organ_id = %s or exists (select from disputes_channel c where c.dispute_id = m.id and c.mediator_id = %s))"
    period = f"?since={since}&until={until}"
    return [
        Case("list: township desk, newest", get("desk", "list/"), floors.rows(*in_township), rows=50),
        Case("list: township desk, in mediation, by due date", get("desk", "list/?state=mediating&ordering=due"),
             floors.rows(f"{in_township[0]} and m.state = 'mediating'", township,
                         order="m.next_due_at, m.id"), rows=50),
        Case("list: mediator, newest", get("mediator", "list/"),
             floors.rows(mine, about["committee"], about["mediator"]), rows=50),
        Case("list: county, newest", get("county", "list/"), floors.rows(*in_county), rows=50),
        Case("list: county, type and state", get("county", "list/?type=NEIGHBOUR&state=closed"),
             floors.rows(f"{in_county[0]} and m.class_code = 'NEIGHBOUR' and m.state = 'closed'", county), rows=50),
        Case("list: county, level and source", get("county", "list/?level=major&source=court"),
             floors.rows(f"{in_county[0]} and d.level = 'major' and d.source = 'court'", county)),
        Case("list: province, newest", get("office", "list/"), floors.rows("m.region_code like '36%%'"), rows=50),
        Case("list: province, type and state", get("office", "list/?type=MEDICAL&state=mediating"),
             floors.rows("m.class_code = 'MEDICAL' and m.state = 'mediating'"), rows=50),
        Case("detail", lambda: _get(about, "desk", f"{next(details)}/"), _each(floors.detail, about["details"])),
        Case("party check", lambda: _get(about, "desk", f"{next(checks)}/same-parties/"),
             _each(floors.same_party, about["details"])),
        Case("suggested mediators", lambda: _get(about, "desk", f"{next(suggestions)}/mediators/"),
             lambda connection: _mediators(connection, about["committee"])),
        Case("register of a county-year, first page", get("county", f"register/{period}&limit=50"),
             floors.register(county, since, until, limit=50), rows=50),
        Case("register of a county-year, whole", get("county", f"register/{period}"),
             floors.register(county, since, until), rows=50),
        Case("file PDF", get("desk", f"{about['filed']}/file/"), floors.papers(about["filed"])),
    ]  # fmt: skip


def _each(floor: Callable[[int], Floor], pks: list[int]) -> Floor:
    reads = iter([floor(pk) for pk in pks] * 50)
    return lambda connection: next(reads)(connection)


def _mediators(connection: Connection, committee: int) -> int:
    sql = """select e.*, (select count(*) from disputes_channel c where c.mediator_id = e.id and c.state = 'open')
      from disputes_mediator e where e.committee_id = %s"""
    return len(connection.execute(sql, [committee]).fetchall())


def _get(about: dict[str, Any], who: str, path: str) -> Request:
    headers = {"Authorization": f"Token {about['tokens'][who]}", "Accept": "application/json"}
    return Request("GET", f"/bench/disputes/{path}", headers)
