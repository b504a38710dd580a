"""Orders: drafted, opened, units frozen, units added, closed; each change with its entry."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from grids.models import Grid
from pingan.access.policy import visible_to
from pingan.audit.models import AuditEntry
from pingan.common.errors import Forbidden, IllegalAction, Invalid, NotFound, Stale
from pingan.notify.models import Notice
from pingan.org.models import MemberUnit
from pingan.registers.models import RegisterReport, RegisterRound
from pingan.registers.services.rounds import edit_round, move_round
from tests.factories.grids import given_grid
from tests.factories.org import LONG_AGO, given_body
from tests.factories.registers import (
    do_jobs,
    given_definition,
    given_draft,
    given_own_definition,
    given_round,
    report_of,
    round_input,
)
from tests.factories.world import World

pytestmark = pytest.mark.django_db


def test_opening_freezes_every_grid_of_the_county_and_tells_its_workers(world: World) -> None:
    here = world.here
    row = given_round(here.actor("body_office"), here.county)
    grids = Grid.objects.filter(region__code__startswith="360703").count()
    assert row.reports.count() == grids == 2
    report = report_of(row, here)
    assert (report.unit_code, report.unit_name) == (here.grid.code, here.grid.name)
    assert (report.unit_level, report.region_code, report.state) == (6, here.village.code, "open")
    do_jobs("notify.deliver")
    assert Notice.objects.filter(recipient=here.users["grid_worker"], kind="register.opened").count() == 1
    assert not Notice.objects.filter(
        recipient=world.far.users["grid_worker"], kind="register.opened"
    ).exists()
    Grid.objects.filter(pk=here.grid.pk).update(name="改名后的网格")
    assert report_of(row, here).unit_name != "改名后的网格"


def test_listing_again_adds_only_what_came_since(world: World) -> None:
    here = world.here
    row = given_round(here.actor("body_office"), here.county)
    late = given_grid(here.village)
    move_round(actor=here.actor("body_office"), round_id=row.pk, action="add_units")
    do_jobs("registers.list_units")
    assert row.reports.count() == 3
    assert row.reports.filter(unit_id=late.pk).exists()


def test_many_units_are_listed_in_a_fixed_number_of_queries(
    world: World, django_assert_max_num_queries: object
) -> None:
    here = world.here
    given_grid(here.village)
    draft = given_draft(here.actor("body_office"), here.county)
    move_round(actor=here.actor("body_office"), round_id=draft.pk, action="open")
    with django_assert_max_num_queries(40):  # type: ignore[operator]
        do_jobs("registers.list_units")


def test_an_order_for_later_lists_its_units_on_its_day(world: World) -> None:
    here = world.here
    later = timezone.localdate() + timedelta(days=2)
    draft = given_draft(here.actor("body_office"), here.county, opens_on=later)
    move_round(actor=here.actor("body_office"), round_id=draft.pk, action="open")
    from pingan.common.models import OutboxEntry

    entry = OutboxEntry.objects.get(job="registers.list_units", done_at=None)
    assert timezone.localdate(entry.available_at) == later


def test_without_a_day_the_working_days_of_the_definition_decide(world: World) -> None:
    here = world.here
    row = given_draft(here.actor("body_office"), here.county, due_on=None)
    assert row.due_at is not None
    assert timezone.localdate(row.due_at) > timezone.localdate() + timedelta(days=4)


def test_nobody_orders_outside_the_own_area_or_what_the_definition_does_not_give(world: World) -> None:
    here = world.here
    with pytest.raises(Forbidden):
        given_draft(here.actor("body_office"), world.far.county)
    with pytest.raises(Forbidden):
        given_draft(here.actor("leader"), here.county)
    with pytest.raises(Forbidden):
        given_draft(here.actor("grid_worker"), here.village)


def test_a_draft_is_seen_by_the_own_area_only_and_an_order_by_those_below(world: World) -> None:
    here = world.here
    draft = given_draft(here.actor("body_office"), here.county)
    worker = here.actor("grid_worker")
    assert not visible_to(RegisterRound, worker).filter(pk=draft.pk).exists()
    move_round(actor=here.actor("body_office"), round_id=draft.pk, action="open")
    assert visible_to(RegisterRound, worker).filter(pk=draft.pk).exists()
    assert not visible_to(RegisterRound, world.far.actor("body_office")).filter(pk=draft.pk).exists()
    with pytest.raises(NotFound):
        move_round(actor=world.far.actor("body_office"), round_id=draft.pk, action="close")
    with pytest.raises(Forbidden):
        move_round(actor=here.actor("township_desk"), round_id=draft.pk, action="close")


def test_each_change_has_its_entry_and_each_illegal_one_is_told(world: World) -> None:
    here, office = world.here, world.here.actor("body_office")
    row = given_round(office, here.county)
    with pytest.raises(IllegalAction) as refused:
        move_round(actor=office, round_id=row.pk, action="open")
    assert set(refused.value.details["legal"]) == {"add_units", "close", "cancel"}
    with pytest.raises(Invalid):
        move_round(actor=office, round_id=row.pk, action="cancel")
    move_round(actor=office, round_id=row.pk, action="cancel", note="与省里的排查重复")
    acts = list(
        AuditEntry.objects.filter(object_id=row.pk, action__startswith="register.round").order_by("pk")
    )
    assert [entry.action for entry in acts] == [
        "register.round_drafted", "register.round_open", "register.round_cancel",
    ]  # fmt: skip
    assert acts[-1].reason == "与省里的排查重复"


def test_an_order_seen_in_an_older_version_is_not_changed(world: World) -> None:
    here, office = world.here, world.here.actor("body_office")
    draft = given_draft(office, here.county)
    edit_round(actor=office, round_id=draft.pk, data=round_input(title="第二稿"), seen_version=1)
    with pytest.raises(Stale):
        edit_round(actor=office, round_id=draft.pk, data=round_input(title="另一稿"), seen_version=1)
    draft.refresh_from_db()
    assert draft.title == "第二稿"


def test_an_open_order_gets_more_time_and_no_less(world: World) -> None:
    here, office = world.here, world.here.actor("body_office")
    row = given_round(office, here.county)
    today = timezone.localdate()
    with pytest.raises(Invalid) as refused:
        edit_round(actor=office, round_id=row.pk, data=round_input(due_on=today + timedelta(days=1)))
    assert "due_on" in refused.value.fields
    edit_round(actor=office, round_id=row.pk, data=round_input(due_on=today + timedelta(days=20)))


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"title": "x"}, "title"),
        ({"period_to": timezone.localdate() - timedelta(days=30)}, "period_to"),
        ({"due_on": timezone.localdate() - timedelta(days=1)}, "due_on"),
        ({"attachments": (2**40,)}, "attachments"),
    ],
)
def test_what_is_wrong_with_an_order_is_told_at_its_field(
    world: World, change: dict[str, object], at: str
) -> None:
    with pytest.raises(Invalid) as refused:
        given_draft(world.here.actor("body_office"), world.here.county, **change)
    assert at in refused.value.fields


def test_member_units_report_to_the_body_of_their_own_level(world: World) -> None:
    here = world.here
    body = given_body(here.county)
    for unit in ("city_management", "housing"):
        MemberUnit.objects.create(
            body=body, organ=here.units[unit], duties="x", decision_document="x", valid_from=LONG_AGO
        )
    definition = given_own_definition("duty_report", unit_kind="member_unit")
    row = given_round(here.actor("body_office"), here.county, definition)
    assert {report.organ_id for report in row.reports.all()} == {
        here.units["city_management"].pk, here.units["housing"].pk,
    }  # fmt: skip
    seen = visible_to(RegisterReport, here.actor("unit_handler"), "report").filter(round=row)
    assert [report.organ_id for report in seen] == [here.units["city_management"].pk]
    assert visible_to(RegisterReport, here.actor("body_office"), "review").filter(round=row).count() == 2
    assert not visible_to(RegisterReport, here.actor("body_office"), "report").filter(round=row).exists()


def test_a_standing_register_has_no_due_moment(world: World) -> None:
    definition = given_own_definition("key_places", kind="register", unit_kind="township")
    row = given_round(world.here.actor("body_office"), world.here.county, definition)
    assert row.due_at is None
    assert row.reports.count() == 2


def test_an_older_round_keeps_the_version_it_was_opened_with(world: World) -> None:
    from pingan.access.rules import system_actor
    from pingan.registers.services.definitions import save_definition
    from tests.factories.registers import definition_input

    definition = given_own_definition()
    row = given_round(world.here.actor("body_office"), world.here.county, definition)
    save_definition(actor=system_actor(), data=definition_input(name="第二版"), reason="改", seen_version=1)
    row.refresh_from_db()
    assert row.definition.version == 1
    assert given_definition("test_report").version == 2
