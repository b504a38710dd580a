"""What is measured together: one kind of matter, its seeded databases, its cases, its table in docs/performance.md."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psycopg

from bench.cases import Case, cases_for
from bench.dispute_cases import dispute_cases
from bench.floors import Writes

Connection = psycopg.Connection[Any]


@dataclass(frozen=True)
class Suite:
    """``prepare``: the module that says who measures on what. ``database``: prefix of the databases' names."""

    name: str
    database: str
    prepare: str
    cases: Callable[[dict[str, Any], Connection], list[Case]]


def _incident_cases(about: dict[str, Any], connection: Connection) -> list[Case]:
    model = connection.execute(
        """select m.id from matters_matter m join matters_clock c on c.matter_id = m.id
           join grids_incident i on i.matter_id = m.id
           where i.external_number = '' and m.state = 'reported' and m.timeline_count = 1
             and c.stage = 'accept' and m.class_code <> 'APPEAL.OTHER'
           order by m.township_code = %s desc, m.id desc limit 1""",
        [about["township"]],
    ).fetchone()
    assert model is not None
    return cases_for(about, Writes(connection, int(model[0])))


SUITES = {
    "incidents": Suite("incidents", "bench", "bench.prepare", _incident_cases),
    "disputes": Suite("disputes", "bench_disputes", "bench.prepare_disputes", dispute_cases),
}
