"""Exceptional rights, and the one way in which a dated rule changes."""

from pingan.access.services.grants import LONGEST, grant, revoke, sweep_expired
from pingan.access.services.versions import close, content_of, demand_edit, open_version, retire_version

__all__ = [
    "LONGEST",
    "close",
    "content_of",
    "demand_edit",
    "grant",
    "open_version",
    "retire_version",
    "revoke",
    "sweep_expired",
]
