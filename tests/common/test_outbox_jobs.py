"""Jobs leave with the change they belong to, run once, come back when they fail, and survive a dead broker."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from pingan.common import outbox
from pingan.common.models import OutboxEntry
from pingan.common.outbox import HANDLERS, MAX_ATTEMPTS, deliver, enqueue, hand_over, open_entries
from pingan.common.tasks import redeliver, sweep
from tests.factories.org import given_region

pytestmark = pytest.mark.django_db
JOB = "toys.fold"


@pytest.fixture
def folded() -> Iterator[list[Any]]:
    """A handler that keeps what it got; the second half of its list says what it should raise."""
    seen: list[Any] = []

    def fold(*, paper: str) -> None:
        assert connection.in_atomic_block
        seen.append(paper)
        if paper == "wet":
            given_region("360000000000")  # half of its work is done when it fails
            raise ValueError("wet paper")

    HANDLERS[JOB] = fold
    yield seen
    HANDLERS.pop(JOB)


@pytest.fixture
def broker(settings: Any, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, list[int]]]:
    """A broker that keeps what it is told."""
    told: list[tuple[str, list[int]]] = []
    settings.OUTBOX_HAND_OVER = True

    def send(name: str, args: list[int], **options: Any) -> None:
        told.append((name, args))

    monkeypatch.setattr(outbox.current_app, "send_task", send)
    return told


def test_a_job_is_closed_in_the_transaction_that_did_it(folded: list[Any]) -> None:
    entry = enqueue(JOB, paper="dry")
    assert deliver(entry.pk) is True
    entry.refresh_from_db()
    assert entry.done_at is not None
    assert folded == ["dry"]


def test_a_second_delivery_does_nothing(folded: list[Any]) -> None:
    entry = enqueue(JOB, paper="dry")
    assert [deliver(entry.pk) for _turn in range(5)] == [True, False, False, False, False]
    assert folded == ["dry"]


def test_a_failure_undoes_its_work_and_waits_longer_each_time(folded: list[Any]) -> None:
    from pingan.org.models import Region

    entry = enqueue(JOB, paper="wet")
    waits = []
    for _turn in range(4):
        begun = timezone.now()
        assert deliver(entry.pk) is False
        entry.refresh_from_db()
        waits.append(round((entry.available_at - begun).total_seconds()))
        assert (entry.done_at, entry.handed_at, entry.last_error) == (None, None, "ValueError")
        assert not Region.objects.exists()
    assert waits == [10, 20, 40, 80]
    assert entry.attempts == 4


def test_a_hopeless_job_is_parked_for_a_person_and_never_tried_again(folded: list[Any]) -> None:
    entry = enqueue(JOB, paper="wet")
    for _turn in range(MAX_ATTEMPTS + 3):
        deliver(entry.pk)
    entry.refresh_from_db()
    assert entry.parked_at is not None
    assert len(folded) == MAX_ATTEMPTS
    OutboxEntry.objects.filter(pk=entry.pk).update(available_at=timezone.now() - timedelta(days=1))
    assert open_entries() == []


def test_a_job_nobody_knows_is_a_failure_and_is_kept(folded: list[Any]) -> None:
    entry = enqueue("toys.unknown", paper="dry")
    assert deliver(entry.pk) is False
    entry.refresh_from_db()
    assert (entry.last_error, entry.done_at) == ("KeyError", None)


@pytest.mark.django_db(transaction=True)
def test_the_broker_is_told_after_commit_and_never_of_what_was_undone(
    folded: list[Any], broker: list[tuple[str, list[int]]]
) -> None:
    with transaction.atomic():
        entry = enqueue(JOB, paper="dry")
        assert broker == []
    assert broker == [(JOB, [entry.pk])]
    with pytest.raises(RuntimeError), transaction.atomic():
        enqueue(JOB, paper="dry")
        raise RuntimeError
    assert len(broker) == 1
    assert OutboxEntry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_dead_broker_makes_a_job_late_and_not_lost(
    folded: list[Any], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.OUTBOX_HAND_OVER = True

    def refuse(*args: Any, **options: Any) -> None:
        raise ConnectionError("nobody listens")

    monkeypatch.setattr(outbox.current_app, "send_task", refuse)
    with transaction.atomic():
        entry = enqueue(JOB, paper="dry")
    entry.refresh_from_db()
    assert entry.handed_at is None
    assert open_entries() == [entry.pk]
    told: list[int] = []
    monkeypatch.setattr(outbox.current_app, "send_task", lambda name, args, **options: told.extend(args))
    assert redeliver() == 1
    assert told == [entry.pk]


def test_what_was_handed_over_and_never_done_is_handed_over_again(
    folded: list[Any], broker: list[tuple[str, list[int]]]
) -> None:
    entry = enqueue(JOB, paper="dry")
    assert hand_over(entry)
    assert open_entries() == []
    OutboxEntry.objects.filter(pk=entry.pk).update(handed_at=timezone.now() - timedelta(hours=1))
    assert open_entries() == [entry.pk]
    assert redeliver() == 1
    deliver(entry.pk)
    OutboxEntry.objects.filter(pk=entry.pk).update(handed_at=timezone.now() - timedelta(hours=1))
    assert open_entries() == []


def test_a_job_for_later_waits_for_its_moment(folded: list[Any]) -> None:
    later = enqueue(JOB, not_before=timezone.now() + timedelta(hours=1), paper="dry")
    assert open_entries() == []
    OutboxEntry.objects.filter(pk=later.pk).update(available_at=timezone.now())
    assert open_entries() == [later.pk]


@pytest.mark.django_db(transaction=True)
def test_a_row_another_worker_holds_is_passed_by(folded: list[Any]) -> None:
    import threading

    from django.db import connections

    entry = enqueue(JOB, paper="dry")
    answers: list[bool] = []

    def other_worker() -> None:
        try:
            answers.append(deliver(entry.pk))
        finally:
            connections.close_all()

    with transaction.atomic():
        OutboxEntry.objects.select_for_update().get(pk=entry.pk)
        worker = threading.Thread(target=other_worker)
        worker.start()
        worker.join(20)
    assert answers == [False]
    assert deliver(entry.pk) is True
    assert folded == ["dry"]


def test_the_sweeper_keeps_what_is_open_or_parked(folded: list[Any]) -> None:
    old = timezone.now() - timedelta(days=31)
    done, opened, parked = (enqueue(JOB, paper=str(n)) for n in range(3))
    OutboxEntry.objects.update(created_at=old, available_at=old)
    OutboxEntry.objects.filter(pk=done.pk).update(done_at=old)
    OutboxEntry.objects.filter(pk=parked.pk).update(parked_at=old)
    sweep()
    assert set(OutboxEntry.objects.values_list("pk", flat=True)) == {opened.pk, parked.pk}
