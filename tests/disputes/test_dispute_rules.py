"""Pure rules: identity numbers, redaction, level, effect of agreements, the pre-check."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from disputes.models.parties import shown_label
from disputes.rules.agreements import PRE_CHECKS, Signed, effective_at, pre_check
from disputes.rules.identity import (
    is_credit_code,
    is_identity_number,
    plain_identity_number,
    plain_name,
    plain_phone,
)
from disputes.rules.levels import LevelFacts, Threshold, computed_level
from disputes.rules.redaction import NUMBER_HIDDEN, PHONE_HIDDEN, Known, redacted

WEIGHTS, CHECKS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), "10X98765432"
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)


def numbered(area: int, day: int, serial: int) -> str:
    born = (datetime(1940, 1, 1, tzinfo=UTC) + timedelta(days=day)).strftime("%Y%m%d")
    base = f"{area:06d}{born}{serial:03d}"
    return base + CHECKS[sum(int(d) * w for d, w in zip(base, WEIGHTS, strict=True)) % 11]


identity_numbers = st.builds(
    numbered, st.integers(110000, 659999), st.integers(0, 30_000), st.integers(0, 999)
)
names = st.text(alphabet="张王李赵欧阳志远建国文斌秀英", min_size=2, max_size=4)


@given(identity_numbers)
def test_a_right_number_is_accepted_and_any_single_wrong_digit_refused(number: str) -> None:
    assert is_identity_number(number)
    for place in range(17):
        wrong = number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]
        assert not is_identity_number(wrong)


@given(identity_numbers, st.sampled_from(["", " ", "-", "　"]), st.booleans())
def test_every_way_of_typing_a_number_compares_equal(number: str, between: str, is_wide: bool) -> None:
    typed = between.join(number)
    if is_wide:
        typed = "".join(
            chr(ord(char) + 0xFEE0) if char.isascii() and char.isalnum() else char for char in typed
        )
    assert plain_identity_number(typed.lower()) == number


@pytest.mark.parametrize(
    ("code", "is_right"),
    [
        ("91350100M000100Y43", True),
        ("91350100M000100Y44", False),
        ("9135", False),
    ],
)
def test_credit_codes_by_gb_32100(code: str, is_right: bool) -> None:
    assert is_credit_code(code) is is_right


def test_phones_and_names_in_one_form() -> None:
    assert plain_phone("+86 139-0797 0001") == plain_phone("１３９０７９７０００１") == "13907970001"
    assert plain_name(" 阿卜杜·热合曼 ") == plain_name("阿卜杜热合曼")


@given(names, st.text(max_size=30), st.text(max_size=30), st.sampled_from(["", " ", "·", "　"]))
def test_a_name_never_survives_redaction(name: str, before: str, after: str, between: str) -> None:
    text = redacted(f"{before}{between.join(name)}{after}", [Known("申请人甲", name)])
    assert name not in text
    assert redacted(text, [Known("申请人甲", name)]) == text or name in "申请人甲"


@given(identity_numbers)
def test_numbers_of_anybody_are_hidden(number: str) -> None:
    assert redacted(f"证件{number}，电话13907970009。", []) == f"证件{NUMBER_HIDDEN}，电话{PHONE_HIDDEN}。"


def test_longer_names_go_first_and_single_characters_are_left_alone() -> None:
    known = [Known("申请人甲", "张三"), Known("被申请人甲", "张三丰"), Known("第三人甲", "水")]
    assert redacted("张三丰打了张三，水沟堵了", known) == "被申请人甲打了申请人甲，水沟堵了"


APPLICANT = Known("申请人甲", "司马蓝田", "13977700011", "36072119750315003X")
RESPONDENT = Known("被申请人甲", "李小翠", "0797-8234567")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("司马\u200b蓝\u2060田", "申请人甲"),
        ("司\ufe0f马\u3164蓝\U000e0020田\ue123", "申请人甲\ue123"),
        ("司马（蓝）田", "申请人甲"),
        ("请联系139（7770）0011", "请联系〔申请人甲的电话〕"),
        ("请联系１３９—７７７０—００１１", "请联系〔申请人甲的电话〕"),
        ("请联系139\u200b7770\u200b0011", "请联系〔申请人甲的电话〕"),
        ("请联系0797－8234567", "请联系〔被申请人甲的电话〕"),
        *((f"请联系0797{dash}8234567", "请联系〔被申请人甲的电话〕") for dash in "-‐‑‒–—―−⸺﹘﹣－〜"),
        ("请联系8234567", "请联系〔被申请人甲的电话〕"),
        ("证件360721/19750315/003x", "证件〔申请人甲的证件号〕"),
        ("证件360721－19750315－003X", "证件〔申请人甲的证件号〕"),
        ("证件360721/19800101/0015", "证件〔证件号〕"),
        ("别人的8613507970009", "别人的〔电话〕"),
        ("别人的135（0797）0009", "别人的〔电话〕"),
    ],
)
def test_what_stands_between_the_characters_does_not_help(typed: str, kept: str) -> None:
    assert redacted(typed, [APPLICANT, RESPONDENT]) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("被申请人李小翠不同意", "被申请人甲不同意"),
        ("被申请人甲李小翠不同意", "被申请人甲不同意"),
        ("申请人司马蓝田", "申请人甲"),
        ("申请人李小翠", "申请人被申请人甲"),
        ("被申请人司马蓝田", "被申请人申请人甲"),
        ("申请人甲电话13977700011", "申请人甲电话〔电话〕"),
        ("被申请人甲电话13977700011", "被申请人甲电话〔申请人甲的电话〕"),
        ("司马蓝田（13977700011，36072119750315003X）", "申请人甲（〔电话〕，〔证件号〕）"),
    ],
)
def test_what_is_left_can_be_read(typed: str, kept: str) -> None:
    once = redacted(typed, [APPLICANT, RESPONDENT])
    assert once == kept
    assert redacted(once, [APPLICANT, RESPONDENT]) == once


def test_a_sum_is_no_telephone() -> None:
    sum_of_three = "1350+4500+200=6050"
    assert redacted(sum_of_three, [APPLICANT, RESPONDENT]) == sum_of_three
    assert redacted("共18234567元", [APPLICANT, RESPONDENT]) == "共18234567元"


def test_a_number_of_an_office_may_have_as_many_digits() -> None:
    number = "360721202601010001"
    assert redacted(number, [APPLICANT], with_others=False) == number
    assert redacted(f"{number} 司马蓝田", [APPLICANT], with_others=False) == f"{number} 申请人甲"


def test_what_is_no_number_stays() -> None:
    assert (
        redacted("赔偿12000元，案号（2026）第1234567号，车牌赣B12345", [])
        == "赔偿12000元，案号（2026）第1234567号，车牌赣B12345"
    )


NUMBERS = {
    "people_larger": Threshold(Decimal(5), "1.1", "s"),
    "people_major": Threshold(Decimal(30), "2.1", "s"),
    "amount_larger": Threshold(Decimal(100_000), "3.1", "s"),
    "amount_major": Threshold(Decimal(1_000_000), "4.1", "s"),
    "duration_larger_days": Threshold(Decimal(90), "5.1", "s"),
    "failed_larger": Threshold(Decimal(1), "6.1", "s"),
    "failed_major": Threshold(Decimal(2), "7.1", "s"),
    "repeat_count_raises": Threshold(Decimal(3), "8.1", "s"),
}


def facts(**values: object) -> LevelFacts:
    usual: dict[str, object] = {
        "people": 2, "amount": None, "duration": 0, "failed": 0, "is_cross_region": False,
        "has_violence_flag": False, "repeats": 0,
    }  # fmt: skip
    return LevelFacts(**{**usual, **values})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("values", "level", "criteria"),
    [
        ({}, "general", []),
        ({"people": 4}, "general", []),
        ({"people": 5}, "larger", ["people"]),
        ({"people": 30}, "major", ["people"]),
        ({"amount": Decimal("99999.99")}, "general", []),
        ({"amount": Decimal(100_000)}, "larger", ["amount"]),
        ({"amount": Decimal(1_000_000), "people": 5}, "major", ["amount", "people"]),
        ({"duration": 90}, "larger", ["duration"]),
        ({"failed": 2}, "major", ["failed"]),
        ({"has_violence_flag": True}, "major", ["violence"]),
        ({"is_cross_region": True}, "larger", ["cross_region"]),
        ({"repeats": 1}, "general", []),
        ({"repeats": 2}, "larger", ["repeats"]),
    ],
)
def test_the_level_and_its_reasons(values: dict[str, object], level: str, criteria: list[str]) -> None:
    found, reasons = computed_level(facts(**values), NUMBERS)
    assert found == level
    assert [reason.criterion for reason in reasons] == criteria
    assert all(reason.source or reason.threshold is None for reason in reasons)


@given(st.integers(0, 200), st.integers(0, 3_000_000), st.integers(0, 900), st.integers(0, 5))
def test_more_of_anything_never_lowers_the_level(
    people: int, amount: int, duration: int, failed: int
) -> None:
    order = ["general", "larger", "major"]
    less, _reasons = computed_level(
        facts(people=people, amount=Decimal(amount), duration=duration, failed=failed), NUMBERS
    )
    more, _reasons = computed_level(
        facts(people=people + 1, amount=Decimal(amount + 1), duration=duration + 1, failed=failed + 1),
        NUMBERS,
    )
    assert order.index(more) >= order.index(less)


@given(st.permutations([1, 2, None, "seal"]))
def test_an_agreement_takes_effect_with_the_last_of_all(signers: list[object]) -> None:
    signed: list[Signed] = []
    for place, signer in enumerate(signers):
        assert effective_at({1, 2}, signed) is None
        at = NOW + timedelta(hours=place)
        signed.append(Signed(signer if isinstance(signer, int) else None, signer == "seal", at))
    assert effective_at({1, 2}, signed) == NOW + timedelta(hours=3)


def test_status_and_title_fail_the_pre_check_whatever_is_ticked() -> None:
    everything = set(PRE_CHECKS)
    assert all(line["is_met"] for line in pre_check("", everything, unclear=()))
    for kind, code in (
        ("status_relation", "status_relation"),
        ("title", "title"),
        ("intellectual_property", "title"),
    ):
        failed = [line["code"] for line in pre_check(kind, everything, unclear=()) if not line["is_met"]]
        assert failed == [code]
    undated = [line["code"] for line in pre_check("", everything, unclear=(2,)) if not line["is_met"]]
    assert undated == ["clear"]


@pytest.mark.parametrize(
    ("label", "english"),
    [("申请人甲", "applicant\u00a0甲"), ("被申请人乙（代理人）", "respondent\u00a0乙 (representative)"),
     ("第三人11", "third party\u00a011"), ("其他人", "其他人")],
)  # fmt: skip
def test_a_label_is_said_in_the_readers_language_and_keeps_its_sign(label: str, english: str) -> None:
    with translation.override("en"):
        assert shown_label(label) == english
    with translation.override("zh-hans"):
        assert shown_label(label) == label
