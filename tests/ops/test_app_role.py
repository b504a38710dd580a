"""The application's role works with rows, and can neither empty nor alter a book."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection

from pingan.common.checks import database_role_is_plain
from pingan.common.management.commands.grant_app_role import grant

ROLE = "pingan_role_probe"


def url(user: str) -> str:
    found = connection.settings_dict
    return f"postgresql://{user}@/{found['NAME']}?host={found['HOST']}"


@pytest.fixture
def plain(transactional_db: None) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    owner = str(connection.settings_dict["USER"])
    grant(owner_url=url(owner), role=ROLE, password="")
    grant(owner_url=url(owner), role=ROLE, password="")  # after every migration
    with psycopg.connect(url(ROLE), autocommit=True) as session:
        yield session
    with psycopg.connect(url(owner), autocommit=True) as session:
        session.execute(f"DROP OWNED BY {ROLE}")
        session.execute(f"DROP ROLE {ROLE}")


def test_rows_may_be_written_and_read(plain: psycopg.Connection[tuple[object, ...]]) -> None:
    plain.execute("INSERT INTO common_heartbeat (name, at) VALUES ('worker', now())")
    plain.execute("UPDATE common_heartbeat SET at = now()")
    assert plain.execute("SELECT count(*) FROM common_heartbeat").fetchone() == (1,)
    plain.execute("DELETE FROM common_heartbeat")


@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE common_heartbeat",
        "ALTER TABLE common_heartbeat DISABLE TRIGGER ALL",
        "DROP TABLE common_heartbeat",
        "CREATE TABLE probe (id int)",
        "CREATE TRIGGER t BEFORE UPDATE ON common_heartbeat EXECUTE FUNCTION tsvector_update_trigger()",
        "SET session_replication_role = replica",
        "DELETE FROM django_migrations",
    ],
)
def test_the_books_cannot_be_emptied_or_altered(
    plain: psycopg.Connection[tuple[object, ...]], statement: str
) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        plain.execute(statement)


@pytest.mark.django_db
def test_the_owner_is_no_role_to_serve_with() -> None:
    faults = database_role_is_plain(None, databases=["default"])
    assert [fault.id for fault in faults] == ["pingan.E011"]


def test_a_plain_role_may_serve(
    plain: psycopg.Connection[tuple[object, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {ROLE}")
        try:
            assert database_role_is_plain(None, databases=["default"]) == []
        finally:
            cursor.execute("RESET ROLE")
