"""The house rules that a program can check. Each failure says what to do instead."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.source import ROOT, name_of, parsed, product_modules, rooms, tracked

DOORS = {"api", "pages", "tasks"}
#: Ground floor: it has no services room; its two jobs are its own tables.
NOT_DOORS = {"pingan/common/tasks.py"}
ORM = {"objects", "_default_manager", "_base_manager", "raw", "cursor"}
#: What a pure module may not know: the database, settings, the clock, HTTP.
IMPURE_IMPORTS = ("django.db", "django.conf", "django.http", "rest_framework", "django.core.cache", "celery")
IMPURE_CALLS = {"now", "today", "localdate", "localtime", "utcnow", "monotonic", "perf_counter"}

LONG_FILES = {
    "assessment/rules/methods.py": "nine methods with their numbers: one table",
    "disputes/machine/disputes.py": "the transition table: read top to bottom it is the life of a dispute",
    "disputes/machine/papers.py": "one paper per act, all of one shape",
    "disputes/services/disputes.py": "verbs of one noun",
    "grids/api/incident_schemas.py": "one table of field descriptions for the OpenAPI document",
    "grids/machine/handling.py": "the units' half of one transition table",
    "grids/machine/incidents.py": "the transition table: read top to bottom it is the life of an incident",
    "grids/machine/triage.py": "the desk's half of one transition table",
    "grids/models/incidents.py": "the incident and the five tables that exist only with it",
    "grids/pages/catalogue_grids.py": "pages of one noun",
    "grids/pages/catalogue_rules.py": "pages of one noun: limits, numbers and routes share their list and form",
    "grids/services/grids.py": "verbs of one noun",
    "grids/services/incidents.py": "verbs of one noun",
    "pingan/access/policy.py": "one sentence in two forms: scopes, registry and the four ways to ask",
    "pingan/console/pages/posts.py": "pages of one noun",
    "pingan/demo/boundaries.py": "one algorithm",
    "pingan/demo/showcase.py": "one story, told step by step",
    "pingan/org/services/bodies.py": "verbs of one noun",
    "pingan/org/services/successions.py": "verbs of one noun",
    "pingan/settings/base.py": "the one place where the environment is read",
}
LONGEST = 340


def test_the_import_contracts_hold() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]
    assert "0 broken" in done.stdout


def is_door(path: Path) -> bool:
    name = name_of(path)
    in_toolbox = name.startswith("pingan/web/") and path.name.startswith(("pages_", "action_pages"))
    is_room = bool(rooms(path) & DOORS) and not name.startswith("pingan/web/")
    return (is_room or in_toolbox) and name not in NOT_DOORS


def orm_uses(tree: ast.Module) -> list[int]:
    return [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr in ORM]


def test_doors_ask_queries_and_services_never_the_tables() -> None:
    doors = [path for path in product_modules() if is_door(path)]
    assert len(doors) > 40
    found = [f"{name_of(path)}:{line}" for path in doors for line in orm_uses(parsed(path))]
    assert not found, f"use visible_to(), a query or a service instead of the table: {found}"


def test_the_door_rule_can_fail() -> None:
    assert orm_uses(ast.parse("rows = Incident.objects.all()")) == [1]
    assert orm_uses(ast.parse("with connection.cursor() as c: pass")) == [1]


def impurities(tree: ast.Module) -> list[str]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names if alias.name.startswith(IMPURE_IMPORTS)]
        elif isinstance(node, ast.ImportFrom) and str(node.module).startswith(IMPURE_IMPORTS):
            found.append(str(node.module))
        elif isinstance(node, ast.Call) and reads_the_clock(node):
            found.append(f"{ast.unparse(node.func)}() in line {node.lineno}")
    return found


def reads_the_clock(call: ast.Call) -> bool:
    """``localtime(moment)`` only changes the zone; without an argument it is the clock."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    return name in IMPURE_CALLS and not (call.args and name in {"localtime", "localdate"})


def test_rules_are_pure() -> None:
    modules = [path for path in product_modules() if "rules" in rooms(path)]
    assert len(modules) > 10
    found = {name_of(path): bad for path in modules if (bad := impurities(parsed(path)))}
    assert not found, f"hand in what a rule needs as arguments, the present moment too: {found}"


@pytest.mark.parametrize(
    "source", ["from django.db import models", "import django.conf", "x = timezone.now()", "d = date.today()"]
)
def test_the_purity_rule_can_fail(source: str) -> None:
    assert impurities(ast.parse(source))


def test_no_signals_between_our_apps_and_no_receivers_that_write() -> None:
    """Read top to bottom: the only receivers are those that libraries offer no other hook for."""
    allowed = {
        "pingan/celery.py",
        "pingan/web/sign_in_records.py",
        "pingan/web/apps.py",
        "pingan/common/apps.py",
    }
    found = []
    for path in product_modules():
        text = path.read_text(encoding="utf-8")
        if ("django.dispatch" in text or "post_save" in text or "pre_save" in text) and name_of(
            path
        ) not in allowed:
            found.append(name_of(path))
    assert not found, f"call the service instead of sending a signal: {found}"


def test_files_fit_into_the_head() -> None:
    lengths = {
        name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in product_modules()
    }
    long = {name: length for name, length in lengths.items() if length > 250}
    new = sorted(set(long) - set(LONG_FILES))
    assert not new, f"split these at the second thought, or give a reason in LONG_FILES: {new}"
    stale = sorted(set(LONG_FILES) - set(lengths))
    assert not stale, f"no longer there: {stale}"
    assert max(long.values()) <= LONGEST, {name: n for name, n in long.items() if n > LONGEST}


def test_no_drawer_for_odds_and_ends() -> None:
    drawers = {"utils", "helpers", "misc", "manager2", "common_utils"}
    found = [name_of(path) for path in product_modules() if rooms(path) & drawers]
    assert not found, f"name the module for what it holds: {found}"


FORBIDDEN_WORDS = (
    "../" + "shared",
    "/" + "work/",
    "/" + "root/",
    "/var/tmp/" + "devpg",
    "pypi" + ".org",
    "pythonhosted" + ".org",
    "npmjs" + ".org",
    "npmmirror" + ".com",
    "tuna.tsinghua" + ".edu.cn",
)


def test_no_tracked_file_names_this_machine_or_a_registry() -> None:
    found = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{name_of(path)}: {word}" for word in FORBIDDEN_WORDS if word in text]
    assert not found, f"say it without the place: {found}"


def test_nothing_is_left_to_be_done_later() -> None:
    words = ("TO" + "DO", "FIX" + "ME", "XX" + "X ")
    found = [
        f"{name_of(path)}: {word}"
        for path in product_modules()
        for word in words
        if word in path.read_text(encoding="utf-8")
    ]
    assert not found, f"open an issue instead: {found}"
