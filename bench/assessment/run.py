# ruff: noqa: E402 - the launcher stands in script/, which is no package path until here
"""script/assessment-bench: seed a province's year, run it with some workers, write down how long it took."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "script"))

import psycopg
from launcher import cluster, embedded
from launcher.places import PYTHON
from launcher.supervisor import Supervisor

from bench.assessment.floors import floor
from bench.run import _environment, _for, _manage, _places

SEEDED, DATABASE = "bench_assessment_{}", "bench_assessment"
RESULTS = ROOT / "bench" / "results" / "assessment.json"


def main() -> None:
    parser = argparse.ArgumentParser(prog="script/assessment-bench", description=__doc__)
    parser.add_argument("--incidents", type=int, default=1_000_000)
    parser.add_argument("--disputes", type=int, help="a fifth of the incidents, where it is not said")
    parser.add_argument("--members", type=int, default=5_000, help="member units of the province")
    parser.add_argument(
        "--workers", type=_numbers, default=[1, 2], help="1,2: one after the other, on the same rows"
    )
    parser.add_argument("--parts", type=_words, default=["year"], help="year, files, survey")
    parser.add_argument("--answers", type=int, default=400_000, help="rows of the survey")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--unproved", action="store_true", help="neither floor nor recomputing")
    parser.add_argument(
        "--keep", help="keep the seeded database in this folder, and use the one that is there"
    )
    options = parser.parse_args()
    options.disputes = options.disputes or options.incidents // 5
    with _places(options.keep) as places:
        supervisor = Supervisor()
        try:
            servers = embedded.start(places, supervisor)
            env = _environment(places, servers)
            seeded = _seeded(servers, env, options, places.data)
            if "year" in options.parts:
                for workers in options.workers:
                    _keep(
                        f"{options.incidents} incidents, {workers} workers",
                        _year(servers, env, seeded, options, workers),
                    )
            for part in ("files", "survey"):
                if part in options.parts:
                    _keep(part, _of(servers, env, seeded, part, options))
        finally:
            supervisor.stop()
            if not options.keep:
                cluster.remove(places)


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def _words(text: str) -> list[str]:
    return text.split(",")


def _keep(name: str, found: dict[str, Any]) -> None:
    known = json.loads(RESULTS.read_text()) if RESULTS.is_file() else {}
    known[name] = {
        "at": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "cores": os.cpu_count(),
        "load_after": [round(one, 2) for one in os.getloadavg()],
        **found,
    }
    RESULTS.write_text(json.dumps(known, indent=1, ensure_ascii=False) + "\n")
    sys.stdout.write(json.dumps({name: known[name]}, indent=1) + "\n")


def _seeded(servers: embedded.Servers, env: dict[str, str], options: argparse.Namespace, data: Path) -> str:
    """Return the name of the database with the rows; both runs are prepared in it, up to their lock."""
    name = SEEDED.format(f"{options.incidents}_{options.members}")
    note = data / f"{name}.json"
    if note.is_file():
        return name
    servers.query(f"drop database if exists {name}", database="postgres")
    servers.query(f"create database {name}", database="postgres")
    own, app = (_for(env, servers, name, role) for role in (embedded.SUPERUSER, embedded.APPLICATION))
    _manage(own, "migrate", "-v0")
    _manage(app, "grant_app_role")
    _manage(own, "load_reference")
    asked = [options.incidents, options.disputes, options.members, options.seed]
    told = _told(own, "bench.assessment.seed", *map(str, asked))
    note.write_text(json.dumps({**told, "prepared": _told(app, "bench.assessment.year", "prepare")}))
    return name


@contextmanager
def _copied(servers: embedded.Servers, seeded: str) -> Iterator[str]:
    """Work on a copy, so that each measurement begins with the same rows."""
    servers.query(f"drop database if exists {DATABASE} with (force)", database="postgres")
    servers.query(f"create database {DATABASE} template {seeded} strategy file_copy", database="postgres")
    yield DATABASE
    servers.query(f"drop database {DATABASE} with (force)", database="postgres")


def _year(
    servers: embedded.Servers, env: dict[str, str], seeded: str, options: argparse.Namespace, many: int
) -> dict[str, Any]:
    """Lock both runs, let the workers compute them, prove them."""
    with _copied(servers, seeded) as name:
        app = _for(env, servers, name, embedded.APPLICATION)
        servers.query("checkpoint", database="postgres")
        _told(app, "bench.assessment.year", "lock")
        load = os.getloadavg()[0]
        with _watched() as database:
            workers = [
                subprocess.Popen(
                    [str(PYTHON), "-m", "bench.assessment.work"], cwd=ROOT, env=app, stdout=subprocess.PIPE, text=True
                )
                for _place in range(many)
            ]  # fmt: skip
            said = [json.loads(worker.communicate()[0].splitlines()[-1]) for worker in workers]
            ended = time.time()
        proved = {}
        if not options.unproved:
            with psycopg.connect(
                servers.database_url(embedded.SUPERUSER, name), autocommit=True
            ) as connection:
                proved["floor_s"] = floor(connection)
            proved["proved"] = _told(app, "bench.assessment.year", "prove")
        return {
            "asked": {key: getattr(options, key) for key in ("incidents", "disputes", "members", "seed")},
            "load_before": round(load, 2),
            # From the first worker that was ready: those of the product are there before anybody locks.
            "wall_s": round(ended - min(one["ready_at"] for one in said), 1),
            "workers": said,
            "database": database,
            "cpu_seconds": round(database["cpu_seconds"] + sum(one["cpu_seconds"] for one in said), 1),
            **proved,
        }


def _of(
    servers: embedded.Servers, env: dict[str, str], seeded: str, part: str, options: argparse.Namespace
) -> dict[str, Any]:
    with _copied(servers, seeded) as name:
        app = _for(env, servers, name, embedded.APPLICATION)
        return dict(_told(app, f"bench.assessment.{part}", str(options.answers)))


@contextmanager
def _watched() -> Iterator[dict[str, Any]]:
    """Note what processes of the database need: the most memory one holds for itself, and the processor's seconds of all.

    Seconds of the processor hardly depend on what else the machine does, which the wall does.
    """
    seen: dict[str, Any] = {"largest_mib": 0, "cpu_seconds": 0.0}
    ended, used = threading.Event(), dict[int, float]()

    def look() -> None:
        while not ended.wait(0.25):
            for pid, mib, seconds in _backends(DATABASE):
                seen["largest_mib"] = max(seen["largest_mib"], mib)
                used[pid] = seconds
            seen["cpu_seconds"] = round(sum(used.values()), 1)

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield seen
    finally:
        ended.set()
        watcher.join()


def _backends(database: str) -> Iterator[tuple[int, int, float]]:
    for process in Path("/proc").iterdir():
        if not process.name.isdigit():
            continue
        try:
            if f" {database} ".encode() in (process / "cmdline").read_bytes().replace(b"\0", b" "):
                own = int((process / "status").read_text().split("RssAnon:")[1].split()[0]) // 1024
                told = (process / "stat").read_text().rsplit(")", 1)[1].split()
                yield int(process.name), own, (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")
        except (OSError, IndexError):
            continue


def _told(env: dict[str, str], module: str, *words: str) -> Any:
    command = [str(PYTHON), "-m", module, *words]
    made = subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(made.stdout.splitlines()[-1])


if __name__ == "__main__":
    main()
