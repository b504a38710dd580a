"""What the calendar does to agreements: clauses that fall due are announced, and marked when their day has passed.

Both walk the open clauses in the order of their days, a batch at a time, past those that cannot be done now; so
that one that fails keeps nobody else waiting. Two workers at once do each clause once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import cache

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop

from disputes.machine.inputs import Overdue
from disputes.models import AgreementClause
from disputes.queries import recipients
from disputes.queries.terms import number
from disputes.rules.agreements import DAYS_BEFORE
from disputes.rules.states import WATCHED
from pingan.access.rules import system_actor
from pingan.common.errors import DomainError
from pingan.matters.services import perform
from pingan.matters.services.notices import url_of
from pingan.notify.services import notify

log = logging.getLogger(__name__)
SOON = gettext_noop("%(number)s: a clause of the agreement falls due: %(title)s")
#: No office announces earlier than this, whatever its number says.
_FURTHEST = 30
_BATCH = 500


def watch_clauses(now: datetime) -> int:
    """Remind of clauses that fall due, mark those whose day has passed; return how many. Safe to run again."""
    today = timezone.localdate(now)
    return _announce(today) + _mark(today)


def _pending() -> QuerySet[AgreementClause]:
    rows = AgreementClause.objects.filter(
        state=AgreementClause.State.PENDING,
        agreement__withdrawn_at=None,
        agreement__effective_at__isnull=False,
        agreement__channel__dispute__matter__state__in=WATCHED,
    )
    return rows.select_related("agreement__channel__dispute__matter").order_by("due_on", "pk")


def _batches(rows: QuerySet[AgreementClause]) -> Iterator[AgreementClause]:
    """Yield rows by day and key, some hundred at a time: where the last one stood, the next batch begins."""
    left = rows
    while batch := list(left[:_BATCH]):
        yield from batch
        last = batch[-1]
        left = rows.filter(due_on__gte=last.due_on).filter(Q(due_on__gt=last.due_on) | Q(pk__gt=last.pk))


def _announce(today: date) -> int:
    days_before = _days_before()
    rows = _pending().filter(
        due_on__gte=today, due_on__lte=today + timedelta(days=_FURTHEST), reminded_on=None
    )
    done = 0
    for clause in _batches(rows):
        region_code = clause.agreement.channel.dispute.matter.region_code
        if clause.due_on is None or clause.due_on > today + timedelta(days=days_before(region_code)):
            continue
        done += _announced(clause, today)
    return done


def _days_before() -> Callable[[str], int]:
    """Return how many days before its day a clause of a division is announced; each is read once per run."""

    @cache
    def days(region_code: str) -> int:
        found = number("clause_remind_days_before", region_code)
        return found.count if found is not None else DAYS_BEFORE

    return days


@transaction.atomic
def _announced(clause: AgreementClause, today: date) -> bool:
    """Announce one clause; False: another worker was faster."""
    if not AgreementClause.objects.filter(pk=clause.pk, reminded_on=None).update(reminded_on=today):
        return False
    dispute = clause.agreement.channel.dispute
    notify(
        recipients=(*recipients.mediators_of(dispute), *recipients.desk_of(dispute)),
        key=f"clause:{clause.pk}:soon",
        title=SOON,
        params={"number": dispute.matter.number, "title": dispute.matter.title},
        url=url_of(dispute.matter),
        kind="dispute.clause",
        about=dispute.pk,
    )
    return True


def _mark(today: date) -> int:
    return sum(_marked(clause) for clause in _batches(_pending().filter(due_on__lt=today)))


def _marked(clause: AgreementClause) -> bool:
    """Mark one clause overdue; False: another worker was faster, or it cannot be done now and is tried again."""
    try:
        perform(
            actor=system_actor(),
            kind="dispute",
            matter_id=clause.agreement.channel.dispute_id,
            action="mark_overdue",
            data=Overdue(clause=clause.pk),
        )
    except DomainError:
        if AgreementClause.objects.filter(pk=clause.pk, state=AgreementClause.State.PENDING).exists():
            log.exception("clause %s could not be marked overdue", clause.pk)
        return False
    return True
