"""Divisions, bodies, units, centres, posts and responsibilities.

The organisation is readable by every business post and by who gives posts; the office of a body edits it
within its own area (Article 11). Divisions are changed only by an office above them. Who answers for what
(Article 7) is personnel matter: office, auditor and leader of the area.
"""

from __future__ import annotations

from pingan.access.policy import Area, Everywhere, Own, Permit, register
from pingan.audit.services import log
from pingan.common.slots import organisation_changes
from pingan.org.models import (
    CenterChecklistItem,
    CoordinatingBody,
    CoordinatingOffice,
    GovernanceCenter,
    LeaderResponsibility,
    MemberUnit,
    NonMemberUnit,
    Organ,
    Post,
    Region,
    RegionChange,
    ResidentAgency,
    SpecialGroup,
)

_PATHS = {
    Organ: "region__code",
    CoordinatingBody: "region__code",
    CoordinatingOffice: "body__region__code",
    SpecialGroup: "body__region__code",
    MemberUnit: "body__region__code",
    NonMemberUnit: "body__region__code",
    GovernanceCenter: "region__code",
    ResidentAgency: "center__region__code",
    CenterChecklistItem: "center__region__code",
}


def register_permits() -> None:
    """Say it to the access floor, and let changes be written into the book; from ``AppConfig.ready()``."""
    view = Permit("organisation.view", Everywhere())
    for model, path in _PATHS.items():
        register(model, {"view": [view], "edit": [Permit("organisation.edit", Area(path))]})
    register(
        Region,
        {
            "view": [view],
            "organise": [Permit("organisation.edit", Area("code"))],
            "change": [Permit("organisation.edit", Area("parent__code"))],
        },
    )
    register(RegionChange, {"view": [view]})
    posts = Permit("posts.manage", Everywhere())
    register(
        Post,
        {
            "view": [posts, Permit("organisation.edit", Area()), Permit("inbox.read", Own())],
            "edit": [posts],
        },
    )
    register(
        LeaderResponsibility,
        {
            "view": [Permit("responsibility.view", Area("organ__region__code"))],
            "edit": [Permit("responsibility.edit", Area("organ__region__code"))],
        },
    )
    organisation_changes.fill("audit", log)
