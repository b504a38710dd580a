"""A rectification order from its draft to its end (Article 62; domain.md §12, invariants 7 and 19)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from assessment.machine.orders import ISSUED
from assessment.models import AccountabilityCase, OrderItem, OrderReply, OrderReview, RectificationOrder
from assessment.queries.oversight_figures import PASSED_FIRST
from assessment.services.orders import NEW, draft_order
from pingan.access.policy import visible_to
from pingan.common.errors import Forbidden, IllegalAction, Invalid
from pingan.common.figures import Grain, Period, Tally, counts
from pingan.common.models import OutboxEntry
from pingan.documents.models import OfficialDocument
from pingan.matters.models import Clock, TimelineEntry
from tests.factories.hazards import act, given_hazard
from tests.factories.orders import (
    act_order,
    body_of,
    day,
    evidence,
    given_order,
    let_pass,
    new_order,
    on,
    order_values,
    step_order,
)
from tests.factories.world import World

pytestmark = pytest.mark.django_db


def running(order: RectificationOrder) -> set[str]:
    return set(Clock.objects.filter(matter_id=order.pk, stopped_at=None).values_list("stage", flat=True))


def test_an_order_is_approved_issued_with_a_number_served_answered_and_passed(world: World) -> None:
    here = world.here
    order = given_order(here)
    assert order.matter.number.startswith("ZG") and order.matter.title == f"责令{order.organ.name}限期整改"
    assert running(order) == {"order_approval"}
    step_order(here, order, "approve")
    step_order(here, order, "issue")
    assert running(order) == {"order_rectify"}
    order.refresh_from_db()
    document = order.document
    assert document is not None and "责改" in document.number and document.pdf.sha256 == document.sha256
    receipt = document.receipts.get()
    assert (receipt.recipient_id, receipt.acknowledged_at) == (order.organ_id, None)
    act_order(here, order, "sign_for", "unit_handler")
    receipt.refresh_from_db()
    assert receipt.acknowledged_at is not None
    step_order(here, order, "reply")
    assert running(order) == {"order_review"}
    step_order(here, order, "review")
    order.refresh_from_db()
    assert order.matter.state == "closed" and order.first_passed is True and running(order) == set()


def test_numbers_of_orders_have_no_gap(world: World) -> None:
    given_order(world.here, "issued")
    given_order(world.here, "issued")
    serials = OfficialDocument.objects.filter(kind="rectification_order").order_by("serial")
    first, second = serials.values_list("serial", flat=True)
    assert second == first + 1


def test_the_unit_sees_an_order_only_once_it_is_served(world: World) -> None:
    here = world.here
    order = given_order(here, "approved")
    unit, other = here.actor("unit_handler"), here.actor("unit_handler_2")
    assert not visible_to(RectificationOrder, unit).filter(pk=order.pk).exists()
    step_order(here, order, "issue")
    assert visible_to(RectificationOrder, unit).filter(pk=order.pk).exists()
    assert not visible_to(RectificationOrder, other).filter(pk=order.pk).exists()
    assert not visible_to(RectificationOrder, world.far.actor("body_office")).filter(pk=order.pk).exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("facts", " "),
        ("basis", ""),
        ("demands", "\n "),
        ("due_on", None),
        ("due_on", on(0)),
        ("organ", 0),
    ],
)
def test_an_order_that_is_not_whole_is_refused_at_its_field(world: World, field: str, value: object) -> None:
    body_of(world.here)
    with pytest.raises(Invalid) as refused:
        draft_order(actor=world.here.actor("body_office"), data=new_order(world.here, **{field: value}))
    assert set(refused.value.fields) == {field}


def test_a_body_orders_no_unit_of_another_level_and_the_database_neither(world: World) -> None:
    here = world.here
    order = given_order(here)
    village = here.committee.organ
    with pytest.raises(Invalid) as refused:
        draft_order(actor=here.actor("body_office"), data=new_order(here, organ=village.pk))
    assert set(refused.value.fields) == {"organ"}
    with pytest.raises(IntegrityError, match="own level"), transaction.atomic():
        RectificationOrder.objects.filter(pk=order.pk).update(organ=village)


def test_only_the_office_draws_up_and_only_another_person_approves(world: World) -> None:
    here = world.here
    body_of(here)
    for role in ("leader", "unit_handler", "township_desk", "auditor"):
        with pytest.raises(Forbidden):
            draft_order(actor=here.actor(role), data=new_order(here))
    order = given_order(here)
    with pytest.raises(IntegrityError, match="order_approved_by_another"), transaction.atomic():
        RectificationOrder.objects.filter(pk=order.pk).update(
            approved_by=order.drafted_by_id, approved_at=timezone.now()
        )


def test_what_was_issued_is_never_changed(world: World) -> None:
    order = given_order(world.here, "issued")
    rows = RectificationOrder.objects.filter(pk=order.pk)
    for change in ({"facts": "别的"}, {"organ": world.here.units["housing"]}, {"issued_at": timezone.now()}):
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            rows.update(**change)
    for change in (
        lambda: OrderItem.objects.filter(order=order).update(demand="别的"),
        lambda: OrderItem.objects.create(order=order, position=9, demand="再加一条"),
        lambda: OrderItem.objects.filter(order=order).delete(),
    ):
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            change()


def test_who_recorded_the_reply_does_not_review_it(world: World) -> None:
    here = world.here
    order = given_order(here, "issued")
    office = here.actor("body_office")
    act_order(here, order, "reply", office, text="代为录入", files=evidence(office))
    with pytest.raises(IllegalAction):
        act_order(here, order, "review", office, note="看过")
    reply = OrderReply.objects.get(order=order)
    with pytest.raises(IntegrityError, match="does not review"), transaction.atomic():
        OrderReview.objects.create(
            reply=reply, is_passed=True, note="自查", made_by_id=office.person, made_at=timezone.now()
        )
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        OrderReply.objects.filter(pk=reply.pk).update(text="别的")


def test_a_reply_needs_evidence(world: World) -> None:
    order = given_order(world.here, "issued")
    with pytest.raises(Invalid) as refused:
        act_order(world.here, order, "reply", "unit_handler", text="已改", files=())
    assert set(refused.value.fields) == {"files"}


def test_points_that_are_not_met_are_named_and_ordered_again_by_another_day(world: World) -> None:
    here = world.here
    order = given_order(here, "failed")
    assert (order.first_passed, order.failed_reviews) == (False, 1)
    assert OrderReview.objects.get(reply__order=order).unmet == [2]
    step_order(here, order, "order_again")
    for name in ("reply", "review"):
        step_order(here, order, name)
    order.refresh_from_db()
    assert order.matter.state == "closed" and order.first_passed is False
    assert OrderReply.objects.filter(order=order).count() == 2


def test_the_day_moves_with_a_reason_and_both_days_stand_on_the_timeline(world: World) -> None:
    here = world.here
    order = given_order(here, "issued")
    before = order.due_on
    due = Clock.objects.get(matter_id=order.pk, stage="order_rectify").due_at
    with pytest.raises(Invalid):
        act_order(here, order, "extend", due_on=day(10), note="更早")
    step_order(here, order, "extend")
    entry = TimelineEntry.objects.get(matter_id=order.pk, action="extend")
    assert entry.data["before"] == before.isoformat()
    clock = Clock.objects.get(matter_id=order.pk, stage="order_rectify")
    assert clock.due_at >= due + timedelta(days=15) and clock.extensions.get().reason == "等待批复"


def test_refusal_is_stated_only_after_the_term_and_proposes_a_case(world: World) -> None:
    here = world.here
    order = given_order(here, "issued")
    with pytest.raises(IllegalAction):
        act_order(here, order, "refuse", note="拒绝")
    let_pass(order.pk)
    act_order(here, order, "refuse", note="拒绝")
    case = AccountabilityCase.objects.get()
    assert (case.organ_id, case.source_id, case.rule) == (order.organ_id, order.pk, "order_refused")
    assert case.circumstances == [3]


def test_the_competent_authority_gets_a_numbered_letter_and_its_answer_is_tracked(world: World) -> None:
    here = world.here
    order = given_order(here, "escalated")
    assert running(order) == {"suggestion_reply"}
    suggestion = order.suggestions.get()
    assert suggestion.document.kind == "letter" and "函" in suggestion.document.number
    clock = Clock.objects.get(matter_id=order.pk, stage="suggestion_reply")
    assert "第六十二条" in clock.rule["source"] and clock.rule["confidence"] == "L"
    with pytest.raises(Invalid) as refused:
        act_order(here, order, "record_answer", answered_on=day(3), answer="将来")
    assert set(refused.value.fields) == {"answered_on"}
    step_order(here, order, "record_answer")
    assert running(order) == set()
    act_order(here, order, "close", note="已处理完毕")
    order.refresh_from_db()
    assert order.matter.state == "closed"


def test_what_concerns_staff_is_handed_over_without_a_name_and_the_unit_reads_nothing_of_it(
    world: World,
) -> None:
    here = world.here
    order = given_order(here, "failed")
    values = order_values(here, "suggest_staff", here.actor("body_office"))
    act_order(here, order, "suggest_staff", **{**values, "reason": "分管同志电话13812345678多次不接"})
    suggestion = order.suggestions.get()
    assert suggestion.concerns == "staff" and "13812345678" not in suggestion.reason
    assert not visible_to(type(suggestion), here.actor("unit_handler")).exists()
    entry = TimelineEntry.objects.get(matter_id=order.pk, action="suggest_staff")
    assert set(entry.data) == {"document"} and not hasattr(entry, "note")
    with pytest.raises(IllegalAction):
        act_order(here, order, "suggest_staff", **values)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        type(suggestion).objects.filter(pk=suggestion.pk).update(reason="别的")


def test_a_revoked_order_is_void_and_its_number_stays_used(world: World) -> None:
    order = given_order(world.here, "revoked")
    assert order.document is not None and order.document.voided_at is not None
    assert given_order(world.here, "issued").document.serial == order.document.serial + 1  # type: ignore[union-attr]


def told(sentence: str) -> list[list[int]]:
    found = OutboxEntry.objects.filter(payload__content__title_msgid=sentence).order_by("pk")
    return [sorted(entry.payload["recipients"]) for entry in found]


def test_leaders_are_told_of_a_draft_and_the_unit_of_its_order(world: World) -> None:
    here = world.here
    given_order(here, "issued")
    leaders = sorted(place.users["leader"].pk for place in (here, world.neighbour))  # of one county
    assert told(NEW) == [leaders]
    unit = sorted(here.users[name].pk for name in ("unit_handler", "unit_handler_b"))
    assert set(unit) <= set(told(ISSUED)[0]) and here.users["unit_handler_2"].pk not in told(ISSUED)[0]


def test_the_figure_counts_what_passed_at_its_first_review(world: World) -> None:
    here = world.here
    for state in ("closed", "failed", "refused", "issued", "revoked"):
        given_order(here, state)
    again = given_order(here, "failed")
    for name in ("order_again", "reply", "review"):
        step_order(here, again, name)
    today = timezone.localdate()
    period = Period(today, today + timedelta(days=90))
    unit = str(here.units["city_management"].pk)
    assert counts(PASSED_FIRST, period, Grain.ORGAN, [here.county.code[:6]]) == {unit: Tally(1, 4)}
    assert counts(PASSED_FIRST, Period(today - timedelta(days=9), today), Grain.TOWNSHIP, ["36"]) == {}


def test_a_hazard_that_was_handed_over_goes_on_as_an_order_and_both_are_linked(world: World) -> None:
    here = world.here
    body_of(here)
    hazard = given_hazard(here, "handed_over")
    values = {"organ": here.units["housing"].pk, "basis": "职责清单", "demands": "拆除", "due_on": day(9)}
    for role in ("leader", "auditor"):
        with pytest.raises(Forbidden):
            act(here, hazard, "to_order", role, **values)
    act(here, hazard, "to_order", "body_office", **values)
    order = RectificationOrder.objects.select_related("matter").get()
    assert hazard.matter.number in order.facts and order.organ == here.units["housing"]
    assert order.matter.links_in.get().source_id == hazard.pk
    with pytest.raises(IllegalAction):
        act(here, hazard, "to_order", "body_office", **values)
