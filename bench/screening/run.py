# ruff: noqa: E402 - the launcher stands in script/, which is no package path until here
"""script/screening-bench: seed counties, screen one night of each, write down how long every step took."""

from __future__ import annotations

import argparse
import json
import os
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

DATABASE = "bench_screening"
RESULTS = ROOT / "bench" / "results" / "nights.json"


def main() -> None:
    parser = argparse.ArgumentParser(prog="script/screening-bench", description=__doc__)
    parser.add_argument("--counties", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1)
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
    known[f"{options.counties} counties, {options.workers} workers"] = found
    RESULTS.write_text(json.dumps(known, indent=1, ensure_ascii=False) + "\n")
    sys.stdout.write(json.dumps(found, indent=1) + "\n")


def _measured(places: Places, supervisor: Supervisor, options: argparse.Namespace) -> dict[str, Any]:
    servers = embedded.start(places, supervisor)
    env = _environment(places, servers)
    servers.query(f"create database {DATABASE}", database="postgres")
    own = _for(env, servers, DATABASE, embedded.SUPERUSER)
    _manage(own, "migrate", "-v0")
    _manage(_for(env, servers, DATABASE, embedded.APPLICATION), "grant_app_role")
    _manage(own, "load_reference")
    asked = [options.counties, options.grids, options.classes, options.a_year, options.seed]
    seeded = _told([str(PYTHON), "-m", "bench.screening.seed", *map(str, asked)], own)
    app = _for(env, servers, DATABASE, embedded.APPLICATION)
    began = time.monotonic()
    workers = [
        subprocess.Popen(
            [str(PYTHON), "-m", "bench.screening.work", str(place), str(options.workers)],
            cwd=ROOT, env=app, stdout=subprocess.PIPE, text=True,
        )
        for place in range(options.workers)
    ]  # fmt: skip
    runs: list[dict[str, Any]] = []
    for worker in workers:
        said, _none = worker.communicate()
        runs += json.loads(said.splitlines()[-1])
    wall = time.monotonic() - began
    return {
        "at": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "cores": os.cpu_count(),
        "load": [round(one, 2) for one in os.getloadavg()],
        "asked": vars(options),
        "seeded": seeded,
        "wall_s": round(wall, 2),
        "counties": runs,
    }


def _told(command: list[str], env: dict[str, str]) -> Any:
    made = subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(made.stdout.splitlines()[-1])


if __name__ == "__main__":
    main()
