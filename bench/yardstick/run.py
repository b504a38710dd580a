"""script/yardstick: measure surges and clusters, write bench/results/screening.json and the tables of docs/screening.md."""

from __future__ import annotations

import argparse
import json
import math
import time
from dataclasses import asdict
from typing import Any

import numpy as np
import scipy

from bench.report import FOLDER, ROOT, about_machine
from bench.yardstick.detection import Result, compare
from bench.yardstick.injected import GRIDS, INJECTIONS, PER_YEAR, Power, power

PAGE = ROOT / "docs" / "screening.md"
BEGIN, END = "<!-- results: written by script/yardstick -->", "<!-- end of results -->"
_COLUMNS = {
    "false_positive_rate": "false positive rate",
    "detected": "detected",
    "detected_in_first_week": "in its first week",
    "sensitivity": "sensitivity",
    "specificity": "specificity",
    "positive_predictive_value": "positive predictive value",
    "negative_predictive_value": "negative predictive value",
    "f1": "F1",
    "weeks_to_detection": "weeks to detection",
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="script/yardstick", description=__doc__)
    parser.add_argument("--replicates", type=int, default=100, help="per scenario")
    parser.add_argument("--trials", type=int, default=100, help="per injected cluster")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    began = time.perf_counter()
    surges = compare(options.replicates, options.seed)
    middle = time.perf_counter()
    clusters = [one for injection in INJECTIONS for one in power(injection, options.trials, options.seed)]
    results = {
        "machine": about_machine(),
        "versions": {"numpy": np.__version__, "scipy": scipy.__version__},
        "seed": options.seed,
        "replicates": options.replicates,
        "seconds": {"surges": round(middle - began, 1), "clusters": round(time.perf_counter() - middle, 1)},
        "surges": [asdict(result) for result in surges],
        "clusters": [asdict(one) for one in clusters],
    }
    FOLDER.mkdir(parents=True, exist_ok=True)
    written = json.dumps(_plain(results), ensure_ascii=False, indent=1, allow_nan=False)
    (FOLDER / "screening.json").write_text(written + "\n", encoding="utf-8")
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    PAGE.write_text(f"{before}{BEGIN}\n{tables(results, surges, clusters)}{END}{after}", encoding="utf-8")


def tables(results: dict[str, Any], surges: list[Result], clusters: list[Power]) -> str:
    """Return the page's tables."""
    lines = [
        "",
        f"{results['machine']['date']}, commit {results['machine']['commit']}, seed {results['seed']}, "
        f"{results['replicates']} replicates of each of 42 scenarios, 49 weeks judged; {results['seconds']['surges']} s. "
        "Means of the scenarios, in brackets 95 % intervals (replicates drawn anew).",
        "",
        f"| method | {' | '.join(_COLUMNS.values())} |",
        f"|---|{'---|' * len(_COLUMNS)}",
        *(f"| {one.method} | {' | '.join(_cell(one, name) for name in _COLUMNS)} |" for one in surges),
        "",
        f"Clusters: {GRIDS:,} grids, {PER_YEAR} matters a year by chance, {clusters[0].trials} trials each, reported "
        "from two p-values on, the smaller one that of the nights; in brackets Wilson's 95 % intervals; "
        f"{results['seconds']['clusters']} s.",
        "",
        "| injected | p ≤ | reported | reported at the right place | of its grids injected | of the injected reported |",
        "|---|---|---|---|---|---|",
        *(_power(one) for one in clusters),
        "",
    ]
    return "\n".join(lines)


def _cell(result: Result, name: str) -> str:
    if name == "weeks_to_detection":
        return f"{result.mean[name]:.2f} ({result.low[name]:.2f}–{result.high[name]:.2f})"
    return f"{result.mean[name]:.1%} ({result.low[name]:.1%}–{result.high[name]:.1%})"


def _power(one: Power) -> str:
    what = one.injection
    share = f"{one.p_value:g} | {one.reported:.0%} ({one.low:.0%}–{one.high:.0%})"
    if not what.matters:
        return f"| nothing (false alarms) | {share} | – | – | – |"
    injected = f"{what.matters} matters within {what.grids} grids, {what.days} days"
    overlap = " | ".join("–" if math.isnan(part) else f"{part:.0%}" for part in (one.precision, one.recall))
    return f"| {injected} | {share} | {one.hit:.0%} | {overlap} |"


def _plain(value: Any) -> Any:
    """Return a value for JSON, which knows no NaN."""
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return None if isinstance(value, float) and math.isnan(value) else value


if __name__ == "__main__":
    main()
