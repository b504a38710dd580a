"""催报: once per unit and day by hand, once per stage by itself, nobody who has reported, never at night."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from pingan.access.policy import visible_to
from pingan.calendars.rules import SHANGHAI
from pingan.common.errors import Forbidden, IllegalAction
from pingan.common.models import OutboxEntry
from pingan.notify.models import Notice
from pingan.registers.models import RegisterReport, RegisterRound
from pingan.registers.rules import due_reminder
from pingan.registers.services.rounds import move_round
from pingan.registers.services.urging import Urging, remind_rounds, urge_late
from tests.factories.registers import do_jobs, given_own_definition, given_round, given_submitted
from tests.factories.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(world: World) -> RegisterRound:
    return given_round(world.here.actor("body_office"), world.here.county)


def told(world: World, occasion: str) -> set[str]:
    do_jobs("registers.tell")
    do_jobs("notify.deliver")
    names = {user.pk: role for place in ("here", "neighbour", "far") for role, user in _workers(world, place)}
    rows = Notice.objects.filter(kind=f"register.{occasion}").values_list("recipient_id", flat=True)
    assert len(rows) == len(set(rows)), "nobody is told twice"
    return {names[pk] for pk in rows}


def _workers(world: World, place: str) -> list[tuple[str, object]]:
    return [(place, world.places[place].users["grid_worker"])]  # type: ignore[list-item]


def test_urging_reaches_who_has_not_reported_once_a_day(world: World, row: RegisterRound) -> None:
    office = world.here.actor("body_office")
    given_submitted(row, world.neighbour)
    assert urge_late(actor=office, round_id=row.pk) == Urging(1, 0)
    assert urge_late(actor=office, round_id=row.pk) == Urging(0, 1)
    assert told(world, "urge") == {"here"}


def test_a_township_urges_its_own(world: World, row: RegisterRound) -> None:
    assert urge_late(actor=world.here.actor("township_desk"), round_id=row.pk).urged == 1
    assert told(world, "urge") == {"here"}


def test_an_area_may_be_named(world: World, row: RegisterRound) -> None:
    office = world.here.actor("body_office")
    assert urge_late(actor=office, round_id=row.pk, region=world.neighbour.township).urged == 1
    assert told(world, "urge") == {"neighbour"}


def test_who_may_not_review_may_not_urge(world: World, row: RegisterRound) -> None:
    with pytest.raises(Forbidden):
        urge_late(actor=world.here.actor("grid_worker"), round_id=row.pk)
    move_round(actor=world.here.actor("body_office"), round_id=row.pk, action="close")
    with pytest.raises(IllegalAction):
        urge_late(actor=world.here.actor("body_office"), round_id=row.pk)


def test_who_reports_between_the_press_and_the_telling_is_left_in_peace(
    world: World, row: RegisterRound
) -> None:
    urge_late(actor=world.here.actor("body_office"), round_id=row.pk)
    given_submitted(row, world.here, nothing=True)
    assert told(world, "urge") == {"neighbour"}


def test_each_stage_reminds_once(world: World, row: RegisterRound) -> None:
    due = row.due_at
    assert due is not None
    assert remind_rounds(due - timedelta(hours=30)) == 0
    assert remind_rounds(due - timedelta(hours=20)) == 1
    assert remind_rounds(due - timedelta(hours=10)) == 0
    assert told(world, "warn") == {"here", "neighbour"}
    assert remind_rounds(due + timedelta(minutes=1)) == 1
    assert remind_rounds(due + timedelta(days=1)) == 0
    assert told(world, "due") == {"here", "neighbour"}


def test_nothing_is_delivered_at_night(world: World, row: RegisterRound) -> None:
    urge_late(actor=world.here.actor("body_office"), round_id=row.pk)
    do_jobs("registers.tell")
    for entry in OutboxEntry.objects.filter(job="notify.deliver", done_at=None):
        local = timezone.localtime(entry.available_at)
        assert 8 <= local.hour < 18 or entry.available_at <= timezone.now()


def test_the_stage_is_a_comparison_of_moments() -> None:
    due = datetime(2026, 3, 31, 18, tzinfo=SHANGHAI)

    def at(hours: float, sent: str = "") -> str:
        return due_reminder(now=due + timedelta(hours=hours), due=due, warn_hours=24, sent=sent)

    assert (at(-25), at(-24), at(-1, "warn"), at(0), at(0.1), at(0.1, "warn"), at(9, "due")) == (
        "", "warn", "", "warn", "due", "due", "",
    )  # fmt: skip
    assert due_reminder(now=due, due=None, warn_hours=24, sent="") == ""


def test_units_outside_the_review_are_not_urged(world: World, row: RegisterRound) -> None:
    seen = visible_to(RegisterReport, world.far.actor("township_desk"), "review")
    assert not seen.filter(round=row).exists()


def test_a_standing_register_has_nobody_who_is_late(world: World) -> None:
    office = world.here.actor("body_office")
    row = given_round(
        office, world.here.county, given_own_definition("key_places", kind="register", unit_kind="township")
    )
    with pytest.raises(IllegalAction):
        urge_late(actor=office, round_id=row.pk)
    page = world.here.client("body_office").get(f"/registers/rounds/{row.pk}/").content.decode()
    assert f"/registers/rounds/{row.pk}/urge/" not in page
    assert 'class="share"' not in page and "/registers/entries/tally/?definition=" in page
