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
    """Stages of one channel: for accepting, deciding. Until when it can be entered say ``next_channels``.

    ``extension`` names the number by which the deciding term may be extended once. Blank: the law gives none.
    """

    accept: str = ""
    decide: str = ""
    extension: str = ""


RULES: Mapping[str, ChannelRule] = {
    "settlement": ChannelRule(),
    "mediation_people": ChannelRule(decide="mediation_people"),
    "mediation_admin": ChannelRule(accept="mediation_admin_accept", decide="mediation_admin"),
    "mediation_industry": ChannelRule(decide="mediation_industry"),
    "mediation_court": ChannelRule(decide="mediation_court"),
    "notarization": ChannelRule(),
    "arbitration_labor": ChannelRule("labor_accept", "labor_award", "labor_award_extension_days"),
    "arbitration_land": ChannelRule("land_accept", "land_award", "land_award_extension_days"),
    "arbitration_commercial": ChannelRule(),
    "admin_adjudication": ChannelRule(),
    "admin_reconsideration": ChannelRule("recon_review", "recon_decide", "recon_decide_extension_days"),
    "litigation": ChannelRule(decide="suit_ordinary", extension="suit_ordinary_extension_months"),
}

_ANYWHERE = ("settled", "not_accepted", "withdrawn")
#: What can come of each channel besides: an award comes from arbitrators, a judgment from a court.
_DECISIONS: Mapping[str, tuple[str, ...]] = {
    "notarization": ("notarized",),
    "arbitration_labor": ("award",),
    "arbitration_land": ("award",),
    "arbitration_commercial": ("award",),
    "admin_adjudication": ("decision",),
    "admin_reconsideration": ("decision",),
    "litigation": ("judgment",),
}


#: Ways that the law opens to some types alone.
_SPECIAL = frozenset({"arbitration_labor", "arbitration_land", "admin_reconsideration"})


def suits(kind: str, type_code: str, *, has_agreement: bool) -> bool:
    """Say whether a channel is one for this type of dispute.

    Labour and land have arbitrators of their own. Arbitration by agreement is for contracts and property between
    equals, not for family matters, nor for what an authority decides (仲裁法 §2, 3). Reconsideration is against an act
    of an authority (行政复议法 §2). A notary refuses what the parties contest (公证法 §31), so it takes an agreement alone.
    """
    ways = next_channels(type_code)
    if kind == "notarization":
        return has_agreement
    if kind == "arbitration_commercial":
        return ways not in (_LABOUR, _LAND, _FAMILY, _AGAINST_AUTHORITY)
    return kind not in _SPECIAL or any(channel.kind == kind for channel in ways)


#: Mediations by organisations for labour disputes (劳动争议调解仲裁法 §10); one before a lawsuit is the court's.
_LABOUR_MEDIATIONS = frozenset({"mediation_people", "mediation_admin", "mediation_industry"})
#: The stages in which the term of a mediation runs, one at a time.
MEDIATION_STAGES = MEDIATIONS | {"labor_mediation"}


def mediation_stage(kind: str, type_code: str) -> str:
    """Return in which stage a mediation of this kind runs: a labour dispute has fifteen days (劳动争议调解仲裁法 §14)."""
    if kind in _LABOUR_MEDIATIONS and next_channels(type_code) is _LABOUR:
        return "labor_mediation"
    return RULES[kind].decide


def comes_after_arbitration(kind: str, type_code: str) -> bool:
    """Say whether this way to the court leads through labour arbitration (劳动争议调解仲裁法 §5)."""
    return kind == "litigation" and _NEXT.get(type_code) is _LABOUR


def decides_anew(kind: str) -> bool:
    """Say whether a court or arbitrators would decide the matter again; what a court confirmed it enforces instead."""
    return kind == "litigation" or kind.startswith("arbitration_")


def results_of(kind: str) -> tuple[str, ...]:
    """Return what may come of a channel, decisions before the rest."""
    return (*_DECISIONS.get(kind, ()), *_ANYWHERE)


def needs_acceptance(kind: str, result: str) -> bool:
    """Say whether this result can only follow the acceptance there: nobody decides what was not accepted."""
    return kind in ADJUDICATING and result in _DECISIONS[kind]


@dataclass(frozen=True)
class Bar:
    """A time bar that the notice of rights tells. ``stage``: of the term; ``begins``: what it counts from.

    ``is_dated`` False: it counts from something that has not happened yet, so no day can be named.
    """

    stage: str
    begins: str = "自知道或者应当知道权利受到侵害以及义务人之日起"
    is_dated: bool = True


@dataclass(frozen=True)
class NextChannel:
    """A way that is open after a failed mediation. No ``bars``: no general one is set, and the notice says so.

    ``note``: a condition of the way or an exception to its bar, in the words of the paper.
    """

    kind: str
    bars: tuple[Bar, ...] = ()
    note: str = ""


_AFTER_AWARD = "对仲裁裁决不服的，自收到裁决书之日起"
_KNOWN = "自知道或者应当知道权利被侵害之日起"
_SUIT = NextChannel("litigation", (Bar("suit_apply"),))
_COMMERCIAL = NextChannel("arbitration_commercial", (Bar("commercial_apply"),), "须双方订有仲裁协议")
_ADJUDICATION = NextChannel("admin_adjudication", note="限于法律规定由行政机关裁决的事项")
#: Labour arbitration comes before the court (劳动争议调解仲裁法 §5).
_LABOUR = (
    NextChannel(
        "arbitration_labor",
        (Bar("labor_apply", _KNOWN),),
        "劳动关系存续期间因拖欠劳动报酬发生争议的，不受此限；劳动关系终止的，自终止之日起计算",
    ),
    NextChannel(
        "litigation",
        (Bar("labor_sue", _AFTER_AWARD, is_dated=False),),
        "须先经劳动仲裁，对裁决不服或者仲裁委员会不予受理的才能起诉",
    ),
)
_LAND = (
    NextChannel("arbitration_land", (Bar("land_apply", _KNOWN),), "限于农村土地承包经营纠纷"),
    NextChannel("litigation", (Bar("suit_apply"), Bar("land_sue", _AFTER_AWARD, is_dated=False))),
    NextChannel("admin_adjudication", note="权属争议，先由人民政府处理"),
)
_AGAINST_AUTHORITY = (
    NextChannel("admin_reconsideration", (Bar("recon_apply", "自知道或者应当知道该行政行为之日起"),)),
    NextChannel(
        "litigation",
        (
            Bar("admin_suit_apply", "自知道或者应当知道作出行政行为之日起"),
            Bar("recon_sue", "经过行政复议的，自收到复议决定书之日起", is_dated=False),
        ),
    ),
    _ADJUDICATION,
)
_CIVIL = (_SUIT, _COMMERCIAL)
#: 民法典 §196: what limitation does not reach.
_NEIGHBOURLY = (
    NextChannel(
        "litigation",
        _SUIT.bars,
        "请求停止侵害、排除妨碍、消除危险的，不适用诉讼时效（《民法典》第一百九十六条）",
    ),
)
_FAMILY = (
    NextChannel(
        "litigation",
        _SUIT.bars,
        "请求离婚等身份关系的诉讼不适用诉讼时效，请求支付抚养费、赡养费、扶养费的也不适用（《民法典》第一百九十六条）",
    ),
)
#: By type of dispute; what is not named here is a civil matter. Notarisation is none of them: a notary refuses what
#: the parties contest (公证法 §31).
_NEXT: Mapping[str, tuple[NextChannel, ...]] = {
    "LABOR": _LABOUR,
    "WAGES": _LABOUR,
    "FOREST_LAND": _LAND,
    "EXPROPRIATION": _AGAINST_AUTHORITY,
    "VILLAGE_AFFAIRS": _AGAINST_AUTHORITY,
    "ENVIRONMENT": (_ADJUDICATION, *_CIVIL),
    "IP": (_ADJUDICATION, *_CIVIL),
    "MARRIAGE_FAMILY": _FAMILY,
    "NEIGHBOUR": _NEIGHBOURLY,
    "HOUSING": _NEIGHBOURLY,
}


def next_channels(type_code: str) -> tuple[NextChannel, ...]:
    """Return the channels that the notice of rights names, the first to take before the others (人民调解法 §26)."""
    return _NEXT.get(type_code, _CIVIL)
