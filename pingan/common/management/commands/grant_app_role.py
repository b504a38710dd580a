"""Give the application's database role exactly what it needs, after each migration."""

from __future__ import annotations

from typing import Any

import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

# One at a time: two concurrent GRANTs on the same objects fail with "tuple concurrently updated".
_LOCK = "SELECT pg_advisory_xact_lock(hashtext('pingan.grant_app_role'))"
_GRANTS = (
    "GRANT CONNECT ON DATABASE {database} TO {role}",
    "GRANT USAGE ON SCHEMA public TO {role}",
    "REVOKE CREATE ON SCHEMA public FROM PUBLIC, {role}",
    "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role}",
)


class Command(BaseCommand):
    """Connects as the owner (DATABASE_OWNER_URL) and grants to the role of DATABASE_URL."""

    help = (
        "Grant the role of DATABASE_URL reading and writing rows, and nothing else: no TRUNCATE, ALTER or "
        "trigger rights. Makes the role when it is missing and the owner may. Run after every migration."
    )
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Grant, or say that there is only one role."""
        database = settings.DATABASES["default"]
        role, password = str(database["USER"]), str(database["PASSWORD"])
        owner = str(conninfo_to_dict(settings.DATABASE_OWNER_URL)["user"])
        if role == owner:
            self.stdout.write(f"The application uses the owner's role {role}: nothing to grant.")
            return
        try:
            grant(owner_url=settings.DATABASE_OWNER_URL, role=role, password=password)
        except psycopg.Error as error:
            raise CommandError(f"The owner {owner} could not grant to {role}: {error}") from error
        self.stdout.write(f"{role} may read and write rows, and nothing else.")


def grant(*, owner_url: str, role: str, password: str) -> None:
    """Grant in one transaction, as the owner of the tables.

    Raises:
        psycopg.Error: the owner may not make the role or grant on the tables.
    """
    database = str(conninfo_to_dict(owner_url)["dbname"])
    names = {"role": sql.Identifier(role), "database": sql.Identifier(database)}
    with psycopg.connect(owner_url) as connection:
        connection.execute(_LOCK)
        _make_role(connection, role, password)
        for statement in _GRANTS:
            connection.execute(sql.SQL(statement).format(**names))


def _make_role(connection: psycopg.Connection[Any], role: str, password: str) -> None:
    if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
        return
    statement = sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role))
    if password:
        statement += sql.SQL(" PASSWORD {}").format(sql.Literal(password))
    connection.execute(statement)
