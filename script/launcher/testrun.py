"""script/test: set-up, static checks, then pytest on a database of its own that is thrown away."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from launcher import application, cluster, embedded, environment
from launcher.browser import find_browser
from launcher.output import say, step
from launcher.places import PYTHON, ROOT, VENV, Places
from launcher.supervisor import Supervisor

NOTHING_COLLECTED = 5
TOGETHER, ALONE = "not slow", "slow"
#: A file stays with one worker, so that its world is built once; in the order of the folders, so that the long files of the
#: matrix do not come last and leave the other worker idle.
BY_FILE = ("--dist", "loadfile", "--no-loadscope-reorder")
#: Where nothing compiled is written, every process of the run compiles the whole product and every test file anew: ten
#: seconds of a core for each worker, each server that a test starts and each check.
UNCOMPILED = "PYTHONDONTWRITEBYTECODE"
#: Migrated once, while the static checks run; each database of the tests is a copy of it.
TEMPLATE = "template_pingan"


@dataclass(frozen=True)
class Check:
    """One static check: its name and the command that must end with 0."""

    name: str
    command: list[str]


def run(arguments: list[str]) -> int:
    """Run everything, or with arguments pytest alone; 0 only if all of it passed."""
    for kind in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(kind, _interrupt)
    environment.ensure("test", ROOT / "var" / "log" / "pip-test.log")
    application.bring_assets(_kept())
    application.compile_messages(ROOT / "var" / "log" / "messages.log")
    supervisor = Supervisor()
    with tempfile.TemporaryDirectory(prefix="pingan-test-") as name:
        Path(name).chmod(0o755)  # as root, the database's user must reach the program's logs
        places = Places(Path(name).resolve())
        places.make()
        (places.data / "assets").symlink_to(_kept().data / "assets", target_is_directory=True)
        try:
            with step("Starting a throw-away database and broker"):
                servers = embedded.start(places, supervisor, is_throw_away=True)
            env = _environment(places, servers)
            return _pytest(arguments, env) if arguments else _everything(env, places, servers)
        finally:
            supervisor.stop()
            cluster.remove(places)
            for left in places.sockets.glob("*"):
                left.unlink(missing_ok=True)
            places.sockets.rmdir()


def _kept() -> Places:
    places = Places(ROOT / "var")
    places.make()
    return places


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _environment(places: Places, servers: embedded.Servers) -> dict[str, str]:
    """Nothing of the caller's own database, broker or keys may reach the tests."""
    unwanted = ("PINGAN_", "DATABASE_", UNCOMPILED)
    env = {key: value for key, value in os.environ.items() if not key.startswith(unwanted)}
    env |= {
        "DATABASE_URL": servers.database_url(embedded.SUPERUSER),
        "REDIS_URL": servers.broker_url,
        "PINGAN_DATA_DIR": str(places.data),
        "DJANGO_SETTINGS_MODULE": "pingan.settings.test",
        "DJANGO_ALLOW_ASYNC_UNSAFE": "true",  # Playwright's own loop runs in the test's thread
        "PYTHONUNBUFFERED": "1",
        "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}",
    }
    browser = find_browser()
    return {**env, "CHROMIUM": browser} if browser else env


def checks() -> list[Check]:
    """The static checks in order, quick ones first."""
    python, tools = str(PYTHON), VENV / "bin"
    # Left out: taste (address literals, headings, button types, image sizes, meta tags), and tags opened in an if.
    lint = ["--profile=django", "--ignore=D018,H006,H015,H025,H030,H031,H043"]
    strictly = ["--config-file=", "--strict", "script/launcher"]
    compose = ["--builtin-schema", "vendor.compose-spec", "docker-compose.yml"]
    scripts = ["script/server", "script/test", "script/release", "script/launcher/python.sh", ".ci/run"]
    return [
        Check("ruff", [str(tools / "ruff"), "check", "."]),
        Check("ruff format", [str(tools / "ruff"), "format", "--check", "."]),
        Check("shell syntax", ["sh", "-c", 'for f in "$@"; do sh -n "$f" || exit 1; done', "sh", *scripts]),
        Check("compose file", [str(tools / "check-jsonschema"), *compose]),
        Check("messages", [python, "script/messages.py", "check"]),
        Check("templates", [str(tools / "djlint"), "templates", "--lint", "--quiet", *lint]),
        Check("import contracts", [str(tools / "lint-imports"), "--no-cache"]),
        Check("types", [str(tools / "mypy")]),
        Check("types of the launcher", [str(tools / "mypy"), *strictly]),
        Check("system checks", [python, "manage.py", "check"]),
        Check("missing migrations", [python, "manage.py", "makemigrations", "--check", "--dry-run"]),
    ]


def _everything(env: dict[str, str], places: Places, servers: embedded.Servers) -> int:
    began = time.monotonic()
    servers.query(f"create database {TEMPLATE}", database="postgres")
    at_template = env | {"DATABASE_URL": servers.database_url(embedded.SUPERUSER, TEMPLATE)}
    with ThreadPoolExecutor(2) as two:
        migrated = two.submit(
            _ends_well, Check("migrations", [str(PYTHON), "manage.py", "migrate", "-v0"]), at_template
        )
        checked = list(two.map(lambda check: (check.name, _passes(check, env)), checks()))
    failed = [name for name, is_good in checked if not is_good]
    if migrated.result().is_good:
        env = env | {
            "PINGAN_TEST_TEMPLATE": TEMPLATE
        }  # else the tests tell what is wrong with the migrations
    reports = []
    for number, (selection, spread) in enumerate(((TOGETHER, ("-n", "2", *BY_FILE)), (ALONE, ("-n", "0")))):
        report = places.data / f"report-{number}.xml"
        say(f"\n== pytest: {selection}")
        code = _pytest(["-m", selection, *spread, f"--junitxml={report}", "-q"], env)
        if code not in {0, NOTHING_COLLECTED}:
            failed.append(f"pytest ({selection})")
        reports.append(report)
    skipped = [name for report in reports for name in _skipped(report)]
    if skipped and os.environ.get("CI"):
        failed.append(f"{len(skipped)} tests were skipped in CI: {', '.join(skipped)}")
    return _conclude(failed, reports, began)


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it printed."""

    is_good: bool
    output: str


def _ends_well(check: Check, env: Mapping[str, str]) -> Ended:
    answer = subprocess.run(
        check.command, cwd=ROOT, env=dict(env), capture_output=True, text=True, errors="replace", check=False
    )
    return Ended(answer.returncode == 0, f"{answer.stdout}{answer.stderr}".rstrip())


def _passes(check: Check, env: Mapping[str, str]) -> bool:
    began = time.monotonic()
    ended = _ends_well(check, env)
    took = time.monotonic() - began
    lines = [f"  {'ok    ' if ended.is_good else 'FAILED'}  {check.name}  ({took:.1f} s)"]
    say("\n".join(lines if ended.is_good else [*lines, ended.output]))
    return ended.is_good


def _pytest(arguments: list[str], env: Mapping[str, str]) -> int:
    command = [str(PYTHON), "-m", "pytest", *arguments]
    child = subprocess.Popen(command, cwd=ROOT, env=dict(env))
    try:
        return child.wait()
    except BaseException:
        child.terminate()  # pytest stops its workers itself
        child.wait(timeout=30)
        raise


def _cases(report: Path) -> list[ET.Element]:
    return list(ET.parse(report).getroot().iter("testcase")) if report.is_file() else []


def _skipped(report: Path) -> list[str]:
    return [case.get("name", "?") for case in _cases(report) if case.find("skipped") is not None]


def _conclude(failed: list[str], reports: list[Path], began: float) -> int:
    cases = [case for report in reports for case in _cases(report)]
    counts = {"failed": 0, "skipped": 0, "passed": 0}
    for case in cases:
        bad = case.find("failure") is not None or case.find("error") is not None
        counts["failed" if bad else "skipped" if case.find("skipped") is not None else "passed"] += 1
    for name in failed:
        say(f"FAILED: {name}")
    listed = ", ".join(f"{count} {word}" for word, count in counts.items() if count or word == "passed")
    say(f"\n==== {listed} in {time.monotonic() - began:.2f}s ====")
    return 1 if failed or not cases else 0
