"""A limit on requests that an honest client never meets, and that opens when its counter is out of reach."""

from __future__ import annotations

import logging
import time
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest
from redis.exceptions import RedisError
from rest_framework.throttling import UserRateThrottle

from pingan.common import crypto
from pingan.web.middleware import client_ip

log = logging.getLogger(__name__)


def _counted(counters: Any, key: str, seconds: int) -> int:
    """Count one more under a key that lives so many seconds, and return how many there are."""
    try:
        return int(counters.incr(key))
    except ValueError:  # the first one in this window; another process may be at the same point
        counters.add(key, 0, seconds)
        return int(counters.incr(key))


def is_let_through(name: str, *, most: int, seconds: int, request: HttpRequest | None = None) -> bool:
    """Count a request at a public door and say whether it is one of at most ``most`` in this window of ``seconds``.

    With ``request`` they are counted by where they come from. The address itself is kept nowhere: its keyed digest of
    this window alone is the name of a number in the cache, which ends with the window. Without the counter: let through.
    """
    window = int(time.time() // seconds)
    key = f"door:{name}:{seconds}:{window}"
    if request is not None:
        key = f"door:{name}:{seconds}:{crypto.blind_index(client_ip(request), scope=key)[:24]}"
    try:
        return _counted(cache, key, seconds) <= most
    except (RedisError, OSError):
        log.warning("the request counter is out of reach; letting requests through")
        return True


class UserThrottle(UserRateThrottle):
    """Counts per account, or per address where nobody is signed in, from one full minute to the next.

    The counter is one number in the cache; the base reads and writes the moments of all requests with each request.
    With the broker down requests are let through: what was reported must not be refused because a counter is missing.
    """

    duration: int
    num_requests: int
    remaining: float
    """Seconds until the next minute begins."""

    def allow_request(self, request: Any, view: Any) -> bool:
        """Ask the counter; without one, let the request pass."""
        minute, passed = divmod(self.timer(), self.duration)
        self.remaining = self.duration - passed
        try:
            return self._count(f"{self.get_cache_key(request, view)}_{minute:.0f}") <= self.num_requests
        except (RedisError, OSError):
            log.warning("the request counter is out of reach; letting requests through")
            return True

    def _count(self, key: str) -> int:
        return _counted(self.cache, key, self.duration)

    def wait(self) -> float:
        """Return the seconds until requests are let through again."""
        return self.remaining
