"""Every question that an address reads, with values that nobody means: an answer, and never a fault of ours (500).

Which questions there are is seen by watching what the doors read, so that no list of them must be kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch
from zlib import crc32

import pytest
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIRequest
from django.db import transaction
from django.http import QueryDict
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.factories.world import World, signed_in
from tests.matrix.addresses import Address, addresses
from tests.matrix.declared import DECLARED
from tests.matrix.kinds import One

pytestmark = pytest.mark.django_db

#: NUL ends no string in PostgreSQL; ² is a digit without a number; numbers and days beyond what columns hold.
NUL = "\0"
ODD = ("²", "9" * 30, "-1", "NaN", "1e400", "9999-12-31", "0001-01-01", "999999-W99", "'\"<%", "a" * 5000)
#: Who reads most, then who reads what they do not.
ROLES = (
    "township_desk",
    "body_office",
    "grid_worker",
    "audit_admin",
    "system_admin",
    "security_admin",
)


class Watched(QueryDict):
    """Notes the names that are read from it."""

    read: set[str] = set()

    def __getitem__(self, key: str) -> Any:
        Watched.read.add(key)
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        """Note it and return what ``QueryDict`` would."""
        Watched.read.add(key)
        return super().get(key, default)

    def getlist(self, key: str, default: Any = None) -> Any:
        """Note it and return what ``QueryDict`` would."""
        Watched.read.add(key)
        return super().getlist(key, default)

    def __contains__(self, key: object) -> bool:
        Watched.read.add(str(key))
        return super().__contains__(key)


@contextmanager
def watched() -> Iterator[set[str]]:
    """Let doors read what they are asked from a watched dictionary."""

    def get(request: WSGIRequest) -> Watched:
        made = request.__dict__.get("_watched")
        if made is None:
            made = Watched(request.environ.get("QUERY_STRING", ""))
            request.__dict__["_watched"] = made
        return made  # type: ignore[no-any-return]

    Watched.read = set()
    with patch.object(WSGIRequest, "GET", property(get)):
        yield Watched.read


def fault_of(client: Client, url: str, query: dict[str, Any]) -> tuple[int, str]:
    """Return the status of an answer and, where it broke, why."""
    cache.clear()
    cookies = client.cookies.copy()
    with transaction.atomic():
        try:
            answer = client.get(url, query)
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            found = answer.status_code, content[:200].decode(errors="replace")
        except Exception as error:
            found = 500, f"{type(error).__name__}: {error}"[:200]
        transaction.set_rollback(True)
    client.cookies = cookies
    return found


def read_by(world: World, url: str) -> tuple[str, Client, set[str]]:
    """Return who is let in, that one's browser, and what the door reads from its address."""
    refused: list[tuple[str, Client, set[str]]] = []
    for role in ROLES:
        client = signed_in(world.admins.get(role) or world.here.users[role])
        with watched() as names:
            status, _text = fault_of(client, url, {})
            found = (role, client, set(names))
        if status not in {302, 401, 403, 404, 405}:
            return found
        refused.append(found)
    return refused[0]


def asked(address: Address) -> str | None:
    """Return the address of a list or a page without a key; those of one row read nothing but their key."""
    declared = DECLARED.get(address.name)
    if "get" not in address.methods or isinstance(declared, One):
        return None
    try:
        return reverse(address.name, kwargs=dict(getattr(declared, "kwargs", None) or {}))
    except NoReverseMatch:
        return None


LISTS = sorted(name for name, address in addresses().items() if asked(address))


@pytest.mark.parametrize("name", LISTS)
def test_no_question_breaks_an_address(world: World, name: str) -> None:
    url = asked(addresses()[name])
    assert url
    role, client, names = read_by(world, url)
    wrong = []
    for question in sorted(one for one in names if isinstance(one, str)):
        # NUL for each of them; of the others one, another one for each question and address.
        for value in (NUL, ODD[crc32(f"{name} {question}".encode()) % len(ODD)]):
            status, text = fault_of(client, url, {question: value})
            if status >= 500 and status != 503:
                wrong.append(f"{role} {url}?{question}={value[:12]!r}: {status} {text}")
    assert not wrong, "\n".join(wrong)


def test_what_administrators_alone_open_is_asked_as_well(world: World) -> None:
    for address, role in (("console:account_list", "system_admin"), ("console:grant_list", "security_admin")):
        found, _client, names = read_by(world, reverse(address))
        assert found == role and names, address


def test_the_questions_of_lists_are_seen(world: World) -> None:
    _role, _client, names = read_by(world, "/incidents/")
    assert {"state", "region", "cursor", "opened_after", "q"} <= names
    assert len(LISTS) > 60
