"""A scheme of 60 indicators over the product's own figures: all nine methods, and all ways of getting a number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.factories.runs import leaf

SHARES = (
    "incident.on_time", "incident.solved", "incident.satisfied", "incident.returned_twice", "incident.self_resolved",
    "incident.reopened", "dispute.resolved", "dispute.mediation_agreed",
)  # fmt: skip
COUNTS = (
    "incident.reported", "dispute.total", "dispute.initiated", "dispute.applied", "dispute.entrusted",
    "dispute.outcome_mediated", "dispute.outcome_settled", "dispute.outcome_left_to_parties", "dispute.pending",
    "dispute.level_major", "dispute.flagged", "dispute.prevented_crime",
)  # fmt: skip
STEPS = {"steps": [["96", "0.25"], ["60", "0.5"]], "cap": "2"}
BANDS = {"bands": [["500", "100"], ["2000", "60"], ["4000", "20"]]}


def leaves() -> list[dict[str, Any]]:
    """Return 60 leaves; 50 of them have weight, two points each."""
    made = [leaf(f"I{at:02d}", **values) for at, values in enumerate(_leaves(), start=1)]
    assert len(made) == 60
    assert sum(int(row["weight"]) for row in made) == 100
    return made


def _leaves() -> Iterator[dict[str, Any]]:
    ratio, two = {"floor": "20", "target": "95"}, {"weight": "2"}
    for code in SHARES * 2:
        yield {**two, "params": ratio, "expression": f"share({code})"}
    for code in SHARES:
        yield {**two, "method": "threshold_step", "params": STEPS, "expression": f"share({code})"}
    for code in COUNTS[:8]:
        rate = f"per_10k({code}.part, incident.reported.part)"
        yield {**two, "method": "rate_per_10k", "params": BANDS, "expression": rate}
    for code in COUNTS[:6]:
        yield {**two, "method": "rank", "params": {"by_place": True}, "expression": f"{code}.part"}
    for code in COUNTS[6:10]:
        part = f"100 * {code}.part / max({code}.part, dispute.total.part)"
        yield {**two, "params": {"floor": "0", "target": "100"}, "expression": part}
    for code in COUNTS[10:]:
        per_item = {"per_item": "0.01", "cap": "2"}
        yield {**two, "method": "checklist", "params": per_item, "expression": f"{code}.part"}
    yield from 4 * [{**two, "source": "reported", "expression": "100 * own.part / own.whole"}]
    yield from 2 * [{**two, **_reported("manual", "manual", per_problem="0.5")}]
    yield from 4 * [{"weight": "0", **_reported("deduction", "deduct_per_case", per_case="0.3", cap="4")}]
    yield from 4 * [{"weight": "0", **_reported("bonus", "bonus", per_case="0.5", cap="2")}]
    yield from 2 * [{"weight": "0", **_reported("veto", "veto", deduction="30")}]


def _reported(source: str, method: str, **params: str) -> dict[str, Any]:
    return {"source": source, "method": method, "params": params, "expression": ""}
