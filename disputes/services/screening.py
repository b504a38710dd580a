"""A finding of a screening round becomes a dispute: what was reported once is not typed again (domain.md §4.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from disputes.models.choices import FlagCode
from disputes.rules.redaction import redacted
from disputes.services.disputes import NewDispute, register_dispute
from pingan.access.rules import Actor
from pingan.matters.machine import input_field
from pingan.registers.rules import FindingTarget

#: The definition of registers by which screening campaigns (集中排查) are ordered.
DEFINITION = "dispute_screening"
#: Types of the screening form to types of dispute; what the form leaves open is "other".
TYPES = {
    "family": "MARRIAGE_FAMILY", "neighbour": "NEIGHBOUR", "housing": "HOUSING", "contract": "CONTRACT",
    "business": "BUSINESS", "damage": "DAMAGE", "land": "FOREST_LAND", "expropriation": "EXPROPRIATION",
    "environment": "ENVIRONMENT", "labour": "LABOR", "wages": "WAGES", "consumer": "CONSUMER", "medical": "MEDICAL",
    "traffic": "TRAFFIC", "property": "PROPERTY_MGMT", "village": "VILLAGE_AFFAIRS", "ip": "IP", "finance": "FINANCE",
    "school": "SCHOOL", "enterprise": "ENTERPRISE", "tourism": "TOURISM", "ecommerce": "ECOMMERCE",
}  # fmt: skip
RESOLVED = "排查时已现场化解"


def without_numbers(text: str) -> str:
    """Return what a report says without phones and identity numbers; who is meant nobody knows there yet."""
    return redacted(text, ())


@dataclass(frozen=True, kw_only=True)
class Seen:
    """The signs that were seen: what a registration asks for as well, since they may close the matter at once."""

    codes: tuple[str, ...] = input_field(
        _("Signs that it may turn violent"),
        "checkboxes",
        choices=lambda actor, finding: FlagCode.choices,
        default=(),
        help=_("Violence within a family, or a child exposed, closes it to all but those named."),
    )
    note: str = input_field(_("What was seen or heard"), "textarea", default="")


def dispute_of(actor: Actor, finding: Any, given: Seen) -> int:
    """Register the dispute that a finding tells of and return its key; runs in the caller's transaction.

    Its signs are raised with it: what they close is closed in the same act, and the police term starts.

    Raises:
        Forbidden, Invalid: as ``register_dispute`` does.

    """
    values, report = finding.values, finding.report
    is_grid = report.unit_kind == "grid"
    dispute = register_dispute(
        actor=actor,
        data=NewDispute(
            type=TYPES.get(str(values.get("type", "")), "OTHER"),
            description=str(values.get("description", "")),
            source="screening",
            grid=report.unit_id if is_grid else None,
            region="" if is_grid else report.region_code,
            place_text=str(values.get("place", ""))[:200],
            people_involved=int(values.get("people") or 2),
            flags=given.codes,
            flag_note=given.note,
            settlement=RESOLVED if values.get("is_resolved") is True else "",
        ),
    )
    return int(dispute.pk)


SCREENED = FindingTarget("dispute", _("Hand to the dispute desk"), "dispute.register", dispute_of, Seen)
