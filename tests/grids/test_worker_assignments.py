"""Who works in a grid, what it opens to them, and what residents read."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from grids.models import Grid
from grids.queries.grids import grids_visible
from grids.queries.workers import assignments_visible, notice_of, own_grid_of, staff_user_ids
from grids.services.workers import AssignmentInput, assign_worker, end_assignment
from pingan.access.policy import allows, visible_to
from pingan.access.queries import actor_for
from pingan.audit.models import AuditEntry
from pingan.common.errors import Conflict, Forbidden, Invalid, NotFound
from tests.factories.grids import given_assignment, given_grid
from tests.factories.org import given_actor, given_post, given_two_counties, given_user

pytestmark = pytest.mark.django_db


def test_a_worker_sees_the_own_grid_in_another_village_and_only_while_assigned():
    org = given_two_counties()
    user = given_user()
    given_post("grid_worker", org.village, user=user)
    near, far, closed = given_grid(org.village), given_grid(org.other_village), given_grid(org.other_village)
    given_assignment(far, user)
    given_assignment(closed, user, valid_to=timezone.localdate())
    actor = actor_for(user)
    assert actor is not None
    assert actor.scopes["own_grids"] == {far.pk}
    assert set(grids_visible(actor)) == {near, far}
    assert own_grid_of(actor) == far
    assert allows(actor, "view", far)
    assert not allows(actor, "view", closed)


def test_an_assignment_opens_nothing_to_a_post_that_is_no_grid_worker():
    org = given_two_counties()
    user = given_user()
    given_post("system_admin", org.county, user=user)
    given_assignment(given_grid(org.village), user)
    actor = actor_for(user)
    assert actor is not None
    assert "own_grids" not in actor.scopes
    assert not visible_to(Grid, actor).exists()


def test_tomorrows_assignment_opens_nothing_today():
    org = given_two_counties()
    user = given_user()
    given_post("grid_worker", org.village, user=user)
    tomorrow = timezone.localdate() + timedelta(days=1)
    given_assignment(given_grid(org.other_village), user, valid_from=tomorrow)
    actor = actor_for(user)
    assert actor is not None
    assert actor.scopes["own_grids"] == frozenset()


def test_the_office_assigns_and_ends_and_both_stand_in_the_book():
    org = given_two_counties()
    office = given_actor("body_office", org.county)
    grid, user = given_grid(org.village), given_user()
    data = AssignmentInput(user.pk, "worker", "full_time", reason="招录")
    row = assign_worker(actor=office, grid_id=grid.pk, data=data)
    assert list(assignments_visible(office)) == [row]
    end_assignment(actor=office, assignment_id=row.pk, reason="调离")
    assert not assignments_visible(office).exists()
    actions = list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))
    assert actions == ["grid.worker_assigned", "grid.worker_ended"]
    with pytest.raises(Invalid):
        end_assignment(actor=office, assignment_id=row.pk, reason="再次")


def test_a_desk_sees_assignments_but_does_not_end_them_and_a_stranger_finds_none():
    org = given_two_counties()
    row = given_assignment(given_grid(org.village))
    with pytest.raises(Forbidden):
        end_assignment(actor=given_actor("township_desk", org.township), assignment_id=row.pk, reason="x")
    with pytest.raises(NotFound):
        end_assignment(actor=given_actor("body_office", org.other_county), assignment_id=row.pk, reason="x")


def test_the_same_duty_twice_at_a_time_is_refused_and_again_afterwards_is_not():
    org = given_two_counties()
    office = given_actor("body_office", org.county)
    grid, user = given_grid(org.village), given_user()
    given_assignment(grid, user, valid_from=date(2025, 1, 1), valid_to=date(2026, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        given_assignment(grid, user, valid_from=date(2025, 12, 31))
    early = AssignmentInput(user.pk, "worker", "full_time", valid_from=date(2025, 6, 1))
    with pytest.raises(Conflict):
        assign_worker(actor=office, grid_id=grid.pk, data=early)
    again = AssignmentInput(user.pk, "worker", "full_time", valid_from=date(2026, 1, 1))
    assert assign_worker(actor=office, grid_id=grid.pk, data=again).pk


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"duty_role": "boss"}, "duty_role"),
        ({"employment": "always"}, "employment"),
        ({"user_id": 10**9}, "user"),
        ({"valid_to": date(2020, 1, 1)}, "valid_to"),
        ({"valid_from": date(1999, 1, 1)}, "valid_from"),
    ],
)
def test_an_impossible_assignment_is_refused_at_its_field(changes, field):
    org = given_two_counties()
    office = given_actor("body_office", org.county)
    grid = given_grid(org.village)
    values = {"user_id": given_user().pk, "duty_role": "worker", "employment": "full_time"} | changes
    with pytest.raises(Invalid) as refused:
        assign_worker(actor=office, grid_id=grid.pk, data=AssignmentInput(**values))
    assert field in refused.value.fields


def test_the_public_notice_shows_published_phones_only():
    grid = given_grid(given_two_counties().village)
    shown = given_assignment(grid, public_phone="0797-6600001")
    hidden = given_assignment(grid, duty_role="leader")
    lines = {(line.name, line.phone) for line in notice_of(grid).staff}
    assert lines == {(shown.user.name, "0797-6600001"), (hidden.user.name, "")}
    assert staff_user_ids(grid.pk, duty_roles=["leader"]) == [hidden.user_id]
