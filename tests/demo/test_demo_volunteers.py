"""Volunteers of the demo: some serve with hours and a certificate, one has left, two applications wait."""

from __future__ import annotations

import pytest
from django.db.models import Sum

from grids.models import PublicSubmission, Volunteer, VolunteerService

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


def test_volunteers_serve_have_left_and_wait() -> None:
    serving, left = Volunteer.objects.filter(left_at=None), Volunteer.objects.exclude(left_at=None)
    assert (serving.count(), left.count()) == (3, 1)
    assert left.get().name is None and left.get().left_how == "at_the_desk"
    waiting = PublicSubmission.objects.filter(kind="volunteer", state="waiting")
    assert waiting.count() == 2 and not waiting.filter(is_set_aside=True).exists()
    assert VolunteerService.objects.aggregate(hours=Sum("hours"))["hours"] == 5
    assert sum(row.certificates.count() for row in serving) == 1
