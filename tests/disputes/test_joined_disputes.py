"""What is joined has a target that lives, and nothing joined to itself; its signs count where it went."""

from __future__ import annotations

import pytest
from django.utils import timezone

from disputes.models import Dispute
from pingan.common.errors import IllegalAction, Invalid
from pingan.matters.models import TimelineEntry
from tests.api.conftest import Api
from tests.factories.disputes import act, given_dispute, given_registration, step
from tests.factories.world import Place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_papers")]


def joined(here: Place, dispute: Dispute, target: Dispute) -> Dispute:
    return act(here, dispute, "join", "township_desk", target=target.matter.number)


def fresh(dispute: Dispute) -> Dispute:
    return Dispute.objects.select_related("matter", "type").get(pk=dispute.pk)


def _violent(here: Place) -> Dispute:
    dispute = given_registration(here, flags=("violence",), flag_note="动手")
    act(
        here, dispute, "tell_police", "township_desk", station="朱坊派出所", channel="station",
        told_at=timezone.now(),
    )  # fmt: skip
    flag = dispute.flags.get()
    return act(here, dispute, "review_flag", "township_desk", flag=flag.pk, review="police", note="已处置")


def test_the_target_counts_the_confirmed_signs_and_its_book_says_so(here: Place) -> None:
    target, dispute = given_registration(here), _violent(here)
    assert target.level == "general"
    version = target.matter.version
    dispute = joined(here, dispute, target)
    target = fresh(target)
    assert (target.level, target.matter.severity) == ("major", "02")
    assert target.matter.version == version + 1
    entry = TimelineEntry.objects.filter(matter_id=target.pk).latest("seq")
    assert (entry.action, entry.data["from"]) == ("joined_in", dispute.matter.number)
    assert entry.data["level"] == {"before": "general", "after": "major"}
    page = here.client("township_desk").get(f"/disputes/{target.pk}/").content.decode()
    assert dispute.matter.number in page
    target = step(here, target, "accept")
    assert target.level == "major", "what computes the level anew counts them still"
    act(here, dispute, "unjoin", "township_desk")
    assert fresh(target).level == "general"
    assert TimelineEntry.objects.filter(matter_id=target.pk).latest("seq").action == "join_undone"


def test_an_unfounded_sign_raises_no_level(here: Place) -> None:
    target = given_registration(here)
    dispute = given_registration(here, flags=("weapon",), flag_note="据说持刀")
    flag = dispute.flags.get()
    dispute = act(
        here, dispute, "review_flag", "township_desk", flag=flag.pk, review="unfounded", note="查无此事"
    )
    joined(here, dispute, target)
    assert fresh(target).level == "general"


def test_nothing_is_joined_to_what_is_closed(here: Place) -> None:
    target, dispute = given_dispute(here, "closed"), given_registration(here)
    refused = Api(here.users["township_desk"]).post(
        f"/disputes/{dispute.pk}/actions/join/", {"target": target.matter.number}
    )
    assert refused.status_code == 422, refused.content
    assert "重新办理" in refused.json()["errors"]["target"][0]
    act(here, target, "reopen", "township_desk", note="又起争执")
    assert joined(here, dispute, target).matter.state == "merged"


def test_there_are_no_chains(here: Place) -> None:
    target, dispute, third = (given_registration(here) for _number in range(3))
    joined(here, dispute, target)
    for action, data in (
        ("join", {"target": third.matter.number}),
        ("reject", {"reason": "不属于", "note": "请起诉"}),
    ):
        with pytest.raises(IllegalAction) as refused:
            act(here, target, action, "township_desk", **data)
        assert "并入" in str(refused.value), action
    with pytest.raises(Invalid):
        joined(here, third, dispute)
    act(here, dispute, "unjoin", "township_desk")
    assert joined(here, target, third).matter.state == "merged"


def test_a_closed_target_leaves_what_is_joined_to_it_a_way_back(here: Place) -> None:
    target, dispute = given_registration(here), given_registration(here)
    joined(here, dispute, target)
    for name in ("accept", "settle", "visit", "close"):
        target = step(here, target, name)
    level = target.level
    back = act(here, dispute, "unjoin", "township_desk")
    assert (back.matter.state, back.merged_into_id) == ("registered", None)
    assert (fresh(target).level, fresh(target).matter.state) == (level, "closed")


def test_what_is_restricted_is_not_dealt_with_in_the_open(here: Place) -> None:
    target, dispute = given_registration(here), given_registration(here, restriction="domestic_violence")
    with pytest.raises(Invalid) as refused:
        joined(here, dispute, target)
    assert set(refused.value.fields) == {"target"}
    act(here, target, "restrict", "township_desk", restriction="domestic_violence", note="同一家庭")
    joined(here, dispute, target)
    entry = TimelineEntry.objects.filter(matter_id=target.pk).latest("seq")
    assert (entry.action, entry.data) == ("joined_in", {})
