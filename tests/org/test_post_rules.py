"""Posts from-to: three administrators apart, units for handlers, roles at their level."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from pingan.access.rules import Actor
from pingan.common.errors import Conflict, Forbidden, Invalid
from pingan.org.models import Post, Region
from pingan.org.queries import current_post_holders, posts_in_force
from pingan.org.services import appoint, end_post
from tests.factories.org import (
    LONG_AGO,
    given_actor,
    given_organ,
    given_post,
    given_region,
    given_user,
    system_actor,
)

DAY = date(2025, 6, 1)


@pytest.fixture
def county(db: None) -> Region:
    return given_region("360703000000")


@pytest.fixture
def officer(county: Region) -> Actor:
    return given_actor("security_admin", county)


@pytest.mark.parametrize(
    ("held", "new"),
    [("system_admin", "audit_admin"), ("security_admin", "leader"), ("leader", "audit_admin")],
)
def test_database_refuses_an_administrator_beside_another_role(county: Region, held: str, new: str) -> None:
    post = given_post(held, county)
    with pytest.raises(IntegrityError, match="post_administrators_apart"), transaction.atomic():
        given_post(new, county, user=post.user)
    later = given_post(new, county)
    with pytest.raises(IntegrityError, match="post_administrators_apart"), transaction.atomic():
        Post.objects.filter(pk=later.pk).update(user=post.user)
    Post.objects.filter(pk=post.pk).update(held_to=DAY)
    given_post(new, county, user=post.user, held_from=DAY)


def test_database_lets_business_roles_and_one_administrator_in_two_areas_stand(county: Region) -> None:
    desk = given_post("leader", county)
    given_post("auditor", county, user=desk.user)
    admin = given_post("system_admin", county)
    given_post("system_admin", given_region("360704000000"), user=admin.user)


def test_database_refuses_a_handler_without_unit_and_a_period_that_runs_backwards(county: Region) -> None:
    with pytest.raises(IntegrityError, match="unit_handler_has_unit"), transaction.atomic():
        given_post("unit_handler", county)
    with pytest.raises(IntegrityError, match="post_period_runs_forward"), transaction.atomic():
        given_post("leader", county, held_to=LONG_AGO - timedelta(days=1))


@pytest.mark.django_db(transaction=True)
def test_two_administrators_granted_at_the_same_moment_see_each_other() -> None:
    county, user = given_region("360703000000"), given_user()
    barrier, outcomes = Barrier(2), []

    def grant(role: str) -> None:
        barrier.wait()
        try:
            with transaction.atomic():
                given_post(role, county, user=user)
            outcomes.append("granted")
        except IntegrityError:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=grant, args=(role,)) for role in ("system_admin", "audit_admin")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["granted", "refused"]


def test_appointed_person_holds_the_post_from_its_day(officer: Actor, county: Region) -> None:
    user, organ = given_user(), given_organ(county)
    post = appoint(
        actor=officer, user_id=user.pk, role="unit_handler", region_id=county.pk, organ_id=organ.pk,
        held_from=DAY, held_to=DAY + timedelta(days=10), reason="南人〔2025〕3号",
    )  # fmt: skip
    assert post.granted_by_id == officer.user_id
    for day, holds in ((DAY - timedelta(days=1), False), (DAY, True), (DAY + timedelta(days=10), False)):
        assert current_post_holders("unit_handler", county, day).exists() is holds


def test_closed_account_holds_no_post(county: Region) -> None:
    post = given_post("leader", county)
    assert post in posts_in_force()
    post.user.is_active = False
    post.user.save()
    assert post not in posts_in_force()


@pytest.mark.parametrize(
    ("role", "code", "field"),
    [
        ("township_desk", "360703000000", "role"),
        ("county_dispatcher", "360703203000", "role"),
        ("grid_worker", "360703000000", "role"),
        ("leader", "360703203200", "role"),
        ("emperor", "360703000000", "role"),
        ("unit_handler", "360703000000", "organ"),
    ],
)
def test_post_that_makes_no_sense_is_refused_at_its_field(
    officer: Actor, role: str, code: str, field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        appoint(
            actor=officer, user_id=given_user().pk, role=role, region_id=given_region(code).pk, held_from=DAY
        )
    assert list(refusal.value.fields) == [field]


def test_service_says_why_an_administrator_stands_alone(officer: Actor, county: Region) -> None:
    post = given_post("leader", county)
    with pytest.raises(Invalid) as refusal:
        appoint(actor=officer, user_id=post.user_id, role="audit_admin", region_id=county.pk, held_from=DAY)
    assert list(refusal.value.fields) == ["role"]
    end_post(actor=officer, post_id=post.pk, held_to=DAY, reason="调离")
    appoint(actor=officer, user_id=post.user_id, role="audit_admin", region_id=county.pk, held_from=DAY)


def test_same_post_is_given_once(officer: Actor, county: Region) -> None:
    post = given_post("leader", county)
    with pytest.raises(Conflict):
        appoint(actor=officer, user_id=post.user_id, role="leader", region_id=county.pk, held_from=DAY)


def test_only_security_administrators_manage_posts_and_never_their_own(
    officer: Actor, county: Region
) -> None:
    for role in ("system_admin", "audit_admin", "body_office"):
        with pytest.raises(Forbidden):
            appoint(
                actor=given_actor(role, county), user_id=given_user().pk, role="leader",
                region_id=county.pk, held_from=DAY,
            )  # fmt: skip
    assert officer.user_id is not None
    with pytest.raises(Forbidden):
        appoint(
            actor=officer, user_id=officer.user_id, role="security_admin",
            region_id=given_region("360704000000").pk, held_from=DAY,
        )  # fmt: skip
    with pytest.raises(Forbidden):
        end_post(
            actor=given_actor("leader", county),
            post_id=given_post("leader", county).pk,
            held_to=DAY,
            reason="x",
        )


def test_end_needs_a_reason_and_does_not_prolong(officer: Actor, county: Region) -> None:
    post = given_post("leader", county, held_to=DAY)
    with pytest.raises(Invalid):
        end_post(actor=officer, post_id=post.pk, held_to=LONG_AGO, reason="")
    with pytest.raises(Conflict):
        end_post(actor=officer, post_id=post.pk, held_to=DAY + timedelta(days=1), reason="延长")
    with pytest.raises(Invalid):
        end_post(actor=officer, post_id=post.pk, held_to=LONG_AGO - timedelta(days=1), reason="x")
    assert (
        end_post(actor=system_actor(), post_id=post.pk, held_to=LONG_AGO, reason="误录").held_to == LONG_AGO
    )
