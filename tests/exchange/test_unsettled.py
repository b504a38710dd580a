"""An export while others write: what is committed late with an early moment is not left out behind a cursor."""

from __future__ import annotations

import json
import threading
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.utils import timezone

from pingan.exchange.queries.records import MARGIN, settled_until
from pingan.matters.models import Matter
from tests.factories.exchange import Caller, given_caller, given_entry
from tests.factories.incidents import given_report, rewrite
from tests.factories.world import Place, World, given_world


@pytest.fixture
def world(transactional_db: None) -> World:
    cache.clear()
    return given_world()


class SlowWriter(threading.Thread):
    """Opens a matter and commits it only when it is told to."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place, self.number = place, ""
        self.has_written, self.may_commit = threading.Event(), threading.Event()

    def run(self) -> None:
        """Write, tell, wait, commit."""
        try:
            with transaction.atomic():
                self.number = given_report(self.place).matter.number
                self.has_written.set()
                self.may_commit.wait(60)
        finally:
            self.has_written.set()
            connection.close()


def fetched(caller: Caller, cursor: str = "") -> tuple[list[str], str]:
    answer = caller.get("bulk/incidents/", {"cursor": cursor} if cursor else {})
    return [json.loads(line)["number"] for line in answer.content.decode().splitlines()], answer[
        "Pingan-Cursor"
    ]


def test_what_was_opened_before_and_committed_after_is_fetched_all_the_same(world: World) -> None:
    earlier = given_report(world.here)
    first = earlier.matter.number
    rewrite(earlier.pk, opened_at=timezone.now() - timedelta(minutes=1))
    city = world.here.county.code[:4]
    caller = given_caller(world.here, given_entry(world.here, direction="read", area=city))
    slow = SlowWriter(world.far)
    slow.start()
    try:
        assert slow.has_written.wait(60)
        quick = given_report(world.here).matter.number
        numbers, cursor = fetched(caller)
        listed = [row["number"] for row in caller.get("incidents/").json()["results"]]
    finally:
        slow.may_commit.set()
        slow.join(60)
    rest, _cursor = fetched(caller, cursor)
    assert numbers == listed == [first]
    assert rest == [slow.number, quick]
    moments = dict(Matter.objects.values_list("number", "opened_at"))
    assert moments[slow.number] < moments[quick]


@pytest.mark.keeps_margin
def test_what_was_opened_this_moment_is_given_a_moment_later(world: World) -> None:
    """Between the time that a matter bears and the first row of its transaction nobody can see that it is being written."""
    now = timezone.now()
    assert settled_until(now) == now - MARGIN
    just, settled = given_report(world.here), given_report(world.here)
    rewrite(settled.pk, opened_at=now - 2 * MARGIN)
    caller = given_caller(world.here, given_entry(world.here, direction="read"))
    assert [row["number"] for row in caller.get("incidents/").json()["results"]] == [settled.matter.number]
    rewrite(just.pk, opened_at=now - 3 * MARGIN)
    assert fetched(caller)[0] == [just.matter.number, settled.matter.number]
