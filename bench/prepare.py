# ruff: noqa: E402 - Django is set up before its models are imported
"""Run inside a seeded database: who measures, with which keys, on what. Prints one JSON object."""

from __future__ import annotations

import json
from typing import Any

import django

django.setup()
from django.test import RequestFactory
from shapely.geometry import shape

import pingan.celery  # noqa: F401 - notices go to the broker of the settings
from grids.models import Grid
from grids.services.incidents import ReportInput, report_incident
from pingan.access.queries import actor_for
from pingan.accounts.models import User
from pingan.accounts.services import create_token
from pingan.demo.people import draw_name
from pingan.matters.models import Matter
from pingan.org.models import Post, Region

#: In no seeded sentence: two characters, and four.
RARE = "鹬蚌相争渔翁得利"


def holder(role: str, region: Region) -> User:
    post = Post.objects.filter(role=role, region=region, held_to=None).select_related("user").first()
    if post is None:
        import random
        from datetime import date

        user = User.objects.create(
            username=f"bench_{role}_{region.code}", name=draw_name(random.Random(1)), is_demo=True
        )
        post = Post.objects.create(user=user, role=role, region=region, held_from=date(2024, 1, 1))
    return post.user


def token(user: User) -> str:
    return create_token(user=user, label="bench", with_second_factor=True)[1]


def session(user: User) -> str:
    from django.contrib.auth import login
    from django.contrib.sessions.backends.db import SessionStore

    from pingan.web.sign_in import note_second_factor

    request = RequestFactory().get("/")
    request.session = SessionStore()
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    note_second_factor(request, user.pk)
    request.session.save()
    return str(request.session.session_key)


def prepare() -> dict[str, Any]:
    grid = (
        Grid.objects.filter(is_demo=True).select_related("region__parent__parent__parent").order_by("code")[0]
    )
    village = grid.region
    township, county = village.parent, village.parent.parent  # type: ignore[union-attr]
    province = Region.objects.get(level=1, valid_to=None)
    assert township is not None and county is not None
    people = {
        "worker": holder("grid_worker", village),
        "desk": holder("township_desk", township),
        "county": holder("county_dispatcher", county),
        "office": holder("body_office", province),
    }
    from allauth.mfa.models import Authenticator

    Authenticator.objects.get_or_create(
        user=people["office"], type="totp", defaults={"data": {"secret": "x"}}
    )
    point = shape(grid.boundary).centroid
    worker = actor_for(people["worker"])
    assert worker is not None
    for _ in range(3):
        data = ReportInput(category="APPEAL.OTHER", description=RARE, grid=grid.pk, severity="04")
        report_incident(actor=worker, data=data)
    closed = Matter.objects.filter(township_code=township.code[:9], state="closed").order_by("-opened_at")
    return {
        "tokens": {name: token(user) for name, user in people.items()},
        "session": session(people["office"]),
        "township": township.code[:9],
        "county": county.code[:6],
        "grid": grid.pk,
        "longitude": round(point.x, 6),
        "latitude": round(point.y, 6),
        "details": list(closed.values_list("pk", flat=True)[:200]),
        "incidents": Matter.objects.filter(kind="incident").count(),
        "entries": sum(Matter.objects.values_list("timeline_count", flat=True).iterator()),
        "grids": Grid.objects.count(),
    }


if __name__ == "__main__":
    print(json.dumps(prepare(), default=str))
