"""Gapless serials."""

from __future__ import annotations

from django.db import connection

from pingan.documents.models import NumberRegister


def next_serial(*, organ_id: int, kind: str, year: int) -> int:
    """Take the next serial of a register and keep the register locked until the transaction ends.

    Whoever comes second waits; if the first rolls back, its serial is free again, so there is no gap.

    Raises:
        RuntimeError: called outside a transaction, where a serial could be lost.

    """
    if not connection.in_atomic_block:
        raise RuntimeError("a serial is taken in the transaction of its document")
    NumberRegister.objects.get_or_create(organ_id=organ_id, kind=kind, year=year)
    register = NumberRegister.objects.select_for_update().get(organ_id=organ_id, kind=kind, year=year)
    register.last_number += 1
    register.save(update_fields=["last_number"])
    return register.last_number
