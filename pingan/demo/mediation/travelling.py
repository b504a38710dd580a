"""Days gone by: a walk through the machine whose every row, entry and paper bears a moment of the past."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from django.utils import timezone

#: When office hours are over: the drawn sessions of the year lie within them, so that nobody is booked twice.
_HOUR, _MINUTE = 17, 30


@contextmanager
def days_ago(days: int, *, hour: int = _HOUR) -> Iterator[None]:
    """Let the product's clock run from an hour of a past day, the late afternoon, in this process, which only seeds.

    What is done meanwhile is done then: rows, terms, timeline and papers agree, since one clock tells them all.
    """
    real = timezone.now
    then = timezone.localtime(real() - timedelta(days=days)).replace(hour=hour, minute=_MINUTE)
    gone = real() - then
    with patch.object(timezone, "now", lambda: real() - gone):
        yield
