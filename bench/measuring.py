"""Timing: product, bare view and raw SQL in turns, so that whatever else the machine does hits all alike."""

from __future__ import annotations

import http.client
import json
import random
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import psycopg

from bench.cases import Case, Request


@dataclass
class Target:
    """One seeded database with its server."""

    label: str
    port: int
    connection: psycopg.Connection[Any]
    cases: list[Case]
    about: dict[str, Any]
    pids: list[int] = field(default_factory=list)
    client: http.client.HTTPConnection | None = None

    def send(self, request: Request, *, count: bool = False) -> tuple[float, int, bytes, int | None]:
        """Return seconds, status, body and, where asked, the number of queries."""
        if self.client is None:
            self.client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        headers = {**request.headers, **({"X-Bench-Count": "1"} if count else {})}
        began = time.perf_counter()
        self.client.request(request.method, request.path, request.body.encode() or None, headers)
        answer = self.client.getresponse()
        body = answer.read()
        spent = time.perf_counter() - began
        counted = answer.headers.get("X-Bench-Queries")
        return spent, answer.status, body, int(counted) if counted else None


@dataclass
class Times:
    """Seconds per round of one case on one target."""

    product: list[float] = field(default_factory=list)
    sql: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    queries: int = 0
    rows: int = 0

    def summary(self) -> dict[str, float | int]:
        """Milliseconds and ratios; a floor is the sum of a round's raw SQL and bare view."""
        floor = [a + b for a, b in zip(self.sql, self.bare, strict=True)]
        return {
            "median_ms": _ms(median(self.product)),
            "p95_ms": _ms(_p95(self.product)),
            "sql_ms": _ms(median(self.sql)),
            "bare_ms": _ms(median(self.bare)),
            "floor_ms": _ms(median(floor)),
            "ratio": round(median(self.product) / median(floor), 2),
            "queries": self.queries,
            "rows": self.rows,
            "rounds": len(self.product),
        }


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 2)


def _p95(values: list[float]) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.95))]


def measure(targets: list[Target], *, rounds: int, warm_up: int = 5) -> dict[str, dict[str, Times]]:
    """Measure every case on every target in turns; case -> target -> times.

    Raises:
        AssertionError: an answer was no success, or showed fewer rows than the raw SQL found.

    """
    found: dict[str, dict[str, Times]] = {}
    for places in zip(*(target.cases for target in targets), strict=True):
        times = {target.label: Times() for target in targets}
        for turn in range(-warm_up, rounds):
            order = list(zip(targets, places, strict=True))
            random.shuffle(order)
            for target, case in order:
                _round(target, case, times[target.label], is_counted=turn >= 0, ask=turn == -1)
        found[places[0].name] = times
    return found


def _round(target: Target, case: Case, times: Times, *, is_counted: bool, ask: bool) -> None:
    parts = ["product", "sql", "bare"]
    random.shuffle(parts)
    spent = {part: _part(target, case, times, part, ask=ask) for part in parts}
    if is_counted:
        times.product.append(spent["product"])
        times.sql.append(spent["sql"])
        times.bare.append(spent["bare"])


def _part(target: Target, case: Case, times: Times, part: str, *, ask: bool) -> float:
    if part == "sql":
        began = time.perf_counter()
        times.rows = min(case.floor(target.connection), 50)
        return time.perf_counter() - began
    if part == "bare":
        bare = Request("POST", "/bench/bare/", {"Content-Type": "application/json"}, "{}")
        if not case.is_write:
            bare = Request("GET", f"/bench/bare/?rows={case.rows}")
        spent, status, _body, _count = target.send(bare)
        assert status in {200, 201}, status
        return spent
    spent, status, body, count = target.send(case.request(), count=ask)
    assert status in {200, 201}, f"{case.name}: {status} {body[:300]!r}"
    times.queries = count or times.queries
    answer = json.loads(body) if body[:1] == b"{" else {}
    if case.rows == 50 and times.rows:
        assert len(answer["results"]) >= min(times.rows, 50), (case.name, len(answer["results"]), times.rows)
    case.after(answer)
    return spent


def memory_mb(pids: list[int]) -> list[float]:
    """Return the resident memory of processes (Linux), in megabytes."""
    found = []
    for pid in pids:
        try:
            with Path(f"/proc/{pid}/status").open(encoding="ascii") as file:
                line = next(line for line in file if line.startswith("VmRSS"))
        except (OSError, StopIteration):
            continue
        found.append(round(int(line.split()[1]) / 1024, 1))
    return found
