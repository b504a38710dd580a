"""Which figures stand together on a board. Pure; the labels of figures are their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Group:
    """Figures of one subject; ``lead`` stand as tiles on the first page, ``layer`` of the map shows what came in."""

    key: str
    label: Any
    figures: tuple[str, ...]
    lead: tuple[str, ...] = ()
    layer: str = ""


GROUPS: tuple[Group, ...] = (
    Group(
        "incidents", _("Incidents"),
        (
            "incident.reported", "incident.open", "incident.on_time", "incident.solved", "incident.satisfied",
            "incident.returned_twice", "incident.reopened", "incident.self_resolved",
        ),
        ("incident.reported", "incident.open", "incident.on_time", "incident.satisfied"),
        layer="incidents",
    ),
    Group(
        "disputes", _("Disputes"),
        (
            "dispute.total", "dispute.open", "dispute.resolved", "dispute.mediation_agreed", "agreement.visited",
            "dispute.flagged", "flag.same_day", "dispute.prevented_crime", "dispute.prevented_group_petition",
        ),
        ("dispute.total", "dispute.open", "dispute.resolved"),
        layer="disputes",
    ),
    Group(
        "results", _("Disputes by result"),
        (
            "dispute.total", "dispute.pending", "dispute.outcome_mediated", "dispute.outcome_settled",
            "dispute.outcome_decided", "dispute.outcome_calmed", "dispute.outcome_waived",
            "dispute.outcome_left_to_parties",
        ),
        layer="disputes",
    ),
    Group(
        "channels", _("Disputes by channel"),
        (
            "dispute.channel_none", "dispute.channel_settlement", "dispute.channel_mediation_people",
            "dispute.channel_mediation_admin", "dispute.channel_mediation_industry", "dispute.channel_mediation_court",
            "dispute.channel_admin_adjudication", "dispute.channel_admin_reconsideration",
            "dispute.channel_arbitration_labor", "dispute.channel_arbitration_land",
            "dispute.channel_arbitration_commercial", "dispute.channel_litigation", "dispute.channel_notarization",
        ),
        layer="disputes",
    ),
    Group(
        "risks", _("Hazards and warnings"),
        ("hazard.open", "hazard.cleared", "warning.answered", "decision.assessed", "decision.filed"),
        ("hazard.open", "hazard.cleared", "warning.answered"),
        layer="hazards",
    ),
    Group(
        "ground", _("Grids and patrols"),
        ("grid.full_time", "patrol.done"),
        ("grid.full_time", "patrol.done"),
    ),
    Group(
        "duties", _("Duties of units"),
        (
            "report.on_time", "duty_report.on_time", "responsibility.complete", "target_letter.signed",
            "responsibility_list.in_force", "order.passed_first", "instrument.answered",
        ),
        ("duty_report.on_time", "responsibility.complete"),
    ),
)  # fmt: skip


#: Shares of what should be rare: the lowest is the best.
LOW_IS_GOOD: frozenset[str] = frozenset({"incident.returned_twice", "incident.reopened"})

#: What a wall screen shows, the leading one first.
WALL: tuple[str, ...] = (
    "incident.reported", "incident.open", "incident.on_time", "incident.satisfied", "dispute.total", "dispute.open",
    "dispute.resolved", "hazard.open", "hazard.cleared", "patrol.done",
)  # fmt: skip


def group_of(key: str) -> Group:
    """Return a group by its key; the first one for a key that nobody knows."""
    return next((group for group in GROUPS if group.key == key), GROUPS[0])
