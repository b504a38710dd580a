"""What nobody takes is told to the office once; what was told long ago is deleted, and nothing else."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from pingan.audit.models import AuditEntry
from pingan.exchange import tasks
from pingan.exchange.models import Delivery, Event
from pingan.exchange.services.overdue import tell_of_dead_letters
from pingan.exchange.services.sweeping import sweep_deliveries
from tests.factories.exchange import given_entry, given_partner, given_subscription, notices
from tests.factories.incidents import given_report, step
from tests.factories.world import Place

YEAR = timedelta(days=365.25)


def test_the_office_is_told_once_of_what_nobody_takes(here: Place) -> None:
    entry = given_entry(here)
    given_subscription(here, entry=entry)
    given_subscription(here, "https://127.0.0.1/second", entry)
    given_report(here)
    now = timezone.now()
    assert tell_of_dead_letters(now) == 0
    Delivery.objects.filter(subscription__url__endswith="/second").update(state="dead", first_at=now)
    assert (tell_of_dead_letters(now), tell_of_dead_letters(now)) == (1, 0)
    (people,) = notices("exchange.not_delivered")
    assert here.users["body_office"].pk in people and here.users["leader"].pk not in people
    given_report(here)
    Delivery.objects.filter(state="waiting", subscription__url__endswith="/second").update(
        state="dead", first_at=now
    )
    assert tell_of_dead_letters(now) == 1
    assert len(notices("exchange.not_delivered")) == 2


def test_a_letter_that_dies_again_is_told_again(here: Place) -> None:
    from pingan.exchange.services.dead_letters import replay

    given_subscription(here)
    given_report(here)
    now = timezone.now()
    Delivery.objects.update(state="dead", first_at=now)
    assert tell_of_dead_letters(now) == 1
    letter = Delivery.objects.get()
    replay(actor=here.actor("body_office"), delivery_id=letter.pk)
    Delivery.objects.update(state="dead", first_at=now)
    assert tell_of_dead_letters(now) == 1
    assert len(notices("exchange.not_delivered")) == 2


def test_what_was_told_three_years_ago_is_deleted_and_what_waits_stays(here: Place) -> None:
    entry = given_entry(here)
    given_subscription(here, entry=entry)
    given_subscription(here, "https://127.0.0.1/second", given_entry(here, given_partner(here, "另一系统")))
    incident = given_report(here)
    step(here, incident, "accept")
    now = timezone.now()
    first = Delivery.objects.filter(number=1)
    first.update(state="delivered", done_at=now - 3 * YEAR - timedelta(days=1))
    Delivery.objects.filter(number=2).update(state="dead", first_at=now - 9 * YEAR)
    second = Delivery.objects.filter(number=2).first()
    assert second is not None
    Delivery.objects.filter(pk=second.pk).update(state="delivered", done_at=now - 2 * YEAR)
    assert sweep_deliveries(now - timedelta(days=3)) == 0
    assert (sweep_deliveries(now), sweep_deliveries(now)) == (2, 0)
    assert sorted(Delivery.objects.values_list("number", "state")) == [(2, "dead"), (2, "delivered")]
    assert list(Event.objects.values_list("number", flat=True)) == [2]
    assert AuditEntry.objects.get(action="exchange.deliveries_swept").data == {"deliveries": 2}


def test_the_jobs_run_without_anything_to_do(here: Place) -> None:
    assert (tasks.watch(), tasks.sweep()) == (0, 0)
