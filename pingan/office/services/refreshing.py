"""Bringing the sums up to date: marks are deleted, then what they name is counted, in one transaction.

The count runs on a snapshot that is newer than the deletion, so that it sees whatever left the mark; what commits
later leaves a mark of its own. A job that dies gives its marks back; one that runs twice finds the lock taken or no marks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db import connection, transaction
from django.utils import timezone

from pingan.office.models import SummaryRun
from pingan.office.services.cells import count_days, hold_sums, summed_figures

#: Marks of one transaction: a few seconds of work at most, and no long-lived snapshot.
_AT_ONCE = 5_000
_WAITING = "SELECT count(*) FROM (SELECT FROM office_summarymark LIMIT %s) AS waiting"
_TAKE = """
    WITH taken AS (DELETE FROM office_summarymark RETURNING topic, township, day)
    SELECT topic, township, day, count(*) FROM taken GROUP BY topic, township, day
"""
#: What an import of a year or a moved county leaves is spread over all days: marks taken as they came would have the same
#: months counted again for every few thousand of them. So the month of the oldest one goes as a whole.
_TAKE_MONTH = """
    WITH oldest AS (
        SELECT topic, date_trunc('month', day)::date AS month FROM office_summarymark ORDER BY id LIMIT 1
    ), taken AS (
        DELETE FROM office_summarymark AS mark USING oldest
        WHERE mark.topic = oldest.topic AND mark.day >= oldest.month AND mark.day < oldest.month + interval '1 month'
        RETURNING mark.topic, mark.township, mark.day
    )
    SELECT topic, township, day, count(*) FROM taken GROUP BY topic, township, day
"""


def has_sums() -> bool:
    """Say whether sums were ever brought up to date: not so where the tables have just come to records that were there."""
    return SummaryRun.objects.exists()


def refresh_summaries() -> int:
    """Count anew what was marked; return how many marks were dealt with. Nothing where somebody else is at it."""
    dealt_with = 0
    while taken := _refresh_once():
        dealt_with += taken
    return dealt_with


def _refresh_once() -> int:
    with transaction.atomic():
        if not hold_sums(wait=False):
            return 0
        return deal_with_marks()


def deal_with_marks() -> int:
    """Take marks and count what they name, for a caller that holds the lock; return how many they were."""
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [_AT_ONCE + 1])
        (waiting,) = cursor.fetchone()
        cursor.execute(_TAKE if waiting <= _AT_ONCE else _TAKE_MONTH)
        marks = cursor.fetchall()
    _count(marks)
    if waiting <= _AT_ONCE:
        SummaryRun.objects.update_or_create(pk=1, defaults={"fresh_at": now})
    return sum(number for *_what, number in marks)


def _count(marks: Iterable[tuple[str, str, date, int]]) -> None:
    marked: dict[str, dict[date, set[str]]] = defaultdict(lambda: defaultdict(set))
    for topic, township, day, _number in marks:
        marked[topic][day].add(township)
    figures = summed_figures()
    for topic, days in marked.items():
        for one in figures.get(topic, ()):
            count_days(one, days)
