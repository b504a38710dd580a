"""Many writers, two refreshers and one that dies: in the end every sum is what a recount finds."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from grids.models import Incident
from pingan.common.errors import DomainError
from pingan.matters.models import Clock, Matter
from pingan.office.models import SummaryMark
from pingan.office.services import refreshing
from pingan.office.services.recounting import recount_summaries
from pingan.office.services.refreshing import refresh_summaries
from tests.factories import incidents
from tests.factories.world import Place, World, given_world
from tests.summaries.kept import counted_cells, kept_cells

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
SECONDS = 60


@pytest.fixture
def world(transactional_db: None) -> World:
    return given_world()


class Crew:
    """Threads that each do one thing again and again until time is over; whatever one of them meets is kept."""

    def __init__(self, seconds: float) -> None:
        self.until = time.monotonic() + seconds
        self.errors: list[BaseException] = []
        self.done = 0
        self.threads: list[threading.Thread] = []

    def send(self, work: Callable[[random.Random], object], seed: int) -> None:
        """Start a thread."""
        thread = threading.Thread(target=self._run, args=(work, random.Random(seed)))
        self.threads.append(thread)
        thread.start()

    def _run(self, work: Callable[[random.Random], object], dice: random.Random) -> None:
        try:
            while time.monotonic() < self.until:
                try:
                    work(dice)
                    self.done += 1
                except (DomainError, OperationalError):
                    pass  # somebody was faster, or two waited for each other: nothing was changed
        except BaseException as error:
            self.errors.append(error)
        finally:
            connection.close()

    def wait(self) -> None:
        """Wait for all of them, then raise what one of them met."""
        for thread in self.threads:
            thread.join()
        if self.errors:
            raise self.errors[0]


def _life(places: tuple[Place, ...]) -> Callable[[random.Random], object]:
    ends = ("reported", "accepted", "dispatched", "handled", "verified", "closed", "returned", "rejected")

    def live(dice: random.Random) -> object:
        place = dice.choice(places)
        made = incidents.given_incident(place, dice.choice(ends))
        if Matter.objects.get(pk=made.pk).state == "closed" and dice.random() < 0.7:
            satisfaction = dice.choice(("satisfied", "dissatisfied"))
            return incidents.act(
                place,
                made,
                "evaluate",
                "township_desk",
                satisfaction=satisfaction,
                solved=dice.choice(("yes", "no")),
            )
        return None

    return live


def _meddle(places: tuple[Place, ...]) -> Callable[[random.Random], object]:
    """Change what loaders, corrections and mergers of divisions change, behind the machine's back."""

    def change(dice: random.Random) -> object:
        keys = list(Incident.objects.values_list("pk", flat=True))
        if not keys:
            return None
        # A day at least: opened "now", what was closed seconds ago would have been closed before it was opened.
        pk, back = dice.choice(keys), timezone.now() - timedelta(days=dice.randrange(1, 90))
        village = dice.choice(places).village
        with transaction.atomic():
            match dice.randrange(4):
                case 0:
                    incidents.rewrite(pk, opened_at=back)
                case 1:
                    incidents.rewrite(pk, region=village, region_code=village.code)
                case 2:
                    Clock.objects.filter(matter_id=pk).update(is_met=dice.choice((True, False)))
                case _:
                    Incident.objects.filter(pk=pk).update(returned_count=dice.randrange(4), is_solved=True)
            if dice.random() < 0.2:
                transaction.set_rollback(True)
        return None

    return change


def _refresh(dice: random.Random) -> object:
    time.sleep(dice.random() / 5)
    return refresh_summaries()


def _die(dice: random.Random) -> object:
    """Refresh and be killed before the end: nothing of it may stay."""
    time.sleep(dice.random())
    with transaction.atomic():
        refreshing._refresh_once()
        transaction.set_rollback(True)
    return None


def test_after_a_minute_of_everything_each_sum_equals_a_recount(world: World) -> None:
    places = (world.here, world.neighbour)
    crew = Crew(SECONDS)
    for seed in range(2):
        crew.send(_life(places), seed)
    crew.send(_meddle(places), 10)
    for seed in (20, 21):
        crew.send(_refresh, seed)
    crew.send(_die, 30)
    crew.wait()
    refresh_summaries()
    assert not SummaryMark.objects.exists()
    assert Incident.objects.count() > 20 and crew.done > 100
    assert kept_cells() == counted_cells()
    assert recount_summaries() == 0
