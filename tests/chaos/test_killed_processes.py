"""Issue §7.3: killed at random moments under load, nothing acknowledged is lost and nothing is told twice."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import pytest

from tests.chaos.house import House, eventually
from tests.chaos.killer import PARTS, Killer
from tests.chaos.load import Person, tokens_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]

SECONDS_OF_KILLING = 45
#: A hand-over that the broker forgot is repeated after 30 s, by a beat that looks every 15 s.
LATEST_NOTICE = 75


@contextmanager
def always_day(house: House) -> Iterator[None]:
    """Bring the morning every second: by night, notices that are not urgent wait for 08:30."""
    ended = Event()

    def bring() -> None:
        while not ended.wait(1.0):
            try:
                bring_morning(house)
            except Exception:
                continue

    thread = Thread(target=bring, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def bring_morning(house: House) -> None:
    house.rows(
        "update common_outboxentry set available_at = now() "
        "where done_at is null and attempts = 0 and available_at > now() + interval '1 minute'"
    )


def finish(people: list[Person], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    for person in people:
        person.join(max(0.1, deadline - time.monotonic()))
        assert not person.is_alive(), f"{person.name} still waits for an answer"
        if person.trouble is not None:
            raise person.trouble


def is_all_told(house: House) -> bool:
    bring_morning(house)
    return house.rows("select count(*) from common_outboxentry where done_at is null") == [(0,)]


def assert_everything_stands_once(house: House, people: list[Person]) -> None:
    reports = {mark: number for person in people for mark, number in person.done.reports.items()}
    kept = house.rows(
        "select id, right(text, 32) from matters_matter where right(text, 32) = any(%s)", list(reports)
    )
    assert Counter(mark for _id, mark in kept) == Counter(reports.keys()), "lost or doubled reports"
    assert {mark: number for number, mark in kept} == reports

    wanted = Counter((number, action) for person in people for number, action in person.done.actions)
    wanted += Counter((number, "report") for number in reports.values())
    assert set(wanted.values()) == {1}
    entries = house.rows(
        "select matter_id, action from matters_timelineentry where matter_id = any(%s)",
        list(reports.values()),
    )
    assert Counter(entries) == wanted, "an acknowledged action has no entry, or two"
    checked = house.manage("verify_timeline")
    assert checked.returncode == 0, checked.stdout + checked.stderr


def assert_everybody_was_told_once(house: House, people: list[Person]) -> None:
    numbers = {number for person in people for number in person.done.reports.values()}
    dispatched = {
        number for person in people for number, action in person.done.actions if action == "dispatch"
    }
    accepted = {number for person in people for number, action in person.done.actions if action == "accept"}
    urgent = {number for person in people for number in person.done.urgent}
    users = dict(house.rows("select username, id from accounts_user"))
    of = {role: users[name] for role, name in house.world["people"].items()}

    wanted: Counter[tuple[int, int, str]] = Counter()
    for person in people:
        for number in person.done.reports.values():
            told = [of[f"{person.place}.township_desk"], of[f"{person.place}.township_desk_b"]]
            if number in urgent:
                told += [of[f"{person.place}.{role}"] for role in ("county_dispatcher", "body_office")]
                told += [of[f"{other}.{role}"] for other in beside(house, person.place)
                         for role in ("county_dispatcher", "body_office")]  # fmt: skip
            wanted.update((user, number, "incident.report") for user in told)
            if number in accepted:
                wanted[of[f"{person.place}.grid_worker"], number, "incident.accept"] += 1
            if number in dispatched:
                wanted.update(
                    (user, number, "incident.dispatch")
                    for place in (person.place, *beside(house, person.place))
                    for user in (
                        of[f"{place}.unit_handler"],
                        of[f"{place}.unit_handler_b"],
                        of[f"{place}.unit_handler_2"],
                    )
                )
    inbox = house.rows(
        "select recipient_id, split_part(key, ':', 2)::bigint, kind from notify_notice where key like 'matter:%%'"
    )
    found = Counter(row for row in inbox if row[1] in numbers and row[2] in set(kinds()))
    assert found == wanted, {"missing": wanted - found, "too many": found - wanted}
    twice = house.rows("select recipient_id, key from notify_notice group by 1, 2 having count(*) > 1")
    assert twice == []


def kinds() -> tuple[str, ...]:
    return "incident.report", "incident.accept", "incident.dispatch"


def beside(house: House, place: str) -> list[str]:
    """The other township of the same county: its people of the county's posts are told as well."""
    return {"here": ["neighbour"], "neighbour": ["here"]}.get(place, [])


def test_nothing_acknowledged_is_lost_when_every_process_is_killed_at_random(house: House) -> None:
    tokens = {place: tokens_of(house, place) for place in house.world["points"]}
    until = time.monotonic() + SECONDS_OF_KILLING
    people = [
        Person(house, place, tokens[place], seed=number, until=until)
        for number, place in enumerate(("here", "here", "neighbour", "neighbour", "far"))
    ]
    killer = Killer(house, seed=20261123, until=until)
    with always_day(house):
        for thread in (*people, killer):
            thread.start()
        killer.join()
        finish(people, 90)
    assert set(PARTS) <= set(killer.kills), killer.kills
    assert sum(person.done.repeats for person in people) > 5, "the killing did not disturb anybody"
    assert sum(person.done.replays for person in people) > 0, "no lost answer was asked for again"
    assert sum(len(person.done.reports) for person in people) > 20

    tell(people, killer.kills)
    assert_everything_stands_once(house, people)
    assert eventually(lambda: is_all_told(house), LATEST_NOTICE, every=1.0), open_jobs(house)
    assert_everybody_was_told_once(house, people)
    assert eventually(house.is_ready, 60), "the house does not recover by itself"


def test_without_a_broker_requests_succeed_and_notices_come_when_it_is_back(house: House) -> None:
    tokens = tokens_of(house, "here")
    house.order("hold broker")
    people = [Person(house, "here", tokens, seed=900 + n, until=time.monotonic() + 4) for n in range(2)]
    for person in people:
        person.start()
    finish(people, 30)
    assert sum(person.done.repeats for person in people) == 0, "a request failed because the broker was down"
    assert max(person.done.slowest for person in people) < 5
    bring_morning(house)
    assert not is_all_told(house)

    house.order("release broker")
    assert eventually(lambda: is_all_told(house), LATEST_NOTICE, every=1.0), open_jobs(house)
    assert_everything_stands_once(house, people)
    assert_everybody_was_told_once(house, people)


def tell(people: list[Person], kills: list[str]) -> None:
    """Print what the run was worth; shown by ``pytest -s`` and with a failure."""
    done = [person.done for person in people]
    reports, actions = sum(len(one.reports) for one in done), sum(len(one.actions) for one in done)
    repeats, replays = sum(one.repeats for one in done), sum(one.replays for one in done)
    sys.stdout.write(
        f"\n{reports} reports and {actions} actions acknowledged, {repeats} requests repeated, "
        f"{replays} answered from what was stored; killed: {dict(Counter(kills))}"
    )


def open_jobs(house: House) -> str:
    rows = house.rows(
        "select id, job, available_at, handed_at, attempts, last_error, parked_at from common_outboxentry "
        "where done_at is null order by id limit 10"
    )
    return "\n".join(str(row) for row in rows) + house.logs()
