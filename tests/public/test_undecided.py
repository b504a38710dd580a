"""What nobody decides: the desk is reminded, the county told, warned before the end, then the contact goes with a trace."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from grids.models import PublicSubmission
from grids.services.retention import blank_expired
from grids.services.undecided import chase_undecided
from pingan.audit.models import AuditEntry
from pingan.common.models import OutboxEntry
from tests.factories.submissions import given_submission, row_of
from tests.factories.world import Place

pytestmark = pytest.mark.django_db
CONTACT = {"name": "张建国", "phone": "13812345678"}


@pytest.fixture(autouse=True)
def _no_counts_of_other_tests() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def told(kind: str) -> list[set[int]]:
    rows = OutboxEntry.objects.filter(payload__content__kind=f"submissions.{kind}").order_by("pk")
    return [set(row.payload["recipients"]) for row in rows]


def after(days: float) -> int:
    return chase_undecided(timezone.now() + timedelta(days=days))


def test_each_step_is_taken_once_and_tells_who_can_act(here: Place) -> None:
    sent = given_submission(here, **CONTACT)
    desk = {here.users[role].pk for role in ("township_desk", "township_desk_b")}
    above = desk | {here.users[role].pk for role in ("county_dispatcher", "body_office")}
    assert after(2.9) == 0
    assert (after(3.1), after(3.2)) == (1, 0)
    assert told("reminded") == [desk]
    assert (after(7.1), after(7.2)) == (1, 0)
    assert [above <= people for people in told("escalated")] == [True]
    assert (after(76.1), after(76.2)) == (1, 0)
    assert [above <= people for people in told("last")] == [True]
    assert row_of(sent.code).reporter_phone == CONTACT["phone"]
    assert (after(90.2), after(90.3)) == (1, 0)
    assert [above <= people for people in told("lapsed")] == [True]


def test_what_lapses_loses_its_contact_leaves_a_trace_and_the_code_says_so(here: Place) -> None:
    sent = given_submission(here, **CONTACT)
    after(76.1)
    after(90.2)
    row = row_of(sent.code)
    assert (row.state, row.decline_reason, row.decided_by_id) == ("declined", "lapsed", None)
    assert (row.reporter_name, row.reporter_phone) == (None, None)
    entry = AuditEntry.objects.get(action="submission.lapsed")
    assert (
        entry.data["number"] == row.number and entry.data["days"] == 90 and "第十九条" in entry.data["source"]
    )
    page = Client().post("/public/progress/", {"code": sent.code}).content.decode()
    assert row.get_decline_reason_display() in page
    assert row.number in here.client("township_desk").get("/submissions/?part=decided").content.decode()
    # The words go when those of anything declined go.
    blank_expired(timezone.now() + timedelta(days=90 + 366))
    assert row_of(sent.code).is_blank and row_of(sent.code).text == ""


def test_nothing_goes_that_nobody_was_warned_of(here: Place) -> None:
    """After a long standstill of the jobs the warning comes first, and its days after it."""
    sent = given_submission(here, **CONTACT)
    assert after(200) == 1
    assert told("last") != [] and told("lapsed") == []
    assert after(213.9) == 0
    assert row_of(sent.code).reporter_phone == CONTACT["phone"]
    assert after(214.1) == 1
    assert row_of(sent.code).reporter_phone is None


def test_what_was_decided_is_left_alone_and_many_are_one_notice(here: Place) -> None:
    for number in range(3):
        given_submission(here, text=f"第{number}盏路灯坏了")
    PublicSubmission.objects.filter(text_digest=PublicSubmission.objects.earliest("pk").text_digest).update(
        state="declined", decline_reason="settled", decided_at=timezone.now()
    )
    assert after(3.1) == 2
    rows = OutboxEntry.objects.filter(payload__content__kind="submissions.reminded")
    assert [row.payload["content"]["params"]["count"] for row in rows] == [2]


def test_a_flood_rings_nobody_until_it_is_about_to_go(here: Place) -> None:
    given_submission(here, text="加微信 http://spam.example 发财")
    assert after(8) == 0
    assert after(76.1) == 1
    assert len(told("last")) == 1


def test_a_desk_cannot_choose_what_only_time_and_the_sender_decide(here: Place) -> None:
    row = given_submission(here).submission
    for reason in ("lapsed", "withdrawn"):
        answer = here.client("township_desk").post(
            f"/submissions/{row.pk}/decline/", {"reason": reason, "note": "无"}
        )
        assert answer.status_code == 422
