"""A mediator who turns out to bear a party's name goes no further: said, told to the desk, and mended by another one."""

from __future__ import annotations

from typing import Any

import pytest

from disputes.machine.sentences import CONFLICT
from disputes.models import Dispute, DisputeParty, Mediator
from pingan.common.errors import Invalid
from pingan.common.models import OutboxEntry
from pingan.matters.models import TimelineEntry
from tests.api.conftest import Api
from tests.factories.committees import given_mediator
from tests.factories.disputes import act, begun, given_dispute, next_morning, step
from tests.factories.world import Place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_papers")]
PLAN = {"starts_at": next_morning().isoformat(), "room": "调解室一"}
AGREE = {"facts": "互有过错", "terms": "当面道歉", "term": "at_once"}


@pytest.fixture(params=["add_party", "amend_party"])
def conflicted(request: pytest.FixtureRequest, here: Place) -> Dispute:
    """A dispute in mediation, one session held and one begun, with a party named as the mediator just now."""
    dispute = given_dispute(here, "mediating")
    dispute = step(here, step(here, dispute, "plan_session"), "hold_session")
    dispute = act(here, dispute, "plan_session", "mediator", starts_at=next_morning(2), room="调解室二")
    begun(dispute)
    name = here.mediators[0].name
    if request.param == "add_party":
        return act(here, dispute, "add_party", "mediator", side="third", name=f" {name} ")
    party = dispute.parties.get(side="respondent")
    return act(here, dispute, "amend_party", "mediator", party=party.pk, name=name)


def steps(dispute: Dispute) -> dict[str, dict[str, Any]]:
    session = dispute.channels.get().sessions.get(state="planned").pk
    return {
        "plan_session": PLAN,
        "adjourn_session": {"session": session, "starts_at": next_morning(4).isoformat(), "note": "改期"},
        "hold_session": {"session": session, "record": "双方到场"},
        "agree": AGREE,
    }


def test_the_act_says_it_and_the_desk_is_told(here: Place, conflicted: Dispute) -> None:
    entry = TimelineEntry.objects.filter(matter_id=conflicted.pk).latest("seq")
    assert entry.data["conflict"] == "mediator"
    told = OutboxEntry.objects.get(payload__content__title_msgid=CONFLICT)
    assert sorted(told.payload["recipients"]) == sorted(
        here.users[name].pk for name in ("township_desk", "township_desk_b")
    )
    page = here.client("township_desk").get(f"/disputes/{conflicted.pk}/").content.decode()
    assert "调解员存在利害关系" in page and "请先更换调解员" in page
    masked = here.client("leader").get(f"/disputes/{conflicted.pk}/").content.decode()
    assert "由值班岗位决定调解人选" in masked and "与当事人同名" not in masked


def test_nothing_goes_on_until_another_one_leads(here: Place, conflicted: Dispute) -> None:
    api = Api(here.users["township_desk"])
    for action, data in steps(conflicted).items():
        refused = api.post(f"/disputes/{conflicted.pk}/actions/{action}/", data)
        assert refused.status_code == 409, (action, refused.content)
        assert "同名" in refused.json()["detail"] or "name of a party" in refused.json()["detail"], action
    other = given_mediator(here.committee, name="王调解")
    done = api.post(
        f"/disputes/{conflicted.pk}/actions/change_mediator/", {"mediator": other.pk, "note": "回避"}
    )
    assert done.status_code == 200, done.content
    session = conflicted.channels.get().sessions.get(state="planned")
    with pytest.raises(Invalid) as refused_at:
        act(here, conflicted, "hold_session", "township_desk", session=session.pk, record="双方到场")
    assert set(refused_at.value.fields) == {"session"}, "the former one is booked for it still"
    act(here, conflicted, "cancel_session", "township_desk", session=session.pk, note="更换调解员")
    assert api.post(f"/disputes/{conflicted.pk}/actions/plan_session/", PLAN).status_code == 200
    begun(conflicted)
    session = conflicted.channels.get().sessions.get(state="planned")
    came = tuple(conflicted.parties.filter(left_at=None).values_list("pk", flat=True))
    act(
        here, conflicted, "hold_session", "township_desk", session=session.pk, present=came, record="双方到场"
    )
    assert api.post(f"/disputes/{conflicted.pk}/actions/agree/", AGREE).status_code == 200


def test_nobody_with_a_conflict_is_booked_besides(here: Place) -> None:
    dispute = given_dispute(here, "mediating")
    named = given_mediator(here.committee, name="钟文斌")
    with pytest.raises(Invalid) as refused:
        act(
            here, dispute, "plan_session", "mediator", starts_at=next_morning(), room="调解室一",
            mediators=(named.pk,),
        )  # fmt: skip
    assert set(refused.value.fields) == {"mediators"}


def test_other_names_and_corrections_of_a_phone_say_nothing(here: Place) -> None:
    dispute = given_dispute(here, "mediating")
    party = dispute.parties.get(side="respondent")
    act(here, dispute, "add_party", "mediator", side="third", name="别的人")
    act(here, dispute, "amend_party", "mediator", party=party.pk, phone="13907970008")
    assert not TimelineEntry.objects.filter(matter_id=dispute.pk, data__has_key="conflict").exists()
    assert not OutboxEntry.objects.filter(payload__content__title_msgid=CONFLICT).exists()


def test_erased_names_are_nobodys(here: Place) -> None:
    from disputes.queries.mediators import bears_a_name, names_of_parties

    assert names_of_parties([DisputeParty(name="")]) == frozenset()
    assert not bears_a_name(Mediator(name="李调解"), frozenset())
