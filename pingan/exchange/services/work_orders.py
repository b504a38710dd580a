"""Work orders that a partner hands over: an incident each, once under the partner's own number."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from grids.services.incidents import Reporter, ReportInput, report_incident
from pingan.access.rules import Actor
from pingan.common.errors import Conflict, Invalid
from pingan.exchange.models import CatalogueEntry, WorkOrder
from pingan.exchange.rules.resources import is_of_class

#: What a report calls its fields, and what a work order does.
_NAMES: Final = {
    "external_number": "number",
    "reporter.phone": "reporter_phone",
    "reporter.name": "reporter_name",
}


@dataclass(frozen=True)
class WorkOrderInput:
    """What a work order says. ``region``: 12 digits, in the entry's area. Who called is stored encrypted, told to nobody."""

    number: str
    category: str
    description: str
    region: str = ""
    place_text: str = ""
    longitude: float | None = None
    latitude: float | None = None
    severity: str = ""
    urgency: str = ""
    occurred_at: datetime | None = None
    reporter_name: str = ""
    reporter_phone: str = ""

    @property
    def fingerprint(self) -> str:
        """Return a digest of everything that was said."""
        said = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False, default=str)
        return sha256(said.encode()).hexdigest()


@dataclass(frozen=True)
class Received:
    """A work order as it stands; ``is_new`` False: it had come before."""

    order: WorkOrder
    is_new: bool


def receive_work_order(*, entry: CatalogueEntry, data: WorkOrderInput) -> Received:
    """Open an incident for a work order, or return what came of the same one before; both at once give one incident.

    Raises:
        Conflict: another work order came under this number.
        Invalid: what is wrong, at each field.

    """
    before = _before(entry, data)
    if before is not None:
        return before
    try:
        with transaction.atomic():
            return Received(_open(entry, data), is_new=True)
    except (IntegrityError, Invalid):
        # The same one arrived at the same moment and was first: its incident is this one's too.
        before = _before(entry, data)
        if before is None:
            raise
        return before


def _before(entry: CatalogueEntry, data: WorkOrderInput) -> Received | None:
    found = WorkOrder.objects.filter(partner_id=entry.partner_id, number=data.number).first()
    if found is None:
        return None
    if found.fingerprint != data.fingerprint:
        raise Conflict(_("Another work order came under this number."))
    return Received(found, is_new=False)


def _open(entry: CatalogueEntry, data: WorkOrderInput) -> WorkOrder:
    if not is_of_class(data.category, entry.class_codes):
        raise Invalid({"category": _("The permission does not cover this class.")})
    try:
        incident = report_incident(
            actor=_reporter(entry),
            data=ReportInput(
                category=data.category,
                description=data.description,
                region=data.region,
                place_text=data.place_text,
                longitude=data.longitude,
                latitude=data.latitude,
                severity=data.severity,
                urgency=data.urgency,
                occurred_at=data.occurred_at,
                source="hotline",
                external_number=data.number,
                reporter=Reporter(data.reporter_name, data.reporter_phone),
            ),
        )
    except Invalid as error:
        named = {_NAMES.get(name, name): texts for name, texts in error.fields.items()}
        raise Invalid(named) from error
    return WorkOrder.objects.create(
        partner_id=entry.partner_id,
        entry=entry,
        number=data.number,
        fingerprint=data.fingerprint,
        matter_id=incident.pk,
    )


def _reporter(entry: CatalogueEntry) -> Actor:
    """Return the partner as who reports: in the area of its entry, with what a dispatcher may when a report comes in.

    No person acts: the book names the partner.
    """
    return Actor(
        user_id=None,
        name=entry.partner.name,
        signature=entry.partner.name,
        role="county_dispatcher",
        level=entry.region.level,
        areas=(entry.area,),
        region_id=entry.region_id,
        region_code=entry.region.code,
    )
