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
from pingan.org.models.posts import ADMINISTRATORS, LeaderResponsibility, Post, Role
from pingan.org.models.regions import (
    CODE_WIDTH,
    Region,
    RegionChange,
    RegionLevel,
    RegionQuerySet,
    prefix_of,
)
from pingan.org.models.versions import Versioned

__all__ = [
    "ADMINISTRATORS",
    "CODE_WIDTH",
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
    "RegionQuerySet",
    "ResidentAgency",
    "Role",
    "SpecialGroup",
    "Versioned",
    "prefix_of",
]
