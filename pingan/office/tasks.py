"""Jobs of the office."""

from celery import shared_task

from pingan.common.outbox import job
from pingan.office.services.brief_drafting import JOB, draft_due, draft_for
from pingan.office.services.recounting import recount_summaries
from pingan.office.services.refreshing import has_sums, refresh_summaries


@shared_task(name="office.refresh", ignore_result=True)
def refresh() -> int:
    """Count anew what changed since the last time; beat asks every ten seconds. Never summed: everything."""
    return refresh_summaries() if has_sums() else recount_summaries()


@shared_task(name="office.recount", ignore_result=True)
def recount() -> int:
    """Compare every sum with its records and mend what differs; once a day."""
    return recount_summaries()


@shared_task(name="office.draft_briefs", ignore_result=True)
def draft_briefs() -> int:
    """Every half hour: what is over and has no brief yet is drafted, by jobs of the outbox."""
    return draft_due()


@job(JOB)
def draft_brief(region_id: int, cadence: str, since: str) -> None:
    draft_for(region_id=region_id, cadence=cadence, since=since)
