"""Each sign that obliges to it is told to the police by a notice of its own, and nothing ends before (人民调解法 §25)."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from disputes.models import Dispute, DisputeReader, PoliceNotice
from disputes.queries.waiting import shows_red_q
from pingan.common.errors import IllegalAction, Invalid
from pingan.matters.models import Clock
from tests.api.conftest import Api
from tests.factories.disputes import act, given_dispute, given_registration, step
from tests.factories.world import Place

pytestmark = pytest.mark.django_db
REJECT = {"reason": "不属于受理范围", "note": "请向法院起诉"}


def told(here: Place, dispute: Dispute) -> Dispute:
    return act(
        here, dispute, "tell_police", "township_desk", station="朱坊派出所", channel="station",
        told_at=timezone.now(), note="已电话告知",
    )  # fmt: skip


def reviewed(here: Place, dispute: Dispute, review: str) -> Dispute:
    flag = dispute.flags.filter(reviewed_at=None).get()
    return act(here, dispute, "review_flag", "county_dispatcher", flag=flag.pk, review=review, note="已研判")


def running(dispute: Dispute) -> set[str]:
    rows = Clock.objects.filter(matter_id=dispute.pk, stopped_at=None, paused_at=None)
    return set(rows.values_list("stage", flat=True)) & {"flag_review", "police_notice"}


def is_listed_red(dispute: Dispute) -> bool:
    return Dispute.objects.filter(shows_red_q(), pk=dispute.pk).exists()


@pytest.mark.parametrize("code", ["violence", "weapon", "self_harm"])
def test_a_sign_after_the_notice_needs_a_notice_of_its_own(
    here: Place, without_papers: None, code: str
) -> None:
    dispute = given_dispute(here, "resolved", flags=("threat",), flag_note="扬言报复")
    dispute = reviewed(here, told(here, dispute), "police")
    dispute = step(here, dispute, "visit")
    assert not running(dispute) and not is_listed_red(dispute)
    dispute = act(here, dispute, "flag", "township_desk", codes=(code,), note="当晚动手")
    assert running(dispute) == {"flag_review", "police_notice"} and is_listed_red(dispute)
    for review in ("police", "watch"):
        with pytest.raises(Invalid) as refused:
            reviewed(here, dispute, review)
        assert set(refused.value.fields) == {"review"}
    with pytest.raises(IllegalAction):
        step(here, dispute, "close")
    page = here.client("township_desk").get(f"/disputes/{dispute.pk}/").content.decode()
    assert "须立即通报公安机关" in page
    dispute = reviewed(here, told(here, dispute), "police")
    assert [flag.notice_id for flag in dispute.flags.order_by("pk")] == list(
        PoliceNotice.objects.order_by("pk").values_list("pk", flat=True)
    )
    assert not running(dispute) and step(here, dispute, "close").matter.state == "closed"


def test_the_same_sign_raised_again_is_told_again_after_reopening_too(
    here: Place, without_papers: None
) -> None:
    dispute = given_dispute(here, "resolved", flags=("violence",), flag_note="动手")
    dispute = step(here, reviewed(here, told(here, dispute), "police"), "visit")
    dispute = act(here, step(here, dispute, "close"), "reopen", "township_desk", note="又动手")
    assert not running(dispute)
    dispute = act(here, dispute, "flag", "township_desk", codes=("violence",), note="又动手")
    assert running(dispute) == {"flag_review", "police_notice"}
    with pytest.raises(Invalid):
        reviewed(here, dispute, "watch")


def test_reopening_what_is_resolved_ends_no_duty(here: Place, without_papers: None) -> None:
    dispute = given_dispute(here, "resolved", flags=("threat",), flag_note="扬言")
    dispute = act(here, dispute, "reopen", "township_desk", note="反复")
    assert running(dispute) == {"flag_review", "police_notice"}


def test_a_notice_tells_of_every_sign_that_waits_and_its_paper_names_these_alone(here: Place) -> None:
    dispute = given_registration(here, flags=("threat", "boundary"), flag_note="扬言")
    dispute = told(here, dispute)
    assert not dispute.flags.filter(notice=None).exists()
    dispute = act(here, dispute, "flag", "township_desk", codes=("weapon",), note="持刀")
    dispute = told(here, dispute)
    first, second = (
        paper.document.data["danger"] for paper in dispute.papers.filter(kind="police_notice").order_by("pk")
    )
    assert "、" in first
    assert second and "、" not in second and second not in first
    rows = Api(here.users["township_desk"]).get(f"/disputes/{dispute.pk}/").json()["flags"]
    assert {row["notice"] for row in rows} == set(dispute.police_notices.values_list("pk", flat=True))


def test_an_unfounded_sign_asks_for_no_notice(here: Place, without_papers: None) -> None:
    dispute = given_registration(here, flags=("weapon",), flag_note="据说持刀")
    dispute = reviewed(here, dispute, "unfounded")
    assert not running(dispute) and not is_listed_red(dispute)


@pytest.mark.parametrize("code", ["violence", "boundary"])
def test_a_dispute_with_a_red_flag_is_not_rejected(here: Place, without_papers: None, code: str) -> None:
    dispute = given_registration(here, flags=(code,), flag_note="邻居所见")
    desk = Api(here.users["township_desk"])
    path = f"/disputes/{dispute.pk}/actions/"
    refused = desk.post(f"{path}reject/", REJECT)
    assert refused.status_code == 409 and "预警信号" in refused.json()["detail"], refused.content
    assert "reject" not in {row["name"] for row in desk.get(path).json()["results"]}
    page = here.client("township_desk")
    assert f"{path}reject/" not in page.get(f"/disputes/{dispute.pk}/").content.decode()
    sent = page.post(f"{path}reject/", {**REJECT, "seen_version": dispute.matter.version})
    assert sent.status_code in {302, 409}
    dispute.matter.refresh_from_db()
    assert dispute.matter.state == "registered" and "flag_review" in running(dispute)
    dispute = reviewed(here, told(here, dispute), "police")
    assert desk.post(f"{path}reject/", REJECT).status_code == 200


def test_what_waits_for_the_police_is_joined_to_nothing(here: Place, without_papers: None) -> None:
    target = given_registration(here)
    dispute = given_registration(here, flags=("violence",), flag_note="动手")
    desk = Api(here.users["township_desk"])
    path = f"/disputes/{dispute.pk}/actions/join/"
    refused = desk.post(path, {"target": target.matter.number})
    assert refused.status_code == 409 and "预警信号" in refused.json()["detail"], refused.content
    assert running(dispute) == {"flag_review", "police_notice"}
    dispute = reviewed(here, told(here, dispute), "police")
    assert desk.post(path, {"target": target.matter.number}).status_code == 200


def test_signs_of_disputes_told_before_name_the_first_notice(here: Place, without_papers: None) -> None:
    old: Any = importlib.import_module("disputes.migrations.0012_signs_told_and_mediators_replaced")
    dispute = told(here, given_registration(here, flags=("threat",), flag_note="扬言"))
    dispute = act(here, dispute, "flag", "township_desk", codes=("weapon",), note="持刀")
    dispute = told(here, dispute)
    untold = given_registration(here, flags=("weapon",), flag_note="持刀")
    dispute.flags.update(notice=None)
    closed = given_dispute(here, "mediating", restriction="minor")
    DisputeReader.objects.update(mediates=False)
    for _twice in range(2):
        with connection.cursor() as cursor:
            cursor.execute(old.TOLD)
            cursor.execute(old.MEDIATING)
    first = dispute.police_notices.earliest("told_at", "pk")
    assert set(dispute.flags.values_list("notice", flat=True)) == {first.pk}
    assert set(untold.flags.values_list("notice", flat=True)) == {None}
    mediating = closed.readers.filter(mediates=True).values_list("user_id", flat=True)
    assert list(mediating) == [here.users["mediator"].pk]
