"""Same key, same answer, one effect. Used by the bases of pages and API alike.

The record and the effect commit together: a client that lost the answer gets the stored one, a client that
repeats at the same moment waits for the first. Only successes are stored; a refusal has no effect to protect.
Answers are encrypted and expire after a week, long enough for a phone that was offline.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pingan.common import crypto
from pingan.common.errors import Invalid
from pingan.common.models import IdempotencyRecord

KEEP = timedelta(days=7)
_KEY = re.compile(r"[\x21-\x7e]{1,80}")


@dataclass(frozen=True)
class Answer:
    """What is stored and replayed."""

    status: int
    body: bytes
    headers: Mapping[str, str]
    is_replay: bool = False


def checked_key(key: str) -> str:
    """Return a usable key.

    Raises:
        Invalid: empty, too long or not printable ASCII.

    """
    if not _KEY.fullmatch(key):
        raise Invalid({"Idempotency-Key": _("Use 1 to 80 printable ASCII characters.")})
    return key


def _key_used(stored: IdempotencyRecord) -> Invalid:
    """Return the refusal of a key that stands for another request; ``location``: where what that one made is."""
    error = Invalid({"Idempotency-Key": _("This key was already used for another request.")})
    made = stored.headers.get("Location") or stored.headers.get("HX-Redirect")
    if made:
        error.details["location"] = made
    return error


def fingerprint(method: str, path: str, data: Any) -> str:
    """Return the SHA-256 of what was asked: method, path and the parsed body, files by content."""
    digest = hashlib.sha256(f"{method}\n{path}\n".encode())
    digest.update(json.dumps(_plain(data), sort_keys=True, default=str).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _plain(data: Any) -> Any:
    if hasattr(data, "lists"):
        skipped = {"csrfmiddlewaretoken", "idempotency_key"}
        return {name: [_plain(v) for v in values] for name, values in data.lists() if name not in skipped}
    if isinstance(data, UploadedFile):
        content = hashlib.sha256()
        for chunk in data.chunks():
            content.update(chunk)
        data.seek(0)
        return f"file:{content.hexdigest()}"
    return data


def answer_once(
    *, user_id: int, key: str, request_print: str, run: Callable[[], tuple[Answer, Any]]
) -> tuple[Answer, Any]:
    """Run ``run`` once per user and key, inside one transaction with its record; replay otherwise.

    ``run`` returns the answer to store and the live response; a replay has None in its place.

    Raises:
        Invalid: the key was used for something else.

    """
    with transaction.atomic():
        own = IdempotencyRecord.objects.filter(user_id=user_id, key=key)
        # The sweeper comes by once an hour; an answer whose time is over is none, whether it came by or not.
        own.filter(expires_at__lte=timezone.now()).delete()
        IdempotencyRecord.objects.bulk_create(
            [
                IdempotencyRecord(
                    user_id=user_id, key=key, fingerprint=request_print, expires_at=timezone.now() + KEEP
                )
            ],
            ignore_conflicts=True,
        )
        stored = own.select_for_update().get()
        if stored.fingerprint != request_print:
            raise _key_used(stored)
        if stored.status is not None:
            body = crypto.decrypt(bytes(stored.body or b""), context=f"idempotency:{user_id}:{key}")
            return Answer(stored.status, body, stored.headers, is_replay=True), None
        answer, live = run()
        if answer.status < 400:
            stored.status = answer.status
            stored.headers = dict(answer.headers)
            stored.body = crypto.encrypt(answer.body, context=f"idempotency:{user_id}:{key}")
            stored.save()
        else:
            stored.delete()
        return answer, live
