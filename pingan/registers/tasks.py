from typing import Any

from celery import shared_task
from django.utils import timezone

from pingan.common.outbox import job
from pingan.registers.services.listing import list_units
from pingan.registers.services.recurring import open_recurring
from pingan.registers.services.retention import erase_expired
from pingan.registers.services.urging import remind_rounds, tell_units
from pingan.registers.services.watching import remind_entries


@job("registers.list_units")
def list_units_of_round(*, round_id: int) -> None:
    list_units(round_id=round_id)


@job("registers.tell")
def tell(*, report_ids: list[int], **occasion: Any) -> None:
    tell_units(report_ids=report_ids, **occasion)


@shared_task(name="registers.remind", ignore_result=True)
def remind() -> int:
    """Every ten minutes: rounds and watched entries that are due soon or were due."""
    now = timezone.now()
    return remind_rounds(now) + remind_entries(timezone.localdate(now))


@shared_task(name="registers.open_recurring", ignore_result=True)
def open_recurring_rounds() -> int:
    """Every hour: orders that repeat and should be open by now."""
    return open_recurring(timezone.localdate())


@shared_task(name="registers.erase_expired", ignore_result=True)
def erase() -> int:
    """Every night: words of reports whose time of keeping has ended."""
    return erase_expired(timezone.now())
