"""Which warnings wait for a push because addressees are silent (domain.md §6: read receipts, response)."""

from __future__ import annotations

from django.db.models import F, Q

from pingan.matters.policy import among
from risk.models.warnings import WarningReceipt


def unanswered() -> Q:
    """Return the condition on ``Matter``: a warning in force whose last issue somebody has not read."""
    last = Q(issue__number=F("warning__issue_count"))
    rows = WarningReceipt.objects.filter(last, read_at=None, warning__matter__state="issued")
    return Q(kind="warning") & among("", rows.values("warning_id"))
