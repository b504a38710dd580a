"""Committees and mediators are public officers: everybody in business reads them, desks and offices keep them."""

from __future__ import annotations

from disputes.models import DisputeType, MediationCommittee, Mediator
from pingan.access.policy import Area, Everywhere, OwnUnit, Permit, register
from pingan.access.rules import BUSINESS_ROLES, extend_duties

_EDITORS = ("township_desk", "county_dispatcher", "body_office")


def register_committees() -> None:
    """Register permits and duties; called from ``ready()``."""
    extend_duties({role: {"mediation.view"} for role in BUSINESS_ROLES})
    extend_duties({role: {"mediation.edit"} for role in _EDITORS})
    extend_duties({"mediator": {"mediation.book"}})
    view = [Permit("mediation.view", Everywhere())]
    register(DisputeType, {"view": view})
    register(
        MediationCommittee,
        {
            "view": view,
            "edit": [Permit("mediation.edit", Area("organ__region__code"))],
            "book": [
                Permit("mediation.edit", Area("organ__region__code")),
                Permit("mediation.book", OwnUnit("organ_id")),
            ],
        },
    )
    register(
        Mediator, {"view": view, "edit": [Permit("mediation.edit", Area("committee__organ__region__code"))]}
    )
