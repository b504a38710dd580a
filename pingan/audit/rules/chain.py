"""What a row of the security log says, as bytes; how rows are chained. Pure.

GB/T 22239-2019 §8.1.4.3: every user is audited, with time, user, kind, object and result, and the records are
protected from change, deletion and overwriting.
"""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

#: Version 1. How long entries are kept. Our own choice, taken from the three years that the Personal
#: Information Protection Law (art. 56) asks for assessment reports and the Network Data Security
#: Regulations (art. 12) for records of provision; domain.md §9.3.
RETENTION = timedelta(days=3 * 365 + 1)
#: Version 1. The statutory floor: network logs for at least six months (Cybersecurity Law 2016, art. 21).
RETENTION_FLOOR = timedelta(days=184)
#: Rows per seal: small enough to recompute in one go.
BATCH = 5000

#: The columns that a digest covers, in this order. Append only: old rows are verified with the same list.
COLUMNS = (
    "at", "actor_id", "actor_name", "actor_role", "post_id", "action", "object_type", "object_id",
    "region_code", "result", "reason", "data", "ip", "request_id",
)  # fmt: skip


def _plain(value: Any) -> Any:
    # PostgreSQL gives a whole float back as an integer.
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def canonical(row: Mapping[str, Any]) -> str:
    """Return the text that the digest of a row covers; equal rows give equal text on every host."""
    moment: datetime = row["at"]
    values = {
        **{name: _plain(row[name]) for name in COLUMNS},
        "at": moment.astimezone(UTC).isoformat(timespec="microseconds"),
        "ip": ipaddress.ip_address(row["ip"]).exploded if row["ip"] else "",
    }
    return json.dumps(
        [values[name] for name in COLUMNS], ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def chain_text(previous_hash: str, rows: Iterable[tuple[int, str]]) -> str:
    """Return the text that a batch's hash covers: the hash before it, then id and digest of each row."""
    return "\n".join([previous_hash, *(f"{pk}:{digest}" for pk, digest in rows)])


def gaps_between(after: int, ids: Sequence[int]) -> list[list[int]]:
    """Return the ranges of ids that are missing from ``ids``, which ascend and start after ``after``."""
    gaps: list[list[int]] = []
    expected = after + 1
    for pk in ids:
        if pk > expected:
            gaps.append([expected, pk - 1])
        expected = pk + 1
    return gaps


def missing_ids(
    after: int, last: int, ids: Iterable[int], gaps: Sequence[Sequence[int]], limit: int = 20
) -> list[int]:
    """Return ids that a batch once held and no longer does, at most ``limit`` of them."""
    present = set(ids)
    gone: list[int] = []
    start = after + 1
    for first, end in [*gaps, [last + 1, last + 1]]:
        gone += [pk for pk in range(start, first) if pk not in present]
        start = end + 1
    return gone[:limit]


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong with the book. ``entry_id`` None: it concerns the seal itself."""

    seal_id: int
    kind: str
    entry_id: int | None = None


@dataclass(frozen=True)
class Verdict:
    """What a verification found. ``unsealed`` rows are younger than the last batch and not yet protected."""

    seals: int
    entries: int
    unsealed: int
    head: str
    findings: tuple[Finding, ...]

    @property
    def is_sound(self) -> bool:
        """Say whether nothing was found."""
        return not self.findings
