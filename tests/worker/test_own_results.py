"""What became of everything that one reported: incidents, disputes, hazards, screenings, with answer and evaluation."""

from __future__ import annotations

import html

import pytest
import time_machine

import pingan.notify.tasks  # noqa: F401 - registers the job
from pingan.common.models import OutboxEntry
from pingan.common.outbox import deliver
from pingan.notify.models import Notice
from tests.factories.disputes import given_dispute
from tests.factories.hazards import given_hazard
from tests.factories.incidents import act, given_incident, given_report
from tests.factories.registers import given_round, given_submitted
from tests.factories.world import World


def my(world: World, kind: str, show: str = "all", role: str = "grid_worker") -> str:
    answer = world.here.client(role).get("/my/", {"kind": kind, "show": show})
    assert answer.status_code == 200
    text = html.unescape(answer.content.decode())
    return text[text.index("<main") :]


def test_disputes_and_hazards_that_i_registered_are_told_with_what_became_of_them(world: World) -> None:
    dispute, hazard = (
        given_dispute(world.here, "rejected"),
        given_hazard(world.here, "rectifying"),
    )
    for kind, row, show in (("dispute", dispute, "rejected"), ("hazard", hazard, "open")):
        assert row.matter.number in my(world, kind)
        assert row.matter.number in my(world, kind, show)
        assert row.matter.number not in my(world, kind, "closed")
        assert row.matter.number not in my(world, kind, role="community_staff")
    assert "不予受理" in my(world, "dispute", "rejected")


def test_a_screening_report_is_told_with_its_review(world: World) -> None:
    desk = world.here.actor("township_desk")
    report = given_submitted(given_round(desk, world.here.township), world.here)
    assert report.round.title in my(world, "screening", "open")
    assert report.round.title not in my(world, "screening", "closed")


def test_the_answer_and_what_the_reporter_said_of_it_stand_at_the_report(world: World) -> None:
    incident = given_incident(world.here, "closed")
    act(world.here, incident, "evaluate", "township_desk", satisfaction="dissatisfied", solved="no")
    text = my(world, "incident", "closed")
    assert "答复" in text
    assert "反映人评价：不满意" in text
    assert "反映人认为未解决" in text


@pytest.mark.parametrize("query", [{"kind": "x"}, {"show": "x"}, {"kind": "dispute", "cursor": "€"}])
def test_an_unknown_part_falls_back_to_what_is_under_way(world: World, query: dict[str, str]) -> None:
    assert world.here.client("grid_worker").get("/my/", query).status_code == 200


def told(world: World, number: str, role: str = "grid_worker") -> list[str]:
    """What somebody is told of a matter once its notices are handed out."""
    for entry in OutboxEntry.objects.filter(job="notify.deliver", done_at=None):
        deliver(entry.pk)
    rows = Notice.objects.filter(recipient=world.here.users[role], params__number=number).order_by("pk")
    return [row.title_msgid for row in rows]


@time_machine.travel("2026-11-18 10:00:00+08:00", tick=True)
def test_an_end_and_a_refusal_are_told_to_who_reported(world: World) -> None:
    closed = (
        given_incident(world.here, "closed"),
        given_dispute(world.here, "closed"),
        given_hazard(world.here, "closed"),
    )
    refused = (
        given_incident(world.here, "rejected"),
        given_dispute(world.here, "rejected"),
        given_hazard(world.here, "rejected"),
    )
    for row in closed:
        assert any("closed" in title for title in told(world, row.matter.number)), row
    for row in refused:
        assert any("not accepted" in title for title in told(world, row.matter.number)), row


def test_what_was_resolved_on_the_spot_and_is_not_comes_back_with_a_word(world: World) -> None:
    """The reporter cannot verify it, so nobody but the notice and the own list tells that it came back."""
    incident = given_report(world.here, resolution="已清理")
    act(world.here, incident, "verify", "township_desk", solved="no", note="现场仍有积水")
    assert any("not solved yet" in title for title in told(world, incident.matter.number))
    assert "核查后尚未解决" in my(world, "incident", "open")


def test_nobody_is_told_twice_that_a_matter_is_not_solved(world: World) -> None:
    """The desk reported it itself, and no unit handled it: it comes back to the desk once."""
    incident = given_report(world.here, "community_staff", resolution="已清理")
    act(world.here, incident, "verify", "township_desk", solved="no", note="路灯仍不亮")
    for role in world.here.users:
        titles = told(world, incident.matter.number, role)
        assert len([title for title in titles if "not solved" in title]) <= 1
