"""A limit on requests that an honest client never meets, and that opens when its counter is out of reach."""

from __future__ import annotations

import logging
from typing import Any

from redis.exceptions import RedisError
from rest_framework.throttling import UserRateThrottle

log = logging.getLogger(__name__)


class UserThrottle(UserRateThrottle):
    """Counts per account, or per address where nobody is signed in.

    The counter lies in the cache. With the broker down requests are let through: what was reported must not
    be refused because a counter is missing.
    """

    def allow_request(self, request: Any, view: Any) -> bool:
        """Ask the counter; without one, let the request pass."""
        try:
            return bool(super().allow_request(request, view))
        except (RedisError, OSError):
            log.warning("the request counter is out of reach; letting requests through")
            return True
