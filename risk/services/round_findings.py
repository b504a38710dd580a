"""A finding of a screening round becomes a hazard: what was reported once is not typed again (domain.md §6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from pingan.access.rules import Actor
from pingan.registers.rules import FindingTarget
from risk.models.choices import Domain, HazardSource
from risk.rules.hazards import LONGEST_PLACE
from risk.services.hazards import NewHazard, register_hazard

#: Rounds of one domain do not ask for it in every finding.
DOMAINS = {
    "ecology_check": Domain.ECOLOGY,
    "food_drug_check": Domain.FOOD_DRUG,
    "fundraising_check": Domain.FUNDRAISING,
    "hazardous_goods_check": Domain.DANGEROUS_GOODS,
    "internal_security_check": Domain.KEY_PLACE,  # Article 22: security inside units
    "key_place_check": Domain.KEY_PLACE,
    "large_event_check": Domain.LARGE_EVENT,
    "new_business_check": Domain.NEW_BUSINESS,
    "parcel_check": Domain.PARCEL,
    "public_health_check": Domain.HEALTH,
    "school_safety_check": Domain.SCHOOL,
    "school_surroundings_check": Domain.SCHOOL,
    "tourism_check": Domain.TOURISM,
}
#: Of a check of work safety the trade says which (Article 30 ¶1).
TRADES = {
    "chemicals": Domain.DANGEROUS_GOODS,
    "construction": Domain.CONSTRUCTION,
    "fire": Domain.FIRE,
    "fireworks": Domain.DANGEROUS_GOODS,
    "mine": Domain.MINE,
    "traffic": Domain.TRAFFIC,
}


def domain_of(values: Mapping[str, Any], definition: str) -> str:
    """Return the domain of what a round found: as the finding says, by its trade, else by the round's own form."""
    told = str(values.get("domain", "")) or TRADES.get(str(values.get("trade", "")), "")
    return str(told or DOMAINS.get(definition, Domain.OTHER))


def hazard_of(actor: Actor, finding: Any, given: Any) -> int:
    """Register the hazard that a finding tells of and return its key; runs in the caller's transaction.

    Raises:
        Forbidden, Invalid: as ``register_hazard`` does.

    """
    values, report = finding.values, finding.report
    is_grid, is_unit = report.unit_kind == "grid", report.unit_kind == "organ"
    hazard = register_hazard(
        actor=actor,
        data=NewHazard(
            domain=domain_of(values, report.round.definition.code),
            description=str(values.get("description", "")),
            grid=report.unit_id if is_grid else None,
            region="" if is_grid else report.region_code,
            place_text=str(values.get("place", ""))[:LONGEST_PLACE],
        ),
        came_from=HazardSource.OWN_REPORT if is_unit else HazardSource.CAMPAIGN,
    )
    return int(hazard.pk)


SCREENED = FindingTarget("hazard", _("Register as a hazard"), "hazard.register", hazard_of)
