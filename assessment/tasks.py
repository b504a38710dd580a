"""Jobs without a user."""

from assessment.services import run_computing
from pingan.common.outbox import job


@job("assessment.freeze")
def freeze(run_id: int) -> None:
    run_computing.freeze(run_id)


@job("assessment.unit")
def compute_unit(run_id: int, unit_id: int) -> None:
    run_computing.compute_unit(run_id, unit_id)


@job("assessment.finish")
def finish(run_id: int) -> None:
    run_computing.finish(run_id)
