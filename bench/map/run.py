# ruff: noqa: E402 - the launcher stands in script/, which is no package path until here
"""script/map-bench: seed grids and incidents of a province, look at the map at every zoom, write down what it took."""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "script"))

import psycopg
from launcher import cluster, embedded
from launcher.places import VENV, Places
from launcher.supervisor import Child, Supervisor

from bench import report
from bench.assessment.run import _told
from bench.cases import Request
from bench.map.views import Look, looks
from bench.measuring import Target
from bench.run import _answers, _environment, _for, _manage, _places

PORT = 18_790
RESULTS = ROOT / "bench" / "results" / "map.json"
BEGIN, END = "<!-- results of the map: written by script/map-bench -->", "<!-- end of results of the map -->"


def main() -> None:
    parser = argparse.ArgumentParser(prog="script/map-bench", description=__doc__)
    parser.add_argument("--grids", type=int, default=100_000)
    parser.add_argument("--incidents", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--keep", help="keep the database in this folder, and use the one that is there")
    options = parser.parse_args()
    with _places(options.keep) as places:
        supervisor = Supervisor()
        try:
            servers = embedded.start(places, supervisor)
            env = _environment(places, servers)
            name = _seeded(servers, env, options, places)
            _write(options, _measured(servers, env, supervisor, places, name, options.rounds))
        finally:
            supervisor.stop()
            if not options.keep:
                cluster.remove(places)


def _seeded(
    servers: embedded.Servers, env: dict[str, str], options: argparse.Namespace, places: Places
) -> str:
    name = f"bench_map_{options.grids}_{options.incidents}"
    note = places.data / f"{name}.json"
    own, app = (_for(env, servers, name, role) for role in (embedded.SUPERUSER, embedded.APPLICATION))
    # One that was begun is gone on with: its grids are kept, and what is seeded again is refused by its numbers.
    if not servers.query(f"select 1 from pg_database where datname = '{name}'", database="postgres").strip():
        servers.query(f"create database {name}", database="postgres")
    _manage(own, "migrate", "-v0")
    _manage(app, "grant_app_role")
    if not note.is_file():
        _manage(own, "load_reference")
        began = time.monotonic()
        _told(own, "bench.map.seed", "seed", *map(str, (options.grids, options.incidents, options.seed)))
        note.write_text(json.dumps({"seeded_s": round(time.monotonic() - began)}))
    return name


def _measured(
    servers: embedded.Servers,
    env: dict[str, str],
    supervisor: Supervisor,
    places: Places,
    name: str,
    rounds: int,
) -> dict[str, Any]:
    app = _for(env, servers, name, embedded.APPLICATION)
    about = _told(app, "bench.map.seed", "about")
    web = [str(VENV / "bin" / "granian"), "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(PORT)]
    web += ["--workers", "2", "--blocking-threads", "4", "--no-ws", "bench.wsgi:application"]
    supervisor.start(Child(name="web map", command=web, env=app, log=places.logs / "web-map.log", cwd=ROOT))
    supervisor.wait_until(lambda: _answers(PORT), seconds=180)
    with psycopg.connect(servers.database_url(embedded.SUPERUSER, name), autocommit=True) as connection:
        (size,) = connection.execute("select pg_database_size(current_database()) / 1048576").fetchone() or (
            0,
        )
        target = Target("map", PORT, connection, [], about)
        found = {look.name: _look(target, look, rounds) for look in looks(about)}
    return {"looks": found, "database_mb": size, "grids": about["grids"]}


def _look(target: Target, look: Look, rounds: int) -> dict[str, Any]:
    """Ask for all parts of a look, one after the other, product and raw SQL in turns; the first round only warms up."""
    headers = {"Cookie": f"sessionid={target.about['sessions'][look.who]}", "Accept": "application/json"}
    product: list[list[float]] = []
    floors: list[float] = []
    bodies: list[bytes] = []
    for turn in range(-1, rounds):
        spent, floor, bodies = [], 0.0, []
        for part in random.sample(look.parts, len(look.parts)):
            began = time.perf_counter()
            part.floor(target.connection)
            floor += time.perf_counter() - began
            seconds, status, body, _count = target.send(Request("GET", part.path, headers))
            assert status == 200, (part.path, status, body[:300])
            spent.append(seconds)
            bodies.append(body)
        if turn >= 0:
            product.append(spent)
            floors.append(floor)
    every = sorted(second for spent in product for second in spent)
    return {
        "requests": len(look.parts),
        "median_ms": round(1000 * median(every), 1),
        "longest_ms": round(1000 * every[-1], 1),
        "together_ms": round(1000 * median(sum(spent) for spent in product), 1),
        "floor_ms": round(1000 * median(floors), 1),
        "kb": round(sum(map(len, bodies)) / 1024, 1),
        "gzip_kb": round(sum(len(gzip.compress(body)) for body in bodies) / 1024, 1),
        "shown": sum(len(next(iter(json.loads(body).values()))) for body in bodies),
    }


def _write(options: argparse.Namespace, found: dict[str, Any]) -> None:
    """Write the JSON, and the table into docs/performance.md between its two marks."""
    results = {
        "machine": report.about_machine(),
        "incidents": options.incidents,
        "rounds": options.rounds,
        **found,
    }
    RESULTS.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    before, _, rest = report.PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    report.PAGE.write_text(f"{before}{BEGIN}\n\n{table(results)}\n{END}{after}", encoding="utf-8")
    sys.stdout.write(table(results))


def table(results: dict[str, Any]) -> str:
    """Return the results as Markdown."""
    machine = results["machine"]
    load = ", ".join(map(str, machine["load_average"]))
    lines = [
        f"{machine['date']}, commit {machine['commit']}{' with changes' if machine['has_changes'] else ''}; "
        f"{machine['cpu']}, {machine['memory_gb']} GB, Python {machine['python']}; load average {load}.",
        "",
        f"{results['grids']:,} grids, {results['incidents']:,} incidents (database {results['database_mb']:,} MB); "
        f"{results['rounds']} rounds. One look is what a screen of 1440 × 900 asks for, one request after the other.",
        "",
        "| look | requests | one: median | longest | together, ms | raw SQL, ms | shown | KB | KB as gzip |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for name, one in results["looks"].items():
        columns = ("requests", "median_ms", "longest_ms", "together_ms", "floor_ms", "shown", "kb", "gzip_kb")
        lines.append(f"| {name} | " + " | ".join(f"{one[column]:,}" for column in columns) + " |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
