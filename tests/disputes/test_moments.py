"""Moments that acts state: between what they follow and now, or ahead; refused at their field, one way for all."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from disputes.machine import DISPUTES
from disputes.models import AgreementSignature, Dispute, MediationSession
from disputes.rules.agreements import PRE_CHECKS
from pingan.calendars.rules import SHANGHAI
from pingan.common.errors import IllegalAction, Invalid
from tests.factories.disputes import act, clause_of, given_dispute, step
from tests.factories.world import Place

pytestmark = pytest.mark.django_db
#: A Tuesday morning on which the act is taken that is followed.
BEGINNING = datetime(2026, 9, 8, 10, tzinfo=SHANGHAI)


def _agreed(here: Place) -> Dispute:
    return given_dispute(here, "agreed")


def _performing(here: Place) -> Dispute:
    return given_dispute(here, "performing")


def _applied(here: Place) -> Dispute:
    dispute = given_dispute(here, "performing")
    return act(
        here, dispute, "apply_confirmation", "mediator", court="南康区人民法院", checks=tuple(PRE_CHECKS)
    )


def _referred(here: Place) -> Dispute:
    return given_dispute(here, "referred")


def _accepted_there(here: Place) -> Dispute:
    return act(here, _referred(here), "channel_accepted", "township_desk", accepted_at=timezone.now())


def _met(here: Place) -> Dispute:
    dispute = given_dispute(here, "mediating")
    return step(here, step(here, dispute, "plan_session"), "hold_session")


def _registered(here: Place) -> Dispute:
    return given_dispute(here, flags=("threat",), flag_note="扬言")


Given = Callable[[Place], Dispute]
#: What happened, per action: its field, what it follows, who acts, what else is said.
HAPPENED: dict[str, tuple[str, Given, str, Any]] = {
    "perform_clause": (
        "performed_at",
        _performing,
        "mediator",
        lambda dispute: {"clause": clause_of(dispute).pk, "note": "已履行"},
    ),
    "sign": ("signed_at", _agreed, "mediator", {"signer": "mediator"}),
    "decide_confirmation": ("decided_at", _applied, "mediator", {"result": "confirmed"}),
    "channel_accepted": ("accepted_at", _referred, "township_desk", {}),
    "channel_result": (
        "decided_at",
        _accepted_there,
        "township_desk",
        {"result": "judgment", "note": "判决"},
    ),
    "agree": (
        "reached_on",
        _met,
        "mediator",
        {"facts": "事实", "terms": "条款", "term": "at_once"},
    ),
    "refer": (
        "filed_on",
        lambda here: given_dispute(here, "accepted"),
        "township_desk",
        {"kind": "litigation", "receiver": "南康区人民法院", "note": "已起诉"},
    ),
    "visit": (
        "visited_on",
        lambda here: given_dispute(here, "resolved"),
        "township_desk",
        {"performance": "unknown", "satisfaction": "no_answer", "note": "无人应答"},
    ),
    "tell_police": ("told_at", _registered, "township_desk", {"station": "派出所", "channel": "call_110"}),
}
#: Looked at where papers are printed and where days are: test_services_of_papers, test_days_of_what_happened,
#: test_case_file_course.
ELSEWHERE = {("serve_paper", "served_at"), ("plan_session", "starts_at"), ("link_petition", "registered_on")}
AHEAD = {"agree": "due_at", "add_clause": "due_at", "adjourn_session": "starts_at",
         "hold_deletion": "until"}  # fmt: skip


def test_every_moment_that_an_action_asks_for_is_looked_at_here() -> None:
    asked = {
        (action.name, field.name)
        for action in DISPUTES.all_actions()
        for field in dataclasses.fields(action.input)
        if "input" in field.metadata and field.metadata["input"].widget in {"datetime", "date"}
    }
    happened = {(name, given[0]) for name, given in HAPPENED.items()}
    assert asked == happened | set(AHEAD.items()) | ELSEWHERE


@pytest.mark.usefixtures("without_papers")
@pytest.mark.parametrize("name", sorted(HAPPENED))
def test_what_happened_lies_between_what_it_follows_and_now(here: Place, name: str) -> None:
    field, given, role, values = HAPPENED[name]
    with time_machine.travel(BEGINNING, tick=False) as time:
        dispute = given(here)
        values = values(dispute) if callable(values) else values
        time.shift(timedelta(days=2))
        now = timezone.now()
        for wrong in (
            datetime(2001, 1, 1, tzinfo=SHANGHAI), BEGINNING - timedelta(days=1), now + timedelta(minutes=6),
            now + timedelta(days=1),
        ):  # fmt: skip
            with pytest.raises(Invalid) as refused:
                act(here, dispute, name, role, **values, **{field: wrong})
            assert set(refused.value.fields) == {field}, wrong
        for right in (BEGINNING, now):
            with transaction.atomic():
                act(here, dispute, name, role, **values, **{field: right})
                transaction.set_rollback(True)


@pytest.mark.usefixtures("without_papers")
def test_a_result_does_not_come_before_it_was_accepted_there(here: Place) -> None:
    with time_machine.travel(BEGINNING, tick=False) as time:
        dispute = given_dispute(here, "referred")
        time.shift(timedelta(days=3))
        act(here, dispute, "channel_accepted", "township_desk", accepted_at=timezone.now())
        with pytest.raises(Invalid) as refused:
            act(
                here, dispute, "channel_result", "township_desk", result="judgment", note="判决",
                decided_at=BEGINNING + timedelta(days=1),
            )  # fmt: skip
    assert set(refused.value.fields) == {"decided_at"}


@pytest.mark.usefixtures("without_papers")
def test_an_agreement_is_never_in_effect_before_it_was_drawn_up_nor_tomorrow(here: Place) -> None:
    with time_machine.travel(BEGINNING, tick=False):
        dispute = given_dispute(here, "agreed")
        act(here, dispute, "sign", "mediator", signer="mediator", signed_at=BEGINNING + timedelta(minutes=3))
        assert AgreementSignature.objects.get().signed_at == BEGINNING


def _planned(here: Place) -> MediationSession:
    dispute = given_dispute(here, "mediating")
    starts_at = timezone.now() + timedelta(minutes=10)
    act(here, dispute, "plan_session", "mediator", starts_at=starts_at, room="调解室一", is_joint=True)
    return MediationSession.objects.get(channel__dispute=dispute)


def _record(here: Place, session: MediationSession) -> None:
    act(
        here,
        session.channel.dispute,
        "hold_session",
        "mediator",
        session=session.pk,
        record="双方到场",
        present=tuple(session.channel.dispute.parties.values_list("pk", flat=True)),
    )


@pytest.mark.usefixtures("without_papers")
def test_a_session_is_recorded_when_it_begins_and_not_before(here: Place) -> None:
    with time_machine.travel(BEGINNING, tick=False) as time:
        session = _planned(here)
        time.shift(timedelta(minutes=4))
        with pytest.raises(IllegalAction):
            _record(here, session)
        time.shift(timedelta(minutes=1))
        _record(here, session)


@pytest.mark.usefixtures("without_papers")
def test_who_sat_in_a_session_is_free_once_it_is_recorded(here: Place) -> None:
    with time_machine.travel(BEGINNING, tick=False) as time:
        session = _planned(here)
        time.shift(timedelta(minutes=30))
        _record(here, session)
        session.refresh_from_db()
        assert session.ends_at == timezone.now()
        next_one = timezone.now() + timedelta(minutes=1)
        act(here, session.channel.dispute, "plan_session", "mediator", starts_at=next_one, room="调解室一")


def test_a_hold_ends_by_its_own_act_and_never_by_a_past_day(here: Place) -> None:
    dispute = given_dispute(here, "accepted")
    with pytest.raises(IllegalAction):
        act(here, dispute, "end_hold", "township_desk", note="没有延长")
    until = timezone.now() + timedelta(days=400)
    dispute = act(here, dispute, "hold_deletion", "township_desk", until=until, note="诉讼中")
    for past in (datetime(2020, 1, 1, tzinfo=SHANGHAI), timezone.now()):
        with pytest.raises(Invalid) as refused:
            act(here, dispute, "hold_deletion", "township_desk", until=past, note="误填")
        assert set(refused.value.fields) == {"until"}
    dispute.refresh_from_db()
    assert dispute.hold_until == timezone.localdate(until)
    dispute = act(here, dispute, "end_hold", "township_desk", note="诉讼终结")
    assert dispute.hold_until is None
