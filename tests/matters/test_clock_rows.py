"""Clocks as they are stored: started, paused, extended, put under another limit, stopped. Computed by hand."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.utils import timezone

from pingan.access.rules import Actor
from pingan.matters.machine import (
    ClockOperation,
    ExtendClock,
    Limit,
    PauseClocks,
    RestartClock,
    ResumeClocks,
    StartClock,
    StopClock,
)
from pingan.matters.models import Clock, ClockExtension, ClockPause, Matter
from pingan.matters.services import apply_operations
from tests.factories.calendars import at
from tests.factories.world import World
from tests.matters.toy import Boat, given_boat


def days(amount: int) -> Limit:
    return Limit(amount, "working_days", f"{amount}.1", "folding manual", "L")


def started(world: World, actor: Actor, moment: str, limit: Limit) -> Boat:
    return given_boat(actor, world.here.village, at=at(moment), clocks=[StartClock("dry", limit)])


def then(boat: Boat, actor: Actor, moment: str, *operations: ClockOperation) -> Clock:
    """Apply operations at a moment, the way ``perform`` does, and return the stored clock."""
    matter = Matter.objects.select_for_update().get(pk=boat.pk)
    apply_operations(matter, operations, now=at(moment), actor=actor)
    matter.save()
    return the_clock(boat)


def the_clock(boat: Boat) -> Clock:
    return Clock.objects.get(matter_id=boat.pk, stage="dry")


def shown(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""


@pytest.mark.parametrize(
    ("begin", "amount", "due"),
    [
        ("2025-09-30 17:00", 7, "2025-10-16 17:30"),  # 1-8 off, Saturday 11 worked
        ("2026-09-30 09:00", 5, "2026-10-13 17:30"),  # 1-7 off, Saturday 10 worked
        ("2026-09-20 09:00", 1, "2026-09-21 17:30"),  # a Sunday that is worked
    ],
)
def test_the_terms_over_the_national_holidays_are_stored(
    boats: World, desk: Actor, begin: str, amount: int, due: str
) -> None:
    clock = the_clock(started(boats, desk, begin, days(amount)))
    assert shown(clock.due_at) == due
    assert not clock.is_provisional
    assert clock.rule == days(amount).snapshot()
    matter = Matter.objects.get(pk=clock.matter_id)
    assert (matter.next_due_at, matter.next_warn_at) == (clock.due_at, clock.warn_at)


def test_a_term_into_a_year_without_a_calendar_is_marked(boats: World, desk: Actor) -> None:
    assert the_clock(started(boats, desk, "2026-12-30 10:00", days(3))).is_provisional
    assert shown(the_clock(started(boats, desk, "2026-12-30 10:00", days(3))).due_at) == "2027-01-05 17:30"


def test_a_pause_moves_the_end_by_the_days_that_were_lost(boats: World, desk: Actor) -> None:
    """From Monday 3 November, five days: the 10th. Paused Tuesday 4 to Friday 7: three days more, the 13th."""
    boat = started(boats, desk, "2025-11-03 09:00", days(5))
    paused = then(boat, desk, "2025-11-04 10:00", PauseClocks("waiting"))
    matter = Matter.objects.get(pk=boat.pk)
    assert shown(paused.paused_at) == "2025-11-04 10:00"
    assert (matter.next_due_at, matter.clock_paused) == (None, True)
    running = then(boat, desk, "2025-11-07 09:00", ResumeClocks())
    assert (running.paused_at, shown(running.due_at)) == (None, "2025-11-13 17:30")
    pause = ClockPause.objects.get(clock=running)
    assert (shown(pause.started_at), shown(pause.ended_at)) == ("2025-11-04 10:00", "2025-11-07 09:00")
    assert Matter.objects.get(pk=boat.pk).next_due_at == running.due_at


def test_pausing_twice_pauses_once(boats: World, desk: Actor) -> None:
    boat = started(boats, desk, "2025-11-03 09:00", days(5))
    then(boat, desk, "2025-11-04 10:00", PauseClocks("waiting"), PauseClocks("again"))
    then(boat, desk, "2025-11-05 10:00", PauseClocks("and again"))
    assert ClockPause.objects.count() == 1


def test_a_term_that_is_over_stays_over(boats: World, desk: Actor) -> None:
    boat = started(boats, desk, "2025-11-03 09:00", days(1))
    late = then(boat, desk, "2025-11-05 10:00", PauseClocks("too late"))
    assert late.paused_at is None
    assert Matter.objects.get(pk=boat.pk).next_due_at == late.due_at


@pytest.mark.parametrize(
    ("limit", "due", "warn", "extended"),
    [
        # 3 November + 1 month; 30 days of November, a fifth is six; + 2 months: Saturday 3 January is off, the 4th worked
        (Limit(1, "months", "1.1", "x"), "2025-12-03 17:30", "2025-11-27 17:30", "2026-01-04 17:30"),
        (Limit(1, "years", "1.1", "x"), "2026-11-03 17:30", "2026-08-22 17:30", "2027-11-03 17:30"),
        # yellow at once: less than 24 hours are left
        (Limit(1, "same_day", "1.1", "x"), "2025-11-03 23:59", "2025-11-03 10:00", "2025-11-04 23:59"),
        # hours warn by their share alone
        (Limit(10, "hours", "1.1", "x"), "2025-11-03 20:00", "2025-11-03 18:00", "2025-11-03 21:00"),
    ],
)
def test_every_unit_is_stored_with_its_warning_and_extended_in_its_own_measure(
    boats: World, desk: Actor, limit: Limit, due: str, warn: str, extended: str
) -> None:
    boat = started(boats, desk, "2025-11-03 10:00", limit)
    clock = the_clock(boat)
    assert (shown(clock.due_at), shown(clock.warn_at)) == (due, warn)
    asker = boats.here.users["grid_worker"]
    longer = then(boat, desk, "2025-11-03 11:00", ExtendClock("dry", 1, asker.pk, "rain"))
    assert shown(longer.due_at) == extended


def test_an_extension_is_kept_with_who_asked_and_who_allowed(boats: World, desk: Actor) -> None:
    """Monday 3 November and five days, extended by two: from the 10th to Wednesday 12th."""
    boat = started(boats, desk, "2025-11-03 09:00", days(5))
    asker = boats.here.users["grid_worker"]
    extended = then(boat, desk, "2025-11-06 10:00", ExtendClock("dry", 2, asker.pk, "rain"))
    assert (extended.extension, shown(extended.due_at)) == (2, "2025-11-12 17:30")
    row = ClockExtension.objects.get(clock=extended)
    assert (row.asked_by_id, row.allowed_by_id, shown(row.due_before)) == (
        asker.pk,
        desk.user_id,
        "2025-11-10 17:30",
    )


def test_another_limit_half_way_counts_from_the_start_with_pauses_and_extension(
    boats: World, desk: Actor
) -> None:
    """2025-09-30 17:00 + 7 is 16 October; paused 30 September to 11 October: the 21st; then 3 instead of 7."""
    boat = started(boats, desk, "2025-09-30 17:00", days(7))
    then(boat, desk, "2025-09-30 17:10", PauseClocks("holiday"))
    assert shown(then(boat, desk, "2025-10-11 09:00", ResumeClocks()).due_at) == "2025-10-21 17:30"
    changed = then(boat, desk, "2025-10-13 09:00", RestartClock("dry", days(3)))
    # 9, 10, 11 were lost to the pause; three days from the start are 9 10 11, three more: 13 14 15
    assert shown(changed.due_at) == "2025-10-15 17:30"
    assert shown(changed.started_at) == "2025-09-30 17:00"
    assert changed.rule["version"] == "3.1"
    asker = boats.here.users["grid_worker"]
    assert shown(then(boat, desk, "2025-10-14 09:00", ExtendClock("dry", 1, asker.pk, "r")).due_at) == (
        "2025-10-16 17:30"
    )


@pytest.mark.parametrize(("end", "is_met"), [("2025-11-10 17:30", True), ("2025-11-10 17:31", False)])
def test_met_or_missed_is_decided_when_it_stops_and_stays(
    boats: World, desk: Actor, end: str, is_met: bool
) -> None:
    boat = started(boats, desk, "2025-11-03 09:00", days(5))
    stopped = then(boat, desk, end, StopClock("dry"))
    assert stopped.is_met is is_met
    again = then(
        boat, desk, "2026-01-05 10:00", StopClock("dry"), ResumeClocks(), RestartClock("dry", days(50))
    )
    assert (again.is_met, again.stopped_at, again.due_at) == (is_met, stopped.stopped_at, stopped.due_at)


def test_a_clock_given_up_has_no_verdict(boats: World, desk: Actor) -> None:
    boat = started(boats, desk, "2025-11-03 09:00", days(5))
    assert then(boat, desk, "2025-12-03 09:00", StopClock("dry", has_verdict=False)).is_met is None


def test_a_paused_clock_that_stops_counts_its_pause(boats: World, desk: Actor) -> None:
    """Due on the 10th; paused on the 6th; stopped on the 12th while paused: in time."""
    boat = started(boats, desk, "2025-11-03 09:00", days(5))
    then(boat, desk, "2025-11-06 10:00", PauseClocks("waiting"))
    stopped = then(boat, desk, "2025-11-12 10:00", StopClock("dry"))
    assert stopped.is_met is True
    assert not ClockPause.objects.filter(ended_at=None).exists()


def test_the_matter_shows_the_earliest_of_its_running_clocks(boats: World, desk: Actor) -> None:
    boat = started(boats, desk, "2025-11-03 09:00", days(5))
    then(boat, desk, "2025-11-03 09:00", StartClock("glue", Limit(2, "hours", "1", "manual")))
    assert shown(Matter.objects.get(pk=boat.pk).next_due_at) == "2025-11-03 11:00"
    then(boat, desk, "2025-11-03 10:00", StopClock("glue"))
    assert shown(Matter.objects.get(pk=boat.pk).next_due_at) == "2025-11-10 17:30"


def test_two_units_have_a_clock_each(boats: World, desk: Actor) -> None:
    one, two = boats.here.units["city_management"].pk, boats.here.units["housing"].pk
    boat = given_boat(desk, boats.here.village, at=at("2025-11-03 09:00"))
    then_all = [StartClock("glue", days(5), one), StartClock("glue", days(5), two)]
    matter = Matter.objects.get(pk=boat.pk)
    apply_operations(matter, then_all, now=at("2025-11-03 09:00"), actor=desk)
    apply_operations(matter, [StopClock("glue", one)], now=at("2025-11-04 09:00"), actor=desk)
    assert list(Clock.objects.filter(stopped_at=None).values_list("organ_id", flat=True)) == [two]
    apply_operations(matter, [StopClock("glue", every_organ=True)], now=at("2025-11-05 09:00"), actor=desk)
    assert not Clock.objects.filter(stopped_at=None).exists()
