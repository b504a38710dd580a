"""Who may read notices: their recipient, nobody else."""

from __future__ import annotations

from pingan.access.policy import Own, Permit, register
from pingan.notify.models import Notice


def register_permits() -> None:
    """Say it to the access floor; called from ``AppConfig.ready()``."""
    own = (Permit("inbox.read", Own("recipient_id")),)
    register(Notice, {"view": own, "mark_read": own})
