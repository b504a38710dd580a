"""The first layer: rules of the office, asked of the matters of each grid; and what one would have found in the past."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from risk.models import ScreeningRule
from risk.models.screening import RuleTerms
from risk.queries.screening.areas import Areas
from risk.queries.screening.records import records
from risk.rules.findings import Finding
from risk.rules.office_rules import Episode, Firing, Record, Terms, days_read, episodes, firings
from risk.rules.screening_numbers import SHOWN_DAYS


def terms_of(row: RuleTerms) -> Terms:
    """Return what a rule or a trial of one says."""
    return Terms(row.kind, row.least, row.days, row.people, row.class_code)


def rules_of(county: str, night: date) -> list[ScreeningRule]:
    """Return the rules that hold in a county on a night: those of it, of what is above it, of places in it."""
    over = [county[:width] for width in (2, 4, 6)]
    in_force = ScreeningRule.objects.in_force(night)
    rows = in_force.filter(region_code__in=over) | in_force.filter(region_code__startswith=county)
    return list(rows.order_by("pk"))


def rule_findings(areas: Areas, grids: dict[int, str], night: date) -> tuple[list[Finding], int]:
    """Return what the rules of a county find on a night, and how many rules there were.

    ``grids``: the 12-digit code of the division of each grid.
    """
    rules = rules_of(areas.county, night)
    found: list[Finding] = []
    for rule in rules:
        terms = terms_of(rule)
        rows = _read(areas.prefixes, rule, night, night)
        inside = [row for row in rows if grids.get(row.grid_id, "").startswith(rule.region_code)]
        shown = {row.id: (night - row.opened_on).days for row in inside}
        found += [_finding(rule, one, grids, shown) for one in firings(terms, inside, night)]
    return found, len(rules)


def past_episodes(
    prefixes: Sequence[str], rule: RuleTerms, since: date, until: date, *, ends_after: int
) -> list[Episode]:
    """Return the signals that a rule would have made in an area from one day to another."""
    rows = _read(prefixes, rule, since, until)
    return episodes(terms_of(rule), rows, since, until, ends_after=ends_after)


def _read(prefixes: Sequence[str], rule: RuleTerms, since: date, until: date) -> list[Record]:
    start = since - timedelta(days=days_read(terms_of(rule)))
    return records(prefixes, rule.counted, start, until, with_terms=rule.kind == "overdue")


def _finding(rule: ScreeningRule, one: Firing, grids: dict[int, str], ages: dict[int, int]) -> Finding:
    daily = [0] * SHOWN_DAYS
    for pk in one.matters:
        if ages[pk] < SHOWN_DAYS:
            daily[SHOWN_DAYS - 1 - ages[pk]] += 1
    return Finding(
        layer="rule",
        method="office_rule",
        counted=rule.counted,
        class_code=one.class_code,
        area_code=grids[one.grid_id],
        key=f"rule:{rule.region_code}.{rule.code}:{one.grid_id}:{one.class_code}",
        statistic=float(len(one.matters)),
        figures={
            "count": len(one.matters),
            "least": rule.least,
            "days": rule.days,
            "people": rule.people,
            "daily": daily,
            "matters": list(one.matters),
        },
        grid_ids=(one.grid_id,),
        rule_id=rule.pk,
    )
