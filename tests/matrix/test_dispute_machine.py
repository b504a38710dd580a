"""Every state × every action × every role of the dispute, through ``perform``."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from disputes.machine import DISPUTES, papers
from disputes.machine.inputs.serving import recipients
from disputes.models import Dispute
from disputes.queries.people import readers_possible
from disputes.rules.agreements import PRE_CHECKS
from pingan.access.rules import system_actor
from tests.factories.committees import given_mediator
from tests.factories.disputes import (
    act,
    begun,
    given_dispute,
    given_registration,
    next_morning,
    past_due,
    step,
)
from tests.factories.world import LEVELS, Place, given_world
from tests.matrix.every_action import Trial, check_reach

pytestmark = pytest.mark.django_db
ROLES = (*LEVELS, "unit_handler_2", "system")


_PRINT = papers.add


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Place:
    """A place whose papers are not printed: tests/disputes opens each of them, here thousands would be made."""
    monkeypatch.setattr(papers, "add", lambda *who, **values: None)
    place = given_world().here
    place.mediators.append(given_mediator(place.committee, name="王调解"))
    return place


def given_every_state(here: Place) -> dict[str, Dispute]:
    """Return disputes in every state, some of them in a situation that an action needs."""
    found = {state: given_dispute(here, state) for state in DISPUTES.states if state != "merged"}
    target = given_dispute(here, "accepted")
    found["merged"] = act(
        here, given_registration(here), "join", "township_desk", target=target.matter.number
    )
    found["flagged"] = given_registration(here, flags=("boundary",), flag_note="争界址")
    major = given_dispute(here, "accepted")
    found["major"] = act(here, major, "set_level", "township_desk", level="major", note="涉及全村")
    found["restricted"] = given_dispute(here, "mediating", restriction="minor")
    refused = given_dispute(here, "accepted")
    found["refused"] = act(here, refused, "refuse", "township_desk", party=_party(refused), note="不同意")
    visited = given_dispute(here, "resolved")
    found["visited"] = step(here, visited, "visit")
    applied = given_dispute(here, "performing")
    found["applied"] = act(
        here, applied, "apply_confirmation", "mediator", court="南康区人民法院", checks=tuple(PRE_CHECKS)
    )
    late = given_dispute(here, "performing")
    clause = past_due(late)
    found["broken"] = act(here, late, "breach", "township_desk", clause=clause.pk, note="逾期未付")
    found["due"] = given_dispute(here, "performing")
    past_due(found["due"])
    anew = given_dispute(here, "performing")
    act(here, anew, "breach", "township_desk", clause=past_due(anew).pk, note="逾期未付")
    act(here, anew, "renew_mediation", "mediator", note="再谈")
    found["mediated anew"] = step(here, anew, "mediate")
    over = given_dispute(here, "referred")
    found["accepted there"] = act(here, over, "channel_accepted", "township_desk", accepted_at=timezone.now())
    until = timezone.now() + timedelta(days=400)
    found["held"] = act(
        here, given_dispute(here), "hold_deletion", "township_desk", until=until, note="诉讼中"
    )
    joint = given_dispute(here, "mediating")
    organs = (here.units["city_management"].pk, here.units["housing"].pk)
    found["joint"] = act(here, joint, "join_units", "township_desk", organs=organs, note="共同核实")
    crowded = given_dispute(here, "accepted")
    found["with a third"] = act(here, crowded, "add_party", "township_desk", side="third", name="廖建设")
    held = step(here, step(here, given_dispute(here, "mediating"), "plan_session"), "hold_session")
    found["heard"] = held
    begins = step(here, given_dispute(here, "mediating"), "plan_session")
    begun(begins)
    found["with a session"] = begins
    # One of them has papers, which can be served.
    silent, papers.add = papers.add, _PRINT
    try:
        found["told"] = step(here, given_dispute(here, "mediating"), "fail")
    finally:
        papers.add = silent
    return found


def _party(dispute: Dispute) -> int:
    party = dispute.parties.filter(side="respondent").first()
    assert party is not None
    return party.pk


def _leaving(dispute: Dispute) -> int | None:
    """Return a party without whom both sides are still there."""
    return dispute.parties.filter(side="third", left_at=None).values_list("pk", flat=True).first()


def _key(rows: Any) -> int:
    row = rows.first()
    return 0 if row is None else row.pk


def sound_values(here: Place, dispute: Dispute, target: str) -> dict[str, dict[str, Any]]:
    """Return by action what no rule refuses, where the situation allows it at all."""
    party, now = _party(dispute), timezone.now()
    everybody = tuple(dispute.parties.values_list("pk", flat=True))
    clause = _key_of_clause(dispute)
    session = _key_of_session(dispute)
    unit = dispute.units.filter(ended_at=None).first()
    reader = dispute.readers.filter(ended_at=None).first()
    people = readers_possible(dispute)
    return {
        "reject": {"reason": "法院已受理", "note": "请走诉讼"},
        "mediate": {"mediator": here.mediators[0].pk},
        "change_mediator": {"mediator": _other_mediator(here, dispute), "note": "回避"},
        "plan_session": {"starts_at": next_morning(3), "room": "调解室二", "parties": everybody},
        "hold_session": {"session": session, "present": everybody, "record": "双方到场"},
        "adjourn_session": {"session": session, "starts_at": next_morning(5), "note": "补充证据"},
        "cancel_session": {"session": session, "note": "不必再开"},
        "extend_mediation": {"amount": 5, "agreed_by": everybody, "note": "双方同意"},
        "agree": {"facts": "排水沟改道", "terms": "恢复原状", "due_at": next_morning(20)},
        "add_clause": {"text": "赔付", "amount": "300", "due_at": next_morning(9)},
        "sign": {"signer": "mediator"},
        "perform_clause": {"clause": clause, "note": "已付清"},
        "waive_clause": {"clause": clause, "note": "申请人放弃"},
        "breach": {"clause": clause, "note": "未付"},
        "mark_overdue": {"clause": clause},
        "apply_confirmation": {"court": "南康区人民法院", "checks": tuple(PRE_CHECKS)},
        "decide_confirmation": {"result": "confirmed", "decided_at": now},
        "refer": {"kind": "litigation", "receiver": "南康区人民法院", "note": "拟起诉"},
        "channel_accepted": {"accepted_at": now},
        "channel_extended": {"note": "案情复杂"},
        "channel_result": {"result": "settled", "decided_at": now, "note": "庭外和解"},
        "settle": {"note": "自行和解"},
        "visit": {
            "performance": "full", "satisfaction": "satisfied", "went_to_court": "no", "latent_risk": "no", "note": "满意",
        },
        "add_party": {"side": "third", "name": "廖建设"},
        "amend_party": {"party": party, "phone": "13907970009"},
        "flag": {"codes": ("custody",), "note": "听说"},
        "tell_police": {"station": "派出所", "channel": "call_110", "told_at": now},
        "review_flag": {"flag": _key(dispute.flags.filter(reviewed_at=None)), "review": "watch", "note": "已看"},
        "serve_paper": {"service": _service(dispute), "method": "post"},
        "join_units": {"organs": (here.units["housing"].pk,), "note": "核实"},
        "end_unit": {"unit": unit.pk if unit else 0, "note": "已完成"},
        "reclassify": {"type": "NEIGHBOUR", "note": "更正"},
        "set_level": {"level": "major", "note": "涉及面大"},
        "take_charge": {"leader": "副镇长", "note": "包案"},
        "restrict": {"restriction": "other", "note": "涉及隐私"},
        "name_reader": {"user": int(people[0][0]) if people else 0, "note": "协助"},
        "end_reader": {"reader": reader.pk if reader else 0, "note": "调离"},
        "join": {"target": target},
        "link_petition": {"external_number": "XF1"},
        "hold_deletion": {"until": now + timedelta(days=400), "note": "诉讼中"},
        "leave_party": {"party": _leaving(dispute) or party},
        **{name: {"party": party} for name in ("refuse", "consent")},
        **{
            name: {"note": "说明"}
            for name in (
                "fail", "withdraw_agreement", "renew_mediation", "reopen", "lift_restriction", "remind", "comment",
                "assist", "end_hold",
            )
        },
    }  # fmt: skip


def _other_mediator(here: Place, dispute: Dispute) -> int:
    channel = dispute.channels.filter(state="open").first()
    return next(one.pk for one in here.mediators if channel is None or one.pk != channel.mediator_id)


def _service(dispute: Dispute) -> str:
    return next(iter(recipients(dispute)), "0:")


def _key_of_clause(dispute: Dispute) -> int:
    for channel in dispute.channels.all():
        for agreement in channel.agreements.filter(withdrawn_at=None):
            return _key(agreement.clauses)
    return 0


def _key_of_session(dispute: Dispute) -> int:
    for channel in dispute.channels.all():
        return _key(channel.sessions.filter(state="planned"))
    return 0


def test_every_state_action_and_role(here: Place) -> None:
    situations = given_every_state(here)
    target = given_dispute(here, "accepted").matter.number
    known: dict[int, dict[str, dict[str, Any]]] = {}

    def sound_input(dispute: Dispute, action: str) -> Any:
        values = known.get(dispute.pk) or known.setdefault(dispute.pk, sound_values(here, dispute, target))
        spec = DISPUTES.action(action)
        assert spec is not None
        return spec.input(**values.get(action, {}))

    tried = Trial(DISPUTES, sound_input)
    people = {role: here.actor(role) for role in ROLES if role != "system"} | {"system": system_actor()}
    assert not tried.faults(situations, people)
    left = {action.name for action in DISPUTES.all_actions()} - tried.done
    assert not left, f"never carried out: {sorted(left)}"
    assert tried.outside == set(tried.actions)


def test_every_state_is_reached_and_every_open_one_can_be_left() -> None:
    check_reach(DISPUTES)


@pytest.mark.parametrize("state", sorted(set(DISPUTES.states) - {"resolved", "unresolved"}))
def test_nothing_closes_but_what_was_resolved_or_given_back_to_the_parties(state: str) -> None:
    ways = [
        a.name
        for a in DISPUTES.all_actions()
        if state in a.from_ and "closed" in a.ends_from(state) - {state}
    ]
    assert ways == []
