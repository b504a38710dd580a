"""However a minor or domestic violence becomes known, the matter closes in that act (domain.md §4.8)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from disputes.models import Dispute
from disputes.queries.disputes import disputes_visible
from disputes.rules.closing import closed_by_signs, graver
from disputes.rules.identity import is_childs
from disputes.services import NewParty
from pingan.matters.models import TimelineEntry
from tests.factories.disputes import APPLICANT, RESPONDENT, act, given_dispute, given_registration, number_of
from tests.factories.world import LEVELS, Place

pytestmark = pytest.mark.django_db
ADULT = APPLICANT.identity_number


def child() -> str:
    return number_of(date(timezone.localdate().year - 10, 3, 1))


def is_closed(here: Place, dispute: Dispute, why: str, *, named: set[str]) -> None:
    """Only the named see it, the act says why, and nobody else can reach it."""
    fresh = Dispute.objects.select_related("matter").get(pk=dispute.pk)
    assert (fresh.matter.is_restricted, fresh.restriction) == (True, why)
    assert set(fresh.readers.values_list("user_id", flat=True)) == {here.users[name].pk for name in named}
    for role in (*LEVELS, "township_desk_b"):
        may = role in named
        assert disputes_visible(here.actor(role)).filter(pk=dispute.pk).exists() is may, role
    last = TimelineEntry.objects.filter(matter_id=dispute.pk).latest("pk")
    assert last.data["restriction"] == why


DESKS = {"grid_worker", "township_desk", "township_desk_b"}


@pytest.mark.parametrize(
    "values",
    [
        {"parties": (NewParty("applicant", "某少年", identity_number=child()), RESPONDENT)},
        {"parties": (NewParty("applicant", "某少年", is_minor=True), RESPONDENT)},
        {"flags": ("minor_exposed",)},
    ],
    ids=["number", "ticked", "sign"],
)
def test_a_minor_closes_a_registration(here: Place, values: dict[str, Any]) -> None:
    dispute = given_registration(here, **values)
    is_closed(here, dispute, "minor", named=DESKS)
    if "parties" in values:
        assert dispute.parties.get(side="applicant").is_minor


@pytest.mark.parametrize("how", ["number", "ticked", "sign", "amended"])
def test_a_minor_who_becomes_known_later_closes_the_matter(here: Place, how: str) -> None:
    dispute = given_registration(here)
    party = dispute.parties.get(side="applicant")
    acts: dict[str, tuple[str, dict[str, Any]]] = {
        "number": ("add_party", {"side": "third", "name": "某少年", "identity_number": child()}),
        "ticked": ("add_party", {"side": "third", "name": "某少年", "is_minor": True}),
        "sign": ("flag", {"codes": ("minor_exposed",), "note": "孩子在场"}),
        "amended": ("amend_party", {"party": party.pk, "identity_number": child()}),
    }
    action, values = acts[how]
    act(here, dispute, action, "community_staff", **values)
    is_closed(here, dispute, "minor", named=DESKS | {"community_staff"})


def test_the_mediator_in_hand_is_named(here: Place) -> None:
    dispute = given_dispute(here, "mediating")
    act(here, dispute, "flag", "township_desk", codes=("minor_exposed",), note="孩子在场")
    is_closed(here, dispute, "minor", named=DESKS | {"mediator"})


def test_a_correction_opens_nothing_and_lifting_holds_until_something_new(here: Place) -> None:
    dispute = given_registration(here)
    party = dispute.parties.get(side="applicant")
    act(here, dispute, "amend_party", "township_desk", party=party.pk, identity_number=child())
    act(here, dispute, "amend_party", "township_desk", party=party.pk, identity_number=ADULT)
    is_minor = dispute.parties.get(pk=party.pk).is_minor
    dispute = Dispute.objects.select_related("matter").get(pk=dispute.pk)
    assert (dispute.matter.is_restricted, is_minor) == (True, False)
    act(here, dispute, "lift_restriction", "township_desk", note="证件号录入有误")
    act(here, dispute, "amend_party", "township_desk", party=party.pk, phone="13907970008")
    dispute = Dispute.objects.select_related("matter").get(pk=dispute.pk)
    assert not dispute.matter.is_restricted
    act(here, dispute, "amend_party", "township_desk", party=party.pk, identity_number=child())
    assert Dispute.objects.select_related("matter").get(pk=dispute.pk).matter.is_restricted


@pytest.mark.parametrize("how", ["registered", "flagged", "reclassified"])
def test_violence_within_a_family_closes_the_matter(here: Place, how: str) -> None:
    if how == "registered":
        dispute = given_registration(here, type="MARRIAGE_FAMILY", flags=("violence",))
    elif how == "flagged":
        dispute = given_registration(here, type="MARRIAGE_FAMILY")
        act(here, dispute, "flag", "township_desk", codes=("violence",), note="动手打人")
    else:
        dispute = given_registration(here, flags=("violence",))
        act(here, dispute, "reclassify", "township_desk", type="MARRIAGE_FAMILY", note="系夫妻")
    is_closed(here, dispute, "domestic_violence", named=DESKS)


def test_domestic_violence_is_the_graver_reason_of_a_closed_matter(here: Place) -> None:
    dispute = given_registration(here, type="MARRIAGE_FAMILY", flags=("minor_exposed",))
    act(here, dispute, "flag", "township_desk", codes=("violence",), note="动手打人")
    is_closed(here, dispute, "domestic_violence", named=DESKS)


def test_other_signs_and_adults_close_nothing(here: Place) -> None:
    dispute = given_registration(here, flags=("violence", "threat"))
    act(here, dispute, "add_party", "township_desk", side="third", name="某人", identity_number=ADULT)
    assert not Dispute.objects.select_related("matter").get(pk=dispute.pk).matter.is_restricted


def test_who_is_a_child_is_told_to_the_day() -> None:
    birthday = date(2020, 6, 15)
    assert is_childs(number_of(birthday), date(2038, 6, 14))
    assert not is_childs(number_of(birthday), date(2038, 6, 15))
    assert not is_childs("", date(2038, 6, 14)) and not is_childs("12345", date(2038, 6, 14))


@pytest.mark.parametrize(
    ("code", "signs", "why"),
    [
        ("MARRIAGE_FAMILY", {"violence"}, "domestic_violence"),
        ("MARRIAGE_FAMILY", {"violence", "minor_exposed"}, "domestic_violence"),
        ("MARRIAGE_FAMILY", {"threat"}, ""),
        ("NEIGHBOUR", {"violence"}, ""),
        ("NEIGHBOUR", {"violence", "minor_exposed"}, "minor"),
    ],
)
def test_which_signs_close(code: str, signs: set[str], why: str) -> None:
    assert closed_by_signs(statistic_code=code, signs=signs) == why
    assert graver("minor", why) == ("domestic_violence" if why == "domestic_violence" else "minor")
