"""Whether what this process depends on answers: database, broker, a worker that still beats."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from celery import current_app
from django.db import Error, connection

from pingan.common.models import Heartbeat

# Beat sends the heartbeat every 15 s (pingan.celery); four missed in a row mean that nobody works.
HEARTBEAT_MAX_AGE = timedelta(seconds=60)


@dataclass(frozen=True)
class Answer:
    """``milliseconds`` it took to answer; ``age_seconds`` of the last sign of life; None: none known."""

    is_ok: bool
    milliseconds: float | None = None
    age_seconds: float | None = None


def database_answer() -> Answer:
    """Ask the database for a constant."""
    began = time.perf_counter()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except Error:
        return Answer(is_ok=False)
    return Answer(is_ok=True, milliseconds=_since(began))


def broker_answer() -> Answer:
    """Open a channel to the broker, which greets it; one attempt, one second."""
    began = time.perf_counter()
    try:
        with current_app.connection_for_write(connect_timeout=1) as broker:
            broker.ensure_connection(max_retries=1, interval_start=0, interval_max=0, timeout=1)
            broker.channel()
    except Exception:
        return Answer(is_ok=False)
    return Answer(is_ok=True, milliseconds=_since(began))


def worker_answer(*, now: datetime) -> Answer:
    """Look at the age of the last heartbeat, which needs beat, broker, a worker and the database at once."""
    try:
        beat = Heartbeat.objects.filter(name="worker").first()
    except Error:
        return Answer(is_ok=False)
    if beat is None:
        return Answer(is_ok=False)
    age = now - beat.at
    return Answer(is_ok=age <= HEARTBEAT_MAX_AGE, age_seconds=round(age.total_seconds(), 1))


def _since(began: float) -> float:
    return round((time.perf_counter() - began) * 1000, 1)
