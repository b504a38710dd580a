"""Major decisions brought to a state by walking the machine, so that no test rests on an impossible row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from pingan.access.rules import Actor
from pingan.matters.services import perform
from pingan.org.models import Organ
from risk.machine.decisions import DECISIONS
from risk.models import DecisionCatalogue, MajorDecision
from risk.queries.decisions import factors_of
from risk.services import NewDecision, open_catalogue, publish_catalogue, register_decision
from tests.factories.org import given_organ
from tests.factories.world import Place

#: p and q by phase: medium before the measures (0.60), low after them (0.12).
SCORES = {"before": ("0.8", "0.75"), "after": ("0.4", "0.3")}
REPORT = {
    "legality": "项目依据城市总体规划，审批手续齐全，征收主体适格",
    "rationality": "补偿标准不低于周边同类项目，安置房与货币补偿可选",
    "feasibility": "资金已列入年度预算，安置房源已落实",
    "controllability": "成立专班，制定应急预案，责任到岗",
    "summary": "主要风险为补偿标准分歧和施工扰民，已制定措施并明确责任单位",
}
_TO_ASSESSING = ["plan", "add_consultation", "end_consultation", "call_expert", "assess"]
_TO_REVIEW = [*_TO_ASSESSING, "add_factor", "score:before", "score:after", "hand_in"]
WALKS: dict[str, Sequence[str]] = {
    "listed": [],
    "planned": ["plan"],
    "consulting": ["plan", "add_consultation"],
    "assessing": _TO_ASSESSING,
    "reviewing": _TO_REVIEW,
    "returned": [*_TO_REVIEW, "return_report"],
    "assessed": [*_TO_REVIEW, "approve"],
    "decided": [*_TO_REVIEW, "approve", "decide"],
    "following": [*_TO_REVIEW, "approve", "decide", "file_decision", "follow"],
    "reassess": [*_TO_REVIEW, "approve", "reassess"],
    "deferred": ["decide:defer"],
    "abandoned": ["decide:abandon"],
    "closed": [*_TO_REVIEW, "approve", "decide", "file_decision", "follow", "close"],
}


def day(days: int = 0) -> datetime:
    """Return the first moment of a day so many days from today."""
    moment = timezone.localtime(timezone.now() + timedelta(days=days))
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def given_catalogue(place: Place) -> DecisionCatalogue:
    """Return this year's published catalogue of the county's government; made where it does not exist."""
    found = DecisionCatalogue.objects.filter(region=place.county, published_at__isnull=False).first()
    if found is not None:
        return found
    name = f"{place.county.name}人民政府"
    organ = Organ.objects.filter(region=place.county, kind=Organ.Kind.GOVERNMENT).first()
    organ = organ or given_organ(place.county, name, kind=Organ.Kind.GOVERNMENT)
    actor = place.actor("county_government")
    made = open_catalogue(actor=actor, organ_id=organ.pk, year=timezone.localdate().year)
    return publish_catalogue(actor=actor, pk=made.pk, document="区委〔2026〕8号")


def given_draft(place: Place) -> DecisionCatalogue:
    """Return the draft of next year's catalogue of the county's government; made where it does not exist."""
    organ = given_catalogue(place).organ
    year = timezone.localdate().year + 1
    found = DecisionCatalogue.objects.filter(organ=organ, year=year).first()
    return found or open_catalogue(actor=place.actor("county_government"), organ_id=organ.pk, year=year)


def given_listed(place: Place, role: str = "county_government", **values: Any) -> MajorDecision:
    """Put a decision into the catalogue; the first unit of the county is responsible for it."""
    data: dict[str, Any] = {
        "catalogue": given_catalogue(place).pk,
        "title": "老城区棚户区改造征收决定",
        "text": "对老城区三个地块约四百户实施征收，分两期拆迁",
        "field": "expropriation",
        "organ": place.units["city_management"].pk,
        "region": place.township.code,
        **values,
    }
    return register_decision(actor=place.actor(role), data=NewDecision(**data))


def act(
    place: Place, decision: MajorDecision, action: str, role: str | Actor, /, **values: Any
) -> MajorDecision:
    """Perform one action as a person of the place."""
    spec = DECISIONS.action(action)
    assert spec is not None
    actor = place.actor(role) if isinstance(role, str) else role
    done = perform(
        actor=actor, kind="decision", matter_id=decision.pk, action=action, data=spec.input(**values)
    )
    detail: MajorDecision = done.detail
    return detail


def usual(place: Place, decision: MajorDecision, action: str, of: str = "") -> tuple[str, dict[str, Any]]:
    """Return the usual person and input of one action."""
    factor = factors_of(decision).first()
    consultation = decision.consultations.order_by("pk").last()
    phase = of or "before"
    choices: dict[str, Callable[[], tuple[str, dict[str, Any]]]] = {
        "plan": lambda: (
            "unit_handler",
            {"assessor_kind": "own", "assessor": "区城市管理局", "team": "分管领导、法制科、征收科", "note": "四周内完成"},
        ),
        "add_consultation": lambda: (
            "unit_handler",
            {"kind": "notice", "starts_on": day(-40), "ends_on": day(-5), "place": "区政府门户网站"},
        ),
        "end_consultation": lambda: (
            "unit_handler",
            {"consultation": consultation.pk if consultation else 0, "reached": 380, "note": "多数支持，少数要求提高补偿"},
        ),
        "call_expert": lambda: ("unit_handler", {"user": place.users["expert"].pk}),
        "assess": lambda: ("unit_handler", {}),
        "add_factor": lambda: (
            "unit_handler", {"title": "补偿标准分歧", "aspect": "rationality", "weight": "1"},
        ),
        "score": lambda: (
            "expert",
            {
                "factor": factor.pk if factor else 0, "phase": phase,
                "probability": SCORES[phase][0], "impact": SCORES[phase][1],
            },
        ),
        "hand_in": lambda: ("unit_handler", {**REPORT, "level": "low", "conclusion": "implement"}),
        "approve": lambda: ("county_government", {}),
        "return_report": lambda: ("county_government", {"note": "补充问卷结果"}),
        "decide": lambda: (
            "county_government",
            {"outcome": of or "implement", "decided_on": day(), "meeting": "区政府第12次常务会议"},
        ),
        "file_report": lambda: ("unit_handler", {}),
        "file_decision": lambda: ("unit_handler", {}),
        "follow": lambda: ("unit_handler", {"note": "每月报告进度"}),
        "reassess": lambda: ("unit_handler", {"note": "规划调整，新增一个地块"}),
        "close": lambda: ("unit_handler", {"note": "征收完成，后评估无异常"}),
    }  # fmt: skip
    return choices[action]()


def step(place: Place, decision: MajorDecision, name: str) -> MajorDecision:
    """Perform one action of the usual path with its usual person and input."""
    action, _colon, of = name.partition(":")
    role, values = usual(place, decision, action, of)
    return act(place, decision, action, role, **values)


def given_decision(place: Place, state: str = "listed", **values: Any) -> MajorDecision:
    """Return a decision in a state, reached by the usual path."""
    decision = given_listed(place, **values)
    for name in WALKS[state]:
        decision = step(place, decision, name)
    return MajorDecision.objects.select_related("matter", "catalogue__organ").get(pk=decision.pk)
