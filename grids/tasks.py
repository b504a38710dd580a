from celery import shared_task
from django.utils import timezone

from grids.services.due_operations import carry_out_due
from grids.services.ladder import climb_ladders
from grids.services.patrol_opening import open_patrols
from grids.services.patrol_retention import erase_expired_patrols
from grids.services.retention import blank_expired
from grids.services.undecided import chase_undecided
from grids.services.volunteer_retention import end_idle_volunteers


@shared_task(name="grids.climb_ladders", ignore_result=True)
def climb() -> None:
    """Every ten minutes: the steps of the supervision ladder that are due."""
    climb_ladders(timezone.now())


@shared_task(name="grids.blank_expired", ignore_result=True)
def blank() -> None:
    """Every night: personal data whose retention has ended."""
    blank_expired(timezone.now())
    erase_expired_patrols(timezone.now())
    chase_undecided(timezone.now())
    end_idle_volunteers(timezone.now())


@shared_task(name="grids.open_patrols", ignore_result=True)
def open_due_patrols() -> None:
    """Every hour: the periods in which patrols are due from today."""
    open_patrols(timezone.localdate())


@shared_task(name="grids.carry_out_operations", ignore_result=True)
def carry_out() -> None:
    """Every ten minutes: splits, merges and moved borders whose day has come."""
    carry_out_due(timezone.localdate())
