"""The chain of the timeline. Pure."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

# Made once: json.dumps would make an encoder for every entry.
_canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


@dataclass(frozen=True)
class EntryContent:
    """What the hash of a timeline entry covers; the note only by its digest."""

    matter_id: int
    seq: int
    action: str
    from_state: str
    to_state: str
    actor_user_id: int | None
    actor_post_id: int | None
    actor_label: str
    at: datetime
    data: Mapping[str, Any]
    note_digest: str


def entry_hash(content: EntryContent, previous_hash: str) -> str:
    """Return the SHA-256 that chains an entry to the one before it."""
    fields = {
        "matter": content.matter_id,
        "seq": content.seq,
        "action": content.action,
        "from": content.from_state,
        "to": content.to_state,
        "user": content.actor_user_id,
        "post": content.actor_post_id,
        "label": content.actor_label,
        "at": content.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "data": content.data,
        "note": content.note_digest,
    }
    return sha256(f"{previous_hash}\n{_canonical(fields)}".encode()).hexdigest()


def as_kept(value: Any) -> Any:
    """Return JSON as PostgreSQL gives it back: its numbers know no negative zero, and a hash must not either."""
    if isinstance(value, Mapping):
        return {key: as_kept(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [as_kept(part) for part in value]
    return 0.0 if isinstance(value, float) and value == 0 else value


#: Key of an entry's data: new digests of earlier notes by their place, where words in them were replaced since.
REWORDED = "reworded"


def note_digest(text: str, salt: str) -> str:
    """Return the salted digest of a note; without its salt it cannot be guessed back."""
    return sha256(f"{salt}\0{text}".encode()).hexdigest()


def fresh_salt() -> str:
    """Return 128 random bits in hexadecimal."""
    return secrets.token_hex(16)
