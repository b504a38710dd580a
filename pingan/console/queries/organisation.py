"""Reads of the organisation for its pages and API, within the actor's scope."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from pingan.access.policy import fetch, visible_to
from pingan.access.rules import Actor
from pingan.org import queries as org
from pingan.org.models import (
    CenterChecklistItem,
    CoordinatingBody,
    GovernanceCenter,
    LeaderResponsibility,
    MemberUnit,
    Organ,
    Post,
    Region,
    RegionChange,
    ResidentAgency,
    SpecialGroup,
)


def in_force_q(day: date) -> Q:
    """Return the condition "in force on this day" for rows with ``valid_from`` and ``valid_to``."""
    return (Q(valid_from=None) | Q(valid_from__lte=day)) & (Q(valid_to=None) | Q(valid_to__gt=day))


def home_region(actor: Actor) -> Region:
    """Return the division at which this actor's tour of the organisation begins: that of the post.

    Raises:
        NotFound: the post sees no organisation.

    """
    return fetch(Region, actor, actor.region_id)


def children(actor: Actor, region: Region) -> QuerySet[Region]:
    """Return the divisions directly inside, with ``has_body`` and ``has_center``."""
    inside = visible_to(Region, actor).filter(pk__in=org.children_of(region).values("pk"))
    return _with_marks(inside.order_by("code", "pk"))


def _with_marks(rows: QuerySet[Region]) -> QuerySet[Region]:
    return rows.annotate(
        has_body=Exists(CoordinatingBody.objects.filter(region=OuterRef("pk"), valid_to=None)),
        has_center=Exists(GovernanceCenter.objects.filter(region=OuterRef("pk"), valid_to=None)),
    )


def regions_found(actor: Actor, text: str, limit: int = 50) -> list[Region]:
    """Return divisions in force that a name, code, pinyin or initials mean, the higher levels first."""
    rows = visible_to(Region, actor).filter(pk__in=org.regions_in_force().values("pk"), is_virtual=False)
    found = org.regions_matching(rows, text).select_related("parent__parent")
    return list(_with_marks(found).order_by("level", "name_pinyin", "code")[:limit])


@dataclass(frozen=True)
class RegionView:
    """A division with what stands in it and what became of it."""

    region: Region
    path: tuple[Region, ...]
    body: CoordinatingBody | None
    center: GovernanceCenter | None
    organs: list[Organ]
    posts: list[Post]
    changes: list[RegionChange]
    predecessors: list[Region]
    successor: Region | None


def region_view(actor: Actor, region_id: int) -> RegionView:
    """Return a division with body, centre, units, posts held today (as far as seen) and its changes.

    Raises:
        NotFound: no such division in the actor's scope.

    """
    region = fetch(Region, actor, region_id)
    today = timezone.localdate()
    bodies = visible_to(CoordinatingBody, actor).filter(in_force_q(today), region=region)
    centers = visible_to(GovernanceCenter, actor).filter(in_force_q(today), region=region)
    posts = visible_to(Post, actor).filter(pk__in=org.posts_in_force(today).values("pk"), region=region)
    changes = visible_to(RegionChange, actor).filter(Q(region=region) | Q(successor=region))
    return RegionView(
        region=region,
        path=org.path_to(region),
        body=bodies.first(),
        center=centers.first(),
        organs=list(visible_to(Organ, actor).filter(in_force_q(today), region=region)),
        posts=list(posts.select_related("user", "organ").order_by("role", "held_from", "pk")),
        changes=list(changes.select_related("region", "successor")),
        predecessors=list(visible_to(Region, actor).filter(pk__in=org.predecessor_ids(region))),
        successor=org.successor_of(region) if region.valid_to else None,
    )


def body_with_all(actor: Actor, body_id: int) -> CoordinatingBody:
    """Return a body with office, groups in force, members in force (``members``) and ended ones (``former``).

    Raises:
        NotFound: no such body in the actor's scope.

    """
    members = visible_to(MemberUnit, actor).select_related("organ")
    groups = visible_to(SpecialGroup, actor).filter(valid_to=None).select_related("lead_unit")

    def refine(rows: QuerySet[CoordinatingBody]) -> QuerySet[CoordinatingBody]:
        return rows.select_related("region", "office__organ").prefetch_related(
            Prefetch("special_groups", groups.prefetch_related("members"), to_attr="groups"),
            Prefetch("member_units", members.filter(valid_to=None), to_attr="members"),
            Prefetch(
                "member_units", members.exclude(valid_to=None).order_by("-valid_to", "pk"), to_attr="former"
            ),
            Prefetch("non_member_units", to_attr="outsiders"),
            "non_member_units__organ",
        )

    return fetch(CoordinatingBody, actor, body_id, refine=refine)


def units_of(actor: Actor, region: Region) -> QuerySet[Organ]:
    """Return the units in force of a division and of what lies inside, its own first."""
    rows = visible_to(Organ, actor).filter(valid_to=None, region__code__startswith=region.prefix)
    return rows.select_related("region").order_by("region__level", "region__code", "name_pinyin", "pk")


@dataclass(frozen=True)
class CheckedLine:
    """One line of the check with what was found; ``item`` None: nobody looked."""

    line: org.CheckLine
    item: CenterChecklistItem | None


@dataclass(frozen=True)
class CenterView:
    """A centre with its agencies and the check."""

    center: GovernanceCenter
    agencies: list[ResidentAgency]
    lines: list[CheckedLine]
    met: int


def center_view(actor: Actor, center_id: int) -> CenterView:
    """Return a centre with its agencies, those in force first, and every line of the check.

    Raises:
        NotFound: no such centre in the actor's scope.

    """
    center = fetch(
        GovernanceCenter, actor, center_id, refine=lambda rows: rows.select_related("region", "organ")
    )
    items = {item.code: item for item in visible_to(CenterChecklistItem, actor).filter(center=center)}
    agencies = visible_to(ResidentAgency, actor).filter(center=center).select_related("organ")
    lines = [CheckedLine(line, items.get(line.code)) for line in org.checklist_lines()]
    return CenterView(
        center=center,
        agencies=list(agencies.order_by("-valid_to", "mode", "organ__name_pinyin", "pk")),
        lines=lines,
        met=sum(1 for line in lines if line.item is not None and line.item.is_met),
    )


def responsibilities(
    actor: Actor, *, year: int | None = None, on: date | None = None, organ_id: int | None = None
) -> QuerySet[LeaderResponsibility]:
    """Return the register of a year, or who answered on a day; by unit, within the actor's area."""
    rows = visible_to(LeaderResponsibility, actor).select_related("organ__region")
    conditions: dict[str, Any] = {"organ_id": organ_id} if organ_id else {}
    if on is not None:
        rows, conditions["year"] = rows.filter(in_force_q(on)), on.year
    elif year is not None:
        conditions["year"] = year
    return rows.filter(**conditions).order_by(
        "organ__region__code", "organ__name_pinyin", "organ_id", "-kind", "valid_from", "pk"
    )


def organs_to_edit(actor: Actor) -> QuerySet[Organ]:
    """Return the units in force for which the actor may keep the register."""
    rows = visible_to(Organ, actor, "edit").filter(valid_to=None).select_related("region")
    return rows.order_by("region__code", "name_pinyin", "pk")
