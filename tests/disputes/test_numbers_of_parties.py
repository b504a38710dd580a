"""Numbers of parties: what cannot be one is refused at its field, what can be one is kept in half-width digits."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import timezone

from disputes.models import Dispute
from disputes.rules.identity import is_identity_number_of_our_time, is_phone, kept_phone
from disputes.services import NewParty
from pingan.common.errors import Invalid
from tests.factories.disputes import RESPONDENT, act, given_dispute, given_registration, number_of, step
from tests.factories.world import Place

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 26)
IMPOSSIBLE = (
    "13977770",
    "1397777001",
    "139777700112",
    "12977770011",
    "66000000",
    "0797-123",
    "张三13977770011",
    "坏号码",
)


@pytest.mark.parametrize(
    "typed",
    [
        "13977770011", "１３９７７７７００１１", "139 7777 0011", "+86 139-7777-0011", "0797-6600000", "（0797）6600000",
        "010-88886666", "0791 8888 6666转801", "0791-88886666-801", "12345", "95588", "400-800-1234", "+852 9123 4567",
    ],
)  # fmt: skip
def test_what_can_be_a_phone_number(typed: str) -> None:
    assert is_phone(typed)


@pytest.mark.parametrize("typed", IMPOSSIBLE)
def test_what_cannot_be_a_phone_number(typed: str) -> None:
    assert not is_phone(typed)


@pytest.mark.parametrize("kind", ["person", "organisation"])
@pytest.mark.parametrize("typed", IMPOSSIBLE[:3])
def test_an_impossible_phone_is_refused_at_its_field(here: Place, kind: str, typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        given_registration(here, parties=(RESPONDENT, NewParty("applicant", "某某", kind=kind, phone=typed)))
    assert set(refused.value.fields) == {"parties.1.phone"}
    dispute = given_registration(here)
    for action, values in (
        ("add_party", {"side": "third", "name": "某某", "kind": kind}),
        ("amend_party", {"party": dispute.parties.earliest("pk").pk}),
    ):
        with pytest.raises(Invalid) as refused:
            act(here, dispute, action, "township_desk", phone=typed, **values)
        assert set(refused.value.fields) == {"phone"}


def test_full_width_digits_are_kept_and_masked_as_digits(here: Place) -> None:
    typed = " ０７９７－６６０００００ "
    dispute = given_registration(here, parties=(RESPONDENT, NewParty("applicant", "某某", phone=typed)))
    party = dispute.parties.get(side="applicant")
    assert party.phone == "0797-6600000"
    act(here, dispute, "amend_party", "township_desk", party=party.pk, phone="１３９７７７７００１１")
    party.refresh_from_db()
    assert party.phone == "13977770011"
    assert "139****0011" in here.client("township_desk").get(f"/disputes/{dispute.pk}/").content.decode()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("139 7071 2345", "13970712345"),
        ("+86 139-7071-2345", "13970712345"),
        ("（0797）660 0000", "0797-6600000"),
        ("0791 8888 6666转801", "0791-88886666转801"),
        ("0791-88886666-801", "0791-88886666转801"),
        ("010-8888-6666", "010-88886666"),
        ("400-800-1234", "4008001234"),
        ("123 45", "12345"),
        ("+852 9123 4567", "+85291234567"),
        ("坏 号码", "坏 号码"),
    ],
)
def test_a_phone_is_kept_in_one_form_however_it_was_typed(typed: str, kept: str) -> None:
    assert kept_phone(typed) == kept_phone(kept) == kept


def test_no_paper_prints_the_blanks_that_were_typed_in_a_phone(here: Place) -> None:
    first = NewParty("applicant", "某某", phone="139 7071 2345")
    dispute = given_dispute(here, "accepted", parties=(RESPONDENT, first))
    act(here, dispute, "add_party", "township_desk", side="third", name="旁某某", phone="139 7071 2346")
    known = dispute.parties.get(side="respondent").pk
    act(here, dispute, "amend_party", "township_desk", party=known, phone="139 7071 2347")
    intake = step(here, dispute, "mediate").papers.select_related("document").get(kind="mediation_intake")
    for number in ("13970712345", "13970712346", "13970712347"):
        assert f"联系电话：{number}）" in intake.document.data["parties"], number


@pytest.mark.parametrize(
    ("area", "born", "can_be"),
    [
        ("360721", date(1980, 1, 1), True),
        ("360721", TODAY, True),
        ("360721", TODAY + timedelta(days=1), False),
        ("360721", date(2099, 1, 1), False),
        ("360721", date(1900, 1, 1), True),
        ("360721", date(1899, 12, 31), False),
        ("990721", date(1980, 1, 1), False),
        ("160721", date(1980, 1, 1), False),
        ("810000", date(1980, 1, 1), True),
        ("936156", date(1980, 1, 1), True),  # a foreigner's card, issued in Jiangxi
        ("999156", date(1980, 1, 1), False),
    ],
)
def test_which_identity_numbers_can_be_of_our_time(area: str, born: date, can_be: bool) -> None:
    assert is_identity_number_of_our_time(number_of(born, area), TODAY) is can_be


@pytest.mark.parametrize("how", ["of the future", "of no province"])
def test_an_impossible_identity_number_is_refused_at_its_field(here: Place, how: str) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    number = number_of(tomorrow) if how == "of the future" else number_of(date(1980, 1, 1), "990721")
    with pytest.raises(Invalid) as refused:
        given_registration(here, parties=(RESPONDENT, NewParty("applicant", "某某", identity_number=number)))
    assert set(refused.value.fields) == {"parties.1.identity_number"}
    assert not Dispute.objects.exists()


@pytest.mark.parametrize("mark", ["×", "х", "Х", "x", "Ｘ", "✕"])
def test_an_identity_number_is_known_with_whatever_is_typed_for_its_x(here: Place, mark: str) -> None:
    clear = given_registration(here, parties=(RESPONDENT,))
    typed = f"{RESPONDENT.identity_number[:17]}{mark}"
    dispute = given_registration(
        here,
        parties=(replace(RESPONDENT, identity_number=typed, name="钟某", phone=""),),
        description=f"身份证{typed}与41010519491231002{mark}的邻居争执",
    )
    party = dispute.parties.get()
    assert party.identity_number == RESPONDENT.identity_number
    assert party.identity_key == clear.parties.get().identity_key
    assert dispute.matter.text == "身份证〔被申请人甲的证件号〕与〔证件号〕的邻居争执"
