"""Input of every action on a major decision that no rule refuses, where the situation allows the action at all."""

from __future__ import annotations

from typing import Any

from risk.machine.decisions import DECISIONS
from risk.models import MajorDecision, Opinion, RiskTask
from risk.queries.decision_people import experts_possible
from risk.queries.decisions import factors_of
from tests.factories.decisions import REPORT, day
from tests.factories.questionnaires import sound_inputs
from tests.factories.world import Place


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
        **sound_inputs(decision),
        "set_area": {"regions": (here.village.code,)},
        "take_off": {"number": number, "note": "与项目无关"},
        "link_matter": {"number": number, "note": "项目范围内"},
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
