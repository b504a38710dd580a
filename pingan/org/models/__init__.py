"""Tables of the organisation, one file per noun."""

from pingan.org.models.bodies import (
    CoordinatingBody,
    CoordinatingOffice,
    MemberUnit,
    NonMemberUnit,
    SpecialGroup,
)
from pingan.org.models.centers import CenterChecklistItem, GovernanceCenter, ResidentAgency
from pingan.org.models.organs import Organ
from pingan.org.models.posts import LeaderResponsibility, Post, Role
from pingan.org.models.regions import Region, RegionChange, RegionLevel

__all__ = [
    "CenterChecklistItem",
    "CoordinatingBody",
    "CoordinatingOffice",
    "GovernanceCenter",
    "LeaderResponsibility",
    "MemberUnit",
    "NonMemberUnit",
    "Organ",
    "Post",
    "Region",
    "RegionChange",
    "RegionLevel",
    "ResidentAgency",
    "Role",
    "SpecialGroup",
]
