"""Matters that wait for a push, and people of the office that the small world lacks."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from grids.models import Incident
from pingan.access.queries import actor_for
from pingan.access.rules import Actor
from pingan.accounts.models import User
from pingan.matters.models import Clock, Matter
from pingan.org.models import Organ, Post
from tests.factories.incidents import act, given_incident
from tests.factories.world import Place, World


def overdue(place: Place, state: str = "dispatched", **values: Any) -> Incident:
    """Return an incident whose term is over."""
    incident = given_incident(place, state, **values)
    past = timezone.now() - timedelta(days=2)
    begun = past - timedelta(days=3)
    Clock.objects.filter(matter_id=incident.pk).update(started_at=begun, warn_at=past, due_at=past)
    Matter.objects.filter(pk=incident.pk).update(next_due_at=past, next_warn_at=past)
    return Incident.objects.select_related("matter").get(pk=incident.pk)


def reminded(place: Place, **values: Any) -> Incident:
    """Return an overdue incident whose unit was urged."""
    incident = overdue(place, **values)
    return act(place, incident, "remind", "body_office", note="请抓紧办理")


def due_day(days: int = 5) -> str:
    """Return a day to come, as a form sends it."""
    return f"{timezone.localdate() + timedelta(days=days):%Y-%m-%d}"


def second_in(place: Place, role: str = "body_office", name: str = "钱二") -> User:
    """Return another person of the county's office."""
    user = User(username=f"second_{role}_{place.county.code}", name=name, is_demo=True)
    user.set_unusable_password()
    user.save()
    organ = place.units["office"] if role == "body_office" else None
    Post.objects.create(user=user, role=role, region=place.county, organ=organ, held_from=date(2024, 1, 1))
    return user


def actor_of(user: User) -> Actor:
    """Return the actor of a user's post."""
    actor = actor_for(user)
    assert actor is not None
    return actor


def desk_with_unit(world: World, name: str = "朱坊镇社会治安综合治理中心") -> Organ:
    """Give the township's desk a unit, on which something can be served."""
    here = world.here
    organ = Organ.objects.create(name=name, kind=Organ.Kind.GOVERNANCE_CENTER, region=here.township)
    Post.objects.filter(user=here.users["township_desk"]).update(organ=organ)
    return organ
