"""Same key, same answer, one effect: the record behind it."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from pingan.accounts.models import User
from pingan.common.errors import Forbidden, Invalid
from pingan.common.models import IdempotencyRecord
from pingan.common.tasks import sweep
from pingan.web.idempotency import KEEP, Answer, answer_once, checked_key, fingerprint
from tests.factories.org import given_user

pytestmark = pytest.mark.django_db
BODY = b'{"phone": "13812345678"}'


class Counter:
    """A verb that counts how often it ran."""

    def __init__(self, *, status: int = 201, error: Exception | None = None) -> None:
        self.runs, self.status, self.error = 0, status, error

    def __call__(self) -> tuple[Answer, Any]:
        self.runs += 1
        given_user()
        if self.error:
            raise self.error
        return Answer(self.status, BODY, {"Location": "/x/"}), f"live {self.runs}"


def once(user: User, run: Counter, *, key: str = "k1", request: str = "p1") -> tuple[Answer, Any]:
    return answer_once(user_id=user.pk, key=key, request_print=request, run=run)


def test_a_repeat_gets_the_stored_answer_and_changes_nothing() -> None:
    user, run = given_user(), Counter()
    first, live = once(user, run)
    again, nothing = once(user, run)
    assert (live, nothing, run.runs) == ("live 1", None, 1)
    assert (again.status, again.body, again.headers) == (first.status, first.body, first.headers)
    assert (first.is_replay, again.is_replay) == (False, True)


def test_the_same_key_for_another_request_is_refused() -> None:
    user, run = given_user(), Counter()
    once(user, run)
    with pytest.raises(Invalid) as refusal:
        once(user, run, request="p2")
    assert "Idempotency-Key" in refusal.value.fields
    assert run.runs == 1


def test_a_key_belongs_to_one_person() -> None:
    run = Counter()
    once(given_user(), run)
    once(given_user(), run)
    assert run.runs == 2


@pytest.mark.parametrize("run", [Counter(status=422), Counter(status=409)])
def test_a_refusal_is_not_stored(run: Counter) -> None:
    user = given_user()
    for _turn in range(2):
        assert once(user, run)[1] is not None
    assert run.runs == 2
    assert not IdempotencyRecord.objects.exists()


@pytest.mark.parametrize("error", [Forbidden(), RuntimeError("fault of ours")])
def test_a_failure_leaves_neither_record_nor_effect(error: Exception) -> None:
    user, run = given_user(), Counter(error=error)
    before = User.objects.count()
    for _turn in range(2):
        with pytest.raises(type(error)):
            once(user, run)
    assert run.runs == 2
    assert not IdempotencyRecord.objects.exists()
    assert User.objects.count() == before


def test_an_expired_answer_is_none_whether_it_was_swept_or_not() -> None:
    user, run = given_user(), Counter()
    once(user, run)
    IdempotencyRecord.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    answer, _live = once(user, run, request="p2")
    assert (run.runs, answer.is_replay) == (2, False)
    record = IdempotencyRecord.objects.get()
    assert abs(record.expires_at - timezone.now() - KEEP) < timedelta(minutes=1)
    IdempotencyRecord.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    sweep()
    assert not IdempotencyRecord.objects.exists()


def test_the_answer_is_unreadable_in_the_table_and_useless_under_another_key() -> None:
    user, run = given_user(), Counter()
    once(user, run)
    record = IdempotencyRecord.objects.get()
    assert b"138" not in bytes(record.body or b"")
    assert "13812345678" not in str(record.headers)
    IdempotencyRecord.objects.filter(pk=record.pk).update(key="k2")
    from pingan.common.crypto import DecryptionError

    with pytest.raises(DecryptionError):
        once(user, run, key="k2")


@pytest.mark.django_db(transaction=True)
def test_of_twenty_at_once_one_runs_and_all_get_its_answer() -> None:
    user, run = given_user(), Counter()
    start, answers = threading.Barrier(20), []

    def ask() -> None:
        try:
            start.wait(20)
            answers.append(once(user, run)[0])
        finally:
            connections.close_all()

    threads = [threading.Thread(target=ask) for _turn in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert run.runs == 1
    assert [answer.body for answer in answers] == [BODY] * 20
    assert sum(not answer.is_replay for answer in answers) == 1


@pytest.mark.parametrize("key", ["", " ", "a" * 81, "钥匙", "a b", "a\n"])
def test_an_unusable_key_is_refused(key: str) -> None:
    with pytest.raises(Invalid):
        checked_key(key)


def test_the_print_sees_method_path_and_body_and_not_their_order() -> None:
    first = fingerprint("POST", "/a/", {"x": 1, "y": [1, 2]})
    assert first == fingerprint("POST", "/a/", {"y": [1, 2], "x": 1})
    others = [
        ("POST", "/b/", {"x": 1, "y": [1, 2]}),
        ("PUT", "/a/", {"x": 1, "y": [1, 2]}),
        ("POST", "/a/", {"x": 1}),
    ]
    assert first not in {fingerprint(*other) for other in others}


def test_the_print_sees_files_by_content_and_leaves_them_readable() -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.http import QueryDict

    def form(content: bytes, token: str = "t") -> QueryDict:
        data = QueryDict(mutable=True)
        data.setlist("file", [SimpleUploadedFile("a.jpg", content)])  # type: ignore[list-item]
        data["csrfmiddlewaretoken"] = token
        return data

    one = form(b"photo")
    first = fingerprint("POST", "/a/", one)
    assert first == fingerprint("POST", "/a/", form(b"photo", token="another"))
    assert first != fingerprint("POST", "/a/", form(b"other"))
    assert one["file"].read() == b"photo"  # type: ignore[union-attr]
