"""A worker killed in the middle of a night: nothing of it stays, and the night done again equals an undisturbed one."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import connection, transaction

from pingan.common.models import OutboxEntry
from pingan.common.outbox import deliver, enqueue
from pingan.matters.models import Matter, TimelineEntry
from risk.models import ScreeningRun, Sighting, Signal
from risk.queries.screening.nights import counties_at_work
from risk.services.screening.nights import screen_next
from risk.services.screening.timetable import JOB
from tests.factories.calendars import at
from tests.factories.screening import given_grids, given_matters, given_quiet_years, rows_of_night
from tests.factories.world import World, given_world
from tests.risk.test_screening_nights import TODAY

ROOT = Path(__file__).resolve().parents[2]
#: Stops between the writing of its signals and the end of the night, where most stands unfinished.
WORKER = """
import django, sys, time
django.setup()
from datetime import date
from pingan.common import outbox
from risk import tasks
from risk.models import Sighting
from risk.services.screening import nights, timetable
def stall(step):
    if step == "signals":
        print("written", Sighting.objects.count(), flush=True)
        time.sleep(60)
timetable.screen_next = lambda code: nights.screen_next(code, today=date.fromisoformat(sys.argv[2]), between=stall)
outbox.deliver(int(sys.argv[1]))
"""


@pytest.fixture
def world(transactional_db: None) -> World:
    world = given_world()
    with transaction.atomic():
        made = given_grids(world.here, 12)
        given_quiet_years(made, a_week=0.05)
        given_matters(made[4], [0, 1, 1, 2, 2, 2])
        given_matters(made[5], [0, 0, 1, 3, 3])
    return world


class Undone(Exception):
    """Lets the second night begin where the first began."""


def undisturbed(county: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    with pytest.raises(Undone), transaction.atomic():
        screen_next(county, today=TODAY)
        found = rows_of_night()
        raise Undone
    return found


def test_a_night_whose_worker_is_killed_equals_an_undisturbed_one_row_for_row(world: World) -> None:
    county = world.here.county.code
    wanted = undisturbed(county)
    assert wanted
    entry = enqueue(JOB, county_code=county)
    database = settings.DATABASES["default"]
    address = (
        f"postgresql://{database['USER']}:{database['PASSWORD']}@/{connection.settings_dict['NAME']}"
        f"?host={database['HOST']}" + (f"&port={database['PORT']}" if database["PORT"] else "")
    )
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(entry.pk), TODAY.isoformat()],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "pingan.settings.test", "DATABASE_URL": address},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert worker.stdout is not None
        ready, _, _ = select.select([worker.stdout], [], [], 90)
        assert ready, "the worker never came to its signals"
        assert worker.stdout.readline().strip() == f"written {len(wanted)}"
        assert counties_at_work([county]) == {county}
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        worker.stdout and worker.stdout.close()
    with transaction.atomic():  # waits until the server has noticed that the worker is gone
        OutboxEntry.objects.select_for_update().get(pk=entry.pk)
    assert not ScreeningRun.objects.exists()
    assert not Signal.objects.exists()
    assert not Matter.objects.filter(kind="signal").exists()
    assert counties_at_work([county]) == frozenset()

    with time_machine.travel(at(f"{TODAY} 02:00"), tick=False):
        assert deliver(entry.pk)
    assert rows_of_night() == wanted
    assert ScreeningRun.objects.get().state == "finished"


def test_workers_that_come_together_do_a_night_once(world: World) -> None:
    county = world.here.county.code
    wanted = undisturbed(county)
    barrier, done = threading.Barrier(3), list[bool]()

    def work() -> None:
        try:
            barrier.wait(timeout=20)
            done.append(screen_next(county, today=TODAY) is not None)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [False, False, True]
    assert rows_of_night() == wanted
    assert TimelineEntry.objects.filter(matter__kind="signal").count() == Signal.objects.count()
    assert Sighting.objects.count() == Signal.objects.count()
