"""The channels of Article 32: which terms run in each, and which are open after a failed mediation. Pure.

Terms are versioned rows (``disputes/reference/time_limits.csv``); here stand only the names of their stages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

MEDIATIONS = frozenset({"mediation_people", "mediation_admin", "mediation_industry", "mediation_court"})
#: Entering one of these ends every mediation clock: one open channel per issue.
ADJUDICATING = frozenset({
    "arbitration_labor", "arbitration_land", "arbitration_commercial", "admin_adjudication",
    "admin_reconsideration", "litigation",
})  # fmt: skip


@dataclass(frozen=True)
class ChannelRule:
    """Stages of one channel: for applying (a time bar shown, never a running clock), accepting, deciding.

    ``extension`` names the number by which the deciding term may be extended once; ``sue`` the time bar for a
    lawsuit after it. Blank: the law gives none.
    """

    apply: str = ""
    accept: str = ""
    decide: str = ""
    extension: str = ""
    sue: str = ""


RULES: Mapping[str, ChannelRule] = {
    "settlement": ChannelRule(),
    "mediation_people": ChannelRule(decide="mediation_people"),
    "mediation_admin": ChannelRule(accept="mediation_admin_accept", decide="mediation_admin"),
    "mediation_industry": ChannelRule(decide="mediation_industry"),
    "mediation_court": ChannelRule(decide="mediation_court"),
    "notarization": ChannelRule(),
    "arbitration_labor": ChannelRule(
        "labor_apply", "labor_accept", "labor_award", "labor_award_extension_days", "labor_sue"
    ),
    "arbitration_land": ChannelRule(
        "land_apply", "land_accept", "land_award", "land_award_extension_days", "land_sue"
    ),
    "arbitration_commercial": ChannelRule(),
    "admin_adjudication": ChannelRule(),
    "admin_reconsideration": ChannelRule(
        "recon_apply", "recon_review", "recon_decide", "recon_decide_extension_days"
    ),
    "litigation": ChannelRule(decide="suit_ordinary", extension="suit_ordinary_extension_months"),
}

_LABOUR = ("arbitration_labor", "litigation", "notarization")
_LAND = ("arbitration_land", "litigation")
_AGAINST_AUTHORITY = ("admin_reconsideration", "litigation", "admin_adjudication")
_CIVIL = ("litigation", "arbitration_commercial", "notarization")
#: By type of dispute; what is not named here is a civil matter.
_NEXT: Mapping[str, tuple[str, ...]] = {
    "LABOR": _LABOUR,
    "WAGES": _LABOUR,
    "FOREST_LAND": (*_LAND, "admin_adjudication"),
    "EXPROPRIATION": _AGAINST_AUTHORITY,
    "VILLAGE_AFFAIRS": _AGAINST_AUTHORITY,
    "ENVIRONMENT": ("admin_adjudication", *_CIVIL),
    "IP": ("admin_adjudication", *_CIVIL),
    "MARRIAGE_FAMILY": ("litigation", "notarization"),
}


def next_channels(type_code: str) -> tuple[str, ...]:
    """Return the channels that the notice of rights names, the usual one first (人民调解法 §26)."""
    return _NEXT.get(type_code, _CIVIL)
