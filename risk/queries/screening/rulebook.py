"""The rules of the office and the nights, as an actor may see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.org.models import CODE_WIDTH, Region
from risk.models import ScreeningRule, ScreeningRun
from risk.queries.screening.nights import counties_at_work, counties_due


def rules_standing(actor: Actor) -> QuerySet[ScreeningRule]:
    """Return the rules in force that concern the actor's area, by area and code."""
    return visible_to(ScreeningRule, actor).filter(effective_to=None).select_related("back_test")


def is_rule_of(code: str, region_code: str) -> bool:
    """Say whether an area has or had a rule of its own by this code, so that another version of it can follow."""
    return ScreeningRule.objects.filter(code=code, region_code=region_code).exists()


def versions_of_rule(actor: Actor, rule: ScreeningRule) -> list[ScreeningRule]:
    """Return every version of a rule, the newest first."""
    rows = visible_to(ScreeningRule, actor).filter(code=rule.code, region_code=rule.region_code)
    return list(rows.select_related("created_by", "closed_by").order_by("-version"))


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
