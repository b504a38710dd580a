"""Another mediator takes over what is planned; the former one sees nothing of the dispute any more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from disputes.machine.common import CALLED_OFF
from disputes.models import Dispute, MediationSession, Mediator
from pingan.access.queries import actor_for
from pingan.common.models import OutboxEntry
from pingan.matters.models import TimelineEntry
from pingan.org.models import Post
from tests.api.conftest import Api
from tests.factories.committees import given_committee, given_mediator
from tests.factories.disputes import act, begun, given_dispute, next_morning, step
from tests.factories.org import LONG_AGO
from tests.factories.world import Place, _user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_papers")]


@dataclass
class Other:
    """A mediator of the village's committee, with an account of her own."""

    mediator: Mediator
    user: Any


@pytest.fixture
def other(here: Place) -> Other:
    committee, user = (
        given_committee(here.village, "村民人民调解委员会"),
        _user("h_village_mediator", "王调解"),
    )
    Post.objects.create(
        user=user, role="mediator", region=here.village, organ=committee.organ, held_from=LONG_AGO
    )
    return Other(given_mediator(committee, user), user)


def replaced(here: Place, dispute: Dispute, other: Other) -> Dispute:
    return act(
        here, dispute, "change_mediator", "township_desk", mediator=other.mediator.pk, note="当事人要求更换"
    )


def seen(user: Any, dispute: Dispute) -> int:
    return int(Api(user).get(f"/disputes/{dispute.pk}/").status_code)


def doors(user: Any, dispute: Dispute) -> set[int]:
    api, path = Api(user), f"/disputes/{dispute.pk}/"
    asked = [api.get(f"{path}{name}") for name in ("", "timeline/", "actions/", "papers/", "clocks/")]
    asked.append(api.post(f"{path}actions/fail/", {"note": "分歧过大"}))
    return {answer.status_code for answer in asked}


@pytest.mark.parametrize("restriction", ["", "domestic_violence", "minor"])
def test_the_former_one_sees_and_does_nothing_any_more(here: Place, other: Other, restriction: str) -> None:
    dispute = given_dispute(here, "mediating", restriction=restriction)
    parties = tuple(dispute.parties.values_list("pk", flat=True))[:1]
    dispute = act(
        here, dispute, "plan_session", "mediator", starts_at=next_morning(), room="调解室一", parties=parties
    )
    held = begun(dispute)
    act(here, dispute, "hold_session", "mediator", session=held.pk, present=parties, record="到场")
    act(
        here, dispute, "plan_session", "mediator", starts_at=next_morning(2), room="调解室一", parties=parties
    )
    former = here.users["mediator"]
    assert seen(former, dispute) == 200
    replaced(here, dispute, other)
    assert doors(former, dispute) == {404}
    assert here.client("mediator").get(f"/disputes/{dispute.pk}/").status_code == 404
    assert Api(former).get("/disputes/").json()["results"] == []
    assert Api(former).get("/mediation-sessions/", state="held").json()["results"] == []
    assert seen(other.user, dispute) == 200
    assert held.mediators.get().mediator == here.mediators[0], "who sat there stays told"
    ahead = MediationSession.objects.get(channel__dispute=dispute, state="planned")
    assert ahead.mediators.get().mediator == other.mediator
    new = Api(other.user)
    assert new.post(f"/disputes/{dispute.pk}/actions/fail/", {"note": "分歧过大"}).status_code == 200


def test_his_reading_ends_and_that_of_whoever_registered_it_stays(here: Place, other: Other) -> None:
    dispute = given_dispute(here, "mediating", restriction="domestic_violence")
    replaced(here, dispute, other)
    live = set(dispute.readers.filter(ended_at=None).values_list("user_id", flat=True))
    assert here.users["mediator"].pk not in live
    assert {other.user.pk, here.users["grid_worker"].pk, here.users["township_desk"].pk} <= live
    own = given_dispute(here, "mediating", role="mediator", restriction="domestic_violence")
    replaced(here, own, other)
    assert seen(here.users["mediator"], own) == 200, "who registered it was named for that"


def test_reading_ends_too_where_the_dispute_was_closed_while_he_mediated(here: Place, other: Other) -> None:
    dispute = given_dispute(here, "mediating")
    act(here, dispute, "restrict", "township_desk", restriction="domestic_violence", note="丈夫动手")
    assert seen(here.users["mediator"], dispute) == 200
    replaced(here, dispute, other)
    assert seen(here.users["mediator"], dispute) == 404


def test_who_was_named_for_another_reason_reads_on(here: Place, other: Other) -> None:
    dispute = given_dispute(here, "accepted", restriction="minor")
    act(here, dispute, "name_reader", "township_desk", user=here.users["mediator"].pk, note="了解情况")
    dispute = step(here, dispute, "mediate")
    replaced(here, dispute, other)
    assert seen(here.users["mediator"], dispute) == 200


def test_colleagues_of_the_committee_keep_what_its_disputes_give_them(here: Place) -> None:
    dispute = given_dispute(here, "mediating")
    colleague = given_mediator(here.committee, name="刘调解")
    act(here, dispute, "change_mediator", "township_desk", mediator=colleague.pk, note="轮换")
    assert seen(here.users["mediator"], dispute) == 200


def test_a_session_that_the_new_one_cannot_hold_is_called_off_and_told(here: Place, other: Other) -> None:
    busy, dispute = given_dispute(here, "mediating"), given_dispute(here, "mediating")
    replaced(here, busy, other)
    desk = actor_for(other.user)
    assert desk is not None
    act(here, busy, "plan_session", desk, starts_at=next_morning(), place_text="村委会")
    step(here, dispute, "plan_session")
    OutboxEntry.objects.all().delete()
    replaced(here, dispute, other)
    session = MediationSession.objects.get(channel__dispute=dispute)
    assert session.state == "cancelled" and session.reason
    assert not session.mediators.filter(is_live=True).exists()
    told = OutboxEntry.objects.get(payload__content__title_msgid=CALLED_OFF)
    assert here.users["mediator"].pk in told.payload["recipients"]
    entry = TimelineEntry.objects.filter(matter_id=dispute.pk).latest("seq")
    assert entry.data["called_off"] == [session.pk]


def test_a_session_that_has_begun_keeps_who_sat_there(here: Place, other: Other) -> None:
    dispute = step(here, given_dispute(here, "mediating"), "plan_session")
    session = begun(dispute)
    replaced(here, dispute, other)
    session.refresh_from_db()
    assert session.state == "planned" and session.mediators.get().mediator == here.mediators[0]
    assert seen(here.users["mediator"], dispute) == 404
    new = actor_for(other.user)
    assert new is not None
    came = tuple(dispute.parties.values_list("pk", flat=True))
    act(here, dispute, "hold_session", new, session=session.pk, present=came, record="双方到场")


def test_who_leads_again_sees_it_again(here: Place, other: Other) -> None:
    dispute = replaced(here, given_dispute(here, "mediating", restriction="minor"), other)
    act(here, dispute, "change_mediator", "township_desk", mediator=here.mediators[0].pk, note="再次更换")
    assert seen(here.users["mediator"], dispute) == 200
    assert seen(other.user, dispute) == 404
