"""A county's night: what it finds, that it finds it once, and that no restricted matter has a part in it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from grids.models import Grid
from pingan.access.rules import system_actor
from pingan.common.models import OutboxEntry
from pingan.common.outbox import deliver, open_entries
from pingan.matters.models import Matter
from pingan.matters.services import perform
from risk.models import ScreeningRun, Signal
from risk.services.screening.nights import screen_next
from risk.services.screening.rulebook import RuleData, switch_on, try_rule
from risk.services.screening.timetable import screen_due
from tests.factories.calendars import at
from tests.factories.screening import NIGHT, given_grids, given_matters, given_quiet_years, rows_of_night
from tests.factories.world import Place, World

TODAY = NIGHT + timedelta(days=1)
pytestmark = pytest.mark.django_db


def night_of(place: Place, days: int = 0) -> ScreeningRun | None:
    return screen_next(place.county.code, today=TODAY + timedelta(days=days))


def given_rule(place: Place, **values: Any) -> None:
    data: dict[str, Any] = {
        "name": "同类三起", "kind": "same_class", "counted": "incident", "least": 3, "days": 7,
        "region_code": "360703", "source": "县平安办2026年规则",
    }  # fmt: skip
    actor = place.actor("body_office")
    with time_machine.travel(at(f"{NIGHT} 20:00"), tick=False):
        tried = try_rule(actor=actor, data=RuleData(**{**data, **values}))
        switch_on(actor=actor, back_test_id=tried.pk, reason="试行")


@pytest.fixture
def grids(here: Place) -> list[Grid]:
    """Thirty grids with three quiet years, and ten matters at once in two that lie beside each other."""
    made = given_grids(here, 30)
    given_quiet_years(made, a_week=0.05)
    given_matters(made[10], [0, 1, 1, 2, 2])
    given_matters(made[11], [0, 0, 1, 3, 3])
    return made


def test_one_outbreak_is_found_by_rule_surge_and_cluster(here: Place, grids: list[Grid]) -> None:
    given_rule(here)
    run = night_of(here)
    assert run is not None
    assert run.night == NIGHT
    found = {(signal.layer, signal.area_code) for signal in Signal.objects.all()}
    village = here.village.code
    assert ("rule", village) in found
    assert {("surge", village), ("surge", village[:9]), ("surge", "360703")} <= found
    cluster = Signal.objects.get(layer="cluster")
    assert {grids[10].pk, grids[11].pk} <= set(cluster.grid_ids)
    assert cluster.grid_ids[0] in {grids[10].pk, grids[11].pk}, "named after where most of it lies"
    assert cluster.figures["count"] >= 10
    surge = Signal.objects.get(layer="surge", area_code="360703")
    assert surge.figures["count"] >= 10 > surge.figures["upper"]
    assert surge.method == "farrington"
    assert set(run.timings) == {"read", "rules", "surges", "clusters", "signals"}


def test_a_second_run_of_a_night_changes_nothing(here: Place, grids: list[Grid]) -> None:
    given_rule(here)
    night_of(here)
    before, entries = rows_of_night(), Matter.objects.filter(kind="signal").count()
    assert before
    assert night_of(here) is None
    assert rows_of_night() == before
    assert Matter.objects.filter(kind="signal").count() == entries


def test_a_night_done_anew_gives_the_same_rows(here: Place, grids: list[Grid]) -> None:
    from django.db import transaction

    class Undone(Exception):
        """Stands for the worker that died."""

    given_rule(here)
    found = []
    for _time in range(2):
        with pytest.raises(Undone), transaction.atomic():
            night_of(here)
            found.append(rows_of_night())
            raise Undone
    assert found[0] == found[1] != []


def test_a_restricted_matter_changes_no_row_of_a_night(here: Place, grids: list[Grid]) -> None:
    from django.db import transaction

    class Undone(Exception):
        """Lets the second night begin where the first began."""

    given_rule(here, least=1)
    with pytest.raises(Undone), transaction.atomic():
        night_of(here)
        without = rows_of_night()
        raise Undone
    given_matters(grids[3], [0] * 20, is_restricted=True)
    given_matters(grids[4], [0] * 20, is_restricted=True, class_code="APPEAL.FACILITY.ROAD")
    night_of(here)
    assert rows_of_night() == without != []


def test_what_goes_on_is_a_new_sighting_and_no_new_signal(here: Place, grids: list[Grid]) -> None:
    night_of(here)
    keys = set(Signal.objects.values_list("pk", flat=True))
    given_matters(grids[11], [0, 0], night=TODAY)
    night_of(here, days=1)
    assert set(Signal.objects.values_list("pk", flat=True)) == keys
    cluster = Signal.objects.get(layer="cluster")
    assert (cluster.nights, cluster.last_night) == (2, TODAY)
    assert [row.night for row in cluster.sightings.all()] == [NIGHT, TODAY]
    assert cluster.matter.timeline_count == 1


def test_missed_nights_are_caught_up_one_after_the_other(here: Place, grids: list[Grid]) -> None:
    night_of(here)
    nights = [run.night for _time in range(4) if (run := night_of(here, days=3)) is not None]
    assert nights == [NIGHT + timedelta(days=day) for day in (1, 2, 3)]


def test_nights_caught_up_find_what_they_would_have_found_in_time(here: Place, grids: list[Grid]) -> None:
    from django.db import transaction

    class Undone(Exception):
        """Lets the second way begin where the first began."""

    given_matters(grids[11], [0, 0, 0], night=TODAY)
    with pytest.raises(Undone), transaction.atomic():
        for day in range(3):
            night_of(here, days=day)
        in_time = rows_of_night()
        raise Undone
    night_of(here)
    for _time in range(2):
        night_of(here, days=2)
    assert rows_of_night() == in_time != []


def test_a_reviewed_signal_ends_when_it_is_seen_no_more_and_an_unreviewed_one_waits(
    here: Place, grids: list[Grid]
) -> None:
    given_rule(here, days=3)
    night_of(here)
    waiting, watched = Signal.objects.filter(layer="rule").order_by("pk")
    perform(actor=here.actor("county_dispatcher"), kind="signal", matter_id=watched.pk, action="watch")

    def states() -> tuple[str, str]:
        found = dict(Matter.objects.filter(kind="signal").values_list("pk", "state"))
        return found[waiting.pk], found[watched.pk]

    for day in range(1, 8):
        night_of(here, days=day)
    watched.refresh_from_db()
    assert watched.last_night == TODAY
    assert states() == ("new", "watched")
    night_of(here, days=8)  # seven nights after it was seen last
    assert states() == ("new", "ended")
    # What comes again after the end is a new signal under the same key.
    for grid in (grids[10], grids[11]):
        given_matters(grid, [0, 0, 0], night=NIGHT + timedelta(days=9))
    night_of(here, days=9)
    assert Signal.objects.filter(key=watched.key).count() == 2
    assert Signal.objects.get(key=waiting.key).nights == 3


def test_the_timetable_asks_once_for_each_county_and_the_job_catches_up(
    world: World, grids: list[Grid]
) -> None:
    night_of(world.here)
    with time_machine.travel(at("2026-11-23 02:00"), tick=False):
        counties = screen_due(at("2026-11-23 02:00"))
        assert counties >= 2
        assert screen_due(at("2026-11-23 02:00")) == 0
        for _round in range(6):
            for entry in open_entries():
                assert deliver(entry)
    done = ScreeningRun.objects.filter(region=world.here.county, state="finished").order_by("night")
    assert [run.night.day for run in done] == [19, 20, 21, 22]
    assert not OutboxEntry.objects.filter(job="risk.screen_county", done_at=None).exists()


def test_before_one_at_night_the_timetable_waits(world: World) -> None:
    assert screen_due(at("2026-11-23 00:59")) == 0


def test_a_merged_matter_is_counted_once(here: Place, grids: list[Grid]) -> None:
    given_rule(here, least=6)
    given_matters(grids[10], [0], state="merged")
    night_of(here)
    assert not Signal.objects.filter(layer="rule").exists()


def test_the_system_ends_signals_and_does_nothing_else_to_them(here: Place, grids: list[Grid]) -> None:
    from pingan.common.errors import Forbidden

    night_of(here)
    signal = Signal.objects.earliest("pk")
    with pytest.raises(Forbidden):
        perform(actor=system_actor(), kind="signal", matter_id=signal.pk, action="watch")
