"""Incidents brought to a state by walking the machine, so that no test rests on an impossible row."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction

from grids.machine import INCIDENTS
from grids.models import Incident
from grids.services.incidents import Reporter, ReportInput, report_incident
from pingan.matters.models import Matter
from pingan.matters.services import perform
from tests.factories.world import Place

#: For each state: the steps from "reported", as (role, action, input).
WALKS: dict[str, list[str]] = {
    "reported": [],
    "rejected": ["reject"],
    "accepted": ["accept"],
    "dispatched": ["accept", "dispatch"],
    "signed": ["accept", "dispatch", "sign"],
    "returned": ["accept", "dispatch", "return"],
    "suspended": ["accept", "suspend"],
    "handled": ["accept", "dispatch", "sign", "handle"],
    "verified": ["accept", "dispatch", "sign", "handle", "verify"],
    "answered": ["accept", "dispatch", "sign", "handle", "verify", "answer"],
    "closed": ["accept", "dispatch", "sign", "handle", "verify", "answer", "close"],
}


def given_report(place: Place, role: str = "grid_worker", **values: Any) -> Incident:
    """Report an incident as a person of the place."""
    data = {
        "category": "APPEAL.FACILITY.LAMP",
        "description": "村口路灯坏了，晚上看不见路",
        "severity": "04",
        "longitude": place.point[0],
        "latitude": place.point[1],
        "reporter": Reporter("张建国", "13812345678"),
        **values,
    }
    return report_incident(actor=place.actor(role), data=ReportInput(**data))


def act(place: Place, incident: Incident, action: str, role: str, **values: Any) -> Incident:
    """Perform one action as a person of the place."""
    spec = INCIDENTS.action(action)
    assert spec is not None
    done = perform(
        actor=place.actor(role),
        kind="incident",
        matter_id=incident.pk,
        action=action,
        data=spec.input(**values),
    )
    detail: Incident = done.detail
    return detail


def step(place: Place, incident: Incident, action: str) -> Incident:
    """Perform one action of the usual path with its usual person and input."""
    lead = place.units["city_management"].pk
    usual: dict[str, tuple[str, dict[str, Any]]] = {
        "accept": ("township_desk", {}),
        "reject": ("township_desk", {"reason": "litigation", "note": "法院已受理，请通过诉讼解决"}),
        "dispatch": ("township_desk", {"organ": lead, "note": "请尽快修复"}),
        "sign": ("unit_handler", {}),
        "return": ("unit_handler", {"note": "不属于我单位职责"}),
        "suspend": ("township_desk", {"note": "等待鉴定"}),
        "handle": ("unit_handler", {"result": "已更换灯泡"}),
        "verify": ("grid_worker", {"solved": "yes", "note": "现场查看，灯已亮"}),
        "answer": ("township_desk", {"channel": "phone", "note": "已电话告知"}),
        "close": ("township_desk", {}),
    }
    role, values = usual[action]
    return act(place, incident, action, role, **values)


def given_incident(place: Place, state: str = "reported", **values: Any) -> Incident:
    """Return an incident in a state, reached by the usual path."""
    incident = given_report(place, **values)
    for action in WALKS[state]:
        incident = step(place, incident, action)
    return Incident.objects.select_related("matter").get(pk=incident.pk)


def rewrite(*matter_ids: int, **columns: Any) -> None:
    """Set columns behind the triggers' back, for lists that need many moments without walking to each."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        Matter.objects.filter(pk__in=matter_ids).update(**columns)
        cursor.execute("set local session_replication_role = origin")
