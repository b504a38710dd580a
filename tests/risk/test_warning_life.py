"""A warning from its draft to its end, as the people whose steps they are."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from pingan.access.policy import visible_to
from pingan.common.errors import Forbidden, IllegalAction, Invalid, NotFound
from pingan.common.models import OutboxEntry
from pingan.common.outbox import deliver, open_entries
from pingan.matters.models import Matter, TimelineEntry
from risk.models import RiskTask, RiskWarning, WarningReceipt
from risk.queries.warnings import approvers_of, open_receipts
from risk.services.warnings import draft_warning, escalate_unread
from tests.factories.org import given_organ
from tests.factories.warnings import act, given_warning, new_warning
from tests.factories.world import Place


def receipt_of(warning: RiskWarning, place: Place) -> WarningReceipt:
    return open_receipts(warning).get(region=place.township)


def test_a_warning_to_two_townships_is_read_by_each_for_itself(here: Place, neighbour: Place) -> None:
    warning = given_warning(here, "issued", neighbour)
    assert open_receipts(warning).count() == 2
    act(here, warning, "read", "township_desk", receipt=receipt_of(warning, here).pk)
    assert receipt_of(warning, here).read_at is not None
    assert receipt_of(warning, neighbour).read_at is None
    with pytest.raises(Invalid) as refused:
        act(
            here,
            warning,
            "report",
            "township_desk",
            receipt=receipt_of(warning, neighbour).pk,
            measures="已巡查",
        )
    assert "receipt" in refused.value.fields


def test_nobody_approves_what_he_drafted(here: Place) -> None:
    warning = given_warning(here)
    RiskWarning.objects.filter(pk=warning.pk).update(drafted_by=here.users["leader"])
    with pytest.raises(IllegalAction):
        act(here, warning, "approve")
    with pytest.raises(IntegrityError), transaction.atomic():
        RiskWarning.objects.filter(pk=warning.pk).update(
            approved_by=here.users["leader"], approved_at=timezone.now()
        )


def test_a_township_without_a_leader_asks_the_one_above(here: Place) -> None:
    given_organ(here.township, kind="governance_center")
    regions = (str(here.village.pk),)
    warning = draft_warning(actor=here.actor("township_desk"), data=new_warning(here, regions=regions))
    assert warning.matter.region == here.township
    assert here.users["leader"].pk in approvers_of(warning)
    act(here, warning, "approve")
    assert warning.matter.timeline.filter(action="approve").count() == 1


def test_giving_notice_inside_and_releasing_to_the_public_are_separate_rights(here: Place) -> None:
    inside = given_warning(here, "approved")
    public = given_warning(here, "approved", channel="public_release")
    with pytest.raises(IllegalAction):
        act(here, inside, "release", authority="县政府办〔2026〕8号")
    with pytest.raises(IllegalAction):
        act(here, public, "issue")
    for role in ("county_dispatcher", "body_office", "leader", "township_desk"):
        with pytest.raises((Forbidden, NotFound)):
            act(here, public, "release", role, authority="县政府办〔2026〕8号")
    released = act(here, public, "release", authority="县政府办〔2026〕8号")
    assert (released.matter.state, released.authority) == ("issued", "县政府办〔2026〕8号")


def test_unrest_is_never_released_to_the_public(here: Place) -> None:
    with pytest.raises(Invalid) as refused:
        given_warning(here, category="stability", channel="public_release")
    assert "channel" in refused.value.fields
    warning = given_warning(here, category="stability")
    with pytest.raises(IntegrityError), transaction.atomic():
        RiskWarning.objects.filter(pk=warning.pk).update(channel="public_release")


def test_a_public_release_without_authorisation_is_refused_by_the_database(here: Place) -> None:
    warning = given_warning(here, "approved", channel="public_release")
    with pytest.raises(IntegrityError), transaction.atomic():
        RiskWarning.objects.filter(pk=warning.pk).update(issued_at=timezone.now(), issue_count=1)


def test_an_adjusted_warning_is_issued_anew_and_read_anew(here: Place) -> None:
    warning = given_warning(here, "issued")
    act(here, warning, "read", "township_desk", receipt=receipt_of(warning, here).pk)
    same = {name: getattr(warning, name) for name in ("level", "starts_at", "watch", "measures")}
    with pytest.raises(Invalid):
        act(here, warning, "adjust", **same, note="重发")
    act(here, warning, "adjust", **{**same, "level": "orange"}, note="雨势减弱")
    warning.refresh_from_db()
    assert [issue.level for issue in warning.issues.all()] == ["red", "orange"]
    assert receipt_of(warning, here).read_at is None
    matter = Matter.objects.get(pk=warning.pk)
    assert (matter.severity, matter.next_due_at) == ("2", None)
    again = act(here, warning, "adjust", **{**same, "level": "red"}, note="雨势再起")
    assert again.matter.next_due_at == warning.issues.get(number=3).issued_at + timedelta(hours=2)


def test_a_red_one_that_nobody_reads_goes_to_the_desk_above_once(here: Place, neighbour: Place) -> None:
    warning = given_warning(here, "issued", neighbour)
    act(here, warning, "read", "township_desk", receipt=receipt_of(warning, here).pk)
    now = timezone.now()
    assert escalate_unread(now + timedelta(hours=1, minutes=59)) == 0
    assert escalate_unread(now + timedelta(hours=2, minutes=1)) == 1
    assert escalate_unread(now + timedelta(hours=2, minutes=1)) == 0
    late = receipt_of(warning, neighbour)
    assert late.escalated_at is not None
    assert receipt_of(warning, here).escalated_at is None
    entry = TimelineEntry.objects.filter(matter=warning.matter, action="escalate").get()
    assert entry.data["addressees"] == [neighbour.township.name]
    told = OutboxEntry.objects.filter(job="notify.deliver").order_by("-pk").first()
    assert told is not None


def test_one_that_is_no_longer_red_has_no_time_to_be_read_in(here: Place) -> None:
    given_warning(here, "issued", level="blue")
    assert escalate_unread(timezone.now() + timedelta(days=30)) == 0


def test_reading_is_what_a_red_warning_is_due_by(here: Place) -> None:
    warning = given_warning(here, "issued")
    matter = Matter.objects.get(pk=warning.pk)
    issue = warning.issues.get()
    assert matter.next_due_at == issue.issued_at + timedelta(hours=2)
    act(here, warning, "read", "township_desk", receipt=receipt_of(warning, here).pk)
    assert Matter.objects.get(pk=warning.pk).next_due_at is None


def test_lifting_ends_the_tasks(here: Place) -> None:
    warning = given_warning(here, "issued")
    act(
        here,
        warning,
        "add_task",
        title="转移低洼处居民",
        organ=here.units["housing"].pk,
        owner="应急科科长",
        due_on=timezone.now() + timedelta(days=1),
    )
    task = RiskTask.objects.get(matter=warning.matter)
    assert visible_to(RiskWarning, here.actor("unit_handler_2")).filter(pk=warning.pk).exists()
    assert not visible_to(RiskWarning, here.actor("unit_handler")).filter(pk=warning.pk).exists()
    with pytest.raises(Invalid):
        act(here, warning, "finish_task", "unit_handler_2", task=0, result="完成")
    act(here, warning, "lift")
    task.refresh_from_db()
    assert (task.state, bool(task.result), task.ended_at is not None) == ("dropped", True, True)


def test_a_draft_is_seen_by_its_own_body_alone(here: Place, neighbour: Place) -> None:
    warning = given_warning(here, "approved", neighbour)
    for role in ("county_dispatcher", "leader", "body_office", "auditor"):
        assert visible_to(RiskWarning, here.actor(role)).filter(pk=warning.pk).exists(), role
    for place in (here, neighbour):
        for role in ("township_desk", "grid_worker", "community_staff"):
            assert not visible_to(RiskWarning, place.actor(role)).filter(pk=warning.pk).exists(), role
    act(here, warning, "issue")
    for role in ("township_desk", "grid_worker", "community_staff"):
        assert visible_to(RiskWarning, neighbour.actor(role)).filter(pk=warning.pk).exists(), role
    assert not visible_to(RiskWarning, here.actor("mediator")).filter(pk=warning.pk).exists()


def test_no_number_of_a_person_is_kept_in_a_warning_and_a_duty_line_is(here: Place) -> None:
    said = "值班室0797-6612345，联系张某13812345678"
    warning = given_warning(here, "issued", watch=said, measures=said)
    read = act(here, warning, "read", "township_desk", receipt=receipt_of(warning, here).pk)
    done = {"receipt": receipt_of(warning, here).pk, "measures": "已巡查，13812345679"}
    act(here, read, "report", "township_desk", **done)
    for text in (warning.watch, warning.measures, receipt_of(warning, here).measures):
        assert "1381234567" not in text
    assert "0797-6612345" in warning.watch


def test_what_a_warning_must_hold_is_asked_for_at_its_field(here: Place) -> None:
    with pytest.raises(Invalid) as refused:
        given_warning(
            here, title=" ", watch="", measures="", basis="", starts_at=None, regions=(), level="purple"
        )
    assert set(refused.value.fields) == {
        "title",
        "watch",
        "measures",
        "basis",
        "starts_at",
        "regions",
        "level",
    }
    with pytest.raises(Invalid) as elsewhere:
        given_warning(here, regions=(str(here.village.pk),))
    assert "regions" in elsewhere.value.fields


def test_by_night_everybody_hears_at_once_that_a_warning_was_adjusted_and_that_it_is_over(
    here: Place,
) -> None:
    """A red one calls people up by night: its adjustment and its end must not wait for the morning."""
    night = timezone.localtime().replace(hour=22, minute=0, second=0, microsecond=0)
    with time_machine.travel(night, tick=False):
        warning = given_warning(here, "issued")
        wording = {"level": "yellow", "starts_at": warning.starts_at, "watch": "小雨", "measures": "备勤"}
        act(here, warning, "adjust", **wording, note="雨势减弱")
        act(here, warning, "lift", note="雨停")
        for entry in OutboxEntry.objects.filter(pk__in=open_entries(), job="notify.deliver"):
            assert deliver(entry.pk)
        told = here.client("township_desk").get("/api/v1/notifications/").json()["results"]
    found = {row["kind"]: row["title"] for row in told if warning.matter.number in row["title"]}
    assert found.keys() == {"warning.issue", "warning.adjust", "warning.lift"}
    assert len(set(found.values())) == 3, "each says what became of it"
