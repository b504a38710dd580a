"""The demo as a whole: the county, then its year of incidents."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from grids.models import Grid, GridAssignment
from pingan.accounts.models import User
from pingan.demo.county import TOWNSHIPS, load_county
from pingan.demo.seeding import Place, seed_incidents
from pingan.matters.models import Matter
from pingan.org.models import Organ, Post

INCIDENTS = 3_000
SEED = 360703


@transaction.atomic
def load_demo(*, incidents: int = INCIDENTS) -> dict[str, int]:
    """Load the demo once; a second run finds it and changes nothing."""
    if User.objects.filter(is_demo=True).exists():
        return {"incidents": Matter.objects.count(), "grids": Grid.objects.count()}
    county = load_county()
    places = places_of([grid for grid in county.grids if _has_people(grid)])
    entries = seed_incidents(places=places, number=incidents, seed=SEED, until=timezone.now(), days=365)
    return {
        "grids": len(county.grids),
        "people": len(county.people),
        "incidents": incidents,
        "entries": entries,
    }


def _has_people(grid: Grid) -> bool:
    return grid.region.code.startswith((*(code[:9] for code in TOWNSHIPS), "360702001"))


def places_of(grids: list[Grid]) -> list[Place]:
    """Return where incidents may happen, with worker, desk and handling units of each grid."""
    posts = list(
        Post.objects.filter(held_to=None, role__in=["township_desk", "unit_handler", "grid_worker"])
        .exclude(role="unit_handler", organ=None)
        .select_related("user", "region", "organ")
        .order_by("pk")
    )
    desks = {post.region.code[:9]: post for post in posts if post.role == "township_desk"}
    handlers: dict[str, list[Post]] = {}
    for post in posts:
        if post.role == "unit_handler" and post.region.level == 3:
            handlers.setdefault(post.region.code[:6], []).append(post)
    workers = {post.user_id: post for post in posts if post.role == "grid_worker"}
    on_duty = {
        row.grid_id: row.user_id for row in GridAssignment.objects.filter(valid_to=None).order_by("-pk")
    }
    places = []
    for grid in grids:
        code = grid.region.code
        desk = desks.get(code[:9])
        worker = workers.get(on_duty.get(grid.pk, 0)) or desk
        if desk is None or worker is None or grid.west is None:
            continue
        places.append(
            Place(
                grid_id=grid.pk,
                grid_name=grid.name,
                region_id=grid.region_id,
                region_code=code,
                region_name=grid.region.name,
                bounds=(grid.west, grid.south or 0, grid.east or 0, grid.north or 0),
                worker=_actor(worker),
                desk=_actor(desk),
                units=[_unit(post) for post in handlers[code[:6]]],
            )
        )
    return places


def _actor(post: Post) -> tuple[int, int, str]:
    return post.user_id, post.pk, f"{post.user.name}（{post}）"


def _unit(post: Post) -> tuple[int, str, tuple[int, int, str]]:
    organ: Organ | None = post.organ
    if organ is None:
        raise AssertionError("a handler without a unit")
    return organ.pk, str(organ), _actor(post)
