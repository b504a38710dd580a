"""Duties in the demo county: letters in each state, duty reports under way, responsible persons on record but for some."""

from __future__ import annotations

import pytest
from django.utils import timezone

from assessment.models import TargetLetter, TargetProgress
from pingan.common.figures import Grain, Period, counts, figure, sum_of
from pingan.registers.models import RegisterReport

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


def test_letters_stand_in_each_state_and_are_followed_up() -> None:
    assert sorted(TargetLetter.objects.values_list("version", "state")) == [
        (1, "draft"),
        (1, "draft"),
        (1, "signed"),
        (1, "signed"),
        (2, "draft"),
    ]
    assert set(TargetProgress.objects.values_list("state", flat=True)) == {"on_track", "behind", "done"}


def test_duty_reports_wait_are_returned_and_accepted() -> None:
    rows = RegisterReport.objects.filter(round__definition__code="duty_report")
    assert set(rows.values_list("state", flat=True)) == {"open", "submitted", "returned", "accepted"}


def test_most_member_units_have_named_their_responsible_persons_and_some_have_not() -> None:
    today = timezone.localdate()
    tallies = counts(figure("responsibility.complete"), Period(today, today), Grain.TOWNSHIP, ["360703"])
    found = sum_of(tallies, "360703", is_share=True)
    assert found.whole is not None and 0 < found.part < found.whole
