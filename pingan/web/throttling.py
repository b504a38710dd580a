"""A limit on requests that an honest client never meets, and that opens when its counter is out of reach."""

from __future__ import annotations

import logging
from typing import Any

from redis.exceptions import RedisError
from rest_framework.throttling import UserRateThrottle

log = logging.getLogger(__name__)


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
        try:
            return int(self.cache.incr(key))
        except ValueError:  # the first one in this minute; another process may be at the same point
            self.cache.add(key, 0, self.duration)
            return int(self.cache.incr(key))

    def wait(self) -> float:
        """Return the seconds until requests are let through again."""
        return self.remaining
