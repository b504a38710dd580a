"""One append-only row per act that an auditor may ask about."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from pingan.audit.models import AuditEntry
from pingan.audit.rules.chain import canonical
from pingan.common.crypto import blind_index

if TYPE_CHECKING:
    from pingan.access.rules import Actor


def digest_of(row: Mapping[str, Any]) -> str:
    """Return the keyed digest of a row: without the key nobody can make another that fits."""
    return blind_index(canonical(row), scope="audit.entry")


def _clean_ip(ip: str) -> str | None:
    try:
        address = ipaddress.ip_address(ip.strip().partition("%")[0])
    except ValueError:
        return None
    return str(getattr(address, "ipv4_mapped", None) or address)


def _text(value: str, length: int) -> str:
    return value.replace("\0", "")[:length]


def log(
    *,
    actor: Actor | None,
    action: str,
    object_type: str = "",
    object_id: int | None = None,
    result: str = "ok",
    reason: str = "",
    data: Mapping[str, Any] | None = None,
    ip: str = "",
    request_id: str = "",
    region_code: str = "",
    user_id: int | None = None,
    user_name: str = "",
) -> AuditEntry:
    """Write one row in the caller's transaction: it stands or falls with the act.

    What was refused or failed is written after the refused transaction has ended (doors catch the error
    outside of it), so that the row stands.

    ``actor`` None is for what happens before somebody is signed in; ``user_id`` and ``user_name`` then say
    whose account it concerns, where that is known. Without ``region_code`` the row belongs to the actor's
    own area, so that the auditor of that area sees it. ``data`` must not hold personal data: keys and
    counts only.
    """
    row: dict[str, Any] = {
        "at": timezone.now(),
        "actor_id": actor.user_id if actor else user_id,
        "actor_name": _text(str(actor.name) if actor else user_name, 60),
        "actor_role": actor.role if actor else "",
        "post_id": actor.post_id if actor else None,
        "action": action,
        "object_type": object_type,
        "object_id": object_id,
        "region_code": region_code or (actor.areas[0] if actor and actor.areas else ""),
        "result": result,
        "reason": _text(reason, 300),
        "data": dict(data or {}),
        "ip": _clean_ip(ip or (actor.ip if actor else "")),
        "request_id": _text(request_id or (actor.request_id if actor else ""), 64),
    }
    return AuditEntry.objects.create(**row, digest=digest_of(row))
