"""The rules of the office, their trials, and the nights, as an actor may see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from grids.queries.centres import grid_names
from grids.queries.rulebook import class_names
from pingan.access.policy import fetch, visible_to
from pingan.access.rules import Actor
from pingan.matters.models import Matter
from pingan.org.models import CODE_WIDTH, Region
from risk.models import BackTest, ScreeningRule, ScreeningRun
from risk.queries.screening.nights import counties_at_work, counties_due


def rules_standing(actor: Actor) -> QuerySet[ScreeningRule]:
    """Return the rules in force that concern the actor's area, by area and code."""
    return visible_to(ScreeningRule, actor).filter(effective_to=None).select_related("back_test")


def versions_of_rule(actor: Actor, rule: ScreeningRule) -> list[ScreeningRule]:
    """Return every version of a rule, the newest first."""
    rows = visible_to(ScreeningRule, actor).filter(code=rule.code, region_code=rule.region_code)
    return list(rows.select_related("created_by", "closed_by").order_by("-version"))


@dataclass(frozen=True)
class TriedEpisode:
    """One signal that a rule would have made; ``matters``: those that the reader may see."""

    grid: str
    class_name: str
    began_on: str
    ended_on: str
    size: int
    matters: tuple[Matter, ...]


@dataclass(frozen=True)
class Trial:
    """A back-test with the first of its episodes. ``is_used``: a rule was switched on out of it."""

    row: BackTest
    episodes: tuple[TriedEpisode, ...]
    is_used: bool


def trial_of(actor: Actor, pk: int, *, most: int = 50) -> Trial:
    """Return a back-test in the actor's area, with at most ``most`` of its episodes.

    Raises:
        NotFound: none in the area.

    """
    row = fetch(BackTest, actor, pk)
    shown: Sequence[dict[str, Any]] = row.episodes[:most]
    keys = {key for one in shown for key in one["matters"]}
    seen = visible_to(Matter, actor).filter(pk__in=keys, is_restricted=False).only("number", "title", "kind")
    matters = {matter.pk: matter for matter in seen}
    grids = grid_names(sorted({one["grid"] for one in shown}))
    classes = class_names({one["class"] for one in shown})
    episodes = tuple(
        TriedEpisode(
            grid=grids.get(one["grid"], ""),
            class_name=classes.get(one["class"], one["class"]),
            began_on=one["first"],
            ended_on=one["last"],
            size=len(one["matters"]),
            matters=tuple(matters[key] for key in one["matters"] if key in matters),
        )
        for one in shown
    )
    return Trial(row, episodes, ScreeningRule.objects.filter(back_test=row).exists())


def runs_visible(actor: Actor) -> QuerySet[ScreeningRun]:
    """Return the nights of counties in the actor's area, the latest first."""
    return visible_to(ScreeningRun, actor).select_related("region", "requested_by").defer("region__boundary")


@dataclass(frozen=True)
class Progress:
    """How far an area is: its counties, how many are up to date, which are being screened now."""

    counties: int
    done: int
    at_work: int

    @property
    def is_done(self) -> bool:
        """Say whether nothing is left."""
        return self.done >= self.counties


def progress_of(actor: Actor, today: date) -> Progress:
    """Return how far the counties of the actor's area are."""
    prefixes = [area for area in actor.areas if len(area) <= CODE_WIDTH[3]]
    area = Q(pk__in=[])
    for prefix in prefixes:
        area |= Q(code__startswith=prefix)
    counties = Region.objects.filter(area, level=3, valid_to=None, is_virtual=False).count()
    due = list(counties_due(today, prefixes).values_list("code", flat=True))
    return Progress(counties, counties - len(due), len(counties_at_work(due)))
