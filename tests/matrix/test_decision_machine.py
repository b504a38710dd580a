"""Every state × every action × every role of the major decision, through ``perform``."""

from __future__ import annotations

from typing import Any

import pytest

from pingan.access.rules import system_actor
from risk.machine.decisions import DECISIONS
from risk.models import MajorDecision, Opinion, RiskTask
from risk.queries.decision_people import experts_possible
from risk.queries.decisions import factors_of
from risk.services.project_areas import link_area
from tests.factories.decisions import REPORT, WALKS, act, day, given_decision, step
from tests.factories.disputes import given_dispute
from tests.factories.world import LEVELS, Place, given_world
from tests.matrix.every_action import Trial, check_reach

pytestmark = pytest.mark.django_db
ROLES = (*LEVELS, "unit_handler_2", "system")


@pytest.fixture
def here() -> Place:
    return given_world().here


def given_every_state(here: Place) -> dict[str, MajorDecision]:
    """Return decisions in every state, some of them in a situation that an action needs."""
    found = {state: given_decision(here, state) for state in WALKS}
    heard = given_decision(here, "consulting")
    said = {"consultation": heard.consultations.get().pk, "text": "过渡费偏低", "position": "conditional"}
    found["heard"] = act(here, heard, "add_opinion", "unit_handler", **said)
    ready = given_decision(here, "assessing")
    for name in ("add_factor", "score:before", "score:after"):
        ready = step(here, ready, name)
    task = {"title": "公示补偿方案", "organ": here.units["housing"].pk, "owner": "征收科", "due_on": day(20)}
    found["ready"] = act(here, ready, "add_task", "unit_handler", **task)
    filed = given_decision(here, "decided")
    for name in ("file_report", "file_decision"):
        filed = step(here, filed, name)
    found["filed"] = filed
    found["linked"] = given_decision(here)
    return found


def sound_input(here: Place, decision: MajorDecision, action: str, number: str) -> Any:
    """Return input that no rule refuses, where the situation allows it at all."""
    hearing = decision.consultations.first()
    opinion = Opinion.objects.filter(consultation__decision=decision, taken_up="").first()
    factor = factors_of(decision).first()
    expert = decision.experts.filter(ended_at=None).first()
    task = RiskTask.objects.filter(matter=decision.matter, state="open").first()
    filing = decision.filings.filter(received_at=None, sent_back_at=None).first()
    people = experts_possible(decision)
    values: dict[str, dict[str, Any]] = {
        "plan": {"assessor_kind": "own", "assessor": "区城市管理局", "team": "法制科", "note": "四周"},
        "add_consultation": {"kind": "forum", "starts_on": day(-3), "ends_on": day(-3), "place": "会议室"},
        "end_consultation": {"consultation": _key(hearing), "reached": 40, "note": "多数支持"},
        "add_opinion": {"consultation": _key(hearing), "text": "支持", "position": "support"},
        "answer_opinion": {"opinion": _key(opinion), "taken_up": "yes", "reason": "提高一成"},
        "call_expert": {"user": people[0][0] if people else 0},
        "release_expert": {"expert": _key(expert), "note": "回避"},
        "add_factor": {"title": "施工噪声", "aspect": "feasibility", "weight": "0.3"},
        "weigh_factor": {"factor": _key(factor), "weight": "0.5"},
        "drop_factor": {"factor": _key(factor), "note": "不再涉及"},
        "score": {"factor": _key(factor), "phase": "before", "probability": "0.5", "impact": "0.5"},
        "hand_in": {**REPORT, "level": "low", "conclusion": "implement"},
        "decide": {"outcome": "defer", "decided_on": day(), "meeting": "常务会议"},
        "receive_filing": {"filing": _key(filing), "receipt_number": "收1"},
        "send_back_filing": {"filing": _key(filing), "comment": "缺会议纪要"},
        "add_task": {"title": "排查", "organ": here.units["housing"].pk, "owner": "征收科", "due_on": day(9)},
        "finish_task": {"task": _key(task), "result": "已公示"},
        "drop_task": {"task": _key(task), "note": "不再需要"},
        "link_matter": {"number": number, "note": "项目范围内"},
        "set_area": {"regions": (here.village.code,)},
        "take_off": {"number": number, "note": "与项目无关"},
        **{
            name: {"note": "说明"}
            for name in ("return_report", "follow", "evaluate", "reassess", "close", "remind", "comment")
        },
    }
    spec = DECISIONS.action(action)
    assert spec is not None
    return spec.input(**values.get(action, {}))


def _key(row: Any) -> int:
    return 0 if row is None else row.pk


def test_every_state_action_and_role(here: Place) -> None:
    situations = given_every_state(here)
    number = given_dispute(here).matter.number
    assert link_area(situations["linked"].pk)
    tried = Trial(DECISIONS, lambda decision, action: sound_input(here, decision, action, number))
    people = {role: here.actor(role) for role in ROLES if role != "system"} | {"system": system_actor()}
    assert not tried.faults(situations, people)
    left = {action.name for action in DECISIONS.all_actions()} - tried.done
    assert not left, f"never carried out: {sorted(left)}"
    assert tried.outside == set(tried.actions)


def test_every_state_is_reached_and_every_open_one_can_be_left() -> None:
    check_reach(DECISIONS)


@pytest.mark.parametrize("state", sorted(set(DECISIONS.states) - {"following", "abandoned"}))
def test_nothing_closes_but_what_was_followed_or_given_up(state: str) -> None:
    ways = [
        a.name
        for a in DECISIONS.all_actions()
        if state in a.from_ and "closed" in a.ends_from(state) - {state}
    ]
    assert ways == []
