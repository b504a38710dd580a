# ruff: noqa: E402 - the launcher stands in script/, which is no package path until here
"""script/bench: seed, serve, measure, write down. See docs/performance.md."""

from __future__ import annotations

import argparse
import http.client
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "script"))

import psycopg
from launcher import cluster, embedded
from launcher.keys import keys_of
from launcher.places import PYTHON, VENV, Places
from launcher.supervisor import Child, Supervisor

from bench import report
from bench.measuring import Target, measure, memory_mb
from bench.suites import SUITES, Suite

FIRST_PORT = 18_710
#: Matters per grid, at every size alike: a township looks the same, only the province grows.
PER_GRID = 11


def main() -> None:
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__)
    parser.add_argument("--sizes", default="10000,1000000", help="numbers of matters, smallest first")
    parser.add_argument("--only", choices=list(SUITES), help="measure one kind of matter alone")
    parser.add_argument("--rounds", type=int, default=60, help="rounds per case")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--keep", help="keep the databases in this folder, and use those that are there")
    parser.add_argument("--seed-only", action="store_true", help="stop when the databases are seeded")
    options = parser.parse_args()
    sizes = [int(size) for size in options.sizes.split(",")]
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))
    with _places(options.keep) as places:
        supervisor = Supervisor()
        try:
            servers = embedded.start(places, supervisor)
            env = _environment(places, servers)
            for place, suite in enumerate(SUITES.values()):
                if options.only not in {None, suite.name}:
                    continue
                seeded = {size: _database(servers, env, suite, size, options.seed, places) for size in sizes}
                if not options.seed_only:
                    port = FIRST_PORT + 10 * place
                    _measure(places, servers, supervisor, env, suite, seeded, options.rounds, port)
        finally:
            supervisor.stop()
            if not options.keep:
                cluster.remove(places)


@contextmanager
def _places(keep: str | None) -> Iterator[Places]:
    if keep:
        places = Places(Path(keep).resolve())
        places.make()
        yield places
        return
    with tempfile.TemporaryDirectory(prefix="pingan-bench-") as name:
        Path(name).chmod(0o755)
        places = Places(Path(name).resolve())
        places.make()
        yield places


def _environment(places: Places, servers: embedded.Servers) -> dict[str, str]:
    env = {key: value for key, value in os.environ.items() if not key.startswith(("PINGAN_", "DATABASE_"))}
    return env | keys_of(places.data / "keys") | {
        "REDIS_URL": servers.broker_url,
        "PINGAN_DATA_DIR": str(places.data),
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}",
    }  # fmt: skip


def _for(env: dict[str, str], servers: embedded.Servers, name: str, role: str) -> dict[str, str]:
    return {
        **env,
        "DATABASE_URL": servers.database_url(role, name),
        # The superuser seeds: only it may leave the checking of foreign keys to the writer.
        "DATABASE_OWNER_URL": servers.database_url(embedded.SUPERUSER, name),
    }


def _manage(env: dict[str, str], *words: str) -> None:
    subprocess.run([str(PYTHON), "manage.py", *words], cwd=ROOT, env=env, check=True)


def _database(
    servers: embedded.Servers, env: dict[str, str], suite: Suite, size: int, seed: int, places: Places
) -> dict[str, Any]:
    name = f"{suite.database}_{size}"
    note = places.data / f"{name}.json"
    if note.is_file():
        own = _for(env, servers, name, embedded.SUPERUSER)
        _manage(own, "migrate", "-v0")
        _manage(_for(env, servers, name, embedded.APPLICATION), "grant_app_role")
        return dict(json.loads(note.read_text()))
    servers.query(f"drop database if exists {name}", database="postgres")
    servers.query(f"create database {name}", database="postgres")
    own = _for(env, servers, name, embedded.SUPERUSER)
    _manage(own, "migrate", "-v0")
    _manage(_for(env, servers, name, embedded.APPLICATION), "grant_app_role")
    _manage(own, "load_reference")
    began = time.monotonic()
    _manage(
        own,
        "seed_scale",
        "--grids",
        str(max(1, size // PER_GRID)),
        f"--{suite.name}",
        str(size),
        "--seed",
        str(seed),
    )
    made = {"name": name, "seeded_s": time.monotonic() - began}
    note.write_text(json.dumps(made))
    return made


def _measure(
    places: Places, servers: embedded.Servers, supervisor: Supervisor, env: dict[str, str],
    suite: Suite, seeded: dict[int, dict[str, Any]], rounds: int, first_port: int,
) -> None:  # fmt: skip
    targets = [
        _target(places, servers, supervisor, env, suite, size, about, first_port + place)
        for place, (size, about) in enumerate(seeded.items())
    ]
    machine = report.about_machine()
    times = measure(targets, rounds=rounds)
    databases = {}
    for target, (size, about) in zip(targets, seeded.items(), strict=True):
        (mb,) = target.connection.execute(
            "select pg_database_size(current_database()) / 1048576"
        ).fetchone() or (0,)
        databases[str(size)] = {
            "entries": target.about["entries"], "grids": target.about["grids"], "seeded_s": about["seeded_s"],
            "database_mb": mb, "worker_memory_mb": memory_mb(target.pids),
        }  # fmt: skip
    report.write(suite.name, {
        "machine": machine,
        "sizes": list(seeded),
        "rounds": rounds,
        "databases": databases,
        "cases": {name: {label: one.summary() for label, one in by.items()} for name, by in times.items()},
    })  # fmt: skip
    print(report.table(suite.name, report.read(suite.name)))


def _target(
    places: Places, servers: embedded.Servers, supervisor: Supervisor, env: dict[str, str],
    suite: Suite, size: int, about: dict[str, Any], port: int,
) -> Target:  # fmt: skip
    own = _for(env, servers, about["name"], embedded.APPLICATION)
    prepared = subprocess.run(
        [str(PYTHON), "-m", suite.prepare], cwd=ROOT, env=own, check=True, stdout=subprocess.PIPE, text=True
    )
    facts = json.loads(prepared.stdout.splitlines()[-1])
    # As script/server starts it.
    web = [str(VENV / "bin" / "granian"), "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    web += ["--workers", "2", "--blocking-threads", "4", "--no-ws", "bench.wsgi:application"]
    child = Child(
        name=f"web {suite.name} {size}",
        command=web,
        env=own,
        log=places.logs / f"web-{suite.name}-{size}.log",
        cwd=ROOT,
    )
    supervisor.start(child)
    supervisor.wait_until(lambda: _answers(port), seconds=90)
    connection = psycopg.connect(servers.database_url(embedded.SUPERUSER, about["name"]), autocommit=True)
    assert child.process is not None
    pids = [child.process.pid, *_children(child.process.pid)]
    return Target(str(size), port, connection, suite.cases(facts, connection), facts, pids[1:])


def _children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _answers(port: int) -> bool:
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        client.request("GET", "/bench/bare/")
        return client.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        client.close()


if __name__ == "__main__":
    main()
