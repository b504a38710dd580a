"""What the assessed and the nominator are not told: how a case is weighed, that one runs, a nominee's name in words."""

from __future__ import annotations

import pytest

from pingan.common.errors import Invalid
from pingan.matters.queries import timeline_of
from tests.factories.cases import act, end_publicity, given_case, given_commendation, honour
from tests.factories.world import Place

pytestmark = pytest.mark.django_db
NAME = "张三丰"


def test_the_assessed_read_no_internal_remark(here: Place) -> None:
    case = given_case(here, "verifying")
    act(here, case, "comment", note="拟从重处理")
    act(here, case, "establish")
    act(here, case, "hear")
    told = {entry.action for entry in timeline_of(here.actor("unit_handler"), case.matter)}
    assert "hear" in told
    assert not told & {"verify", "comment", "establish"}
    page = here.client("unit_handler").get(f"/assessment/cases/{case.pk}/").content.decode()
    assert "拟从重处理" not in page
    assert "拟从重处理" in here.client("body_office").get(f"/assessment/cases/{case.pk}/").content.decode()


def test_a_nominator_learns_of_no_case_before_it_is_heard(here: Place) -> None:
    case = given_case(here, "verifying")
    row = given_commendation(here, "nominated", "unit_handler", organ=here.units["city_management"].pk)
    url = f"/api/v1/commendations/{row.pk}/"
    assert here.client("unit_handler").get(url).json()["obstacles"] == []
    assert here.client("body_office").get(url).json()["obstacles"] == [case.matter.number]
    page = here.client("unit_handler").get(f"/assessment/commendations/{row.pk}/").content.decode()
    assert case.matter.number not in page


def test_what_two_persons_let_pass_covers_nothing_that_comes_later(here: Place) -> None:
    given_case(here, "verifying")
    row = given_commendation(here, "nominated", "unit_handler", organ=here.units["city_management"].pk)
    honour(here, row, "ask_override", note="群众联名")
    honour(here, row, "allow_override", note="同意")
    honour(here, row, "check")
    honour(here, row, "publicize")
    end_publicity(row)
    later = given_case(here, "verifying")
    with pytest.raises(Invalid) as refused:
        honour(here, row, "decide")
    assert any(later.matter.number in str(sentence) for sentence in refused.value.fields.values())


def test_a_nominees_name_is_masked_wherever_it_was_typed(here: Place) -> None:
    row = given_commendation(
        here,
        "nominated",
        nominee="individual",
        name=NAME,
        honour=f"先进个人{NAME}",
        deeds=f"{NAME}参与救援，三丰表现突出",
    )
    for text in (row.matter.title, row.honour, row.deeds, row.matter.text):
        assert NAME not in text and "三丰" not in text
    assert row.name == NAME
