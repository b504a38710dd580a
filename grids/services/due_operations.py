"""The job that carries out operations on grids when their day has come."""

from __future__ import annotations

import logging
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_noop

from grids.models import GridOperation
from grids.services.borders import carry_out_borders
from grids.services.operations import carry_out
from pingan.access.rules import system_actor
from pingan.common.errors import DomainError
from pingan.notify.services import notify

log = logging.getLogger(__name__)
REFUSED = gettext_noop("A change of grids planned for %(day)s could not be carried out: %(why)s")


def carry_out_due(today: date) -> int:
    """Carry out every operation whose day has come, each in its own transaction; return how many.

    One that can no longer be carried out, because its grids were edited since, keeps the refusal and tells its maker;
    running this ten times changes nothing.
    """
    rows = GridOperation.objects.filter(day__lte=today, carried_out_at=None, undone_at=None, refusal="")
    done = 0
    for pk in list(rows.order_by("day", "pk").values_list("pk", flat=True)):
        try:
            done += _carry_out_one(pk)
        except Exception:
            # one operation that fails must not keep the others from their day
            log.exception("operation %s on grids failed", pk)
    return done


def _carry_out_one(pk: int) -> int:
    with transaction.atomic():
        operation = GridOperation.objects.select_for_update(of=("self",)).get(pk=pk)
        if operation.carried_out_at is not None or operation.undone_at is not None:
            return 0
        try:
            with transaction.atomic():
                if operation.kind == GridOperation.Kind.BORDERS:
                    carry_out_borders(operation, system_actor())
                else:
                    carry_out(operation, system_actor())
        except DomainError as error:
            _refuse(operation, str(error.message))
            return 0
    return 1


def _refuse(operation: GridOperation, why: str) -> None:
    operation.refusal = why[:300]
    operation.version += 1
    operation.save(update_fields=["refusal", "version"])
    if operation.made_by_id is not None:
        notify(
            recipients=[operation.made_by_id],
            key=f"grids.operation:{operation.pk}:refused",
            title=REFUSED,
            params={"day": operation.day.isoformat(), "why": operation.refusal},
            url=f"/grids/operations/{operation.pk}/",
        )
