"""A database that came back is used at once: nothing keeps a connection that died with the old one."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from tests.chaos.house import House, eventually
from tests.chaos.load import send, token

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

#: Many times the worker's threads and the web's pool, so that each of them gets several.
MANY = 60


def ask_for_jobs(house: House) -> None:
    """Leave ``MANY`` jobs in the outbox that beat hands over with its next look, all at once."""
    house.rows(
        "insert into common_outboxentry (job, payload, created_at, available_at, attempts, last_error) "
        "select 'notify.deliver', %s::jsonb, now(), now(), 0, '' "
        "from generate_series(1, %s)",
        json.dumps({"recipients": [], "content": {"happened_at": "2026-11-25T08:00:00+08:00"}}),
        MANY,
    )


def all_are_done(house: House) -> bool:
    return house.rows("select count(*) from common_outboxentry where done_at is null") == [(0,)]


def answers(house: House) -> bool:
    try:
        return house.rows("select 1") == [(1,)]
    except psycopg.OperationalError:
        return False


def test_every_thread_works_again_once_the_database_is_back(house: House) -> None:
    ask_for_jobs(house)
    assert eventually(lambda: all_are_done(house), 60), house.logs()
    house.order("hold database")
    house.order("release database")
    assert eventually(house.is_ready, 60), house.logs()

    ask_for_jobs(house)
    assert eventually(lambda: all_are_done(house), 40), house.logs()
    assert house.rows("select count(*) from common_outboxentry where attempts > 0") == [(0,)]


def test_no_request_fails_once_the_database_is_back(house: House) -> None:
    key = token(house, "here.grid_worker")
    headers = {"Authorization": f"Token {key}", "Content-Type": "application/json"}
    body = {"category": "APPEAL.FACILITY.LAMP", "description": "路灯坏了", "severity": "03"}

    def report(_number: int) -> int:
        return send(house.port, "/api/v1/incidents/", body, headers)[0]

    with ThreadPoolExecutor(8) as people:  # every thread of the web has a connection that will die
        assert list(people.map(report, range(40))) == [201] * 40
    house.order("hold database")
    house.order("release database")
    # Asked past the product: /readyz would use up the dead connections of the web's pools.
    assert eventually(lambda: answers(house), 60), house.logs()

    with ThreadPoolExecutor(8) as people:
        assert list(people.map(report, range(40))) == [201] * 40
