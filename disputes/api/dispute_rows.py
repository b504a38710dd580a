"""How disputes are written as JSON. Plain functions: a list of 50 is rendered on every screen of every desk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language

from disputes.api import part_schemas as parts
from disputes.models import Dispute
from disputes.queries.lists import LISTED
from disputes.rules.levels import shown_reasons
from pingan.calendars.rules import light
from pingan.matters.machine import machine_for
from pingan.matters.models import MatterLink
from pingan.web.api_matter_rows import moment
from pingan.web.pagination import value_at


@lru_cache(maxsize=64)
def _state_label(state: str, language: str | None) -> str:
    """Translate a state once per language: fifty rows ask for the same few words."""
    return str(machine_for("dispute").states[state])


def _in_language(name: str, english: str) -> str:
    return english if (get_language() or "").startswith("en") else name


def dispute_row(row: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """What lists show, from the values of ``as_listed``; no personal data."""
    return {
        "id": row["pk"],
        "number": row["matter__number"],
        "title": row["matter__title"],
        "description": row["matter__text"],
        "type": row["matter__class_code"],
        "type_name": _in_language(row["type__name"], row["type__name_en"]),
        "level": row["level"],
        "state": row["matter__state"],
        "state_label": _state_label(row["matter__state"], get_language()),
        "source": row["source"],
        "amount": None if row["amount"] is None else f"{row['amount']:.2f}",
        "people_involved": row["people_involved"],
        "region": row["matter__region_code"],
        "region_name": row["matter__region__name"],
        "grid": row["matter__grid_id"],
        "grid_name": row["matter__grid__name"],
        "organ": row["matter__organ_id"],
        "organ_name": row["matter__organ__name"],
        "longitude": row["matter__longitude"],
        "latitude": row["matter__latitude"],
        "place_text": row["place_text"],
        "occurred_on": row["occurred_on"].isoformat(),
        "opened_at": moment(row["matter__opened_at"]),
        "closed_at": moment(row["matter__closed_at"]),
        "next_due_at": moment(row["matter__next_due_at"]),
        "light": light(
            now=now,
            warn_at=row["matter__next_warn_at"],
            due_at=row["matter__next_due_at"],
            stopped_at=None,
            is_paused=row["matter__clock_paused"],
        ),
        "is_restricted": row["matter__is_restricted"],
        "case_number": row["case_number"],
        "outcome": row["outcome"],
        "version": row["matter__version"],
    }


def values_of(dispute: Dispute) -> dict[str, Any]:
    """Return one fetched dispute as the values that a row is made of."""
    return {path: value_at(dispute, path) for path in LISTED}


def dispute_detail(
    dispute: Dispute, links: Iterable[MatterLink], now: datetime, *, tells_repeats: bool
) -> dict[str, Any]:
    """One dispute with what belongs to it; the parties are masked. ``links``: those whose other end may be seen.

    ``tells_repeats``: whether the reader may see the parties in clear; how often they came back confirms a name.
    """
    linked = [link_row(link, dispute.pk) for link in links]
    seen = {link["id"] for link in linked}
    channels = list(dispute.channels.all())
    return {
        **dispute_row(values_of(dispute), now),
        "external_number": dispute.external_number,
        "scale": dispute.scale,
        "is_cross_region": dispute.is_cross_region,
        "level_computed": dispute.level_computed,
        "level_reasons": shown_reasons(dispute.level_reasons, tells_repeats=tells_repeats),
        "level_override_reason": dispute.level_override_reason,
        "restriction": dispute.restriction,
        "charge_taken_by": dispute.charge_taken_by,
        "failed_mediations": dispute.failed_mediations,
        "petition_count": dispute.petition_count,
        "repeats": dispute.repeats if tells_repeats else None,
        "reopened_count": dispute.reopened_count,
        "merged_into": dispute.merged_into_id if dispute.merged_into_id in seen else None,
        "reject_reason": dispute.reject_reason,
        "resolved_at": moment(dispute.resolved_at),
        "rights_told_at": moment(dispute.rights_told_at),
        "prevented_crime": dispute.prevented_crime,
        "prevented_group_petition": dispute.prevented_group_petition,
        "hold_until": dispute.hold_until.isoformat() if dispute.hold_until else None,
        "attachments": [link.file_id for link in dispute.matter.files.all()],
        "links": linked,
        "parties": _many(parts.PartySerializer, dispute.parties.all()),
        "flags": _many(parts.FlagSerializer, dispute.flags.all()),
        "police_notices": _many(parts.PoliceNoticeSerializer, dispute.police_notices.all()),
        "channels": _many(parts.ChannelSerializer, channels),
        "sessions": _many(parts.SessionSerializer, [row for c in channels for row in c.sessions.all()]),
        "agreements": _many(parts.AgreementSerializer, [row for c in channels for row in c.agreements.all()]),
        "visits": _many(parts.VisitSerializer, dispute.visits.all()),
        "units": _many(parts.UnitSerializer, dispute.units.all()),
        "readers": _many(parts.ReaderSerializer, dispute.readers.all()),
    }


def _many(shape: type[Any], rows: Iterable[Any]) -> Any:
    return shape(rows, many=True).data


def link_row(link: MatterLink, pk: int) -> dict[str, Any]:
    """The other end of a link, and which way it points."""
    is_from_here = link.source_id == pk
    other = link.target if is_from_here else link.source
    return {
        "id": other.pk,
        "number": other.number,
        "kind": link.kind,
        "matter_kind": other.kind,
        "is_from_here": is_from_here,
    }
