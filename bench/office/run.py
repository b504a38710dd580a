# ruff: noqa: E402 - the launcher stands in script/, which is no package path until here
"""script/office-bench: seed a province's year, count its sums, look at its boards, write down what it took."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "script"))

from launcher import cluster, embedded
from launcher.places import Places
from launcher.supervisor import Supervisor

from bench import report
from bench.assessment.run import _told
from bench.run import _environment, _for, _manage, _places

RESULTS = ROOT / "bench" / "results" / "office.json"
BEGIN, END = (
    "<!-- results of the office: written by script/office-bench -->",
    "<!-- end of results of the office -->",
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="script/office-bench", description=__doc__)
    parser.add_argument("--incidents", type=int, default=1_000_000)
    parser.add_argument("--disputes", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--without-recount", action="store_true", help="leave out the longest part: minutes")
    parser.add_argument(
        "--keep", help="keep the seeded database in this folder, and use the one that is there"
    )
    options = parser.parse_args()
    with _places(options.keep) as places:
        supervisor = Supervisor()
        try:
            servers = embedded.start(places, supervisor)
            env = _environment(places, servers)
            name = _seeded(servers, env, options, places)
            app = _for(env, servers, name, embedded.APPLICATION)
            how = "pages" if options.without_recount else "recount"
            _write(options, _told(app, "bench.office.look", str(options.rounds), how))
        finally:
            supervisor.stop()
            if not options.keep:
                cluster.remove(places)


def _seeded(
    servers: embedded.Servers, env: dict[str, str], options: argparse.Namespace, places: Places
) -> str:
    name = f"bench_office_{options.incidents}"
    note = places.data / f"{name}.json"
    if note.is_file():
        return name
    servers.query(f"drop database if exists {name}", database="postgres")
    servers.query(f"create database {name}", database="postgres")
    own, app = (_for(env, servers, name, role) for role in (embedded.SUPERUSER, embedded.APPLICATION))
    _manage(own, "migrate", "-v0")
    _manage(app, "grant_app_role")
    _manage(own, "load_reference")
    asked = [options.incidents, options.disputes, 1_000, options.seed]
    seeded = _told(own, "bench.assessment.seed", *map(str, asked))
    note.write_text(json.dumps(seeded | _told(own, "bench.office.classed")))
    return name


def _write(options: argparse.Namespace, found: dict[str, Any]) -> None:
    """Write the JSON, and the table into docs/performance.md between its two marks."""
    results = {
        "machine": report.about_machine(),
        "rounds": options.rounds,
        "disputes": options.disputes,
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
    recount = "left out of this run" if results["recount_s"] is None else f"{results['recount_s']:,} s"
    refresh, backlog = results["refresh"], results["backlog"]
    lines = [
        f"{machine['date']}, commit {machine['commit']}{' with changes' if machine['has_changes'] else ''}; "
        f"{machine['cpu']}, {machine['memory_gb']} GB; load average {', '.join(map(str, machine['load_average']))}.",
        "",
        f"{results['incidents']:,} incidents, {results['disputes']:,} disputes; {results['rounds']} rounds. "
        f"{backlog['marks']:,} marks of a whole month that was brought in at once: {backlog['seconds']:,} s. Comparing "
        f"everything with the records: {recount}, {results['cells']:,} cells. {refresh['marks']:,} "
        f"marks of a busy minute all over the province: {refresh['seconds']} s. Memory of the process "
        f"{results['memory_mb']} MB.",
        "",
        "| page, 30 days | product, ms | floor in SQL, ms | ratio |",
        "|---|--:|--:|--:|",
    ]
    for name, one in results["boards"].items():
        lines.append(f"| {name} | {one['median_ms']:,} | {one['floor_ms']:,} | {one['ratio']} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
