"""Briefs of the demo: one issued and received, one that waits for its office."""

from __future__ import annotations

import pytest

from pingan.office.models import Brief

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


def test_a_monthly_brief_is_issued_and_a_weekly_one_waits() -> None:
    found = dict(Brief.objects.values_list("cadence", "state"))
    assert found == {"monthly": "issued", "weekly": "drafted"}
    monthly = Brief.objects.get(cadence="monthly")
    assert monthly.document is not None
    receipts = monthly.document.receipts.all()
    assert receipts.filter(acknowledged_at__isnull=False).count() == 1
    assert {"南康区", "赣州市"} & {receipt.recipient.name[:3] for receipt in receipts} == {"赣州市"}
    assert monthly.charts.count() >= 2
