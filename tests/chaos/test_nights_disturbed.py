"""Nights screened while database and broker are killed: the rows are those of undisturbed ones.

What a killed worker leaves is tested in tests/risk/test_screening_killed.py. The last file of this house: its past has no
books of timelines, so that nobody may verify them afterwards.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
from typing import Any

import psycopg
import pytest

from risk.queries.screening.nights import HELD
from tests.chaos.house import House, eventually
from tests.chaos.killer import PARTS
from tests.chaos.load import send, token

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]

PLACES = ("here", "far")
#: Years of matters by chance in many grids, so that a night lasts long enough to be hit, and an outbreak.
PAST = """
import sys
from datetime import timedelta
from types import SimpleNamespace
from django.db import transaction
from django.utils import timezone
from grids.models import Grid
from tests.factories.screening import given_grids, given_matters, given_quiet_years
yesterday = timezone.localdate() - timedelta(days=1)
with transaction.atomic():
    for seed, (west, south) in enumerate(%r):
        home = Grid.objects.select_related("region").get(west__lte=west, east__gte=west, south__lte=south, north__gte=south)
        made = given_grids(SimpleNamespace(village=home.region, point=(west, south)), 60)
        given_quiet_years(made, a_week=0.25, seed=seed, night=yesterday)
        given_matters(made[4], [0, 1, 1, 2, 2, 2], night=yesterday)
        given_matters(made[5], [0, 0, 1, 3, 3], night=yesterday)
"""
ROWS = """
import json
from django.db import transaction
from django.utils import timezone
from risk.models import ScreeningRun
from risk.services.screening.nights import screen_next
from tests.factories.screening import rows_of_night
with transaction.atomic():
    for county in %r:
        %s
    print("ROWS " + json.dumps(rows_of_night(), default=str, sort_keys=True))
    transaction.set_rollback(True)
"""


def rows_in(house: House, *, first: str = "pass") -> list[dict[str, Any]]:
    """Return what stands of the counties' nights, after a statement for each county that is taken back again."""
    said = house.manage("shell", "-v", "0", "-c", ROWS % (sorted(counties(house)), first))
    assert said.returncode == 0, said.stderr
    line = next(line for line in said.stdout.splitlines() if line.startswith("ROWS "))
    found: list[dict[str, Any]] = json.loads(line.removeprefix("ROWS "))
    return sorted(found, key=lambda row: (row["run__region_code"], row["signal__key"]))


def counties(house: House) -> set[str]:
    return {house.world["counties"][name] for name in PLACES}


def is_at_work(house: House) -> bool:
    """A night is being written: its lock is held."""
    try:
        return house.rows(HELD, sorted(counties(house))) != []
    except psycopg.OperationalError:
        return False


def ask_again(house: House) -> None:
    """Let beat hand over with its next look what died with the broker, not thirty seconds later."""
    with contextlib.suppress(psycopg.OperationalError):
        house.rows("update common_outboxentry set handed_at = null where done_at is null and attempts = 0")


def is_done(house: House, many: int) -> bool:
    try:
        return house.rows("select count(*) from risk_screeningrun where state = 'finished'") == [(many,)]
    except psycopg.OperationalError:
        return False


def kill(house: House, *parts: str) -> None:
    for part in parts:
        for victim in house.victims(PARTS[part])[:1]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(victim, signal.SIGKILL)


def test_nights_with_database_and_broker_killed_equal_undisturbed_ones_row_for_row(
    house: House,
) -> None:
    points = [house.world["points"][name] for name in PLACES]
    given = house.manage("shell", "-v", "0", "-c", PAST % (points,))
    assert given.returncode == 0, given.stderr
    wanted = rows_in(house, first="screen_next(county)")
    assert {row["run__region_code"] for row in wanted} == counties(house)
    assert rows_in(house) == []

    for name in PLACES:
        headers = {
            "Authorization": f"Token {token(house, f'{name}.county_dispatcher')}",
            "Content-Type": "application/json",
        }
        status, _replayed, answer = send(house.port, "/api/v1/screening-runs/", {}, headers)
        assert status == 202, answer
    assert eventually(lambda: is_at_work(house), 60, every=0.01), house.logs()
    kill(house, "database", "broker")
    assert eventually(lambda: is_done(house, 0), 60), "too fast to be disturbed"
    ask_again(house)
    assert eventually(lambda: is_done(house, len(PLACES)), 150, every=0.5), house.logs()
    assert rows_in(house) == wanted
    assert eventually(house.is_ready, 60), "the house does not recover by itself"
