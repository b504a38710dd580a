"""A hazard from a photo to its clearing and its coming back, through the machine (domain.md §6)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from pingan.access.policy import visible_to
from pingan.common.errors import Forbidden, IllegalAction, Invalid
from pingan.common.models import OutboxEntry
from pingan.files.models import StoredFile
from pingan.matters.models import Clock, Matter, MatterFile, TimelineEntry
from risk.machine.hazards import ORDERED
from risk.models import Hazard, Rectification, Reinspection
from risk.queries.screening.records import records
from risk.services.hazards import AGAIN, NEW
from tests.factories.hazards import (
    act,
    coming,
    given_hazard,
    given_photo,
    given_place,
    given_registered,
    past_due,
    sound_values,
    step,
)
from tests.factories.incidents import act as act_on_incident
from tests.factories.incidents import given_incident
from tests.factories.world import World

pytestmark = pytest.mark.django_db


def running(hazard: Hazard) -> set[str]:
    return set(Clock.objects.filter(matter_id=hazard.pk, stopped_at=None).values_list("stage", flat=True))


def test_the_whole_loop_from_photo_to_closing(world: World) -> None:
    here = world.here
    photo = given_photo(here.actor("grid_worker"))
    hazard = given_registered(here, attachments=(photo.pk,))
    assert hazard.matter.number.startswith("YH")
    assert hazard.matter.title == f"消防安全 · {here.grid.name}"
    assert running(hazard) == {"hazard_grade"}
    step(here, hazard, "grade")
    assert running(hazard) == {"hazard_order"}
    step(here, hazard, "order")
    assert running(hazard) == {"hazard_rectify"}
    step(here, hazard, "report_done")
    assert running(hazard) == {"hazard_reinspect"}
    step(here, hazard, "reinspect")
    assert running(hazard) == {"hazard_look_back"}
    closed = step(here, hazard, "look_back")
    assert closed.matter.state == "closed" and running(hazard) == set()
    assert closed.matter.closed_at is not None and closed.cleared_at is not None
    assert set(Clock.objects.filter(matter_id=hazard.pk).values_list("is_met", flat=True)) == {True}


def test_every_clock_says_where_its_term_comes_from(world: World) -> None:
    hazard = given_hazard(world.here, "closed")
    clocks = Clock.objects.filter(matter_id=hazard.pk)
    assert clocks.count() == 5
    assert all(clock.rule["source"] for clock in clocks)
    ordered = clocks.get(stage="hazard_rectify")
    assert ordered.organ_id == world.here.units["city_management"].pk
    assert timezone.localdate(ordered.due_at) >= Rectification.objects.get(hazard=hazard).due_on


def test_a_major_hazard_is_graded_with_reasons_and_versions_and_ordered_faster(world: World) -> None:
    here = world.here
    hazard = given_registered(here)
    graded = act(here, hazard, "grade", "township_desk", needs_stop="yes", is_beyond_unit="no", exposed=40)
    assert graded.grade == graded.grade_computed == "major" and graded.matter.severity == "02"
    reasons = {reason["criterion"]: reason for reason in graded.grade_reasons}
    assert set(reasons) == {"needs_stop", "exposed"}
    assert "第16号" in reasons["needs_stop"]["source"] and reasons["exposed"]["threshold"] == "30"
    assert Clock.objects.get(matter_id=hazard.pk, stage="hazard_order").amount == 1


def test_another_grade_than_the_computed_one_needs_its_reason_even_in_the_database(world: World) -> None:
    here = world.here
    hazard = given_hazard(here, "graded")
    assert hazard.grade == "general"
    raised = act(here, hazard, "set_grade", "township_desk", grade="major", note="临近学校")
    assert (raised.grade, raised.grade_computed, raised.grade_override_reason) == (
        "major",
        "general",
        "临近学校",
    )
    again = act(here, hazard, "regrade", "township_desk", needs_stop="no", is_beyond_unit="no")
    assert again.grade == "major" and again.grade_computed == "general"
    with pytest.raises(IntegrityError, match="hazard_other_grade_has_reason"), transaction.atomic():
        Hazard.objects.filter(pk=hazard.pk).update(grade_override_reason="")


@pytest.mark.parametrize("missing", ["measures", "owner", "money", "plan"])
def test_an_order_without_one_of_the_five_points_is_refused_at_its_field(world: World, missing: str) -> None:
    here = world.here
    hazard = given_hazard(here, "graded")
    values = sound_values(here, "order", here.actor("township_desk")) | {missing: " "}
    with pytest.raises(Invalid) as refused:
        act(here, hazard, "order", "township_desk", **values)
    assert set(refused.value.fields) == {missing}


def test_the_database_keeps_no_order_without_its_five_points(world: World) -> None:
    hazard = given_hazard(world.here, "rectifying")
    order = Rectification.objects.filter(hazard=hazard)
    for column, blank in (("measures", ""), ("owner", ""), ("plan", ""), ("money_yuan", -1)):
        with pytest.raises(IntegrityError, match="rectification_five_points_whole"), transaction.atomic():
            order.update(**{column: blank})
    for column in ("due_on", "money_yuan"):
        with pytest.raises(IntegrityError), transaction.atomic():
            order.update(**{column: None})


def test_a_report_of_the_unit_needs_a_photo(world: World) -> None:
    here = world.here
    hazard = given_hazard(here, "rectifying")
    with pytest.raises(Invalid) as refused:
        act(here, hazard, "report_done", "unit_handler", result="已清理", files=())
    assert "files" in refused.value.fields


def test_who_reported_it_as_done_does_not_inspect_it(world: World) -> None:
    here = world.here
    hazard = given_hazard(here, "rectifying")
    desk = here.actor("township_desk")
    act(here, hazard, "report_done", desk, result="代为报送", files=(given_photo(desk).pk,))
    with pytest.raises(IllegalAction):
        act(here, hazard, "reinspect", desk, **sound_values(here, "reinspect", desk))
    done = Rectification.objects.get(hazard=hazard)
    with pytest.raises(IntegrityError, match="does not inspect it"), transaction.atomic():
        Reinspection.objects.create(
            rectification=done, is_passed=True, note="自查", photo=given_photo(desk), made_by_id=desk.person,
            photo_at=timezone.now(), made_at=timezone.now(),
        )  # fmt: skip
    with pytest.raises(IntegrityError, match="stays"), transaction.atomic():
        Rectification.objects.filter(pk=done.pk).update(done_by=here.users["grid_worker"])
    second = act(
        here, hazard, "reinspect", "township_desk_b",
        **sound_values(here, "reinspect", here.actor("township_desk_b")),
    )  # fmt: skip
    assert second.matter.state == "cleared"


def test_a_photo_older_than_the_rectification_proves_nothing(world: World) -> None:
    here = world.here
    hazard = given_hazard(here, "rectified")
    worker = here.actor("grid_worker")
    done_at = Rectification.objects.get(hazard=hazard).done_at
    assert done_at is not None
    old, ahead, new = (given_photo(worker) for _one in range(3))
    StoredFile.objects.filter(pk=old.pk).update(taken_at=done_at - timedelta(hours=2))
    values = {"is_passed": "yes", "note": "现场查看"}
    for files in ((), (old.pk,)):
        with pytest.raises(Invalid) as refused:
            act(here, hazard, "reinspect", worker, files=files, **values)
        assert set(refused.value.fields) == {"files"}
    with pytest.raises(IntegrityError, match="older than the rectification"), transaction.atomic():
        Reinspection.objects.create(
            rectification=Rectification.objects.get(hazard=hazard), is_passed=True, note="旧照", photo=old,
            photo_at=done_at - timedelta(hours=2), made_by_id=worker.person, made_at=timezone.now(),
        )  # fmt: skip
    # A camera whose clock is ahead says nothing: then the inspector states it, and it is kept as a statement.
    StoredFile.objects.filter(pk=ahead.pk).update(taken_at=timezone.now() + timedelta(days=3))
    sent_at = new.created_at
    for stated in (None, done_at - timedelta(minutes=1), sent_at + timedelta(seconds=1)):
        with pytest.raises(Invalid) as refused, time_machine.travel(sent_at + timedelta(hours=1)):
            act(here, hazard, "reinspect", worker, files=(ahead.pk, new.pk), taken_at=stated, **values)
        assert set(refused.value.fields) == {"taken_at"}
    with pytest.raises(
        Invalid
    ) as refused:  # of a photo that says itself when it was taken nothing else is believed
        act(here, hazard, "reinspect", worker, files=(old.pk,), taken_at=timezone.now(), **values)
    assert set(refused.value.fields) == {"files"}
    stated = done_at + (sent_at - done_at) / 2
    files = (ahead.pk, new.pk)
    assert act(here, hazard, "reinspect", worker, files=files, taken_at=stated, **values).cleared_at
    row = Reinspection.objects.get(rectification__hazard=hazard)
    assert (row.photo_at, row.is_by_statement) == (stated, True)
    page = here.client("township_desk").get(f"/risk/hazards/{hazard.pk}/").content.decode()
    assert "检查人声明" in page


def test_a_photo_that_says_when_it_was_taken_needs_no_statement(world: World) -> None:
    here = world.here
    hazard = given_hazard(here, "rectified")
    worker = here.actor("grid_worker")
    telling = given_photo(worker)
    # A phone's clock a minute ahead is no reason to ask: nothing is sent before it is taken.
    StoredFile.objects.filter(pk=telling.pk).update(taken_at=telling.created_at + timedelta(minutes=1))
    act(here, hazard, "reinspect", worker, is_passed="yes", note="看过", files=(telling.pk,))
    row = Reinspection.objects.get(rectification__hazard=hazard)
    assert (row.photo_at, row.is_by_statement) == (telling.created_at, False)


def test_a_photo_that_lies_on_the_hazard_shows_no_result(world: World) -> None:
    here = world.here
    hazard = given_hazard(here, "rectified")
    worker, unit = here.actor("grid_worker"), here.actor("unit_handler")
    act(here, hazard, "reinspect", worker, **sound_values(here, "reinspect", worker, is_good=False))
    shown = MatterFile.objects.get(matter_id=hazard.pk, purpose="handling").file
    same = given_photo(unit)
    StoredFile.objects.filter(pk=same.pk).update(sha256=shown.sha256)
    with pytest.raises(Invalid) as refused:
        act(here, hazard, "report_done", unit, result="已清理", files=(same.pk,))
    assert set(refused.value.fields) == {"files"}
    assert (
        act(here, hazard, "report_done", unit, result="已清理", files=(given_photo(unit).pk,)).matter.state
        == "rectified"
    )


def test_the_unit_s_own_photo_sent_once_more_proves_nothing(world: World) -> None:
    here = world.here
    hazard = given_hazard(here, "rectified")
    worker = here.actor("grid_worker")
    shown = MatterFile.objects.get(matter_id=hazard.pk, purpose="handling").file
    same = given_photo(worker)
    StoredFile.objects.filter(pk=same.pk).update(sha256=shown.sha256)
    with pytest.raises(Invalid):
        act(here, hazard, "reinspect", worker, is_passed="yes", note="看过", files=(same.pk,))


def test_what_does_not_pass_goes_back_to_the_unit_with_another_day(world: World) -> None:
    here = world.here
    hazard = given_hazard(here, "rectified")
    worker = here.actor("grid_worker")
    values = sound_values(here, "reinspect", worker, is_good=False)
    with pytest.raises(Invalid) as refused:
        act(here, hazard, "reinspect", worker, **{**values, "due_on": None})
    assert set(refused.value.fields) == {"due_on"}
    back = act(here, hazard, "reinspect", worker, **values)
    assert back.matter.state == "rectifying" and back.failed_inspections == 1
    rounds = list(back.rectifications.values_list("round", "state", "measures"))
    assert rounds == [(1, "failed", "清理通道并设专人巡查"), (2, "open", "清理通道并设专人巡查")]
    assert running(hazard) == {"hazard_rectify"}
    step(here, hazard, "report_done")
    assert step(here, hazard, "reinspect").matter.state == "cleared"


def test_no_hazard_is_cleared_behind_the_machine(world: World) -> None:
    for state in ("registered", "rectified", "failed"):
        hazard = given_hazard(world.here, state)
        for wanted in ("cleared", "closed"):
            with (
                pytest.raises(IntegrityError, match="no passed re-inspection"),
                transaction.atomic(),
            ):
                Matter.objects.filter(pk=hazard.pk).update(
                    state=wanted, timeline_count=hazard.matter.timeline_count + 1
                )


def test_a_hazard_that_is_back_when_looked_at_again_is_ordered_anew(world: World) -> None:
    here = world.here
    hazard = given_hazard(here, "cleared")
    back = step(here, hazard, "look_back:no")
    assert back.matter.state == "graded" and back.cleared_at is None
    assert running(hazard) == {"hazard_order"}
    step(here, hazard, "order")
    assert Rectification.objects.filter(hazard=hazard).count() == 2


def test_the_day_of_an_order_moves_only_forward_and_the_clock_with_it(world: World) -> None:
    here = world.here
    hazard = given_hazard(here, "rectifying")
    clock = Clock.objects.get(matter_id=hazard.pk, stage="hazard_rectify")
    with pytest.raises(Invalid):
        act(here, hazard, "extend", "township_desk", due_on=coming(3), note="太早")
    act(here, hazard, "extend", "township_desk", due_on=coming(30), note="等待配件")
    order = Rectification.objects.get(hazard=hazard)
    moved = Clock.objects.get(pk=clock.pk)
    assert order.due_on == timezone.localdate(coming(30))
    assert moved.extension == 20 and timezone.localdate(moved.due_at) >= order.due_on
    with pytest.raises(Forbidden):
        act(here, hazard, "extend", "unit_handler", due_on=coming(60), note="自行延期")


def test_an_order_for_the_same_day_can_be_moved(world: World) -> None:
    here = world.here
    hazard = given_hazard(here, "graded")
    values = sound_values(here, "order", here.actor("township_desk")) | {"due_on": coming(0)}
    act(here, hazard, "order", "township_desk", **values)
    first = Clock.objects.get(matter_id=hazard.pk, stage="hazard_rectify", stopped_at=None)
    assert timezone.localdate(first.due_at) == timezone.localdate()
    act(here, hazard, "extend", "township_desk", due_on=coming(7), note="雨天")
    second = Clock.objects.get(matter_id=hazard.pk, stage="hazard_rectify", stopped_at=None)
    assert timezone.localdate(second.due_at) >= timezone.localdate(coming(7))


def test_only_a_major_hazard_is_listed_and_clearing_ends_the_listing(world: World) -> None:
    here = world.here
    hazard = given_hazard(here, "graded")
    values = {"number": "康安委督〔2026〕3号", "note": "限期整改"}
    with pytest.raises(IllegalAction):
        act(here, hazard, "list", "county_dispatcher", **values)
    step(here, hazard, "set_grade")
    listed = act(here, hazard, "list", "county_dispatcher", **values)
    assert listed.listed_at is not None and "hazard_listing" in running(hazard)
    for name in ("order", "report_done", "reinspect"):
        cleared = step(here, hazard, name)
    assert cleared.listed_at is None
    listing = Clock.objects.get(matter_id=hazard.pk, stage="hazard_listing")
    assert listing.stopped_at is not None and listing.is_met


def test_it_is_handed_over_once_the_time_is_over_or_a_re_inspection_failed(world: World) -> None:
    here = world.here
    hazard = given_hazard(here, "rectifying")
    with pytest.raises(IllegalAction):
        step(here, hazard, "hand_over")
    past_due(hazard)
    handed = step(here, hazard, "hand_over")
    assert handed.matter.state == "handed_over" and handed.handed_over_at is not None
    assert running(hazard) == {"hazard_rectify"}  # handing over does not make the unit punctual
    assert step(here, hazard, "report_done").matter.state == "rectified"
    failed = given_hazard(here, "handed_over")
    assert step(here, failed, "resume").matter.state == "rectifying"


def test_the_same_hazard_at_the_place_or_within_fifty_metres_is_recognised(world: World) -> None:
    here = world.here
    place = given_place(here)
    first = given_hazard(here, "cleared", place=place.pk)
    east, north = here.point
    near = given_registered(here, longitude=east, latitude=north + 0.0004)  # 44 m
    far = given_registered(here, longitude=east, latitude=north + 0.0006)  # 67 m
    other = given_registered(here, domain="traffic", longitude=east, latitude=north)
    same_place = given_registered(here, place=place.pk, longitude=east, latitude=north + 0.003)
    assert (near.recurs_from_id, near.recurrences) == (first.pk, 1)
    assert (far.recurrences, other.recurrences) == (0, 0)
    assert (same_place.recurs_from_id, same_place.recurrences) == (first.pk, 1)
    today = timezone.localdate()
    asked = {one.id: one for one in records(["360703"], "hazard", today, today, with_terms=False)}
    assert (asked[near.pk].returned, asked[near.pk].back_after) == (1, 0)
    assert (asked[far.pk].returned, asked[far.pk].back_after) == (0, None)


def test_after_the_window_it_is_a_new_hazard(world: World) -> None:
    here = world.here
    first = given_hazard(here, "cleared")
    Hazard.objects.filter(pk=first.pk).update(cleared_at=timezone.now() - timedelta(days=200))
    assert given_registered(here).recurrences == 0
    Hazard.objects.filter(pk=first.pk).update(cleared_at=timezone.now() - timedelta(days=170))
    assert given_registered(here).recurrences == 1


def test_two_recurrences_make_a_hazard_a_major_one(world: World) -> None:
    here = world.here
    given_hazard(here, "cleared")
    given_hazard(here, "cleared")
    third = given_hazard(here, "graded")
    assert third.recurrences == 2 and third.grade == "major"
    assert third.grade_reasons[0]["criterion"] == "recurrences"


def test_a_correction_of_the_domain_looks_for_recurrence_and_grade_anew(world: World) -> None:
    here = world.here
    first = given_hazard(here, "cleared", domain="electricity")
    hazard = given_hazard(here, "graded")
    assert hazard.recurrences == 0
    corrected = act(here, hazard, "correct", "township_desk", domain="electricity", note="登记有误")
    assert corrected.recurs_from_id == first.pk and corrected.matter.class_code == "electricity"
    assert corrected.matter.title.startswith("用电安全")


def test_a_unit_reports_its_own_hazard_and_sees_it(world: World) -> None:
    here = world.here
    hazard = given_registered(here, "unit_handler", longitude=None, latitude=None, region=here.village.code)
    assert hazard.source == "own_report" and hazard.reporting_unit_id == here.units["city_management"].pk
    assert visible_to(Hazard, here.actor("unit_handler")).filter(pk=hazard.pk).exists()
    assert not visible_to(Hazard, here.actor("unit_handler_2")).filter(pk=hazard.pk).exists()
    with pytest.raises(Invalid):
        given_registered(here, "unit_handler", source="patrol")


def test_an_incident_becomes_a_hazard_in_one_click_with_its_photos_and_its_domain(world: World) -> None:
    here = world.here
    photo = given_photo(here.actor("grid_worker"))
    incident = given_incident(
        here, "accepted", category="HAZARD.FIRE.EXIT", description="疏散通道被堵", attachments=(photo.pk,)
    )
    act_on_incident(here, incident, "to_hazard", "township_desk")
    hazard = Hazard.objects.get(matter__links_in__source_id=incident.pk)
    assert (hazard.domain, hazard.source) == ("fire", "incident")
    assert hazard.matter.text == "疏散通道被堵"
    assert set(hazard.matter.files.values_list("file_id", flat=True)) == {photo.pk}
    with pytest.raises(IllegalAction):
        act_on_incident(here, incident, "to_hazard", "township_desk")


def test_numbers_of_persons_are_not_kept(world: World) -> None:
    here = world.here
    hazard = given_registered(here, description="联系13907970001，身份证360721198001010015，通道被堵")
    assert "13907970001" not in hazard.matter.text and "360721198001010015" not in hazard.matter.text
    act(here, hazard, "comment", "grid_worker", note="电话13907970001")
    entry = TimelineEntry.objects.filter(matter_id=hazard.pk).latest("seq")
    assert "13907970001" not in entry.note.text


def told(sentence: str) -> list[list[int]]:
    """The recipients of each notice with this sentence, in the order in which they were written."""
    found = OutboxEntry.objects.filter(payload__content__title_msgid=sentence).order_by("pk")
    return [sorted(entry.payload["recipients"]) for entry in found]


def test_the_desk_hears_of_it_the_unit_of_its_order_and_the_county_of_what_came_back(world: World) -> None:
    here = world.here
    desk = sorted(here.users[name].pk for name in ("township_desk", "township_desk_b"))
    unit = {here.users[name].pk for name in ("unit_handler", "unit_handler_b")}
    given_hazard(here, "cleared")
    assert told(NEW) == [desk] and unit <= set(told(ORDERED)[0]) and told(AGAIN) == []
    given_registered(here)
    county = {here.users[name].pk for name in ("county_dispatcher", "body_office")}
    assert told(NEW) == [desk] and set(told(AGAIN)[0]) >= {*desk, *county}
