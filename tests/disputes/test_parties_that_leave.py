"""A party added by mistake leaves, while it mediates too, and planned sessions no longer expect it."""

from __future__ import annotations

import pytest

from disputes.machine.common import CALLED_OFF
from disputes.models import Attendance, Dispute, MediationSession
from pingan.common.models import OutboxEntry
from pingan.matters.models import TimelineEntry
from tests.api.conftest import Api
from tests.factories.disputes import act, given_dispute, next_morning, step
from tests.factories.world import Place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_papers")]


def _with_a_third(here: Place, state: str) -> tuple[Dispute, int]:
    dispute = given_dispute(here, state)
    act(here, dispute, "add_party", "township_desk", side="respondent", name="陈小平")
    return dispute, dispute.parties.get(side="respondent", position=2).pk


@pytest.mark.parametrize("state", ["registered", "accepted", "mediating", "unresolved"])
def test_a_party_leaves_and_each_side_keeps_one(here: Place, state: str) -> None:
    dispute, mistaken = _with_a_third(here, state)
    desk = Api(here.users["township_desk"])
    path = f"/disputes/{dispute.pk}/actions/leave_party/"
    done = desk.post(path, {"party": mistaken, "note": "登记有误"})
    assert done.status_code == 200, done.content
    for side in ("applicant", "respondent"):
        last = dispute.parties.get(side=side, left_at=None)
        refused = desk.post(path, {"party": last.pk})
        assert (refused.status_code, set(refused.json()["errors"])) == (422, {"party"}), side
        assert dispute.parties.filter(pk=last.pk, left_at=None).exists()


def test_nobody_leaves_what_is_agreed(here: Place) -> None:
    dispute = given_dispute(here, "agreed")
    party = dispute.parties.first()
    assert party is not None
    refused = Api(here.users["township_desk"]).post(
        f"/disputes/{dispute.pk}/actions/leave_party/", {"party": party.pk}
    )
    assert refused.status_code == 409


def test_who_represents_it_leaves_with_it_and_the_book_says_so(here: Place) -> None:
    dispute, mistaken = _with_a_third(here, "mediating")
    act(here, dispute, "add_party", "township_desk", side="respondent", name="刘律师", represents=mistaken)
    act(here, dispute, "leave_party", "mediator", party=mistaken)
    assert dispute.parties.filter(left_at=None).count() == 2
    page = here.client("township_desk").get(f"/disputes/{dispute.pk}/").content.decode()
    assert "连同其代理人" in page


def test_a_planned_session_no_longer_expects_it(here: Place) -> None:
    dispute, mistaken = _with_a_third(here, "mediating")
    dispute = step(here, dispute, "plan_session")
    assert Attendance.objects.filter(party=mistaken).exists()
    act(here, dispute, "leave_party", "mediator", party=mistaken)
    session = MediationSession.objects.get(channel__dispute=dispute)
    assert session.state == "planned"
    assert set(session.attendances.values_list("party", flat=True)) == set(
        dispute.parties.filter(left_at=None).values_list("pk", flat=True)
    )


def test_a_session_with_nobody_else_invited_is_called_off_and_told(here: Place) -> None:
    dispute, mistaken = _with_a_third(here, "mediating")
    act(
        here,
        dispute,
        "plan_session",
        "mediator",
        starts_at=next_morning(),
        room="调解室一",
        parties=(mistaken,),
    )
    act(here, dispute, "leave_party", "township_desk", party=mistaken)
    session = MediationSession.objects.get(channel__dispute=dispute)
    assert session.state == "cancelled" and session.reason
    assert not session.mediators.filter(is_live=True).exists()
    told = OutboxEntry.objects.get(payload__content__title_msgid=CALLED_OFF)
    assert told.payload["recipients"] == [here.users["mediator"].pk]
    assert TimelineEntry.objects.filter(matter_id=dispute.pk, data__called_off=[session.pk]).exists()
