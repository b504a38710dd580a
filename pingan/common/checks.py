"""What must not be true where real people's data is kept. Each error carries the sentence that mends it.

The checks belong to deployment: ``manage.py check --deploy`` and each start of a production process run them;
a developer's machine does not.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connections
from django.db.utils import OperationalError

from pingan.common.crypto import encrypt

SHORTEST_SECRET = 40
SHORTEST_DISTINCT = 12
_MAKE_KEY = 'python -c "import base64, secrets; print(base64.b64encode(secrets.token_bytes(32)).decode())"'
_OWNS_TABLES = """
SELECT rolsuper, EXISTS (SELECT FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user)
  FROM pg_roles WHERE rolname = current_user
"""


def is_guessable(material: str) -> bool:
    """Whether key material was typed rather than drawn: unreadable, short, repetitive or plain text."""
    try:
        raw = base64.b64decode(material, validate=True)
    except (binascii.Error, ValueError):
        return True
    is_text = all(32 <= byte < 127 for byte in raw)
    return len(raw) < 16 or len(set(raw)) < SHORTEST_DISTINCT or is_text


@register(Tags.security, deploy=True)
def secrets_are_real(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Secret key, field keys and blind index key are drawn at random, and each its own."""
    return list(_secret_key_faults()) + list(_field_key_faults()) + list(_blind_index_faults())


def _secret_key_faults() -> Iterator[CheckMessage]:
    key = str(settings.SECRET_KEY)
    is_weak = len(key) < SHORTEST_SECRET or len(set(key)) < SHORTEST_DISTINCT or "insecure" in key
    if is_weak:
        yield Error(
            "PINGAN_SECRET_KEY can be guessed.",
            hint='Set it to the output of: python -c "import secrets; print(secrets.token_urlsafe(48))"',
            id="pingan.E002",
        )


def _field_key_faults() -> Iterator[CheckMessage]:
    try:
        encrypt(b"probe")
    except (ImproperlyConfigured, ValueError, KeyError, StopIteration) as error:
        yield Error(
            f"PINGAN_FIELD_KEYS cannot encrypt: {error}.",
            hint="List id:aes256gcm:KEY (32 bytes) or id:sm4gcm:KEY (16 bytes), the newest first, by commas.",
            id="pingan.E003",
        )
        return
    for item in settings.FIELD_ENCRYPTION_KEYS:
        key_id, _algorithm, material = item.split(":", 2)
        if is_guessable(material):
            yield Error(
                f"The field key {key_id} can be guessed.",
                hint=f"Put a new key in front of it, made by: {_MAKE_KEY}",
                id="pingan.E004",
            )


def _blind_index_faults() -> Iterator[CheckMessage]:
    key = str(settings.BLIND_INDEX_KEY)
    is_shared = any(item.endswith(f":{key}") for item in settings.FIELD_ENCRYPTION_KEYS)
    if is_guessable(key) or is_shared:
        yield Error(
            "PINGAN_BLIND_INDEX_KEY can be guessed, or is a field key as well.",
            hint=f"Set it to a key of its own, made by: {_MAKE_KEY}",
            id="pingan.E005",
        )


@register(Tags.security, deploy=True)
def deployment_is_closed(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """No debugging, no demo people, known host names, https only, slow password hashes."""
    hosts = settings.ALLOWED_HOSTS
    faults: list[tuple[bool, str, str, str]] = [
        (settings.DEBUG, "DEBUG is on.", "Set DEBUG = False.", "E001"),
        (
            getattr(settings, "DEMO_DATA_ALLOWED", True),
            "Demo accounts with known passwords are allowed.",
            "Use DJANGO_SETTINGS_MODULE=pingan.settings.production, which forbids them.",
            "E006",
        ),
        (
            not hosts or "*" in hosts,
            "PINGAN_ALLOWED_HOSTS names no host, or every host.",
            "Set it to the host names people use, e.g. PINGAN_ALLOWED_HOSTS=pingan.example.gov.cn",
            "E007",
        ),
        (
            not _is_https_only(),
            "Sessions may travel without https.",
            "Turn on SESSION_COOKIE_SECURE, CSRF_COOKIE_SECURE, SECURE_SSL_REDIRECT, SECURE_HSTS_SECONDS.",
            "E008",
        ),
        (
            "*" in getattr(settings, "TRUSTED_PROXIES", []),
            "Every client's forwarded address is believed.",
            "Set PINGAN_TRUSTED_PROXIES to the addresses of your own proxies.",
            "E012",
        ),
        (
            any("MD5" in hasher for hasher in settings.PASSWORD_HASHERS),
            "Passwords are hashed with MD5.",
            "Take PASSWORD_HASHERS from pingan.settings.base.",
            "E009",
        ),
    ]
    return [Error(text, hint=hint, id=f"pingan.{number}") for is_bad, text, hint, number in faults if is_bad]


def _is_https_only() -> bool:
    flags = (settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.SECURE_SSL_REDIRECT)
    return all(flags) and settings.SECURE_HSTS_SECONDS > 0


@register(Tags.files, deploy=True)
def files_can_be_shared(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """A local disk is right on one host; several need one store."""
    if not isinstance(default_storage, FileSystemStorage):
        return []
    hint = "On one host, or with a shared volume, that is right. Otherwise set PINGAN_S3_BUCKET."
    return [Warning("Files are kept on this host's disk.", hint=hint, id="pingan.W001")]


@register(Tags.database, deploy=True)
def database_role_is_plain(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """PostgreSQL, and as a role that owns nothing: an owner or superuser passes every append-only trigger.

    A database that does not answer is a warning: ``/readyz`` reports it, and the next start asks again.
    """
    faults: list[CheckMessage] = []
    for alias in databases or ():
        faults += _role_faults(alias)
    return faults


def _role_faults(alias: str) -> list[CheckMessage]:
    connection = connections[alias]
    if connection.vendor != "postgresql":
        hint = "Set DATABASE_URL to a postgresql:// address."
        return [Error("The database is not PostgreSQL.", hint=hint, id="pingan.E010")]
    try:
        with connection.cursor() as cursor:
            cursor.execute(_OWNS_TABLES)
            is_superuser, is_owner = cursor.fetchone() or (False, False)
    except OperationalError as error:
        return [Warning(f"The database does not answer: {error}", id="pingan.W002")]
    if not (is_superuser or is_owner):
        return []
    return [
        Error(
            "The application uses the role that owns the tables, which may alter the append-only books.",
            hint="Set DATABASE_OWNER_URL to the owner and DATABASE_URL to a plain role, then run "
            "manage.py grant_app_role.",
            id="pingan.E011",
        )
    ]
