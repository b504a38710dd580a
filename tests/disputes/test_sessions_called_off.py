"""No session stays planned where the mediation has come to its end: by whatever act, rooms and people are free again."""

from __future__ import annotations

from typing import Any

import pytest

from disputes.machine.common import CALLED_OFF
from disputes.models import Dispute, MediationSession
from disputes.pages.timelines import said
from pingan.common.models import OutboxEntry
from pingan.matters.models import TimelineEntry
from tests.factories.committees import given_mediator
from tests.factories.disputes import act, given_dispute, next_morning, step
from tests.factories.world import Place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_papers")]

ENDS: dict[str, tuple[str, dict[str, Any]]] = {
    "agreed in writing": ("agree", {"facts": "互有过错", "terms": "恢复原状", "term": "at_once"}),
    "agreed orally": ("agree", {"form": "oral", "facts": "互有过错", "terms": "当面道歉", "term": "at_once"}),
    "failed": ("fail", {"note": "分歧过大"}),
    "refused": ("refuse", {"note": "不接受调解"}),
    "referred": ("refer", {"kind": "litigation", "receiver": "南康区人民法院", "note": "拟起诉"}),
    "settled": ("settle", {"note": "自行和解"}),
    "called off": ("cancel_session", {"note": "当事人外出"}),
}


def with_a_session_ahead(here: Place) -> Dispute:
    """A mediation with a session held and another planned, for which a second mediator is booked."""
    dispute = given_dispute(here, "mediating")
    for name in ("plan_session", "hold_session"):
        dispute = step(here, dispute, name)
    helper = given_mediator(here.committee, here.users["community_staff"], "谢协理")
    return act(
        here,
        dispute,
        "plan_session",
        "mediator",
        starts_at=next_morning(3),
        room="调解室一",
        mediators=(helper.pk,),
    )


@pytest.mark.parametrize("how", list(ENDS))
def test_every_end_of_a_mediation_calls_off_what_is_planned(here: Place, how: str) -> None:
    dispute = with_a_session_ahead(here)
    ahead = MediationSession.objects.get(channel__dispute=dispute, state="planned")
    action, values = ENDS[how]
    if action == "refuse":
        values = {**values, "party": dispute.parties.earliest("pk").pk}
    if action == "cancel_session":
        values = {**values, "session": ahead.pk}
    act(here, dispute, action, "mediator", **values)
    ahead.refresh_from_db()
    assert ahead.state == "cancelled" and not ahead.mediators.filter(is_live=True).exists()
    assert ahead.channel.sessions.filter(state="held").count() == 1
    entry = TimelineEntry.objects.filter(matter_id=dispute.pk).latest("pk")
    assert "取消已安排的调解1场" in said(entry)
    told = OutboxEntry.objects.get(payload__content__title_msgid=CALLED_OFF)
    assert told.payload["recipients"] == [here.users["community_staff"].pk]


def test_the_room_is_free_again(here: Place) -> None:
    dispute = with_a_session_ahead(here)
    act(here, dispute, "agree", "mediator", facts="互有过错", terms="恢复原状", term="at_once")
    other = given_dispute(here, "mediating")
    act(here, other, "plan_session", "mediator", starts_at=next_morning(3), room="调解室一")
    assert MediationSession.objects.filter(state="planned").count() == 1


def test_nothing_is_said_where_nothing_was_planned(here: Place) -> None:
    dispute = given_dispute(here, "mediating")
    act(here, dispute, "fail", "mediator", note="分歧过大")
    assert not OutboxEntry.objects.filter(payload__content__title_msgid=CALLED_OFF).exists()
    assert "called_off" not in TimelineEntry.objects.filter(matter_id=dispute.pk).latest("pk").data
