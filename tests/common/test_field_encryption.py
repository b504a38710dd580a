"""Encrypted columns: keys rotate, SM4 works, what was altered or moved does not open."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from pingan.common import crypto
from pingan.common.crypto import DecryptionError, blind_index, decrypt, encrypt


def key(name: str, algorithm: str = "aes256gcm", fill: int = 7) -> str:
    size = {"aes256gcm": 32, "sm4gcm": 16}[algorithm]
    return f"{name}:{algorithm}:{base64.b64encode(bytes([fill]) * size).decode()}"


@pytest.mark.parametrize("algorithm", ["aes256gcm", "sm4gcm"])
def test_what_is_sealed_opens_and_shows_nothing(settings: Any, algorithm: str) -> None:
    settings.FIELD_ENCRYPTION_KEYS = [key("k1", algorithm)]
    plain = "张建国 13812345678 𠮷".encode()
    sealed = encrypt(plain, context="people.phone")
    assert decrypt(sealed, context="people.phone") == plain
    assert plain not in sealed
    assert encrypt(plain, context="people.phone") != sealed


def test_keys_rotate_without_a_stop(settings: Any) -> None:
    settings.FIELD_ENCRYPTION_KEYS = [key("old", fill=1)]
    sealed = encrypt(b"words")
    settings.FIELD_ENCRYPTION_KEYS = [key("new", "sm4gcm", fill=2), key("old", fill=1)]
    assert decrypt(sealed) == b"words"
    assert encrypt(b"words").startswith(b"new:")
    settings.FIELD_ENCRYPTION_KEYS = [key("new", "sm4gcm", fill=2)]
    with pytest.raises(DecryptionError, match="not listed"):
        decrypt(sealed)


@pytest.mark.parametrize("algorithm", ["aes256gcm", "sm4gcm"])
@given(place=st.integers(0, 10**6), flip=st.integers(1, 255))
def test_one_altered_byte_is_found(algorithm: str, place: int, flip: int) -> None:
    from django.test import override_settings

    with override_settings(FIELD_ENCRYPTION_KEYS=[key("k", algorithm)]):
        sealed = bytearray(encrypt(b"three words here", context="c"))
        sealed[place % len(sealed)] ^= flip
        with pytest.raises(DecryptionError):
            decrypt(bytes(sealed), context="c")


@pytest.mark.parametrize("algorithm", ["aes256gcm", "sm4gcm"])
@pytest.mark.parametrize("rest", [b"", b"k:", b"k:short", b"nonsense", b"k:" + bytes(12), b"k:" + bytes(28)])
def test_a_stump_is_an_error_of_ours(settings: Any, algorithm: str, rest: bytes) -> None:
    settings.FIELD_ENCRYPTION_KEYS = [key("k", algorithm)]
    with pytest.raises(DecryptionError):
        decrypt(rest, context="c")


def test_a_value_moved_to_another_column_does_not_open() -> None:
    sealed = encrypt(b"words", context="people.name")
    with pytest.raises(DecryptionError):
        decrypt(sealed, context="people.phone")


@pytest.mark.parametrize(
    "wrong",
    [
        "k:aes256gcm:" + base64.b64encode(bytes(16)).decode(),
        "k:rot13:" + base64.b64encode(bytes(32)).decode(),
    ],
)
def test_a_wrong_key_is_told_at_once(settings: Any, wrong: str) -> None:
    settings.FIELD_ENCRYPTION_KEYS = [wrong]
    with pytest.raises(ImproperlyConfigured):
        encrypt(b"x")


def test_no_key_is_told_at_once(settings: Any) -> None:
    settings.FIELD_ENCRYPTION_KEYS = []
    with pytest.raises(ImproperlyConfigured):
        encrypt(b"x")


def test_a_blind_index_matches_equals_and_nothing_else(settings: Any) -> None:
    first = blind_index("13812345678", scope="phone")
    assert first == blind_index("13812345678", scope="phone")
    assert first != blind_index("13812345678", scope="identity")
    assert first != blind_index("13812345679", scope="phone")
    settings.BLIND_INDEX_KEY = base64.b64encode(bytes(32)).decode()
    assert first != blind_index("13812345678", scope="phone")


@pytest.mark.django_db
def test_a_column_holds_bytes_that_open_only_in_their_place() -> None:
    """The contact of an incident, written by its model and read by SQL, then copied to the other column."""
    from grids.models import Incident
    from tests.factories.incidents import given_report
    from tests.factories.world import given_world

    incident = given_report(given_world().here)
    with connection.cursor() as cursor:
        cursor.execute(
            "select reporter_name, reporter_phone from grids_incident where matter_id = %s", [incident.pk]
        )
        stored = [bytes(value) for value in cursor.fetchone()]
        assert all("张建国".encode() not in value and b"1381234" not in value for value in stored)
        cursor.execute(
            "update grids_incident set reporter_phone = reporter_name where matter_id = %s", [incident.pk]
        )
    with pytest.raises(crypto.DecryptionError):
        Incident.objects.get(pk=incident.pk)
