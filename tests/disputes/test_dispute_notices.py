"""Who hears what about a dispute: once where once is enough, and in words that say what happened."""

from __future__ import annotations

import pytest
from django.utils import timezone

from disputes.machine.sentences import ASSISTED, EFFECTIVE, FLAGGED, RESOLVED, SESSION, TOLD
from pingan.common.models import OutboxEntry
from tests.factories.disputes import act, clause_of, given_dispute, step
from tests.factories.world import Place

pytestmark = pytest.mark.django_db


def told(sentence: str) -> list[list[int]]:
    """The recipients of each notice with this sentence, in the order in which they were written."""
    found = OutboxEntry.objects.filter(payload__content__title_msgid=sentence).order_by("pk")
    return [sorted(entry.payload["recipients"]) for entry in found]


def desk_of(here: Place) -> list[int]:
    return sorted(here.users[name].pk for name in ("township_desk", "township_desk_b"))


def test_the_desk_hears_once_of_the_effect_and_once_of_the_end(here: Place) -> None:
    dispute = given_dispute(here, "agreed")
    for signer in ("applicant", "respondent", "mediator"):
        dispute = step(here, dispute, f"sign:{signer}")
        assert told(EFFECTIVE) == []
    dispute = step(here, dispute, "sign:committee")
    assert told(EFFECTIVE) == [desk_of(here)]
    assert told(RESOLVED) == []
    act(here, dispute, "perform_clause", "mediator", clause=clause_of(dispute).pk, note="已恢复")
    assert told(RESOLVED) == [desk_of(here)]


def test_the_desk_hears_of_an_oral_agreement_too(here: Place) -> None:
    dispute = step(here, step(here, given_dispute(here, "mediating"), "plan_session"), "hold_session")
    act(here, dispute, "agree", "mediator", form="oral", facts="互有过错", terms="当面道歉", term="at_once")
    assert told(EFFECTIVE) == [desk_of(here)]


def test_a_units_part_and_a_notice_to_the_police_are_called_what_they_are(here: Place) -> None:
    dispute = given_dispute(here, "mediating")
    units = (here.units["city_management"].pk,)
    act(here, dispute, "join_units", "township_desk", organs=units, note="核实")
    act(here, dispute, "assist", "unit_handler", note="已核实")
    assert (told(ASSISTED), told(SESSION)) == ([[here.users["mediator"].pk]], [])
    act(
        here,
        dispute,
        "tell_police",
        "mediator",
        station="朱坊派出所",
        channel="call_110",
        told_at=timezone.now(),
    )
    assert (told(TOLD), told(FLAGGED)) == ([desk_of(here)], [])
