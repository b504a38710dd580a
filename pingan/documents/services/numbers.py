"""Gapless serials."""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from pingan.common.errors import Invalid
from pingan.documents.models import NumberRegister, RegisterKind
from pingan.documents.rules import case_number_text
from pingan.org.models import Organ


def next_serial(*, organ_id: int, kind: str, year: int, case_number: str = "") -> int:
    """Take the next serial of a register and keep the register locked until the transaction ends.

    Whoever comes second waits; if the first rolls back, its serial is free again, so there is no gap.
    ``case_number``: counts the papers of that case (kind ``case_paper``); blank: documents or cases.

    Raises:
        RuntimeError: called outside a transaction, where a serial could be lost.

    """
    if not connection.in_atomic_block:
        raise RuntimeError("a serial is taken in the transaction of its document")
    of_this = NumberRegister.objects.filter(organ_id=organ_id, kind=kind, year=year, case_number=case_number)
    of_this.get_or_create(organ_id=organ_id, kind=kind, year=year, case_number=case_number)
    register = of_this.select_for_update().get()
    register.last_number += 1
    register.save(update_fields=["last_number"])
    return register.last_number


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
