"""Reminders: once per clock, stage and recipient, however often the job runs and wherever it was stopped."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from pingan.access.rules import Actor
from pingan.common.models import OutboxEntry
from pingan.common.outbox import deliver
from pingan.matters.machine import Limit, PauseClocks, StartClock, StopClock
from pingan.matters.models import Clock, Matter
from pingan.matters.services import apply_operations
from pingan.matters.services.reminding import remind_due
from pingan.notify import tasks
from pingan.notify.models import Notice
from tests.factories.calendars import at
from tests.factories.world import World
from tests.matters.toy import Boat, given_boat

assert tasks.deliver  # importing the room registers its handler
TEN_DAYS = Limit(10, "working_days", "1", "manual")


@pytest.fixture
def boat(boats: World, desk: Actor) -> Boat:
    """A boat whose clock is due on Monday 17 November 2025, 17:30."""
    clocks = [StartClock("dry", TEN_DAYS)]
    return given_boat(desk, boats.here.village, at=at("2025-11-03 09:00"), clocks=clocks)


def delivered() -> list[tuple[int, str]]:
    for entry in OutboxEntry.objects.filter(done_at=None):
        deliver(entry.pk)
    return sorted(Notice.objects.values_list("recipient_id", "key"))


def test_ten_runs_send_each_stage_once(boat: Boat, desk: Actor) -> None:
    clock = Clock.objects.get()
    assert [remind_due(clock.warn_at - timedelta(minutes=1)) for _turn in range(3)] == [0, 0, 0]
    assert sum(remind_due(clock.warn_at) for _turn in range(10)) == 1
    assert sum(remind_due(clock.due_at) for _turn in range(10)) == 0
    assert sum(remind_due(clock.due_at + timedelta(minutes=1)) for _turn in range(10)) == 1
    assert delivered() == [(desk.user_id, f"clock:{clock.pk}:due"), (desk.user_id, f"clock:{clock.pk}:warn")]


def test_a_clock_found_late_is_reminded_of_its_end_only(boat: Boat, desk: Actor) -> None:
    clock = Clock.objects.get()
    assert sum(remind_due(clock.due_at + timedelta(days=1)) for _turn in range(5)) == 1
    assert delivered() == [(desk.user_id, f"clock:{clock.pk}:due")]


def test_a_run_that_died_before_its_commit_is_made_up_for(
    boat: Boat, desk: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock.objects.get()

    def die(*args: Any, **options: Any) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as patched:
        patched.setattr(Clock, "save", die)
        assert remind_due(clock.warn_at) == 0
    assert delivered() == []
    assert remind_due(clock.warn_at) == 1
    assert len(delivered()) == 1


def test_what_stopped_or_stands_still_is_not_reminded_of(boat: Boat, desk: Actor) -> None:
    matter = Matter.objects.get(pk=boat.pk)
    clock = Clock.objects.get()
    apply_operations(matter, [PauseClocks("waiting")], now=at("2025-11-04 09:00"), actor=desk)
    assert remind_due(clock.due_at + timedelta(days=5)) == 0
    apply_operations(matter, [StopClock("dry")], now=at("2025-11-05 09:00"), actor=desk)
    assert remind_due(clock.due_at + timedelta(days=5)) == 0


def test_one_broken_clock_does_not_silence_the_others(
    boats: World, boat: Boat, desk: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A recipient rule that fails for one matter must not keep everybody else from being told."""
    from pingan.matters.services import reminding

    second = given_boat(
        desk, boats.here.village, at=at("2025-11-03 09:00"), clocks=[StartClock("dry", TEN_DAYS)]
    )
    broken = boat.pk
    real = reminding.url_of

    def url_of(matter: Matter) -> str:
        if matter.pk == broken:
            raise RuntimeError("no address")
        return real(matter)

    monkeypatch.setattr(reminding, "url_of", url_of)
    later = Clock.objects.get(matter_id=second.pk).due_at + timedelta(hours=1)
    assert remind_due(later) == 1
    assert remind_due(later) == 0
    monkeypatch.undo()
    assert remind_due(later) == 1
