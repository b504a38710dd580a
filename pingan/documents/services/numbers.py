"""Gapless serials."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from pingan.common.errors import Invalid
from pingan.documents.models import NumberRegister, RegisterKind
from pingan.documents.rules import case_number_text
from pingan.documents.services.pdf import warm_up
from pingan.org.models import Organ


def _advance(key: Mapping[str, Any], begun_with: Mapping[str, Any]) -> int:
    """Take the next serial of the register of this key, which is begun where it is the first."""
    if not connection.in_atomic_block:
        raise RuntimeError("a serial is taken in the transaction of its document")
    # What is numbered is printed next, under this lock: the first of a process is slow.
    warm_up()
    NumberRegister.objects.get_or_create(**key, defaults=begun_with)
    register = NumberRegister.objects.select_for_update().get(**key)
    register.last_number += 1
    register.save(update_fields=["last_number"])
    return register.last_number


def next_serial(*, organ_id: int, kind: str, year: int) -> int:
    """Take the next serial of a register and keep the register locked until the transaction ends.

    Whoever comes second waits; if the first rolls back, its serial is free again, so there is no gap.

    Raises:
        RuntimeError: called outside a transaction, where a serial could be lost.

    """
    return _advance({"organ_id": organ_id, "kind": kind, "year": year, "case_number": ""}, {})


def next_tail(*, organ_id: int, case_number: str, year: int) -> int:
    """Take the next tail among the papers of a case, whoever issues them; locked as ``next_serial``.

    ``year``: of the case. A case that another committee took over goes on counting: one file, one row of tails.

    Raises:
        RuntimeError: called outside a transaction.

    """
    of_case = {"kind": RegisterKind.CASE_PAPER, "case_number": case_number}
    return _advance(of_case, {"organ_id": organ_id, "year": year})


def issuing_organ(organ_id: int) -> Organ:
    """Return an organ that can number what it issues.

    Raises:
        Invalid: field ``organ``: unknown, or without a document code.

    """
    organ = Organ.objects.filter(pk=organ_id).first()
    if organ is None or not organ.document_code:
        raise Invalid(
            {"organ": _("This organ has no document code. The office enters it with the organ's data.")}
        )
    return organ


def take_case_number(*, organ_id: int, now: datetime) -> str:
    """Take the next number of a mediation case, e.g. ``（2026）龙华人调字第3号``.

    Gapless per organ and year (of ``now`` in Asia/Shanghai); the register stays locked until the caller's
    transaction ends, so take it late.

    Raises:
        Invalid: field ``organ``: unknown, or without a document code.
        RuntimeError: called outside a transaction.

    """
    organ = issuing_organ(organ_id)
    year = timezone.localdate(now).year
    serial = next_serial(organ_id=organ_id, kind=RegisterKind.MEDIATION_CASE, year=year)
    return case_number_text(document_code=organ.document_code, year=year, serial=serial)
