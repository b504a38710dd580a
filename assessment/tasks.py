"""Jobs without a user."""

from assessment.machine.run_effects import FINISH, FREEZE, UNIT
from assessment.services import run_computing
from pingan.common.outbox import job


@job(FREEZE)
def freeze(run_id: int) -> None:
    run_computing.freeze(run_id)


@job(UNIT)
def compute_unit(run_id: int, unit_id: int) -> None:
    run_computing.compute_unit(run_id, unit_id)


@job(FINISH)
def finish(run_id: int) -> None:
    run_computing.finish(run_id)
