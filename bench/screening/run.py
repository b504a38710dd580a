# ruff: noqa: E402 - the launcher stands in script/, which is no package path until here
"""script/screening-bench: seed counties, screen one night of each, write down how long every step took."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import statistics
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "script"))

from launcher import cluster, embedded
from launcher.places import PYTHON, Places
from launcher.supervisor import Supervisor

from bench.run import _environment, _for, _manage, _places

SEEDED, DATABASE = "bench_screening_seeded", "bench_screening"
RESULTS = ROOT / "bench" / "results" / "nights.json"


def main() -> None:
    parser = argparse.ArgumentParser(prog="script/screening-bench", description=__doc__)
    parser.add_argument("--counties", type=int, default=1)
    parser.add_argument(
        "--workers", type=_numbers, default=[1], help="1,2: one after the other, on the same rows"
    )
    parser.add_argument("--grids", type=int, default=1000, help="grids of each county")
    parser.add_argument("--classes", type=int, default=60)
    parser.add_argument("--a-year", type=int, default=30_000, help="matters of each county")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    with _places(None) as places:
        supervisor = Supervisor()
        try:
            found = _measured(places, supervisor, options)
        finally:
            supervisor.stop()
            cluster.remove(places)
    known = json.loads(RESULTS.read_text()) if RESULTS.is_file() else {}
    for workers, one in found.items():
        known[f"{options.counties} counties, {workers} workers"] = one
    RESULTS.write_text(json.dumps(known, indent=1, ensure_ascii=False) + "\n")
    sys.stdout.write(json.dumps(found, indent=1) + "\n")


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def _measured(
    places: Places, supervisor: Supervisor, options: argparse.Namespace
) -> dict[int, dict[str, Any]]:
    """Seed once, then screen a copy of what was seeded with each number of workers."""
    servers = embedded.start(places, supervisor)
    env = _environment(places, servers)
    servers.query(f"create database {SEEDED}", database="postgres")
    own = _for(env, servers, SEEDED, embedded.SUPERUSER)
    _manage(own, "migrate", "-v0")
    _manage(_for(env, servers, SEEDED, embedded.APPLICATION), "grant_app_role")
    _manage(own, "load_reference")
    asked = [options.counties, options.grids, options.classes, options.a_year, options.seed]
    seeded = _told([str(PYTHON), "-m", "bench.screening.seed", *map(str, asked)], own)
    found: dict[int, dict[str, Any]] = {}
    for workers in options.workers:
        servers.query(f"create database {DATABASE} template {SEEDED} strategy file_copy", database="postgres")
        runs, wall = _screened(_for(env, servers, DATABASE, embedded.APPLICATION), workers)
        servers.query(f"drop database {DATABASE}", database="postgres")
        found[workers] = {
            "at": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
            "cores": os.cpu_count(),
            "load": [round(one, 2) for one in os.getloadavg()],
            "asked": vars(options) | {"workers": workers},
            "seeded": seeded,
            "wall_s": round(wall, 2),
            **_summed(runs),
        }
    return found


def _screened(env: dict[str, str], many: int) -> tuple[list[dict[str, Any]], float]:
    """What each county's run wrote down, in the order in which they were done, and the seconds for all of them."""
    began = time.monotonic()
    workers = [
        subprocess.Popen(
            [str(PYTHON), "-m", "bench.screening.work", str(place), str(many)],
            cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True,
        )
        for place in range(many)
    ]  # fmt: skip
    said = [worker.communicate()[0] for worker in workers]
    wall = time.monotonic() - began
    return [run for one in said for run in json.loads(one.splitlines()[-1])], wall


def _summed(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """Seconds and memory over the counties, and whether the last ones needed more than the first."""
    seconds = sorted(run["seconds"] for run in runs)
    part = max(1, len(runs) // 10)
    by_day = sorted(runs, key=lambda run: run["done"])
    counts = [run["counts"] for run in sorted(runs, key=lambda run: run["county"])]
    return {
        "seconds": {"median": statistics.median(seconds), "largest": seconds[-1]},
        "seconds_first_and_last_tenth": [
            round(statistics.mean(run["seconds"] for run in some), 2)
            for some in (by_day[:part], by_day[-part:])
        ],
        "cpu_seconds": round(sum(run["cpu_seconds"] for run in runs), 1),
        "milliseconds": {
            step: round(statistics.median(run["milliseconds"][step] for run in runs))
            for step in runs[0]["milliseconds"]
        },
        "largest_mib": max(run["largest_mib"] for run in runs),
        "largest_mib_first_and_last_tenth": [
            max(run["largest_mib"] for run in some) for some in (by_day[:part], by_day[-part:])
        ],
        "counts": {name: sum(one[name] for one in counts) for name in counts[0]},
        "counts_digest": hashlib.sha256(json.dumps(counts, sort_keys=True).encode()).hexdigest()[:16],
    }


def _told(command: list[str], env: dict[str, str]) -> Any:
    made = subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(made.stdout.splitlines()[-1])


if __name__ == "__main__":
    main()
