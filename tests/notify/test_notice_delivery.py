"""Exactly one notice per occasion and inbox, in the language of whoever reads, and not at night."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import translation
from django.utils.translation import gettext_lazy, gettext_noop

from pingan.access.rules import Actor
from pingan.accounts.models import User
from pingan.common.errors import NotFound
from pingan.common.ids import UserId
from pingan.common.models import OutboxEntry
from pingan.common.outbox import deliver, open_entries
from pingan.notify import tasks
from pingan.notify.models import Notice
from pingan.notify.queries import inbox, unread_count
from pingan.notify.services import mark_all_read, mark_read, message, notify
from tests.factories.calendars import at

ROOT = Path(__file__).resolve().parents[2]
DAY = at("2026-11-10 10:00")
NIGHT = at("2026-11-10 22:00")
assert tasks  # registers the handler


def person(username: str) -> UserId:
    return UserId(User.objects.create_user(username, name=username).pk)


def actor(user_id: UserId) -> Actor:
    return Actor(user_id=user_id, name="x", role="grid_worker", areas=("36",))


@pytest.fixture
def daytime() -> Iterator[None]:
    with time_machine.travel(DAY, tick=False):
        yield


def tell(*recipients: UserId, key: str = "incident:1:accepted", **more: object) -> list[int]:
    """Send and return the outbox rows that are due now."""
    notify(recipients=recipients, key=key, title="Sign out", **more)  # type: ignore[arg-type]
    return open_entries()


@pytest.mark.django_db
@pytest.mark.usefixtures("daytime")
def test_a_notice_reaches_each_inbox_once_however_often_it_is_sent() -> None:
    anna, bo = person("anna"), person("bo")
    for _ in range(2):
        for entry in tell(anna, bo, anna):
            assert deliver(entry)
            assert not deliver(entry)  # the same row again: the broker repeats itself
    assert Notice.objects.count() == 2
    assert [notice.key for notice in inbox(actor(anna))] == ["incident:1:accepted"]
    assert (unread_count(anna), unread_count(bo)) == (1, 1)
    assert not open_entries()


@pytest.mark.django_db(transaction=True)
def test_two_workers_with_the_same_row_deliver_it_once() -> None:
    recipients = [person(f"u{number}") for number in range(20)]
    notify(recipients=recipients, key="k", title="Sign out", is_urgent=True)
    notify(recipients=reversed(recipients), key="k", title="Sign out", is_urgent=True)
    entries = open_entries()
    assert len(entries) == 2
    barrier = threading.Barrier(8)
    results: list[bool] = []

    def work(entry: int) -> None:
        try:
            barrier.wait(timeout=20)
            results.append(deliver(entry))
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(entries[number % 2],)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(results) == 2  # each of the two rows once
    assert Notice.objects.count() == 20
    assert not OutboxEntry.objects.filter(done_at=None).exists()
    assert not OutboxEntry.objects.exclude(attempts=0).exists()


WORKER = """
import django, os, sys, time
django.setup()
from pingan.common import outbox
from pingan.notify import tasks
from pingan.notify.models import Notice
handler = outbox.HANDLERS["notify.deliver"]
def stall(**payload):
    handler(**payload)
    print("inserted", Notice.objects.count(), flush=True)
    time.sleep(60)
outbox.HANDLERS["notify.deliver"] = stall
outbox.deliver(int(sys.argv[1]))
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("daytime")
def test_a_worker_killed_between_insert_and_close_leaves_one_notice_in_the_end() -> None:
    anna = person("anna")
    (entry,) = tell(anna)
    database = settings.DATABASES["default"]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "pingan.settings.test",
        "DATABASE_URL": (
            f"postgresql://{database['USER']}:{database['PASSWORD']}@/{connection.settings_dict['NAME']}"
            f"?host={database['HOST']}" + (f"&port={database['PORT']}" if database["PORT"] else "")
        ),
    }
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(entry)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert worker.stdout is not None
        ready, _, _ = select.select([worker.stdout], [], [], 60)
        assert ready, "the worker never came to the insert"
        assert worker.stdout.readline().strip() == "inserted 1"
        assert not deliver(entry)  # held by the worker
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        worker.stdout and worker.stdout.close()
    _await_release(entry)
    assert not Notice.objects.exists()
    assert OutboxEntry.objects.get(pk=entry).done_at is None
    assert deliver(entry)
    assert Notice.objects.count() == 1


def _await_release(entry: int) -> None:
    """Wait until the server has noticed that the killed worker is gone."""
    with transaction.atomic():
        OutboxEntry.objects.select_for_update().get(pk=entry)


@pytest.mark.django_db
def test_a_notice_at_night_waits_for_the_morning_and_an_urgent_one_does_not() -> None:
    anna = person("anna")
    with time_machine.travel(NIGHT, tick=False):
        assert tell(anna, key="quiet") == []
        (urgent,) = tell(anna, key="flood", is_urgent=True)
        assert deliver(urgent)
    waiting = OutboxEntry.objects.get(done_at=None)
    assert waiting.available_at == at("2026-11-11 08:30")
    with time_machine.travel(at("2026-11-11 08:29"), tick=False):
        assert open_entries() == []
    with time_machine.travel(at("2026-11-11 08:30"), tick=False):
        assert open_entries() == [waiting.pk]
        assert deliver(waiting.pk)
    quiet = inbox(actor(anna)).get(key="quiet")
    assert (quiet.happened_at, quiet.delivered_at) == (NIGHT, at("2026-11-11 08:30"))


@pytest.mark.django_db
@pytest.mark.usefixtures("daytime")
def test_a_notice_of_a_change_that_is_rolled_back_is_never_sent() -> None:
    anna = person("anna")
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        tell(anna)
        raise KeyboardInterrupt
    assert open_entries() == []


@pytest.mark.django_db
@pytest.mark.usefixtures("daytime")
def test_people_who_left_in_the_meantime_do_not_stop_the_others() -> None:
    anna, gone, closed = person("anna"), person("gone"), person("closed")
    (entry,) = tell(anna, gone, closed)
    User.objects.filter(pk=gone).delete()
    User.objects.filter(pk=closed).update(is_active=False)
    assert deliver(entry)
    assert list(Notice.objects.values_list("recipient_id", flat=True)) == [anna]


@pytest.mark.django_db
@pytest.mark.usefixtures("daytime")
def test_a_large_circle_is_split_and_an_empty_one_writes_nothing() -> None:
    people = User.objects.bulk_create(
        User(username=f"p{number}", name="p", password="!") for number in range(501)
    )
    assert notify(recipients=[], key="k", title="Sign out") == 0
    assert open_entries() == []
    assert notify(recipients=[UserId(user.pk) for user in people], key="k", title="Sign out") == 501
    entries = open_entries()
    assert len(entries) == 2
    assert all(deliver(entry) for entry in entries)
    assert Notice.objects.count() == 501


@pytest.mark.django_db
@pytest.mark.usefixtures("daytime")
def test_the_same_notice_is_read_in_two_languages() -> None:
    anna = person("anna")
    notify(
        recipients=[anna],
        key="k",
        title=gettext_noop("Monday"),
        body="%(state)s until %(due)s, %(on)s: %(number)s%(nobody)s",
        params={
            "state": message(gettext_noop("Tuesday")),
            "due": at("2026-11-12 17:30").astimezone(UTC),
            "on": at("2026-11-12 17:30").date(),
            "number": "赣100%<b>",
            "nobody": None,
        },
    )
    for entry in open_entries():
        assert deliver(entry)
    notice = inbox(actor(anna)).get()
    with translation.override("en"):
        assert notice.title == "Monday"
        assert notice.body == "Tuesday until 11/12/2026 5:30 p.m., 11/12/2026: 赣100%<b>"
    with translation.override("zh-hans"):
        assert notice.title == "星期一"
        assert notice.body.startswith("星期二 until 2026年11月12日 17:30, 2026年11月12日")


@pytest.mark.parametrize("params", [{}, {"other": "1"}])
def test_an_inbox_opens_even_where_a_text_does_not_fit_its_parameters(params: dict[str, str]) -> None:
    assert Notice(title_msgid="%(number)s is 100% late", params=params).title == "%(number)s is 100% late"


@pytest.mark.django_db
def test_what_cannot_be_kept_or_leads_outside_is_refused_at_once() -> None:
    anna = person("anna")
    with pytest.raises(TypeError, match="gettext_noop"):
        notify(recipients=[anna], key="k", title=gettext_lazy("Monday"))  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="message"):
        notify(recipients=[anna], key="k", title="t", params={"x": gettext_lazy("Monday")})
    for url in ("https://example.org/", "//example.org/", "javascript:x"):
        with pytest.raises(ValueError, match="path of the product"):
            notify(recipients=[anna], key="k", title="t", url=url)
    with pytest.raises(ValueError, match="key"):
        notify(recipients=[anna], key="", title="t")
    with pytest.raises(ValueError, match="kind"):
        notify(recipients=[anna], key="k", title="t", kind="k" * 61)
    with pytest.raises(ValueError, match="path of the product"):
        notify(recipients=[anna], key="k", title="t", url="/" + "x" * 300)
    with pytest.raises(ValueError, match="title"):
        notify(recipients=[anna], key="k", title="t" * 301)
    assert not OutboxEntry.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["https://example.org/", "//example.org/"])
def test_the_database_keeps_links_inside(url: str) -> None:
    with pytest.raises(IntegrityError, match="notice_url_stays_inside"):
        Notice.objects.create(recipient_id=person("anna"), key="k", title_msgid="t", url=url, happened_at=DAY)


def given_notice(user_id: UserId, key: str, *, kind: str = "") -> Notice:
    return Notice.objects.create(
        recipient_id=user_id, key=key, kind=kind, title_msgid="t", happened_at=DAY - timedelta(hours=1)
    )


@pytest.mark.django_db
@pytest.mark.usefixtures("daytime")
def test_reading_is_noted_once_and_only_by_the_recipient() -> None:
    anna, bo = person("anna"), person("bo")
    notice = given_notice(anna, "k")
    with pytest.raises(NotFound):
        mark_read(actor=actor(bo), notice_id=notice.pk)
    assert mark_read(actor=actor(anna), notice_id=notice.pk).read_at == DAY
    with time_machine.travel(DAY + timedelta(hours=1), tick=False):
        assert mark_read(actor=actor(anna), notice_id=notice.pk).read_at == DAY
    assert not inbox(actor(bo)).exists()
    assert unread_count(anna) == 0


@pytest.mark.django_db
@pytest.mark.usefixtures("daytime")
def test_marking_all_leaves_what_came_in_after_the_page_and_other_inboxes() -> None:
    anna, bo = person("anna"), person("bo")
    seen = given_notice(anna, "seen")
    new = given_notice(anna, "new")
    others = given_notice(bo, "seen")
    assert mark_all_read(actor=actor(anna), up_to_id=seen.pk) == 1
    assert list(inbox(actor(anna), is_unread=True)) == [new]
    assert list(inbox(actor(anna), is_unread=False)) == [seen]
    assert mark_all_read(actor=actor(anna)) == 1
    assert mark_all_read(actor=actor(anna)) == 0
    others.refresh_from_db()
    assert others.read_at is None


@pytest.mark.django_db
@pytest.mark.usefixtures("daytime")
def test_the_inbox_filters_by_kind_and_shows_the_latest_first() -> None:
    anna = person("anna")
    kinds = ["matter.reminder", "matter", "matters", "matter.dispatched"]
    notices = [given_notice(anna, kind, kind=kind) for kind in kinds]
    assert list(inbox(actor(anna))) == notices[::-1]
    assert [notice.kind for notice in inbox(actor(anna), kind="matter")] == [
        "matter.dispatched", "matter", "matter.reminder"
    ]  # fmt: skip


@pytest.mark.django_db
def test_an_account_without_a_post_has_no_inbox() -> None:
    anna = person("anna")
    given_notice(anna, "k")
    without = Actor(user_id=anna, name="x")
    assert not inbox(without).exists()
