"""``/healthz`` and ``/readyz``: what answers, what does not, and when to ask again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.db import connection
from django.test import RequestFactory
from django.utils import timezone
from kombu import Connection

from pingan.common.models import Heartbeat
from pingan.web.health import healthz, readyz

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.django_db


def ask() -> tuple[int, dict[str, Any], str | None]:
    response = readyz(RequestFactory().get("/readyz"))
    return response.status_code, json.loads(response.content), response.headers.get("Retry-After")


@pytest.mark.parametrize(
    "program", ["import pingan.wsgi", "import manage; sys.argv[1:] = ['help']; manage.main()"]
)
def test_every_process_speaks_to_the_broker_of_the_settings(program: str) -> None:
    # Asked from a thread, as the web server and the worker do.
    code = (
        f"import sys, threading; {program}\n"
        "from celery import current_app\n"
        "asking = threading.Thread(target=lambda: print('|' + current_app.conf.broker_url))\n"
        "asking.start(); asking.join()"
    )
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "pingan.settings.test"}
    answer = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=True
    )
    assert answer.stdout.rpartition("|")[2].strip() == os.environ["REDIS_URL"]


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(current_app, "connection_for_write", lambda **options: Connection("memory://"))


@pytest.fixture
def beating() -> None:
    Heartbeat.objects.create(name="worker", at=timezone.now() - timedelta(seconds=20))


def test_a_living_process_says_so_without_the_database(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        response = healthz(RequestFactory().get("/healthz"))
    assert (response.status_code, json.loads(response.content)) == (200, {"status": "ok"})


def test_everything_answers(broker: None, beating: None) -> None:
    status, body, retry = ask()
    assert (status, body["status"], retry) == (200, "ready", None)
    assert body["database"]["ok"] and body["broker"]["ok"] and body["worker"]["ok"]
    assert 20 <= body["worker"]["age_seconds"] < 30


def test_a_silent_worker_is_unready(broker: None, beating: None) -> None:
    Heartbeat.objects.update(at=timezone.now() - timedelta(seconds=61))
    status, body, retry = ask()
    assert (status, body["status"], retry) == (503, "unready", "5")
    assert body["database"]["ok"] and body["broker"]["ok"] and not body["worker"]["ok"]


def test_a_worker_that_never_beat_is_unready(broker: None) -> None:
    status, body, _retry = ask()
    assert (status, body["worker"]) == (503, {"ok": False})


def test_a_broker_that_is_down_is_unready_at_once(monkeypatch: pytest.MonkeyPatch, beating: None) -> None:
    down = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(current_app, "connection_for_write", lambda **options: Connection(down, **options))
    began = timezone.now()
    status, body, retry = ask()
    assert (status, body["broker"], retry) == (503, {"ok": False}, "5")
    assert timezone.now() - began < timedelta(seconds=5)


def test_a_database_that_is_down_is_unready_without_its_error(
    monkeypatch: pytest.MonkeyPatch, broker: None, beating: None
) -> None:
    from django.db import OperationalError

    def refuse() -> None:
        raise OperationalError("connection to server at 10.0.0.7 refused")

    monkeypatch.setattr(connection, "cursor", refuse)
    status, body, _retry = ask()
    assert (status, body["database"], body["worker"]) == (503, {"ok": False}, {"ok": False})
    assert "10.0.0.7" not in json.dumps(body)


@pytest.mark.parametrize("view", [healthz, readyz])
def test_probes_are_never_cached_and_only_read(view: Any) -> None:
    assert view(RequestFactory().post("/")).status_code == 405
    assert "no-store" in view(RequestFactory().get("/")).headers["Cache-Control"]
