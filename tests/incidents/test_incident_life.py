"""The life of an incident through the services: the path, its branches, and what stays provable."""

from __future__ import annotations

import pytest

from grids.models import Incident, IncidentTask
from pingan.common.errors import Forbidden, IllegalAction, Invalid, NotFound
from pingan.matters.machine import available_actions
from pingan.matters.models import Clock, TimelineEntry
from tests.factories.incidents import WALKS, act, given_incident, given_report, step
from tests.factories.world import World

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", WALKS)
def test_every_state_is_reached_by_its_path(world: World, state: str) -> None:
    assert given_incident(world.here, state).matter.state == state


def test_two_units_an_extension_and_the_whole_timeline(world: World) -> None:
    here = world.here
    incident = given_incident(here, "accepted")
    lead, helper = here.units["city_management"].pk, here.units["housing"].pk
    act(here, incident, "dispatch", "township_desk", organ=lead, co_handlers=(helper,))
    act(here, incident, "sign", "unit_handler")
    act(here, incident, "sign", "unit_handler_2")
    due = Clock.objects.get(matter_id=incident.pk, stage="handle", organ_id=lead).due_at
    act(here, incident, "request_extension", "unit_handler", amount=2, reason="配件未到")
    request = incident.extension_requests.get()
    act(here, incident, "allow_extension", "township_desk", request=request.pk)
    assert Clock.objects.get(matter_id=incident.pk, stage="handle", organ_id=lead).due_at > due
    with pytest.raises(Invalid) as refusal:
        act(here, incident, "handle", "unit_handler", result="已修复")
    assert "waiver" in refusal.value.fields
    act(here, incident, "handle", "unit_handler_2", result="已协助断电")
    incident = act(here, incident, "handle", "unit_handler", result="已修复")
    assert incident.matter.state == "handled"
    for action in ("verify", "answer", "close"):
        incident = step(here, incident, action)
    act(here, incident, "evaluate", "township_desk", satisfaction="satisfied", solved="yes")
    actions = list(TimelineEntry.objects.filter(matter_id=incident.pk).values_list("action", flat=True))
    assert actions == [
        "report", "accept", "dispatch", "sign", "sign", "request_extension", "allow_extension",
        "handle", "handle", "verify", "answer", "close", "evaluate",
    ]  # fmt: skip


def test_whom_nobody_can_answer_keeps_nothing_open(world: World) -> None:
    here = world.here
    unknown = given_incident(here, "verified", reporter=None)
    done = act(here, unknown, "answer", "township_desk", channel="not_possible", note="来电人未留联系方式")
    assert step(here, done, "close").matter.state == "closed"
    known = given_incident(here, "verified")
    with pytest.raises(Invalid) as refusal:
        act(here, known, "answer", "township_desk", channel="not_possible", note="无法联系")
    assert "channel" in refusal.value.fields


def test_what_was_reported_by_phone_to_the_end_may_still_be_written(world: World) -> None:
    here = world.here
    fire = given_report(here, category="EMERGENCY.ACCIDENT")
    act(here, fire, "accept", "township_desk")
    act(here, fire, "emergency_report", "township_desk")
    act(here, fire, "emergency_report", "township_desk", kind="final")
    with pytest.raises(Invalid) as refusal:
        act(here, fire, "emergency_report", "township_desk", kind="final")
    assert "channel" in refusal.value.fields
    act(here, fire, "emergency_report", "township_desk", channel="written", content="书面终报")
    assert Clock.objects.get(matter_id=fire.pk, stage="written_report").stopped_at is not None
    assert list(fire.emergency_reports.values_list("kind", "channel"))[-1] == ("final", "written")
    with pytest.raises(IllegalAction):
        act(here, fire, "emergency_report", "township_desk", channel="written")


def test_twice_returned_only_the_county_decides_and_its_choice_cannot_be_returned(world: World) -> None:
    here = world.here
    incident = given_incident(here, "returned")
    second = here.units["housing"].pk
    with pytest.raises(Invalid):
        act(here, incident, "dispatch", "township_desk", organ=here.units["city_management"].pk)
    act(here, incident, "dispatch", "township_desk", organ=second)
    incident = act(here, incident, "return", "unit_handler_2", note="也不是我单位")
    assert incident.matter.state == "returned"
    with pytest.raises(IllegalAction):
        act(here, incident, "dispatch", "township_desk", organ=second)
    with pytest.raises(Forbidden):
        act(
            here,
            incident,
            "determine",
            "township_desk",
            organ=second,
            document="康府办〔2026〕1号",
            note="职责清单",
        )
    act(
        here,
        incident,
        "determine",
        "county_government",
        organ=second,
        document="康府办〔2026〕1号",
        note="职责清单",
    )
    with pytest.raises(IllegalAction):
        act(here, incident, "return", "unit_handler_2", note="再退")
    act(here, incident, "sign", "unit_handler_2")
    incident = act(here, incident, "handle", "unit_handler_2", result="已处理")
    for action in ("verify", "answer", "close"):
        incident = step(here, incident, action)
    assert incident.matter.state == "closed"


def test_a_returned_unit_no_longer_sees_it(world: World) -> None:
    incident = given_incident(world.here, "returned")
    with pytest.raises(NotFound):
        act(world.here, incident, "sign", "unit_handler")


def test_who_handled_it_cannot_verify_it(world: World) -> None:
    incident = given_report(world.here, resolution="当场清理完毕", reporter=None)
    assert incident.matter.state == "handled"
    with pytest.raises(IllegalAction):
        act(world.here, incident, "verify", "grid_worker", solved="yes", note="好了")
    assert (
        act(world.here, incident, "verify", "community_staff", solved="yes", note="看过了").matter.state
        == "verified"
    )


def test_not_solved_goes_back_to_the_lead(world: World) -> None:
    incident = given_incident(world.here, "handled")
    incident = act(world.here, incident, "verify", "grid_worker", solved="no", note="还是不亮")
    assert incident.matter.state == "signed"
    assert incident.tasks.get().state == IncidentTask.State.SIGNED


def test_merge_moves_files_and_unmerge_restores(world: World) -> None:
    first, second = given_report(world.here), given_report(world.here, "community_staff")
    before = Incident.objects.filter(pk=second.pk).values().get()
    act(world.here, second, "merge", "township_desk", target=first.matter.number, note="同一盏灯")
    merged = Incident.objects.get(pk=second.pk)
    assert merged.matter.state == "merged"
    act(world.here, merged, "unmerge", "township_desk")
    after = Incident.objects.filter(pk=second.pk).values().get()
    assert after == before
    assert Incident.objects.get(pk=second.pk).matter.state == "reported"


def test_an_emergency_runs_its_chain(world: World) -> None:
    here = world.here
    incident = given_report(
        here, category="EMERGENCY.ACCIDENT", description="", reporter=None, longitude=None, latitude=None
    )
    assert incident.is_emergency
    assert {c.stage for c in Clock.objects.filter(matter_id=incident.pk)} >= {
        "first_report",
        "written_report",
    }
    act(here, incident, "emergency_report", "township_desk", kind="first", content="朱坊村起火，无人伤亡")
    act(here, incident, "acknowledge", "county_dispatcher", report=incident.emergency_reports.get().pk)
    act(
        here,
        incident,
        "emergency_report",
        "township_desk",
        kind="follow_up",
        channel="written",
        content="火已扑灭",
    )
    act(
        here,
        incident,
        "emergency_report",
        "township_desk",
        kind="final",
        channel="written",
        content="处置结束",
    )
    with pytest.raises(IllegalAction):
        act(here, incident, "emergency_report", "township_desk", kind="final", content="再报")


def test_supervision_climbs_its_ladder_with_an_official_letter(world: World) -> None:
    from datetime import timedelta

    from django.utils import timezone

    here = world.here
    incident = given_incident(here, "signed")
    with pytest.raises(Invalid):
        act(here, incident, "propose_accountability", "body_office", circumstance="58-7", note="久拖不决")
    act(here, incident, "remind", "body_office", note="请抓紧")
    due = timezone.now() + timedelta(days=3)
    act(here, incident, "supervise", "body_office", demand="三日内办结", due_at=due)
    step_row = incident.supervisions.get(step="letter")
    assert step_row.document is not None
    act(here, incident, "propose_accountability", "body_office", circumstance="58-7", note="久拖不决")


def test_suspension_stops_the_clock_and_resume_goes_on(world: World) -> None:
    incident = given_incident(world.here, "suspended")
    assert incident.matter.clock_paused
    incident = act(world.here, incident, "resume", "township_desk")
    assert incident.matter.state == "accepted"
    assert not incident.matter.clock_paused


def test_a_request_for_more_time_ends_with_the_work_it_was_for(world: World) -> None:
    here = world.here
    incident = given_incident(here, "signed")
    act(here, incident, "request_extension", "unit_handler", amount=2, reason="配件未到")
    act(here, incident, "handle", "unit_handler", result="已修复", waiver="其余单位无需处理")
    request = incident.extension_requests.get()
    assert (request.state, request.decided_by, bool(request.decision_note)) == ("refused", None, True)
    offered = {action.key for action in available_actions(here.actor("township_desk"), incident)}
    assert "allow_extension" not in offered


def test_a_unit_that_returns_the_matter_leaves_no_request_behind(world: World) -> None:
    here = world.here
    incident = given_incident(here, "signed")
    act(here, incident, "request_extension", "unit_handler", amount=2, reason="配件未到")
    act(here, incident, "return", "unit_handler", note="不属于本单位职责")
    assert not incident.extension_requests.filter(state="pending").exists()
