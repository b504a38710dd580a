"""Every state × every action × every role of the incident, through ``perform``."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from grids.machine import INCIDENTS, inputs
from grids.models import Incident
from pingan.access.rules import system_actor
from pingan.common.errors import IllegalAction, Invalid
from pingan.matters.models import Clock
from pingan.matters.services import perform
from tests.factories.incidents import act, given_incident, given_report, step
from tests.factories.world import LEVELS, Place, World
from tests.matrix.every_action import Trial, check_reach

pytestmark = pytest.mark.django_db
ROLES = (*LEVELS, "unit_handler_2", "system")


def given_every_state(here: Place) -> dict[str, Incident]:
    """Return incidents in every state, some of them in a situation that an action needs."""
    lead, helper = here.units["city_management"].pk, here.units["housing"].pk
    found = {state: given_incident(here, state) for state in INCIDENTS.states if state != "merged"}
    found["merged"] = given_incident(here)
    other = given_incident(here, "accepted")
    found["merged"] = act(here, found["merged"], "merge", "township_desk", target=other.matter.number)
    asked = given_incident(here, "signed")
    found["signed, time asked"] = act(here, asked, "request_extension", "unit_handler", amount=1, reason="雨")
    shared = given_incident(here, "accepted")
    shared = act(here, shared, "dispatch", "township_desk", organ=lead, co_handlers=(helper,))
    found["dispatched to two"] = shared
    called = given_incident(here, "signed")
    found["signed, one called"] = act(
        here, called, "call_units", "township_desk", organs=(helper,), note="来"
    )
    twice = act(here, given_incident(here, "returned"), "dispatch", "township_desk", organ=helper)
    found["returned twice"] = act(here, twice, "return", "unit_handler_2", note="不属于")
    emergency = given_report(here, category="EMERGENCY.ACCIDENT")
    found["emergency"] = act(
        here, emergency, "emergency_report", "township_desk", kind="first", content="起火"
    )
    letter = given_incident(here, "dispatched")
    due = timezone.now() + timedelta(days=3)
    given = {"demand": "速办", "due_at": due, "left_out": "紧急"}
    found["under a letter"] = act(here, letter, "supervise", "body_office", **given)
    return found


def sound_input(here: Place, incident: Incident, action: str, target: str) -> Any:
    """Return input that no rule refuses, where the situation allows it at all."""
    lead, helper = here.units["city_management"].pk, here.units["housing"].pk
    request = incident.extension_requests.filter(state="pending").first()
    report = incident.emergency_reports.filter(acknowledged_at=None).first()
    unit = helper if incident.tasks.filter(organ_id=lead, state="returned").exists() else lead
    values: dict[str, dict[str, Any]] = {
        "reject": {"reason": "litigation", "note": "请走诉讼"},
        "dispatch": {"organ": unit},
        "determine": {"organ": helper, "document": "康府办〔2026〕1号", "note": "职责清单"},
        "handle": {"result": "已修复", "waiver": "不再需要"},
        "request_extension": {"amount": 1, "reason": "等配件"},
        "allow_extension": {"request": request.pk if request else 0},
        "refuse_extension": {"request": request.pk if request else 0},
        "call_units": {"organs": (helper,), "note": "到场"},
        "verify": {"solved": "yes", "note": "已看"},
        "answer": {"channel": "phone", "note": "已告知"},
        "evaluate": {"satisfaction": "satisfied", "solved": "yes"},
        "merge": {"target": target},
        "suspend": {"note": "等待鉴定"},
        "reclassify": {
            "category": incident.matter.class_code,
            "severity": "03",
            "urgency": "critical",
            "note": "更正",
        },
        "emergency_report": {"kind": "follow_up", "content": "续报"},
        "acknowledge": {"report": report.pk if report else 0},
        "supervise": {"demand": "速办", "due_at": timezone.now() + timedelta(days=2), "left_out": "紧急"},
        "propose_accountability": {"circumstance": "58-1", "note": "未落实"},
        "climb_ladder": {"step": "reminder", "reason": "overdue"},
        "comment": {"note": "已看"},
        "to_mediation": {"type": "NEIGHBOUR"},
        **{name: {"note": "说明"} for name in ("return", "reopen", "escalate", "remind")},
    }
    spec = INCIDENTS.action(action)
    assert spec is not None
    return spec.input(**values.get(action, {}))


def test_every_state_action_and_role(world: World) -> None:
    here = world.here
    situations = given_every_state(here)
    target = given_incident(here, "accepted").matter.number
    tried = Trial(INCIDENTS, lambda incident, action: sound_input(here, incident, action, target))
    people = {role: here.actor(role) for role in ROLES if role != "system"} | {"system": system_actor()}
    assert not tried.faults(situations, people)
    own = set(INCIDENTS.actions)
    assert tried.done >= own, f"never carried out: {sorted(own - tried.done)}"
    assert tried.outside == set(tried.actions)


def test_every_state_is_reached_and_every_open_one_can_be_left() -> None:
    check_reach(INCIDENTS)


@pytest.mark.parametrize("state", sorted(set(INCIDENTS.states) - {"closed", "answered"}))
def test_nothing_closes_without_an_answer(world: World, state: str) -> None:
    """Invariant 6: there is one way to ``closed``, and it starts at ``answered``."""
    ways = [a.name for a in INCIDENTS.all_actions() if state in a.from_ and "closed" in a.ends_from(state)]
    assert ways == []


def test_a_reopened_incident_closes_only_after_a_new_answer(world: World) -> None:
    here = world.here
    incident = given_incident(here, "closed")
    act(here, incident, "reopen", "township_desk", note="又坏了")
    for action in ("dispatch", "sign", "handle", "verify"):
        incident = step(here, incident, action)
    with pytest.raises(IllegalAction):
        step(here, incident, "close")
    assert Incident.objects.get(pk=incident.pk).answered_at is None


def test_no_answer_is_possible_only_where_none_is_wanted(world: World) -> None:
    here = world.here
    wanted = given_incident(here, "verified")
    with pytest.raises(Invalid):
        act(here, wanted, "answer", "township_desk", channel="not_possible", note="")
    anonymous = given_incident(here, "verified", reporter=None, wants_no_reply=True)
    act(here, anonymous, "answer", "township_desk", channel="not_possible", note="匿名")
    assert step(here, anonymous, "close").matter.state == "closed"


def test_an_extension_is_decided_by_another_person_than_the_applicant(world: World) -> None:
    """Invariant 7. The same person may hold a post at the desk as well: that does not help."""
    here = world.here
    incident = given_incident(here, "signed")
    act(here, incident, "request_extension", "unit_handler", amount=1, reason="等配件")
    applicant = here.users["unit_handler"]
    from pingan.access.queries import actor_for
    from tests.factories.org import given_post

    post = given_post("township_desk", here.township, user=applicant)
    as_desk = actor_for(applicant, post.pk)
    assert as_desk is not None
    request = incident.extension_requests.get()
    with pytest.raises(Invalid) as refusal:
        perform(
            actor=as_desk,
            kind="incident",
            matter_id=incident.pk,
            action="allow_extension",
            data=inputs.DecideExtension(request=request.pk),
        )
    assert "request" in refusal.value.fields
    act(here, incident, "allow_extension", "township_desk", request=request.pk)
    request.refresh_from_db()
    assert request.decided_by_id == here.users["township_desk"].pk


def test_who_handled_cannot_verify_whatever_post_is_held(world: World) -> None:
    """Invariant 7, for a co-handler and for one who resolved it on the spot."""
    from pingan.access.queries import actor_for
    from tests.factories.org import given_post

    here = world.here
    lead, helper = here.units["city_management"].pk, here.units["housing"].pk
    incident = given_incident(here, "accepted")
    act(here, incident, "dispatch", "township_desk", organ=lead, co_handlers=(helper,))
    for role in ("unit_handler", "unit_handler_2"):
        act(here, incident, "sign", role)
    for role in ("unit_handler_2", "unit_handler"):
        act(here, incident, "handle", role, result="完成")
    for role in ("unit_handler", "unit_handler_2"):
        user = here.users[role]
        actor = actor_for(user, given_post("township_desk", here.township, user=user).pk)
        assert actor is not None
        with pytest.raises(IllegalAction):
            perform(
                actor=actor,
                kind="incident",
                matter_id=incident.pk,
                action="verify",
                data=inputs.Verify(solved="yes", note="好"),
            )
    on_the_spot = given_report(here, resolution="已当场清理")
    with pytest.raises(IllegalAction):
        act(here, on_the_spot, "verify", "grid_worker", solved="yes", note="好")
    act(here, on_the_spot, "verify", "community_staff", solved="yes", note="好")


def test_units_called_before_a_dispatch_leave_no_clock_behind(world: World) -> None:
    """A dispatch withdraws the parts of called units; their arrival clocks must end with them."""
    here = world.here
    helper = here.units["housing"].pk
    incident = given_incident(here, "accepted")
    act(here, incident, "call_units", "township_desk", organs=(helper,), note="先到场")
    step(here, incident, "dispatch")
    assert not Clock.objects.filter(matter_id=incident.pk, stage="arrive", stopped_at=None).exists()
    act(here, incident, "call_units", "township_desk", organs=(helper,), note="再到场")
