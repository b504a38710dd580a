"""Warnings brought to a state by walking the machine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from pingan.matters.services import perform
from risk.machine.warnings import WARNINGS
from risk.models import RiskTask, RiskWarning
from risk.queries.warnings import last_issue, open_receipts
from risk.services.warnings import NewWarning, draft_warning
from tests.factories.world import Place

WALKS: dict[str, Sequence[str]] = {
    "drafted": [],
    "approved": ["approve"],
    "issued": ["approve", "issue"],
    "lifted": ["approve", "issue", "lift"],
    "withdrawn": ["withdraw"],
}
_ROLES = {"approve": "leader", "send_back": "leader", "release": "county_government"}


def given_warning(place: Place, state: str = "drafted", *others: Place, **values: Any) -> RiskWarning:
    """Draw up a warning of the county to the townships of these places, and walk it to a state."""
    warning = draft_warning(
        actor=place.actor("county_dispatcher"), data=new_warning(place, *others, **values)
    )
    for name in WALKS[state]:
        act(place, warning, name)
    warning.refresh_from_db()
    return warning


def new_warning(place: Place, *others: Place, **values: Any) -> NewWarning:
    """Return what a warning to the townships of these places says; it comes from nobody yet."""
    data: dict[str, Any] = {
        "title": "连续强降雨引发地质灾害风险",
        "category": "natural",
        "level": "red",
        "starts_at": timezone.now() + timedelta(hours=3),
        "watch": "山区滑坡、泥石流，低洼地带积水",
        "measures": "加密巡查，转移危险区域群众，落实值班值守",
        "basis": "气象局红色预警；近三日同类事件12件",
        "regions": tuple(str(one.township.pk) for one in (place, *others)),
        **values,
    }
    return NewWarning(**data)


def act(place: Place, warning: RiskWarning, name: str, role: str = "", **values: Any) -> RiskWarning:
    """Do one action as the person whose it is."""
    action = WARNINGS.actions[name]
    usual = {"lift": {"note": "雨势减弱"}, "withdraw": {"note": "重复"}, "send_back": {"note": "措施不具体"}}
    made = action.input(**{**usual.get(name, {}), **values})
    done = perform(
        actor=place.actor(role or _ROLES.get(name, "county_dispatcher")),
        kind="warning",
        matter_id=warning.pk,
        action=name,
        data=made,
    )
    found: RiskWarning = done.detail
    return found


def hours_on(hours: int) -> datetime:
    """Return the moment so many hours from now."""
    return timezone.now() + timedelta(hours=hours)


def sound_input(here: Place, warning: RiskWarning, action: str) -> Any:
    """Return input that no rule refuses, where the situation allows it at all."""
    issue = last_issue(warning)
    task = RiskTask.objects.filter(matter=warning.matter, state="open").first()
    receipt = open_receipts(warning).first()
    wording = {"level": "orange", "starts_at": hours_on(4), "watch": "低洼积水", "measures": "转移群众"}
    values: dict[str, dict[str, Any]] = {
        "edit": {
            **wording, "title": "强降雨", "category": "natural", "channel": "internal_notice", "basis": "气象局预警",
            "regions": tuple(str(one.region_id) for one in warning.addressees.exclude(region=None)),
            "organs": tuple(one.organ_id for one in warning.addressees.exclude(organ=None)),
        },
        "release": {"authority": "县政府办〔2026〕8号"},
        "read": {"receipt": _key(receipt)},
        "report": {"receipt": _key(receipt), "measures": "已巡查"},
        "add_task": {"title": "排查", "organ": here.units["housing"].pk, "owner": "科长", "due_on": hours_on(48)},
        "finish_task": {"task": _key(task), "result": "已转移"},
        "drop_task": {"task": _key(task), "note": "不再需要"},
        "adjust": {**wording, "note": "雨势减弱"},
        "adjust_public": {**wording, "note": "雨势减弱"},
        "escalate": {"issue": _key(issue)},
        **{name: {"note": "说明"} for name in ("send_back", "lift", "withdraw", "comment")},
    }  # fmt: skip
    return WARNINGS.actions[action].input(**values.get(action, {}))


def _key(row: Any) -> int:
    return 0 if row is None else row.pk
