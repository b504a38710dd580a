"""Jobs without a user."""

from celery import shared_task
from django.utils import timezone

from assessment.services import proposals, run_computing
from assessment.services.case_retention import blank_expired
from assessment.services.case_scanning import scan_for_candidates
from assessment.services.cases import end_expired
from pingan.common.outbox import job


@shared_task(name="assessment.end_expired")
def end_measures() -> int:
    """Every day: measures whose time is over are lifted."""
    return end_expired(timezone.now())


@shared_task(name="assessment.scan_candidates")
def scan() -> int:
    """Every night: what gives occasion for accountability is proposed (Article 58)."""
    return scan_for_candidates(timezone.now())


@shared_task(name="assessment.retention")
def retention() -> int:
    """Every day: what was said of people goes when its retention ends."""
    return blank_expired(timezone.now())


@job("assessment.freeze")
def freeze(run_id: int) -> None:
    run_computing.freeze(run_id)


@job("assessment.units")
def compute_units(run_id: int, unit_ids: list[int]) -> None:
    run_computing.compute_some(run_id, unit_ids)


@job("assessment.unit")
def compute_unit(run_id: int, unit_id: int) -> None:
    run_computing.compute_units(run_id, [unit_id])


@job("assessment.finish")
def finish(run_id: int) -> None:
    run_computing.finish(run_id)


@job("assessment.propose_failed")
def propose_failed(run_id: int) -> None:
    proposals.propose_failed(run_id)


@job("assessment.propose_low")
def propose_low(survey_id: int) -> None:
    proposals.propose_low(survey_id)
