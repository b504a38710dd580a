"""The first layer: rules of the office, asked of the matters of each grid."""

from __future__ import annotations

from datetime import date

from risk.models import ScreeningRule
from risk.queries.screening.areas import Areas
from risk.queries.screening.asked import asked_of, terms_of
from risk.rules.findings import Finding
from risk.rules.office_rules import Firing, firings
from risk.rules.screening_numbers import SHOWN_DAYS


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
        rows = asked_of(areas.prefixes, rule, night, night)
        inside = [row for row in rows if grids.get(row.grid_id, "").startswith(rule.region_code)]
        shown = {row.id: (night - row.opened_on).days for row in inside}
        found += [_finding(rule, one, grids, shown) for one in firings(terms, inside, night)]
    return found, len(rules)


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
