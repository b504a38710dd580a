"""A finding of a screening round becomes a hazard: what was reported once is not typed again (domain.md §6)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from pingan.access.rules import Actor
from pingan.registers.rules import FindingTarget
from risk.models.choices import Domain, HazardSource
from risk.rules.hazards import LONGEST_PLACE
from risk.services.hazards import NewHazard, register_hazard

#: Rounds of one domain do not ask for it in every finding.
DOMAINS = {"school_safety_check": Domain.SCHOOL}


def hazard_of(actor: Actor, finding: Any, given: Any) -> int:
    """Register the hazard that a finding tells of and return its key; runs in the caller's transaction.

    Raises:
        Forbidden, Invalid: as ``register_hazard`` does.

    """
    values, report = finding.values, finding.report
    is_grid, is_unit = report.unit_kind == "grid", report.unit_kind == "organ"
    told = str(values.get("domain", "")) or DOMAINS.get(report.round.definition.code, Domain.OTHER)
    hazard = register_hazard(
        actor=actor,
        data=NewHazard(
            domain=str(told),
            description=str(values.get("description", "")),
            grid=report.unit_id if is_grid else None,
            region="" if is_grid else report.region_code,
            place_text=str(values.get("place", ""))[:LONGEST_PLACE],
        ),
        came_from=HazardSource.OWN_REPORT if is_unit else HazardSource.CAMPAIGN,
    )
    return int(hazard.pk)


SCREENED = FindingTarget("hazard", _("Register as a hazard"), "hazard.register", hazard_of)
