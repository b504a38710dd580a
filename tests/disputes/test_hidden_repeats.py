"""Who types the number of a person learns nothing of disputes closed to him in which that person stands."""

from __future__ import annotations

from typing import Any

import pytest

from disputes.models import Dispute
from disputes.services import NewParty
from pingan.common.errors import Invalid
from tests.factories.disputes import APPLICANT, RESPONDENT, act, given_registration
from tests.factories.world import Place

pytestmark = pytest.mark.django_db
ANOTHER = NewParty("applicant", "另一人", phone="13907970009")


def shown(dispute: Dispute) -> dict[str, Any]:
    """What everybody who sees a dispute is shown of repeats."""
    dispute.refresh_from_db()
    return {
        "repeats": dispute.repeats, "level": dispute.level, "computed": dispute.level_computed,
        "reasons": dispute.level_reasons, "severity": dispute.matter.severity,
    }  # fmt: skip


def test_repeats_and_level_of_a_registration_tell_nothing_of_restricted_disputes(here: Place) -> None:
    alone = shown(given_registration(here, "community_staff", parties=(ANOTHER, RESPONDENT)))
    for _number in range(3):
        given_registration(here, restriction="other", parties=(APPLICANT,))
    assert shown(given_registration(here, "community_staff", parties=(APPLICANT,))) == alone
    assert alone["level"] == "general"


def test_a_corrected_or_added_party_tells_nothing_of_restricted_disputes(here: Place) -> None:
    for _number in range(3):
        given_registration(here, restriction="other", parties=(APPLICANT,))
    probe = given_registration(here, "community_staff", parties=(ANOTHER,))
    before = shown(probe)
    party = probe.parties.get()
    probe = act(
        here,
        probe,
        "amend_party",
        "community_staff",
        party=party.pk,
        identity_number=APPLICANT.identity_number,
    )
    assert shown(probe) == before
    probe = act(
        here, probe, "add_party", "community_staff", side="respondent", name=APPLICANT.name,
        phone=APPLICANT.phone, identity_number=APPLICANT.identity_number,
    )  # fmt: skip
    assert shown(probe) == before


def test_open_disputes_still_count(here: Place) -> None:
    for _number in range(2):
        given_registration(here, parties=(APPLICANT,))
    third = shown(given_registration(here, "community_staff", parties=(APPLICANT,)))
    assert (third["repeats"], third["level"]) == (2, "larger")


def test_an_open_dispute_is_joined_to_no_restricted_one(here: Place) -> None:
    hidden = given_registration(here, restriction="other")
    probe = given_registration(here)
    with pytest.raises(Invalid) as refused:
        act(here, probe, "join", "township_desk", target=hidden.matter.number)
    assert set(refused.value.fields) == {"target"}
    act(here, probe, "restrict", "township_desk", restriction="other", note="涉及隐私")
    assert act(here, probe, "join", "township_desk", target=hidden.matter.number).matter.state == "merged"
