"""Every migration is named for what it does and can be undone; undoing and redoing all gives the same database."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

import pgtrigger
import psycopg
import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunPython, RunSQL
from django.db.models import Model
from psycopg import sql

ROOT = Path(__file__).resolve().parents[2]
SCRATCH = "pingan_migration_probe"
#: Every migration of these apps, the last first, in one plan: what ``migrate APP zero`` does, for all of them at once.
#: One process an app would start Django and put the same states together anew each time.
UNDO = """
import sys
import django
django.setup()
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
MigrationExecutor(connection).migrate([(label, None) for label in sys.argv[1:]])
"""
STRUCTURE = {
    "columns": "select table_name, column_name, data_type, is_nullable, column_default, generation_expression"
    " from information_schema.columns where table_schema = 'public'",
    "constraints": "select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint"
    " where connamespace = 'public'::regnamespace",
    "indexes": "select tablename, indexname, indexdef from pg_indexes where schemaname = 'public'",
    "triggers": "select tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) from pg_trigger where not tgisinternal",
    "functions": "select proname, pg_get_functiondef(oid) from pg_proc where pronamespace = 'public'::regnamespace"
    " and prokind = 'f'",
    "sequences": "select sequencename from pg_sequences where schemaname = 'public'",
}


@cache
def our_apps() -> tuple[str, ...]:
    labels = [
        c.label
        for c in apps.get_app_configs()
        if c.name.split(".")[0] in {"pingan", "grids", "disputes", "risk", "assessment"}
    ]
    migrated = MigrationLoader(None).migrated_apps
    return tuple(label for label in labels if label in migrated)


def test_every_migration_is_named_for_what_it_does() -> None:
    names = [(app, name) for app, name in MigrationLoader(None).disk_migrations if app in our_apps()]
    assert len(names) > 15
    nameless = {
        (app, name)
        for app, name in names
        if not re.fullmatch(r"\d{4}_[a-z0-9_]{6,}", name) or "auto_" in name
    }
    assert not nameless, f"makemigrations -n what_it_does: {nameless}"


def test_every_hand_written_step_has_a_way_back() -> None:
    loader = MigrationLoader(None)
    one_way = [
        (app, name)
        for (app, name), migration in loader.disk_migrations.items()
        if app in our_apps()
        for operation in migration.operations
        if isinstance(operation, RunSQL | RunPython) and not operation.reversible
    ]
    assert not one_way


@pytest.mark.django_db
def test_the_models_have_no_change_without_a_migration() -> None:
    out = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=out, verbosity=1)
    except SystemExit as stop:
        raise AssertionError(f"run makemigrations -n what_it_does:\n{out.getvalue()}") from stop


@pytest.mark.django_db
def test_every_constraint_index_and_trigger_of_the_models_stands_in_the_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select conname from pg_constraint union all select indexname from pg_indexes")
        there = {row[0] for row in cursor.fetchall()}
        cursor.execute("select tgrelid::regclass::text, tgname from pg_trigger where not tgisinternal")
        triggers = set(cursor.fetchall())
    wanted = [(model, o.name) for model in apps.get_models() for o in model_options(model)]
    assert len(wanted) > 300
    assert not [(model.__name__, name) for model, name in wanted if name not in there]
    ours = {(model._meta.db_table, t.get_pgid(model)) for model, t in pgtrigger.registered()}
    assert len(ours) > 20
    assert ours <= triggers


def model_options(model: type[Model]) -> list[Any]:
    return [*model._meta.constraints, *model._meta.indexes]


@contextmanager
def database_from(template: str) -> Iterator[str]:
    """A database of its own on the server of the test run; the address of it."""
    found = connection.settings_dict
    admin = f"postgresql://{found['USER']}@/postgres?host={found['HOST']}"
    name = sql.Identifier(SCRATCH)
    with psycopg.connect(admin, autocommit=True) as session:
        session.execute(sql.SQL("drop database if exists {} with (force)").format(name))
        session.execute(sql.SQL("create database {} template {}").format(name, sql.Identifier(template)))
    yield f"postgresql://{found['USER']}@/{SCRATCH}?host={found['HOST']}"
    with psycopg.connect(admin, autocommit=True) as session:
        session.execute(sql.SQL("drop database if exists {} with (force)").format(name))


@pytest.fixture
def empty(django_db_setup: None) -> Iterator[str]:
    """The address of an empty database."""
    with database_from("template1") as address:
        yield address


@pytest.fixture
def scratch(django_db_setup: None) -> Iterator[str]:
    """The address of a database that is migrated, if script/test has done so, else empty."""
    with database_from(os.environ.get("PINGAN_TEST_TEMPLATE", "template1")) as address:
        yield address


def run(address: str, *words: str) -> None:
    environment = {**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "pingan.settings.test"}
    done = subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{words}: {done.stderr[-3000:]}"


def migrate(address: str, *words: str) -> None:
    run(address, "manage.py", "migrate", "--no-input", "-v0", *words)


def structure(address: str) -> dict[str, set[tuple[object, ...]]]:
    with psycopg.connect(address) as session:
        return {what: set(session.execute(query).fetchall()) for what, query in STRUCTURE.items()}


@pytest.mark.timeout(900)
@pytest.mark.django_db
def test_all_migrations_undo_and_redo_to_the_same_database(scratch: str) -> None:
    migrate(scratch)
    first = structure(scratch)
    assert {"matters_anchored", "matters_change_needs_entry"} <= {row[1] for row in first["triggers"]}
    run(scratch, "-c", UNDO, *our_apps())
    ours = tuple(f"{app}_" for app in our_apps())
    left = structure(scratch)
    assert not [row for row in left["columns"] if str(row[0]).startswith(ours)]
    assert not [row for row in left["triggers"] if str(row[0]).startswith(ours)]
    # pgtrigger drops its triggers with their table and leaves their functions, which it replaces when it is back.
    own = [row[0] for row in left["functions"] if "pgtrigger_" not in str(row[0])]
    assert not own, f"a migration leaves its functions behind: {own}"
    assert not [row for row in left["sequences"] if str(row[0]).startswith(ours)]
    migrate(scratch)
    second = structure(scratch)
    for what in STRUCTURE:
        assert first[what] == second[what], what
