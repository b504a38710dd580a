"""The book of calls: every one is written down, and one that cannot be is not answered."""

from __future__ import annotations

from dataclasses import dataclass

from pingan.exchange.models import Call, CatalogueEntry, Credential


@dataclass(frozen=True)
class Made:
    """One call as it was made and answered."""

    method: str
    path: str
    status: int
    rows: int
    size_bytes: int
    ip: str = ""
    request_id: str = ""


def note_call(*, credential: Credential, entry: CatalogueEntry | None, call: Made) -> None:
    """Write one call down: what was asked and how much was answered, never the content."""
    Call.objects.create(
        partner_id=credential.partner_id,
        credential=credential,
        entry=entry,
        method=call.method[:8],
        path=call.path[:300],
        status=call.status,
        rows=call.rows,
        size_bytes=call.size_bytes,
        ip=call.ip[:45],
        request_id=call.request_id[:32],
    )
