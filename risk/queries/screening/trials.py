"""Trials of rules as they are told: a matter that was restricted since counts in none of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone

from grids.queries.centres import grid_names
from grids.queries.rulebook import area_names, class_names
from pingan.access.policy import fetch, visible_to
from pingan.access.rules import Actor
from pingan.matters.models import Matter
from risk.models import BackTest, RuleKind, ScreeningRule
from risk.queries.screening.areas import numbers_of
from risk.queries.screening.asked import as_kept, first_day, past_episodes
from risk.queries.screening.counts import end_of


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
    """A back-test with the first of its episodes. ``count``: of all. ``is_used``: a rule was switched on out of it."""

    row: BackTest
    count: int
    episodes: tuple[TriedEpisode, ...]
    is_used: bool


@dataclass(frozen=True)
class ListedTrial:
    """A back-test in one line. ``signals``: how many it would have made, as may be told now."""

    row: BackTest
    class_name: str
    area: str
    signals: int
    is_used: bool


def latest_trials(actor: Actor, *, most: int = 10) -> list[ListedTrial]:
    """Return the latest back-tests in the actor's area, the newest first; none for a post that sets no rules."""
    rows = list(visible_to(BackTest, actor).order_by("-pk")[:most])
    if not rows:
        return []
    told = told_episodes(rows)
    used = set(ScreeningRule.objects.filter(back_test__in=rows).values_list("back_test_id", flat=True))
    names = class_names({row.class_code for row in rows})
    areas = area_names({row.region_code for row in rows})
    return [
        ListedTrial(
            row,
            names.get(row.class_code, row.class_code),
            areas.get(row.region_code, row.region_code),
            len(told[row.pk]),
            row.pk in used,
        )
        for row in rows
    ]


def trial_of(actor: Actor, pk: int, *, most: int = 50) -> Trial:
    """Return a back-test in the actor's area, with at most ``most`` of its episodes.

    Raises:
        NotFound: none in the area.

    """
    row = fetch(BackTest, actor, pk)
    told = told_episodes([row])[row.pk]
    shown = told[:most]
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
    return Trial(row, len(told), episodes, ScreeningRule.objects.filter(back_test=row).exists())


def told_episodes(rows: Sequence[BackTest]) -> dict[int, list[dict[str, Any]]]:
    """Return by trial the episodes that may be told: those it kept, but for places where a matter was restricted since.

    There the rule is asked again without that matter, so that nothing is told which a trial without it would not tell.
    One query where nothing was restricted.
    """
    touched = _touched(rows)
    return {row.pk: _again(row, touched[row.pk]) if touched.get(row.pk) else row.episodes for row in rows}


def _touched(rows: Sequence[BackTest]) -> dict[int, set[int]]:
    """Return by trial the grids in which it rests on a matter that is restricted now.

    What comes again after another was closed rests on that other one too, which the trial does not name.
    """
    keys = {key for row in rows for one in row.episodes for key in one["matters"]}
    again = [row for row in rows if row.kind == RuleKind.RECURRENCE]
    grids = {one["grid"] for row in again for one in row.episodes}
    hidden = list(
        Matter.objects.filter(Q(pk__in=keys) | Q(grid_id__in=grids), is_restricted=True).values_list(
            "pk", "grid_id", "kind", "opened_at"
        )
    )
    if not hidden:
        return {}
    names, found = {pk for pk, *_others in hidden}, dict[int, set[int]]()
    for row in rows:
        found[row.pk] = {one["grid"] for one in row.episodes if names.intersection(one["matters"])}
    for row in again:
        start, end = end_of(first_day(row, row.since)), end_of(row.until)
        near = {grid for _pk, grid, kind, at in hidden if kind == row.counted and start <= at < end}
        found[row.pk] |= near & {one["grid"] for one in row.episodes}
    return found


def _again(row: BackTest, grids: set[int]) -> list[dict[str, Any]]:
    """Return the episodes of a trial, those in some grids asked anew of the matters that are not restricted."""
    numbers = numbers_of(row.region_code.ljust(12, "0"), timezone.localdate(row.made_at))
    asked = past_episodes([row.region_code], row, row.since, row.until, ends_after=numbers.end_nights)
    anew: list[dict[str, Any]] = as_kept([one for one in asked if one.grid_id in grids])
    kept = [one for one in row.episodes if one["grid"] not in grids]
    return sorted([*kept, *anew], key=lambda one: (one["first"], one["grid"], one["class"]))
