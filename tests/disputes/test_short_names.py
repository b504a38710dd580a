"""Organisations are called for short: without their division and legal form. No text keeps them either."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disputes.rules.redaction import Known, redacted
from disputes.rules.short_names import short_names
from disputes.services import NewParty
from pingan.matters.models import TimelineEntry
from tests.factories.disputes import APPLICANT, act, given_dispute, given_registration
from tests.factories.world import World

SYLLABLES = st.sampled_from("腾飞鸿达瑞丰祥顺康宁泰和")
HEADS = st.sampled_from(
    ["", "南康区", "赣州市", "江西省赣州市南康区", "朱坊镇", "蓉江街道", "赣州经济技术开发区"]
)
TAILS = st.sampled_from(
    ["家具厂", "木业有限公司", "商贸有限责任公司", "建筑劳务股份有限公司", "药店", "超市", "公司"]
)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("南康区腾飞家具厂", ["腾飞家具厂"]),
        ("江西省赣州市南康区腾飞家具厂", ["腾飞家具厂"]),
        ("腾飞木业有限公司", ["腾飞木业"]),
        ("赣州市腾飞木业有限责任公司", ["腾飞木业", "腾飞木业有限责任公司", "赣州市腾飞木业"]),
        ("华润万家超市连锁店", []),
        ("南康区家具厂", []),
        ("朱坊镇人民政府", []),
        ("阳光小区物业管理公司", ["阳光小区物业管理"]),
        ("赣州市腾飞公司", ["腾飞公司", "赣州市腾飞"]),
        ("腾飞公司", []),
    ],
)
def test_what_is_left_is_a_name_or_nothing(name: str, short: list[str]) -> None:
    assert short_names(name) == short


@given(HEADS, st.text(SYLLABLES, min_size=2, max_size=4), TAILS, st.text(max_size=20), st.text(max_size=20))
def test_neither_the_name_nor_its_short_forms_survive(
    head: str, middle: str, tail: str, before: str, after: str
) -> None:
    name = f"{head}{middle}{tail}"
    known = [Known("被申请人甲", name, is_organisation=True)]
    forms = [name, *short_names(name)]
    once = redacted(before + after.join(forms), known)
    assert not [form for form in forms if form in once]
    assert redacted(once, known) == once


def test_words_of_the_trade_and_persons_stay() -> None:
    text = "腾飞家具厂旁的家具厂有异味，张建国到南康区反映"
    firm = Known("被申请人甲", "南康区腾飞家具厂", is_organisation=True)
    assert redacted(text, [firm]) == "被申请人甲旁的家具厂有异味，张建国到南康区反映"
    assert redacted("南康区王五在场，王五说", [Known("申请人甲", "南康区王五")]) == "申请人甲在场，王五说"


@pytest.mark.django_db
def test_no_text_of_a_dispute_keeps_the_short_name_of_a_party(world: World) -> None:
    here = world.here
    firm = NewParty("respondent", "南康区腾飞家具厂", kind="organisation")
    dispute = given_registration(
        here, parties=(APPLICANT, firm), description="腾飞家具厂噪声扰民，多次与腾飞家具厂交涉无果"
    )
    act(here, dispute, "comment", "township_desk", note="已到腾飞家具厂查看")
    dispute.refresh_from_db()
    assert dispute.matter.text == "被申请人甲噪声扰民，多次与被申请人甲交涉无果"
    entry = TimelineEntry.objects.get(matter_id=dispute.pk, action="comment")
    assert entry.note.text == "已到被申请人甲查看"


@pytest.mark.django_db
def test_a_firm_that_is_named_later_disappears_from_what_was_written_before(world: World) -> None:
    here = world.here
    dispute = given_dispute(here, "accepted", description="邻近的腾飞家具厂夜间施工，两家均受影响")
    act(
        here,
        dispute,
        "add_party",
        "township_desk",
        side="third",
        kind="organisation",
        name="赣州市腾飞家具厂",
    )
    dispute.refresh_from_db()
    assert "腾飞" not in dispute.matter.text
