"""A joining that is undone: the term that ran when the dispute was joined runs again."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from disputes.models import Dispute
from pingan.matters.models import Clock, Matter
from tests.factories.disputes import act, given_dispute
from tests.factories.world import Place

pytestmark = pytest.mark.django_db


def _acceptance(dispute: Dispute) -> Clock:
    return Clock.objects.filter(matter_id=dispute.pk, stage="dispute_accept").latest("pk")


def _joined(here: Place, **values: object) -> Dispute:
    target = given_dispute(here)
    dispute = given_dispute(here, **values)
    return act(here, dispute, "join", "township_desk", target=target.matter.number)


def test_a_joined_dispute_is_due_by_nothing_and_the_book_says_why_its_term_stands_still(here: Place) -> None:
    dispute = _joined(here)
    clock = _acceptance(dispute)
    assert clock.paused_at is not None
    assert clock.pauses.get().reason
    assert Matter.objects.get(pk=dispute.pk).next_due_at is None


def test_the_term_for_accepting_runs_on_once_the_joining_is_undone(here: Place) -> None:
    dispute = _joined(here)
    before = _acceptance(dispute).due_at
    with time_machine.travel(timezone.now() + timedelta(days=14), tick=False):
        act(here, dispute, "unjoin", "township_desk")
        clock = _acceptance(dispute)
        assert (clock.paused_at, clock.stopped_at) == (None, None)
        assert clock.due_at > max(before, timezone.now())
        assert Matter.objects.get(pk=dispute.pk).next_due_at == clock.due_at


def test_a_term_that_was_over_when_the_dispute_was_joined_is_over_afterwards(here: Place) -> None:
    target, dispute = given_dispute(here), given_dispute(here)
    with time_machine.travel(timezone.now() + timedelta(days=60), tick=False) as moment:
        act(here, dispute, "join", "township_desk", target=target.matter.number)
        assert Matter.objects.get(pk=dispute.pk).next_due_at is None
        moment.shift(timedelta(minutes=1))
        act(here, dispute, "unjoin", "township_desk")
        due = Matter.objects.get(pk=dispute.pk).next_due_at
        assert due is not None
        assert due < timezone.now()
