# ruff: noqa: E402 - the launcher stands in script/, which is no package path until here
"""script/phone-bench: seed, serve as in production, look with a phone on a slow line, write down."""

from __future__ import annotations

import argparse
import http.client
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "script"))

from launcher import cluster, embedded
from launcher.browser import find_browser
from launcher.places import PYTHON, VENV, Places
from launcher.supervisor import Child, Supervisor
from playwright.sync_api import Browser, sync_playwright

from bench.phone import keeping
from bench.phone.certificate import Certificate
from bench.phone.throttled import SLOW, SLOWEST, Line, Visit, phone, visit
from bench.run import _environment, _for, _manage, _places

DATABASE, PORT = "bench_phone", 18_790
#: A second door to the same application: behind TLS browsers speak HTTP/2, as with the proxy that phones come through.
SECURE_PORT = 18_791
PAGES = {"sign in": "/account/login/", "home": "/", "report": "/report/"}
DOCUMENT = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- phone: written by script/phone-bench -->", "<!-- end of phone -->"
BEGIN_KEEPING, END_KEEPING = "<!-- keeping: written by script/phone-bench -->", "<!-- end of keeping -->"
HEAD = (
    "| line | spoken | processor | page | visit | bytes | requests | first paint | usable |\n"
    "|---|---|---|---|---|--:|--:|--:|--:|"
)
#: The settings of this bench, whoever brings the rest.
_OWN = {"DJANGO_SETTINGS_MODULE": "bench.phone.settings", "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
Row = tuple[Line, str, int, str, str, list[Visit]]
#: What a browser speaks with the server, and where.
DOORS = {"HTTP/2": f"https://127.0.0.1:{SECURE_PORT}", "HTTP/1.1": f"http://127.0.0.1:{PORT}"}

LOOKS = ((SLOW, "HTTP/2", 1), (SLOW, "HTTP/2", 4), (SLOW, "HTTP/1.1", 1), (SLOWEST, "HTTP/2", 1))


def main() -> None:
    parser = argparse.ArgumentParser(prog="script/phone-bench", description=__doc__)
    parser.add_argument(
        "--rounds", type=int, default=3, help="fresh phones per line and page; the median counts"
    )
    parser.add_argument(
        "--here",
        action="store_true",
        help="take database, broker and keys from the environment: seeded already",
    )
    parser.add_argument("--only", choices=("pages", "keeping"), help="one of the two tables alone")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))
    with _places(None) as places:
        certificate = Certificate.made(places.data)
        with _served(places, certificate, is_seeded=options.here) as cookie:
            if options.only != "keeping":
                lines = [HEAD, *map(_line, _measured(cookie, certificate, options.rounds))]
                _write_down(BEGIN, END, lines, f"{options.rounds} fresh phones each, medians")
            if options.only != "pages":
                rows = _kept(cookie, certificate, options.rounds)
                lines = [keeping.HEAD, *(row.told() for row in rows)]
                _write_down(BEGIN_KEEPING, END_KEEPING, lines, f"{options.rounds} rounds in turns, medians")


def _write_down(begin: str, end: str, lines: list[str], how: str) -> None:
    """Put a table between its marks, and print it."""
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    about = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC; {how}; load average {load}."
    before, _old, rest = DOCUMENT.read_text(encoding="utf-8").partition(begin)
    after = rest.partition(end)[2]
    text = "\n".join([begin, "", about, "", *lines, "", end])
    DOCUMENT.write_text(before + text + after, encoding="utf-8")
    print("\n".join(lines))


@contextmanager
def _served(places: Places, certificate: Certificate, *, is_seeded: bool) -> Iterator[dict[str, str]]:
    """A seeded province on a server that is set up as production is; yields the cookie of a grid worker."""
    supervisor = Supervisor()
    try:
        own = _environment_here(places) if is_seeded else _seeded(places, supervisor)
        subprocess.run([str(PYTHON), str(ROOT / "script" / "assets")], cwd=ROOT, env=own, check=True)
        _manage(own, "collectstatic", "--noinput", "-v0")
        told = subprocess.run(
            [str(PYTHON), "-m", "bench.phone.prepare"],
            cwd=ROOT,
            env=own,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name, port, spoken in (("web", PORT, ()), ("secure", SECURE_PORT, certificate.options)):
            web = [
                str(VENV / "bin" / "granian"),
                "--interface",
                "wsgi",
                "--host",
                "127.0.0.1",
                "--port",
                str(port),
                *spoken,
            ]
            web += ["--workers", "1", "--blocking-threads", "4", "--no-ws", "bench.phone.wsgi:application"]
            supervisor.start(
                Child(name=name, command=web, env=own, log=places.logs / f"{name}.log", cwd=ROOT)
            )
        supervisor.wait_until(_answers, seconds=90)
        yield json.loads(told.stdout.splitlines()[-1])
    finally:
        supervisor.stop()
        if not is_seeded:
            cluster.remove(places)


def _environment_here(places: Places) -> dict[str, str]:
    return {**os.environ, **_OWN, "PINGAN_DATA_DIR": str(places.data)}


def _seeded(places: Places, supervisor: Supervisor) -> dict[str, str]:
    """Start servers of its own and seed them."""
    servers = embedded.start(places, supervisor)
    env = _environment(places, servers)
    servers.query(f"create database {DATABASE}", database="postgres")
    seeding = _for(env, servers, DATABASE, embedded.SUPERUSER)
    _manage(seeding, "migrate", "-v0")
    _manage(_for(env, servers, DATABASE, embedded.APPLICATION), "grant_app_role")
    _manage(seeding, "load_reference")
    _manage(seeding, "seed_scale", "--grids", "180", "--incidents", "2000", "--seed", "7")
    return {**_for(env, servers, DATABASE, embedded.APPLICATION), **_OWN}


def _answers() -> bool:
    client = http.client.HTTPConnection("127.0.0.1", PORT, timeout=5)
    try:
        client.request("GET", "/healthz")
        return client.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        client.close()


@contextmanager
def _browser(certificate: Certificate) -> Iterator[Browser]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=find_browser(), args=["--no-sandbox", certificate.trusted]
        )
        yield browser
        browser.close()


def _kept(cookie: dict[str, str], certificate: Certificate, rounds: int) -> Iterator[keeping.Row]:
    with _browser(certificate) as browser:
        yield from keeping.Bench(browser, SECURE_PORT, cookie).rows(rounds)


def _measured(cookie: dict[str, str], certificate: Certificate, rounds: int) -> Iterator[Row]:
    with _browser(certificate) as browser:
        for line, spoken, slower in LOOKS:
            for name, path in PAGES.items():
                visits = [_twice(browser, DOORS[spoken], cookie, line, slower, path) for _ in range(rounds)]
                yield line, spoken, slower, name, "first", [first for first, _second in visits]
                yield line, spoken, slower, name, "second", [second for _first, second in visits]


def _twice(
    browser: Browser, door: str, cookie: dict[str, str], line: Line, slower: int, path: str
) -> tuple[Visit, Visit]:
    """A phone that was never here, and the same one again."""
    is_inside = path != PAGES["sign in"]
    page, session = phone(browser, door, cookie if is_inside else None, line, slower)
    try:
        return visit(page, session, path), visit(page, session, path)
    finally:
        page.context.close()


def _line(row: Row) -> str:
    line, spoken, slower, name, which, visits = row
    kilobytes = median(one.bytes for one in visits) / 1000
    requests = median(one.requests for one in visits)
    paint, usable = (
        median(times) / 1000 for times in zip(*((v.first_paint_ms, v.usable_ms) for v in visits), strict=True)
    )
    processor = "this machine" if slower == 1 else f"{slower} × slower"
    return (
        f"| {line.name} | {spoken} | {processor} | {name} | {which} | {kilobytes:.1f} kB | {requests:.0f} "
        f"| {paint:.2f} s | {usable:.2f} s |"
    )


if __name__ == "__main__":
    main()
