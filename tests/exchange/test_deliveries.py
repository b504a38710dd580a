"""What a partner is told: every change, in order per record, whatever the receiver does; nothing that it may not know."""

from __future__ import annotations

import hmac
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from pingan.access.rules import system_actor
from pingan.exchange import tasks
from pingan.exchange.models import CatalogueEntry, Delivery, Event, Subscription
from pingan.exchange.queries.deliveries import idle_subscriptions
from pingan.exchange.services import posting
from pingan.exchange.services.delivering import send_due
from pingan.matters.models import Matter, TimelineEntry
from pingan.matters.services import record
from pingan.matters.services.timeline import Event as Entry
from tests.exchange.receiver import Receiver
from tests.factories.exchange import SECRET, given_entry, given_subscription
from tests.factories.incidents import given_incident, given_report, rewrite, step
from tests.factories.world import Place, World


@contextmanager
def later(**span: float) -> Iterator[None]:
    with time_machine.travel(timezone.now() + timedelta(**span), tick=True):
        yield


def states() -> list[str]:
    return list(Delivery.objects.order_by("id").values_list("state", flat=True))


def test_a_change_is_told_with_the_approved_fields_and_signed(here: Place, receiver: Receiver) -> None:
    subscription = given_subscription(here, receiver.url)
    incident = given_report(here)
    assert send_due(subscription.pk) == 1
    (one,) = receiver.arrived
    assert one.content["type"] == "incident.report"
    assert (one.content["record"], one.content["sequence"]) == (incident.matter.number, 1)
    assert set(one.content["fields"]) == {"title", "category", "state", "opened_at"}
    assert one.content["fields"]["state"] == "reported"
    assert "13812345678" not in one.body.decode() and "张建国" not in one.body.decode()
    moment, mark = (part.partition("=")[2] for part in one.headers["Pingan-Signature"].split(","))
    assert mark == hmac.new(SECRET.encode(), f"{moment}.".encode() + one.body, sha256).hexdigest()
    assert abs(int(moment) - time.time()) < 60
    assert one.headers["Pingan-Event"] == one.content["id"]


def test_every_entry_of_the_book_is_one_event_in_its_order(here: Place, receiver: Receiver) -> None:
    subscription = given_subscription(here, receiver.url)
    incident = given_incident(here, "closed")
    record(incident.pk, system_actor(), Entry("urge", note="内部催办"))
    send_due(subscription.pk)
    told = [(one["sequence"], one["type"], one["fields"]["state"]) for one in receiver.taken]
    book = TimelineEntry.objects.filter(matter=incident.pk).order_by("seq")
    assert [number for number, _type, _state in told] == [entry.seq for entry in book]
    assert told[1][1:] == ("incident.accept", "accepted")
    # What moves nothing is told as a change: how such an entry is called inside is nobody else's.
    assert told[-1][1:] == ("incident.changed", "closed")
    assert not idle_subscriptions(timezone.now())


def test_event_and_change_stand_or_fall_together(here: Place) -> None:
    from django.db import transaction

    given_subscription(here)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        given_report(here)
        assert Event.objects.count() == 1
        1 / 0  # noqa: B018 - the change fails
    assert not Event.objects.exists()
    assert not Delivery.objects.exists()


def test_nothing_is_written_where_nobody_may_be_told(here: Place, world: World) -> None:
    today = timezone.localdate()
    entry = given_entry(here)
    for values in (
        {"state": "drafted"},
        {"state": "submitted"},
        {"state": "revoked"},
        {"direction": "read"},
        {"valid_from": today + timedelta(days=1)},
        {"valid_until": today - timedelta(days=1), "valid_from": today - timedelta(days=9)},
        {"class_codes": ["PUBLIC_SECURITY"]},
        {"area": world.far.county.prefix},
    ):
        given_subscription(here, entry=given_entry(here, entry.partner, **values))
    given_subscription(here, entry=entry, state="ended")
    given_report(here)
    assert not Event.objects.exists()


def test_one_event_serves_several_receivers(here: Place, receiver: Receiver) -> None:
    entry = given_entry(here, class_codes=["APPEAL."])
    first = given_subscription(here, receiver.url, entry)
    given_subscription(here, receiver.url + "/second", entry)
    given_report(here)
    assert Event.objects.count() == 1
    assert Delivery.objects.count() == 2
    send_due(first.pk)
    assert sorted(states()) == ["delivered", "waiting"]


def test_a_later_event_waits_for_the_one_before_and_other_records_do_not(
    here: Place, receiver: Receiver
) -> None:
    subscription = given_subscription(here, receiver.url)
    poison = given_report(here)
    step(here, poison, "accept")
    fine = given_report(here)
    receiver.answer = lambda one: 500 if one.content["record"] == poison.matter.number else 204
    send_due(subscription.pk)
    assert [one["record"] for one in receiver.taken] == [fine.matter.number]
    refused = [one.content["sequence"] for one in receiver.arrived if one.answer == 500]
    assert refused == [1]
    with later(seconds=11):
        send_due(subscription.pk)
        assert [one.content["sequence"] for one in receiver.arrived if one.answer == 500] == [1, 1]
    receiver.answer = lambda one: 200
    with later(seconds=60):
        send_due(subscription.pk)
    assert [one["sequence"] for one in receiver.taken if one["record"] == poison.matter.number] == [1, 2]


@pytest.mark.parametrize("how", ["hang", "drip"])
def test_a_receiver_that_hangs_costs_one_time_out(
    how: str, here: Place, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting.post, "__kwdefaults__", {"seconds": 0.7})
    subscription = given_subscription(here, receiver.url)
    for _ in range(4):
        given_report(here)
    receiver.answer = lambda one: how
    began = time.monotonic()
    assert send_due(subscription.pk) == 0
    assert time.monotonic() - began < 2.5
    assert Delivery.objects.exclude(first_at=None).get().last_error == "timeout"
    subscription.refresh_from_db()
    assert subscription.failures == 1 and subscription.sender is None
    assert not idle_subscriptions(timezone.now())


def test_a_redirect_is_not_followed_and_is_no_receipt(here: Place, receiver: Receiver) -> None:
    subscription = given_subscription(here, receiver.url)
    given_report(here)
    receiver.answer = lambda one: "redirect"
    send_due(subscription.pk)
    assert len(receiver.arrived) == 1
    assert Delivery.objects.get().last_status == 302


def test_a_private_address_is_refused_at_each_attempt(here: Place, receiver: Receiver, settings: Any) -> None:
    subscription = given_subscription(here, receiver.url)
    given_report(here)
    settings.EXCHANGE_NETWORKS = []
    send_due(subscription.pk)
    assert not receiver.arrived
    assert Delivery.objects.get().last_error == "address_refused"


def test_a_certificate_of_nobody_known_is_refused(here: Place, receiver: Receiver, settings: Any) -> None:
    subscription = given_subscription(here, receiver.url)
    given_report(here)
    settings.EXCHANGE_CA_FILE = ""
    send_due(subscription.pk)
    assert not receiver.arrived
    assert Delivery.objects.get().last_error == "certificate"


def test_two_secrets_are_valid_while_one_is_changed(here: Place, receiver: Receiver) -> None:
    now = timezone.now()
    subscription = given_subscription(
        here, receiver.url, former_secret="die alte", former_until=now + timedelta(hours=1)
    )
    given_report(here)
    send_due(subscription.pk)
    assert receiver.arrived[0].headers["Pingan-Signature"].count("v1=") == 2
    given_report(here)
    with later(hours=2):
        send_due(subscription.pk)
    assert receiver.arrived[1].headers["Pingan-Signature"].count("v1=") == 1


@pytest.mark.parametrize("how", ["revoked", "restricted", "elsewhere"])
def test_what_may_no_longer_be_told_is_withdrawn(
    how: str, here: Place, world: World, receiver: Receiver
) -> None:
    subscription = given_subscription(here, receiver.url)
    incident = given_report(here)
    if how == "revoked":
        CatalogueEntry.objects.update(state="revoked")
    elif how == "restricted":
        rewrite(incident.pk, is_restricted=True)
    else:
        rewrite(incident.pk, region_code=world.far.township.code)
    send_due(subscription.pk)
    assert not receiver.arrived
    assert states() == ["withdrawn"]


def test_a_restricted_matter_makes_no_event(here: Place) -> None:
    given_subscription(here)
    incident = given_report(here)
    rewrite(incident.pk, is_restricted=True)
    record(incident.pk, system_actor(), Entry("urge"))
    assert Event.objects.count() == 1


def test_while_an_entry_is_suspended_events_are_kept(here: Place, receiver: Receiver) -> None:
    subscription = given_subscription(here, receiver.url)
    CatalogueEntry.objects.update(state="suspended")
    given_report(here)
    send_due(subscription.pk)
    assert states() == ["waiting"]
    assert not idle_subscriptions(timezone.now())
    CatalogueEntry.objects.update(state="approved")
    send_due(subscription.pk)
    assert states() == ["delivered"]


def test_after_three_days_an_event_waits_for_a_person(here: Place, receiver: Receiver) -> None:
    subscription = given_subscription(here, receiver.url)
    incident = given_report(here)
    step(here, incident, "accept")
    receiver.answer = lambda one: 503
    send_due(subscription.pk)
    with later(days=2, hours=23):
        send_due(subscription.pk)
        assert states() == ["waiting", "waiting"]
    with later(days=3, hours=6):
        send_due(subscription.pk)
        assert states() == ["dead", "waiting"]
        receiver.answer = lambda one: 204
        assert send_due(subscription.pk) == 0, "the next one of the record waits for the decision"


def test_one_sender_at_a_time_and_a_dead_ones_lease_lapses(here: Place, receiver: Receiver) -> None:
    subscription = given_subscription(here, receiver.url)
    given_report(here)
    Subscription.objects.update(
        sender="00000000-0000-4000-8000-000000000001", leased_until=timezone.now() + timedelta(seconds=30)
    )
    assert send_due(subscription.pk) == 0
    assert not idle_subscriptions(timezone.now())
    with later(seconds=31):
        assert idle_subscriptions(timezone.now()) == [subscription.pk]
        assert send_due(subscription.pk) == 1


def test_a_receiver_that_fails_hangs_repeats_and_goes_away_gets_everything_in_order(
    here: Place, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting.post, "__kwdefaults__", {"seconds": 0.4})
    subscription = given_subscription(here, receiver.url)
    incidents = [given_report(here) for _ in range(5)]
    moods = iter([500, 204, "hang", 429, 204, 302, 204, 204, "drip", 503])
    receiver.answer = lambda one: next(moods, 200)
    clock = timedelta()
    for round_number, action in enumerate(
        ("accept", "dispatch", "sign", "handle", "verify", "answer", "close")
    ):
        for incident in incidents:
            step(here, incident, action)
        if round_number == 2:
            receiver.go()
        if round_number == 5:
            receiver.come()
        with later(seconds=clock.total_seconds()):
            send_due(subscription.pk)
        clock += timedelta(hours=2)
    _until_nothing_waits(subscription, clock)
    told = [(one["record"], one["sequence"]) for one in receiver.taken]
    for incident in incidents:
        count = Matter.objects.get(pk=incident.pk).timeline_count
        own = [number for record_number, number in told if record_number == incident.matter.number]
        assert own == list(range(1, count + 1))
    assert len(receiver.arrived) > len(receiver.taken), "the receiver was never difficult"
    by_id: dict[str, set[tuple[str, int]]] = defaultdict(set)
    for arrived in receiver.arrived:
        by_id[arrived.headers["Pingan-Event"]].add((arrived.content["record"], arrived.content["sequence"]))
    assert all(len(found) == 1 for found in by_id.values())
    assert len(by_id) == Event.objects.count()


def _until_nothing_waits(subscription: Subscription, clock: timedelta) -> None:
    for round_number in range(1, 30):
        with later(seconds=(clock + timedelta(hours=2 * round_number)).total_seconds()):
            send_due(subscription.pk)
        if not Delivery.objects.filter(state="waiting").exists():
            return


def test_the_timetable_starts_a_task_for_each_receiver_that_has_something_due(
    here: Place, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[tuple[str, list[int]]] = []
    monkeypatch.setattr(
        tasks.current_app, "send_task", lambda name, args, **_more: started.append((name, args))
    )
    subscription = given_subscription(here, receiver.url)
    assert tasks.deliver() == 0
    given_report(here)
    assert tasks.deliver() == 1
    assert started == [("exchange.deliver", [subscription.pk])]
    assert tasks.deliver(subscription.pk) == 1
    assert tasks.deliver() == 0
