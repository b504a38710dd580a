"""Unsafe settings stop the start, each with the sentence that mends it."""

from __future__ import annotations

import base64
import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

from pingan.common.checks import is_guessable

ROOT = Path(__file__).resolve().parents[2]
MANAGE = [sys.executable, "manage.py"]


def key(size: int = 32) -> str:
    return base64.b64encode(secrets.token_bytes(size)).decode()


def sound(tmp_path: Path) -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PINGAN_", "DATABASE_"))
    }
    return kept | {
        "DJANGO_SETTINGS_MODULE": "pingan.settings.production",
        "PINGAN_DATA_DIR": str(tmp_path),
        "PINGAN_SECRET_KEY": secrets.token_urlsafe(48),
        "PINGAN_FIELD_KEYS": f"k1:aes256gcm:{key()},k0:sm4gcm:{key(16)}",
        "PINGAN_BLIND_INDEX_KEY": key(),
        "PINGAN_ALLOWED_HOSTS": "pingan.example.gov.cn",
        "DATABASE_URL": "postgresql://pingan_app@127.0.0.1:1/pingan?connect_timeout=1",
        "REDIS_URL": "redis://127.0.0.1:1/0",
    }


def deploy_check(env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [*MANAGE, "check", "--deploy", "--tag", "security", "--fail-level", "ERROR"]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def test_sound_settings_pass(tmp_path: Path) -> None:
    answer = deploy_check(sound(tmp_path))
    assert answer.returncode == 0, answer.stderr


@pytest.mark.parametrize(
    ("name", "value", "number"),
    [
        ("PINGAN_SECRET_KEY", "test-only", "E002"),
        ("PINGAN_SECRET_KEY", "a" * 60, "E002"),
        ("PINGAN_FIELD_KEYS", "k1:aes256gcm:short", "E003"),
        ("PINGAN_FIELD_KEYS", "k1:rot13:" + "A" * 44, "E003"),
        ("PINGAN_FIELD_KEYS", "t1:aes256gcm:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=", "E004"),
        ("PINGAN_BLIND_INDEX_KEY", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=", "E005"),
        ("PINGAN_ALLOWED_HOSTS", "", "E007"),
        ("PINGAN_ALLOWED_HOSTS", "*", "E007"),
        ("PINGAN_TRUSTED_PROXIES", "*", "E012"),
    ],
)
def test_an_unsafe_value_is_refused_with_its_remedy(
    tmp_path: Path, name: str, value: str, number: str
) -> None:
    answer = deploy_check(sound(tmp_path) | {name: value})
    assert answer.returncode == 1
    assert f"pingan.{number}" in answer.stderr
    assert "HINT:" in answer.stderr


def test_a_blind_index_key_that_opens_fields_too_is_refused(tmp_path: Path) -> None:
    shared = key()
    env = sound(tmp_path) | {
        "PINGAN_FIELD_KEYS": f"k1:aes256gcm:{shared}",
        "PINGAN_BLIND_INDEX_KEY": shared,
    }
    assert "pingan.E005" in deploy_check(env).stderr


def test_the_settings_of_a_developers_machine_are_refused_for_deployment(tmp_path: Path) -> None:
    env = sound(tmp_path) | {"DJANGO_SETTINGS_MODULE": "pingan.settings.development"}
    answer = deploy_check(env)
    assert answer.returncode == 1
    assert "pingan.E006" in answer.stderr  # demo accounts
    assert "pingan.E008" in answer.stderr  # https


def test_another_database_is_refused(tmp_path: Path) -> None:
    answer = deploy_check(sound(tmp_path) | {"DATABASE_URL": "sqlite:///x.db"})
    assert answer.returncode != 0
    assert "postgresql://" in answer.stderr


@pytest.mark.parametrize("name", ["PINGAN_SECRET_KEY", "PINGAN_FIELD_KEYS", "DATABASE_URL", "REDIS_URL"])
def test_no_secret_has_a_default(tmp_path: Path, name: str) -> None:
    env = sound(tmp_path)
    del env[name]
    answer = deploy_check(env)
    assert answer.returncode != 0
    assert name in answer.stderr


@pytest.mark.parametrize(
    "command",
    [
        ["-c", "import pingan.wsgi"],
        ["-m", "celery", "-A", "pingan.celery", "worker", "--pool", "solo"],
        ["-m", "celery", "-A", "pingan.celery", "beat", "--pidfile=", "-s", "SCHEDULE"],
    ],
    ids=["web", "worker", "beat"],
)
def test_each_process_refuses_to_start(tmp_path: Path, command: list[str]) -> None:
    env = sound(tmp_path) | {"PINGAN_SECRET_KEY": "guess-me", "PINGAN_ALLOWED_HOSTS": "*"}
    # Beat deletes a schedule file that it cannot read, so it must be one of this test's own.
    own = [str(tmp_path / "beat") if word == "SCHEDULE" else word for word in command]
    answer = subprocess.run(
        [sys.executable, *own], cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=60
    )
    assert answer.returncode != 0
    assert "pingan.E002" in answer.stderr
    assert "pingan.E007" in answer.stderr
    assert "refused to start" in answer.stderr


@pytest.mark.parametrize(
    "material", ["", "not base64!", "QUJD", "A" * 43 + "=", base64.b64encode(b"x" * 32).decode()]
)
def test_typed_material_is_guessable(material: str) -> None:
    assert is_guessable(material)


def test_drawn_material_is_not_guessable() -> None:
    assert not is_guessable(key())
