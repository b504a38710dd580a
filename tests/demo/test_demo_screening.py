"""The demo's screening: half answered, so that coverage, review, urging and the zero report have something to show."""

from __future__ import annotations

import pytest

from pingan.registers.models import RegisterFinding, RegisterReport, RegisterRound

pytestmark = pytest.mark.django_db


def test_a_township_has_something_to_look_at(demo: dict[str, int]) -> None:
    row = RegisterRound.objects.get(definition__code="dispute_screening")
    assert (row.state, row.region.name) == ("open", "南康区")
    states = set(RegisterReport.objects.filter(round=row).values_list("state", flat=True))
    assert states >= {"open", "submitted", "accepted"}
    assert RegisterReport.objects.filter(is_nothing_found=True).exists()
    assert RegisterFinding.objects.exists()
