"""What the calendar does to agreements: clauses that fall due are announced, and marked when their day has passed."""

from __future__ import annotations

import logging
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from disputes.machine.inputs import Overdue
from disputes.models import AgreementClause
from disputes.queries import recipients
from disputes.queries.terms import number
from pingan.access.rules import system_actor
from pingan.common.errors import DomainError
from pingan.matters.services import perform
from pingan.matters.services.notices import url_of
from pingan.notify.services import notify

log = logging.getLogger(__name__)
SOON = gettext_noop("%(number)s: a clause of the agreement falls due: %(title)s")
_DAYS_BEFORE = 3
_BATCH = 500


def watch_clauses(now: datetime) -> int:
    """Remind of clauses that fall due, mark those whose day has passed; return how many. Safe to run again."""
    today = timezone.localdate(now)
    return _announce(today) + _mark(today)


def _rows(**conditions: object) -> list[AgreementClause]:
    rows = AgreementClause.objects.filter(
        agreement__withdrawn_at=None, agreement__channel__dispute__matter__state="performing", **conditions
    )
    return list(rows.select_related("agreement__channel__dispute__matter").order_by("due_on", "pk")[:_BATCH])


def _announce(today: date) -> int:
    done = 0
    for clause in _rows(
        state="pending", due_on__gte=today, due_on__lte=today + timedelta(days=30), reminded_on=None
    ):
        dispute = clause.agreement.channel.dispute
        found = number("clause_remind_days_before", dispute.matter.region_code)
        before = found.count if found is not None else _DAYS_BEFORE
        if clause.due_on is None or clause.due_on > today + timedelta(days=before):
            continue
        with transaction.atomic():
            taken = AgreementClause.objects.filter(pk=clause.pk, reminded_on=None).update(reminded_on=today)
            if taken:
                notify(
                    recipients=(*recipients.mediators_of(dispute), *recipients.desk_of(dispute)),
                    key=f"clause:{clause.pk}:soon",
                    title=SOON,
                    params={"number": dispute.matter.number, "title": dispute.matter.title},
                    url=url_of(dispute.matter),
                    kind="dispute.clause",
                )
                done += 1
    return done


def _mark(today: date) -> int:
    done = 0
    for clause in _rows(state="pending", due_on__lt=today):
        try:
            perform(
                actor=system_actor(),
                kind="dispute",
                matter_id=clause.agreement.channel.dispute_id,
                action="mark_overdue",
                data=Overdue(clause=clause.pk),
            )
        except DomainError:
            log.exception("clause %s could not be marked overdue", clause.pk)
            continue
        done += 1
    return done
