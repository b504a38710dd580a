"""The demo as a whole: the county, its year of incidents and disputes, and a day's work that shows everything."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

import pingan.notify.tasks  # noqa: F401 - registers the job that is delivered here
from grids.models import Grid, GridAssignment, RoutingRule
from pingan.accounts.models import User
from pingan.common.models import OutboxEntry
from pingan.common.outbox import deliver
from pingan.demo.assessment.showcase import show_assessment
from pingan.demo.briefs import show_briefs
from pingan.demo.county import TOWNSHIPS, load_county
from pingan.demo.duties import show_duties
from pingan.demo.ground import box_inside
from pingan.demo.mediation.cast import load_mediation, tables_of
from pingan.demo.mediation.seeding import seed_disputes
from pingan.demo.mediation.showcase import show_disputes
from pingan.demo.orders import show_instruments, show_orders
from pingan.demo.patrols import show_patrols
from pingan.demo.readiness import show_readiness
from pingan.demo.regulation import show_regulation
from pingan.demo.risk.showcase import show_risk
from pingan.demo.schemes import show_schemes
from pingan.demo.screening import show_screening
from pingan.demo.seeding import seed_incidents
from pingan.demo.showcase import show_everything
from pingan.demo.stories import Actor, Place, Unit
from pingan.demo.supervision import show_supervision
from pingan.demo.volunteers import show_volunteers
from pingan.matters.models import Matter
from pingan.office.services.refreshing import refresh_summaries
from pingan.org.models import Organ, Post

INCIDENTS = 3_000
DISPUTES = 110
SEED = 360703


@transaction.atomic
def load_demo(*, incidents: int = INCIDENTS, disputes: int = DISPUTES) -> dict[str, int]:
    """Load the demo once, whole or not at all; a second run finds it and changes nothing."""
    if User.objects.filter(is_demo=True).exists():
        return _counts()
    county = load_county()
    manned = [grid for grid in county.grids if _has_people(grid)]
    places = places_of(manned)
    # Everything in the last hours is the showcase's.
    until = timezone.now()
    seed_incidents(places=places, number=incidents, seed=SEED, until=until - timedelta(hours=12), days=365)
    _tell_the_planner()
    show_everything(places, until=until)
    load_mediation(_villages_of_accounts())
    tables = tables_of(places)
    seed_disputes(tables=tables, number=disputes, seed=SEED, until=until - timedelta(hours=12), days=365)
    _tell_the_planner()
    show_disputes(places, until=until)
    show_screening()
    _tell_the_planner()
    show_risk(places, until=until)
    show_readiness()
    show_patrols()
    show_duties()
    show_regulation()
    show_volunteers()
    show_orders()
    show_instruments()
    show_schemes()
    show_assessment()
    show_supervision()
    # Briefs are drafted from the kept sums.
    refresh_summaries()
    show_briefs()
    # The first look into an inbox should not wait for the morning.
    for entry in OutboxEntry.objects.filter(job="notify.deliver", done_at=None).order_by("pk"):
        deliver(entry.pk)
    refresh_summaries()
    return _counts()


def _tell_the_planner() -> None:
    """Let the planner see what this transaction has brought.

    Nobody else does before the commit. It would go on taking full tables for empty ones, as they were when the
    server last looked, and join them row by row: minutes instead of seconds, or hours, as chance has it.
    """
    with connection.cursor() as cursor:
        cursor.execute("analyze")


def _counts() -> dict[str, int]:
    return {
        "grids": Grid.objects.filter(is_demo=True).count(),
        "people": User.objects.filter(is_demo=True).count(),
        "incidents": Matter.objects.filter(kind="incident").count(),
        "disputes": Matter.objects.filter(kind="dispute").count(),
    }


def _villages_of_accounts() -> list[tuple[str, str]]:
    """Return prefix and code of the village of each township's first account of a village."""
    rows = Post.objects.filter(user__username__endswith="_cun1", held_to=None).order_by("pk")
    return [
        (name.removesuffix("_cun1"), code)
        for name, code in rows.values_list("user__username", "region__code")
    ]


def _has_people(grid: Grid) -> bool:
    return grid.region.code.startswith((*(code[:9] for code in TOWNSHIPS), "360702001"))


def places_of(grids: Iterable[Grid]) -> list[Place]:
    """Return where incidents may happen, with the people and units around each grid."""
    roles = ["township_desk", "unit_handler", "grid_worker", "county_dispatcher"]
    rows = Post.objects.filter(held_to=None, role__in=roles).select_related("user", "region", "organ")
    posts = list(rows.order_by("-pk"))
    by_role = {role: [post for post in posts if post.role == role] for role in roles}
    desks = {post.region.code[:9]: _actor(post) for post in by_role["township_desk"]}
    counties = {post.region.code[:6]: _actor(post) for post in by_role["county_dispatcher"]}
    workers = {post.user_id: _actor(post) for post in by_role["grid_worker"]}
    on_duty = dict(GridAssignment.objects.filter(valid_to=None).order_by("-pk").values_list("grid", "user"))
    units = _units(by_role["unit_handler"])
    places = []
    for grid in grids:
        code = grid.region.code
        desk = desks.get(code[:9])
        if desk is None or not grid.boundary:
            continue
        places.append(
            Place(
                grid_id=grid.pk,
                grid_name=grid.name,
                region_id=grid.region_id,
                region_code=code,
                region_name=grid.region.name,
                bounds=box_inside(grid.boundary),
                worker=workers.get(on_duty.get(grid.pk, 0), desk),
                desk=desk,
                county=counties[code[:6]],
                units=units[code[:6]],
            )
        )
    return places


def _units(handlers: list[Post]) -> dict[str, dict[str, Unit]]:
    """Return county prefix -> class -> unit, by the routing rules; whatever has none goes to the last rule's."""
    by_organ = {post.organ_id: post for post in handlers}
    units: dict[str, dict[str, Unit]] = {}
    for rule in RoutingRule.objects.order_by("region_code", "category_code").select_related("organ"):
        post = by_organ.get(rule.organ_id)
        if post is not None and len(rule.region_code) == 6:
            unit = _unit(rule.organ, post)
            units.setdefault(rule.region_code, {"": unit})[rule.category_code] = unit
    return units


def _actor(post: Post) -> Actor:
    return post.user_id, post.pk, f"{post.user.name}（{post}）"


def _unit(organ: Organ, post: Post) -> Unit:
    return organ.pk, str(organ), _actor(post)
