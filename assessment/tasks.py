"""Jobs without a user."""

from celery import shared_task
from django.utils import timezone

from assessment.machine.run_effects import FINISH, FREEZE, UNIT
from assessment.services import run_computing
from assessment.services.cases import end_expired
from pingan.common.outbox import job


@shared_task(name="assessment.end_expired")
def end_measures() -> int:
    """Every day: measures whose time is over are lifted."""
    return end_expired(timezone.now())


@job(FREEZE)
def freeze(run_id: int) -> None:
    run_computing.freeze(run_id)


@job(UNIT)
def compute_unit(run_id: int, unit_id: int) -> None:
    run_computing.compute_unit(run_id, unit_id)


@job(FINISH)
def finish(run_id: int) -> None:
    run_computing.finish(run_id)
