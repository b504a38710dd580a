"""A sender that is killed in the middle loses nothing: another one sends what it had begun, under the same id."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone

from pingan.exchange.models import Delivery, Event, Subscription
from pingan.exchange.services.delivering import send_due
from tests.exchange.receiver import Receiver
from tests.factories.exchange import given_subscription
from tests.factories.incidents import given_incident
from tests.factories.world import World, given_world

ROOT = Path(__file__).resolve().parents[2]
CODE = """
import sys, django
django.setup()
from pingan.exchange.services.delivering import send_due
send_due(int(sys.argv[1]))
"""


@pytest.fixture
def world(transactional_db: None) -> World:
    return given_world()


def database_url() -> str:
    values = connection.settings_dict
    question = {"host": values["HOST"]} if str(values["HOST"]).startswith("/") else {}
    host = "" if question else f"{values['HOST']}:{values['PORT'] or 5432}"
    secret = f":{values['PASSWORD']}" if values["PASSWORD"] else ""
    return f"postgresql://{values['USER']}{secret}@{host}/{values['NAME']}?{urlencode(question)}"


@pytest.fixture
def environment(receiver: Receiver) -> Iterator[dict[str, str]]:
    yield {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "pingan.settings.test",
        "DATABASE_URL": database_url(),
        "PINGAN_EXCHANGE_NETWORKS": "127.0.0.0/8",
        "PINGAN_EXCHANGE_CA_FILE": str(receiver.pem),
        "PINGAN_FIELD_KEYS": ",".join(django_settings.FIELD_ENCRYPTION_KEYS),
    }


def test_nothing_is_lost_when_the_sender_is_killed(
    world: World, receiver: Receiver, environment: dict[str, str]
) -> None:
    subscription = given_subscription(world.here, receiver.url)
    incident = given_incident(world.here, "closed")
    count = Event.objects.count()
    assert count > 5
    answers: Iterator[Any] = iter([204, 204, "hang"])
    receiver.answer = lambda one: next(answers, 204)
    process = subprocess.Popen([sys.executable, "-c", CODE, str(subscription.pk)], cwd=ROOT, env=environment)
    try:
        assert receiver.hung.wait(60), "the sender never came to the third event"
    finally:
        process.kill()
        process.wait()
    assert Delivery.objects.filter(state="delivered").count() == 2
    assert Subscription.objects.get().sender is not None, "it was killed while it was at it"
    assert send_due(subscription.pk) == 0, "its lease holds for a minute"
    with time_machine.travel(timezone.now() + timedelta(seconds=61), tick=True):
        send_due(subscription.pk)
    assert not Delivery.objects.exclude(state="delivered").exists()
    assert [one["sequence"] for one in receiver.taken] == list(range(1, count + 1))
    repeated = [one.headers["Pingan-Event"] for one in receiver.arrived]
    assert len(repeated) == count + 1 and len(set(repeated)) == count, "the repetition is known by its id"
    assert {one["record"] for one in receiver.taken} == {incident.matter.number}
