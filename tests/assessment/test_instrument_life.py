"""The five instruments of Article 60: terms, measures, replies, what is sealed (domain.md §8.3)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from assessment.models import AccountabilityCase, Instrument, InstrumentReply
from assessment.models.instrument_choices import KINDS, SEALED
from assessment.queries.oversight_figures import ANSWERED
from assessment.rules.instruments import ReceivedFacts, problems_of
from assessment.services.instruments import register_instrument
from pingan.access.policy import visible_to
from pingan.calendars.rules.terms import corresponding_day
from pingan.common.errors import Forbidden, IllegalAction, Invalid
from pingan.common.figures import Grain, Period, Tally, counts
from pingan.matters.models import Clock, Matter
from tests.factories.orders import (
    act_instrument,
    body_of,
    day,
    evidence,
    given_instrument,
    let_pass,
    new_instrument,
    on,
    step_instrument,
)
from tests.factories.world import World

pytestmark = pytest.mark.django_db


def term(instrument: Instrument) -> Clock:
    return Clock.objects.get(matter_id=instrument.pk, stage="instrument_reply")


def test_an_instrument_is_assigned_acted_on_answered_and_accepted(world: World) -> None:
    here = world.here
    instrument = given_instrument(here, "assigned")
    assert instrument.matter.number.startswith("JY")
    for name in ("add_measure", "finish_measure", "reply", "accept"):
        step_instrument(here, instrument, name)
    instrument.refresh_from_db()
    assert instrument.matter.state == "accepted" and instrument.is_on_time is True
    assert instrument.measures.get().result == "制度已印发"
    assert not Clock.objects.filter(matter_id=instrument.pk, stopped_at=None).exists()


@pytest.mark.parametrize("kind", ["judicial_suggestion", "procuratorial_suggestion"])
def test_courts_and_procuratorates_are_answered_within_two_calendar_months_of_receipt(
    world: World, kind: str
) -> None:
    received = on(-40)
    clock = term(given_instrument(world.here, kind=kind, received_on=received))
    last = corresponding_day(received, 2)
    assert (clock.amount, clock.unit) == (2, "months")
    # A last day that is off moves on to the next working day (民法典 §203).
    assert last <= timezone.localdate(clock.due_at) <= last + timedelta(days=10)
    assert "两个月" in clock.rule["source"]


def test_others_are_answered_by_the_day_of_their_letter(world: World) -> None:
    wanted = on(12)
    clock = term(given_instrument(world.here, kind="police_reminder", reply_by=wanted))
    assert timezone.localdate(clock.due_at) >= wanted
    assert clock.rule["source"] == "来函载明的回复期限"
    without = given_instrument(world.here, kind="supervision_proposal")
    assert not Clock.objects.filter(matter_id=without.pk, stage="instrument_reply").exists()


def test_one_document_of_one_issuer_is_registered_once(world: World) -> None:
    first = given_instrument(world.here)
    with pytest.raises(Invalid) as refused:
        given_instrument(world.here, document_number=first.document_number)
    assert set(refused.value.fields) == {"document_number"}


def test_of_a_counter_espionage_notice_only_the_receipt_is_kept_for_office_and_unit(world: World) -> None:
    here = world.here
    office = here.actor("body_office")
    for field, value in (("content", "内容"), ("attachments", evidence(office)), ("reply_by", on(9))):
        sealed = {"kind": "counter_espionage_notice", "content": "", field: value}
        with pytest.raises(Invalid) as refused:
            register_instrument(actor=office, data=new_instrument(here, **sealed))
        assert set(refused.value.fields) == {field}
    notice = given_instrument(here, "acknowledged")
    assert (
        notice.matter.is_restricted
        and notice.matter.text == ""
        and notice.issuer not in notice.matter.keywords
    )
    for role, seen in (
        ("body_office", True), ("unit_handler", True), ("unit_handler_2", False), ("leader", False),
        ("auditor", False), ("county_government", False), ("township_desk", False),
    ):  # fmt: skip
        assert visible_to(Matter, here.actor(role)).filter(pk=notice.pk).exists() is seen, role
    assert not visible_to(Instrument, office, "export").filter(pk=notice.pk).exists()


def test_a_sealed_notice_is_not_assigned_nor_found_to_be_ignored(world: World) -> None:
    notice = given_instrument(world.here, kind="counter_espionage_notice", content="")
    with pytest.raises(IllegalAction):
        act_instrument(world.here, notice, "assign")
    with pytest.raises(IntegrityError, match="instrument_sealed_is_receipt_only"), transaction.atomic():
        Instrument.objects.filter(pk=notice.pk).update(inaction_at=timezone.now())


def test_a_unit_registers_what_came_to_itself_and_for_nobody_else(world: World) -> None:
    here = world.here
    unit = here.actor("unit_handler")
    own = register_instrument(actor=unit, data=new_instrument(here))
    assert visible_to(Instrument, here.actor("body_office")).filter(pk=own.pk).exists()
    with pytest.raises(Invalid) as refused:
        register_instrument(actor=unit, data=new_instrument(here, organ=here.units["housing"].pk))
    assert set(refused.value.fields) == {"organ"}
    with pytest.raises(Forbidden):
        register_instrument(actor=here.actor("auditor"), data=new_instrument(here))


def test_the_day_of_the_reply_decides_whether_the_term_was_kept(world: World) -> None:
    here = world.here
    unit = here.actor("unit_handler")
    late = given_instrument(here, "assigned", kind="police_reminder", received_on=on(-30), reply_by=on(-10))
    values = {"document_number": "函1号", "text": "已办", "files": evidence(unit)}
    answered = act_instrument(here, late, "reply", unit, replied_on=day(-1), **values)
    assert answered.is_on_time is False and term(late).is_met is False
    kept = given_instrument(here, "assigned", kind="police_reminder", received_on=on(-30), reply_by=on(-10))
    values = {**values, "files": evidence(unit)}
    assert act_instrument(here, kept, "reply", unit, replied_on=day(-12), **values).is_on_time is True
    assert term(kept).is_met is True


def test_a_reply_that_is_sent_back_is_due_again_and_its_first_day_still_counts(world: World) -> None:
    here = world.here
    instrument = given_instrument(here, "replied")
    act_instrument(here, instrument, "send_back", note="未答复第二项")
    assert Clock.objects.filter(matter_id=instrument.pk, stage="instrument_again", stopped_at=None).exists()
    for name in ("reply", "accept"):
        step_instrument(here, instrument, name)
    instrument.refresh_from_db()
    assert instrument.is_on_time is True
    assert list(instrument.replies.values_list("is_accepted", flat=True)) == [False, True]
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        InstrumentReply.objects.filter(instrument=instrument).update(text="别的")


def test_who_recorded_a_reply_does_not_accept_it(world: World) -> None:
    here = world.here
    instrument = given_instrument(here, "assigned")
    office = here.actor("body_office")
    values = {"document_number": "函2号", "replied_on": day(0), "text": "已办", "files": evidence(office)}
    act_instrument(here, instrument, "reply", office, **values)
    with pytest.raises(IllegalAction):
        act_instrument(here, instrument, "accept", office)


def test_doing_nothing_is_stated_once_after_the_term_and_proposes_a_case(world: World) -> None:
    here = world.here
    body_of(here)
    instrument = given_instrument(here, "assigned")
    with pytest.raises(IllegalAction):
        act_instrument(here, instrument, "state_inaction", note="未动")
    let_pass(instrument.pk)
    act_instrument(here, instrument, "state_inaction", note="未动")
    with pytest.raises(IllegalAction):
        act_instrument(here, instrument, "state_inaction", note="未动")
    case = AccountabilityCase.objects.get()
    assert (case.organ_id, case.source_id, case.circumstances) == (instrument.organ_id, instrument.pk, [3])


def test_the_figure_counts_answers_in_time_among_what_was_received(world: World) -> None:
    here = world.here
    for state in ("accepted", "replied", "assigned", "withdrawn", "acknowledged"):
        given_instrument(here, state)
    today = timezone.localdate()
    period = Period(today - timedelta(days=5), today)
    unit = str(here.units["city_management"].pk)
    assert counts(ANSWERED, period, Grain.ORGAN, [here.county.code[:6]]) == {unit: Tally(2, 3)}


DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))


@given(kind=st.sampled_from(sorted(KINDS)), received=DAYS, reply_by=st.none() | DAYS, today=DAYS)
def test_no_registration_is_sound_with_a_day_that_cannot_be(
    kind: str, received: date, reply_by: date | None, today: date
) -> None:
    facts = ReceivedFacts(
        kind, "南康区人民法院", "1号", received, reply_by, "" if kind in SEALED else "建议", False
    )
    problems = problems_of(facts, today)
    assert ("received_on" in problems) == (not 0 <= (today - received).days <= 730)
    if reply_by is not None and reply_by <= received:
        assert "reply_by" in problems
