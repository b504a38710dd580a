"""Which warnings wait for a push because addressees are silent (domain.md §6: read receipts, response)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F, Q

from pingan.matters.policy import among
from risk.models.warnings import WarningReceipt


def unanswered(keys: Sequence[int] | None = None) -> Q:
    """Return the condition on ``Matter``: a warning in force whose last issue somebody has not read.

    ``keys``: of these alone; None: of all.
    """
    last = Q(issue__number=F("warning__issue_count"))
    rows = WarningReceipt.objects.filter(last, read_at=None, warning__matter__state="issued")
    rows = rows if keys is None else rows.filter(warning_id__in=keys)
    return Q(kind="warning") & among("", rows.values("warning_id"))
