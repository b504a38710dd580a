"""Hazards brought to a state by walking the machine, and the places at which they are found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from pingan.access.rules import Actor
from pingan.files.models import StoredFile
from pingan.matters.models import Clock
from pingan.matters.services import perform
from risk.machine.hazards import HAZARDS
from risk.models import Hazard, KeyPlace
from risk.services.hazards import NewHazard, register_hazard
from risk.services.place_data import PlaceData
from risk.services.places import add_place
from tests.factories.files import given_file
from tests.factories.world import Place

WALKS: dict[str, Sequence[str]] = {
    "registered": [],
    "rejected": ["reject"],
    "graded": ["grade"],
    "rectifying": ["grade", "order"],
    "rectified": ["grade", "order", "report_done"],
    "failed": ["grade", "order", "report_done", "reinspect:no"],
    "handed_over": ["grade", "order", "report_done", "reinspect:no", "hand_over"],
    "cleared": ["grade", "order", "report_done", "reinspect"],
    "closed": ["grade", "order", "report_done", "reinspect", "look_back"],
}
_seeds = count(9000)


def given_photo(actor: Actor) -> StoredFile:
    """A photo that no other one of the run resembles."""
    return given_file(actor, seed=next(_seeds))


def coming(days: int = 10) -> datetime:
    """The first moment of a coming day, as the widget of a day gives it."""
    day = timezone.localtime(timezone.now() + timedelta(days=days))
    return day.replace(hour=0, minute=0, second=0, microsecond=0)


def given_place(
    here: Place, name: str = "康华幼儿园", role: str = "township_desk", **values: Any
) -> KeyPlace:
    """A key place in the grid of a place."""
    data: dict[str, Any] = {
        "name": name,
        "kind": "kindergarten",
        "domain": "school",
        "region": here.village.code,
        "grid": here.grid.pk,
        "longitude": here.point[0],
        "latitude": here.point[1],
        "organ": here.units["city_management"].pk,
        "operator": "康华教育公司",
        "inspector": "grid",
        **values,
    }
    return add_place(actor=here.actor(role), data=PlaceData(**data))


def given_registered(here: Place, role: str = "grid_worker", **values: Any) -> Hazard:
    """Register a hazard as a person of the place."""
    data: dict[str, Any] = {
        "domain": "fire",
        "description": "楼道堆放杂物，疏散通道被堵",
        "longitude": here.point[0],
        "latitude": here.point[1],
        **values,
    }
    return register_hazard(actor=here.actor(role), data=NewHazard(**data))


def act(here: Place, hazard: Hazard, action: str, role: str | Actor, **values: Any) -> Hazard:
    """Perform one action as a person of the place."""
    spec = HAZARDS.action(action)
    assert spec is not None
    actor = here.actor(role) if isinstance(role, str) else role
    done = perform(actor=actor, kind="hazard", matter_id=hazard.pk, action=action, data=spec.input(**values))
    detail: Hazard = done.detail
    return detail


def sound_values(here: Place, action: str, actor: Actor, *, is_good: bool = True) -> dict[str, Any]:
    """Return input of an action that no rule refuses, where the situation allows it at all."""
    seen_at = timezone.now()
    photo = (given_photo(actor).pk,) if action in {"report_done", "reinspect"} else ()
    values: dict[str, dict[str, Any]] = {
        "grade": {"needs_stop": "no", "is_beyond_unit": "no", "exposed": 5, "days_needed": 3},
        "regrade": {"needs_stop": "yes", "is_beyond_unit": "no"},
        "set_grade": {"grade": "major" if is_good else "general", "note": "临近学校"},
        "reject": {"reason": "不属于安全隐患"},
        "order": {
            "organ": here.units["city_management"].pk, "measures": "清理通道并设专人巡查", "owner": "物业科科长",
            "money": "2000", "due_on": coming(), "plan": "清理前由保安值守，发生火情立即疏散",
        },
        "extend": {"due_on": coming(40), "note": "等待配件"},
        "report_done": {"result": "杂物已清理，通道畅通", "files": photo},
        "reinspect": {
            "is_passed": "yes" if is_good else "no", "note": "现场查看", "files": photo, "taken_at": seen_at,
            "due_on": None if is_good else coming(5),
        },
        "look_back": {"holds": "yes" if is_good else "no", "note": "回头看"},
        "list": {"number": "康安委督〔2026〕3号", "note": "限期整改"},
        "unlist": {"note": "情况变化"},
        "hand_over": {"note": "逾期不改", "order_number": ""},
        "resume": {"note": "单位已承诺整改"},
        "to_order": {
            "organ": here.units["city_management"].pk, "basis": "职责清单", "demands": "清理通道",
            "due_on": coming(15),
        },
        "correct": {"domain": "electricity", "note": "登记有误"},
        "remind": {"note": "请抓紧"},
        "comment": {"note": "备注"},
    }  # fmt: skip
    return values[action]


#: Who usually takes a step.
ROLES = {
    "report_done": "unit_handler", "reinspect": "grid_worker", "look_back": "community_staff",
    "hand_over": "body_office", "resume": "body_office", "list": "county_dispatcher", "unlist": "county_dispatcher",
}  # fmt: skip


def step(here: Place, hazard: Hazard, name: str) -> Hazard:
    """Perform one action of the usual path with its usual person and input; ``reinspect:no`` does not pass."""
    action, _colon, answer = name.partition(":")
    role = ROLES.get(action, "township_desk")
    values = sound_values(here, action, here.actor(role), is_good=answer != "no")
    return act(here, hazard, action, role, **values)


def given_hazard(here: Place, state: str = "registered", **values: Any) -> Hazard:
    """Return a hazard in a state, reached by the usual path."""
    hazard = given_registered(here, **values)
    for name in WALKS[state]:
        hazard = step(here, hazard, name)
    return Hazard.objects.select_related("matter").get(pk=hazard.pk)


def past_due(hazard: Hazard) -> None:
    """Let the unit's time have passed: time passes, the row stays what the machine made it."""
    now = timezone.now()
    rows = Clock.objects.filter(matter_id=hazard.pk, stage="hazard_rectify", stopped_at=None)
    rows.update(
        started_at=now - timedelta(days=20), warn_at=now - timedelta(days=2), due_at=now - timedelta(hours=1)
    )
