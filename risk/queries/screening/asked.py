"""Rules asked of matters: what a rule says, the matters it is asked of, what it would have found in the past."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from risk.models.screening import RuleTerms
from risk.queries.screening.records import records
from risk.rules.office_rules import Episode, Record, Terms, days_read, episodes


def terms_of(row: RuleTerms) -> Terms:
    """Return what a rule or a trial of one says."""
    return Terms(row.kind, row.least, row.days, row.people, row.class_code)


def first_day(rule: RuleTerms, since: date) -> date:
    """Return the day from which on a matter counts that was opened before a rule is asked of ``since``."""
    return since - timedelta(days=days_read(terms_of(rule)))


def asked_of(prefixes: Sequence[str], rule: RuleTerms, since: date, until: date) -> list[Record]:
    """Return the matters of an area that a rule is asked of on the nights from one day to another."""
    return records(prefixes, rule.counted, first_day(rule, since), until, with_terms=rule.kind == "overdue")


def past_episodes(
    prefixes: Sequence[str], rule: RuleTerms, since: date, until: date, *, ends_after: int
) -> list[Episode]:
    """Return the signals that a rule would have made in an area from one day to another."""
    rows = asked_of(prefixes, rule, since, until)
    return episodes(terms_of(rule), rows, since, until, ends_after=ends_after)


def as_kept(found: Sequence[Episode]) -> list[dict[str, object]]:
    """Return episodes as a trial keeps them."""
    return [
        {
            "grid": one.grid_id,
            "class": one.class_code,
            "first": one.first.isoformat(),
            "last": one.last.isoformat(),
            "matters": list(one.matters),
        }
        for one in found
    ]
