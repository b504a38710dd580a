"""Who is acting follows from the posts held today; an exceptional right ends by itself in both forms."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from pingan.access.models import Grant
from pingan.access.policy import allows, visible_to
from pingan.access.queries import actor_for, needs_second_factor
from pingan.access.rules import (
    ADMINISTRATOR_ROLES,
    BUSINESS_ROLES,
    Actor,
    duties_of,
    extend_duties,
    system_actor,
)
from pingan.access.services import LONGEST, grant, revoke, sweep_expired
from pingan.audit.models import AuditEntry
from pingan.common.errors import Forbidden, Invalid
from pingan.matters.models import Matter
from pingan.org.models import Post, Role
from tests.factories.incidents import given_report
from tests.factories.org import given_organ, given_post, given_region, given_two_counties, given_user
from tests.factories.world import World

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


def given_role(role: str) -> Post:
    """Return a post of the county in a role; handlers and mediators have a unit."""
    county = given_region("360703000000")
    return given_post(
        role, county, organ=given_organ(county) if role in {"unit_handler", "mediator"} else None
    )


def test_a_post_counts_from_its_first_day_and_not_on_its_last() -> None:
    land, user = given_two_counties(), given_user()
    post = given_post(
        "township_desk", land.township, user=user, held_from=TODAY, held_to=TODAY + timedelta(days=10)
    )
    held = {day: actor_for(user, on=TODAY + timedelta(days=day)) for day in (-1, 0, 9, 10)}
    assert [actor is not None for actor in held.values()] == [False, True, True, False]
    actor = held[0]
    assert actor is not None
    assert (actor.role, actor.post_id, actor.level, actor.areas) == (
        "township_desk",
        post.pk,
        4,
        ("360703203",),
    )


def test_a_closed_account_is_nobody() -> None:
    post = given_post("leader", given_region("360703000000"))
    assert actor_for(post.user) is not None
    post.user.is_active = False
    assert actor_for(post.user) is None


def test_the_chosen_post_must_be_held_by_the_same_person_today() -> None:
    land, user = given_two_counties(), given_user()
    first = given_post("township_desk", land.township, user=user)
    second = given_post("community_staff", land.other_village, user=user)
    foreign = given_post("leader", land.county)
    assert [actor_for(user, post).role for post in (None, first.pk, second.pk)] == [  # type: ignore[union-attr]
        "township_desk",
        "township_desk",
        "community_staff",
    ]
    assert actor_for(user, foreign.pk) is None
    actor = actor_for(user)
    assert actor is not None
    assert [pk for pk, _label in actor.posts] == [first.pk, second.pk]


def test_rights_do_not_add_up_over_posts() -> None:
    """One post at a time: the duties of the other post are not carried along."""
    land, user = given_two_counties(), given_user()
    desk = given_post("township_desk", land.township, user=user)
    given_post("auditor", land.other_county, user=user)
    actor = actor_for(user, desk.pk)
    assert actor is not None
    assert not actor.has("audit.read")
    assert not actor.covers("360704100000")


@pytest.mark.parametrize("role", Role.values)
def test_a_second_factor_is_asked_of_administrators_offices_and_auditors(role: str) -> None:
    demanding = ADMINISTRATOR_ROLES | {"body_office", "auditor"}
    post = given_role(role)
    assert needs_second_factor(post.user) is (role in demanding)


def test_every_role_is_business_or_administration_and_never_both() -> None:
    assert set(Role.values) == BUSINESS_ROLES | ADMINISTRATOR_ROLES
    assert not BUSINESS_ROLES & ADMINISTRATOR_ROLES


def test_the_three_administrators_share_nothing_but_their_own_inbox() -> None:
    duties = {role: duties_of(role) for role in sorted(ADMINISTRATOR_ROLES)}
    business = frozenset().union(*(duties_of(role) for role in BUSINESS_ROLES))
    for role, own in duties.items():
        others = frozenset().union(*(duties[other] for other in duties if other != role))
        assert own & others == {"inbox.read"}, role
        assert own & business <= {"inbox.read", "organisation.view"}, role
    assert "audit.read_all" not in duties["system_admin"] | duties["security_admin"]


def test_a_duty_for_a_role_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(ValueError, match="wizard"):
        extend_duties({"wizard": {"incident.triage"}})


def test_the_system_is_no_person() -> None:
    with pytest.raises(AssertionError):
        _ = system_actor().person


def security_admin(world: World) -> Actor:
    actor = actor_for(world.admins["security_admin"])
    assert actor is not None
    return actor


def reaches(actor: Actor, matter: Matter) -> tuple[bool, bool]:
    return visible_to(Matter, actor).filter(pk=matter.pk).exists(), allows(actor, "view", matter)


def test_a_grant_opens_one_matter_until_its_moment_in_both_forms(world: World) -> None:
    matter, other = given_report(world.far).matter, given_report(world.far).matter
    until = timezone.now() + timedelta(days=2)
    assert reaches(world.here.actor("leader"), matter) == (False, False)
    grant(
        actor=security_admin(world),
        matter_id=matter.pk,
        user_id=world.here.users["leader"].pk,
        reason="联合检查",
        expires_at=until,
    )
    assert reaches(world.here.actor("leader"), matter) == (True, True)
    assert reaches(world.here.actor("leader"), other) == (False, False)
    assert reaches(world.here.actor("auditor"), matter) == (False, False)
    assert not allows(world.here.actor("leader"), "triage", matter)
    with time_machine.travel(until - timedelta(seconds=1), tick=False):
        assert reaches(world.here.actor("leader"), matter) == (True, True)
    with time_machine.travel(until, tick=False):
        assert reaches(world.here.actor("leader"), matter) == (False, False)


def test_a_grant_taken_back_ends_at_once_and_both_are_written_down(world: World) -> None:
    matter = given_report(world.far).matter
    row = grant(
        actor=security_admin(world),
        matter_id=matter.pk,
        user_id=world.here.users["leader"].pk,
        reason="联合检查",
        expires_at=timezone.now() + timedelta(days=1),
    )
    revoke(actor=security_admin(world), grant_id=row.pk, reason="检查结束")
    revoke(actor=security_admin(world), grant_id=row.pk, reason="再次")
    assert reaches(world.here.actor("leader"), matter) == (False, False)
    actions = AuditEntry.objects.filter(object_id=str(matter.pk), action__startswith="grant.").order_by("pk")
    assert list(actions.values_list("action", flat=True)) == ["grant.given", "grant.revoked"]


@pytest.mark.parametrize(
    ("reason", "days", "field"),
    [("", 1, "reason"), ("  ", 1, "reason"), ("检查", 0, "expires_at"), ("检查", 31, "expires_at")],
)
def test_a_grant_needs_a_reason_and_a_near_end(world: World, reason: str, days: int, field: str) -> None:
    matter = given_report(world.far).matter
    with pytest.raises(Invalid) as refusal:
        grant(
            actor=security_admin(world),
            matter_id=matter.pk,
            user_id=world.here.users["leader"].pk,
            reason=reason,
            expires_at=timezone.now() + timedelta(days=days),
        )
    assert list(refusal.value.fields) == [field]
    assert timedelta(days=30) == LONGEST


@pytest.mark.parametrize("role", sorted(BUSINESS_ROLES | ADMINISTRATOR_ROLES - {"security_admin"}))
def test_nobody_else_gives_exceptional_rights(role: str) -> None:
    post = given_role(role)
    actor = actor_for(post.user)
    assert actor is not None
    with pytest.raises(Forbidden):
        grant(actor=actor, matter_id=1, user_id=1, reason="x", expires_at=timezone.now() + timedelta(days=1))
    with pytest.raises(Forbidden):
        revoke(actor=actor, grant_id=1, reason="x")


def test_the_database_refuses_a_grant_without_reason_or_end(world: World) -> None:
    matter, users = given_report(world.far).matter, world.here.users
    common = {"matter": matter, "user": users["leader"], "granted_by": users["auditor"]}
    tomorrow, yesterday = timezone.now() + timedelta(days=1), timezone.now() - timedelta(days=1)
    for wrong in ({"reason": "", "expires_at": tomorrow}, {"reason": "x", "expires_at": yesterday}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Grant.objects.create(**common, **wrong)


def test_the_sweeper_removes_what_ended_a_year_ago_and_nothing_sooner(world: World) -> None:
    matter, users = given_report(world.far).matter, world.here.users
    for days in (364, 366):
        row = Grant.objects.create(
            matter=matter,
            user=users["leader"],
            granted_by=users["auditor"],
            reason="x",
            expires_at=timezone.now() + timedelta(days=1),
        )
        ended = timezone.now() - timedelta(days=days)
        Grant.objects.filter(pk=row.pk).update(granted_at=ended - timedelta(days=1), expires_at=ended)
    assert sweep_expired() == 1
    assert Grant.objects.count() == 1
