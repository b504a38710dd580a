"""A test that commits leaves an empty database behind, books and all, and nothing that every test relies on is lost."""

from __future__ import annotations

import threading
import time

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, connection, transaction

from pingan.accounts.models import User
from pingan.audit.models import AuditEntry
from pingan.matters.models import TimelineEntry
from pingan.org.models import Region
from tests.emptying import KEPT, empty, empty_what_was_filled
from tests.factories.incidents import given_incident
from tests.factories.world import given_world

pytestmark = pytest.mark.django_db(transaction=True)


def rows() -> dict[str, int]:
    found = {}
    with connection.cursor() as cursor:
        for name in connection.introspection.django_table_names(only_existing=True):
            cursor.execute(f'SELECT count(*) FROM "{name}"')
            found[name] = cursor.fetchone()[0]
    return {name: count for name, count in found.items() if count}


def test_every_table_is_empty_but_what_django_itself_fills() -> None:
    given_incident(given_world().here, "closed")
    assert TimelineEntry.objects.exists()
    types, permissions = ContentType.objects.count(), Permission.objects.count()
    filled = empty_what_was_filled("default")
    assert {User._meta.db_table, Region._meta.db_table, TimelineEntry._meta.db_table} <= set(filled)
    assert rows() == {"django_content_type": types, "auth_permission": permissions}
    assert set(rows()) == KEPT


def test_the_books_still_refuse_to_be_shortened_afterwards() -> None:
    given_incident(given_world().here)
    empty_what_was_filled("default")
    given_incident(given_world().here)
    with pytest.raises(DatabaseError), transaction.atomic():
        TimelineEntry.objects.all().delete()
    assert TimelineEntry.objects.exists() and AuditEntry._meta.db_table not in KEPT


def test_who_still_writes_comes_to_an_end_first() -> None:
    begun = threading.Event()

    def write() -> None:
        try:
            with transaction.atomic():
                User.objects.create(username="late", name="late")
                begun.set()
                time.sleep(0.5)
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    begun.wait(10)
    empty_what_was_filled("default")
    writer.join()
    assert not User.objects.exists()


def test_who_reads_in_another_order_is_in_nobodys_way() -> None:
    """PostgreSQL ends one of two that wait for each other, here the one that empties: it begins again."""
    first, *_others, last = (n for n in connection.introspection.django_table_names() if n not in KEPT)
    has_read, endings = threading.Event(), []

    def read() -> None:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL deadlock_timeout = '1min'")
                cursor.execute(f'SELECT count(*) FROM "{last}"')
                has_read.set()
                time.sleep(0.5)  # by then the other one has the first table and waits for the last
                cursor.execute(f'SELECT count(*) FROM "{first}"')
                endings.append("read")
        finally:
            connection.close()

    reader = threading.Thread(target=read)
    reader.start()
    assert has_read.wait(10)
    empty("default")
    reader.join()
    assert endings == ["read"]


@pytest.mark.parametrize("turn", [1, 2])
def test_the_test_before_has_left_nothing(turn: int) -> None:
    assert set(rows()) == KEPT
    given_world()
