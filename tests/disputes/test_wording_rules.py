"""Sentences and clauses of papers, as Chinese documents write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disputes.rules.wording import numbered, numeral, sentences, signing_lines


@pytest.mark.parametrize(
    ("number", "words"), [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (21, "二十一"), (99, "九十九")]
)
def test_numbers_are_counted_as_documents_count(number: int, words: str) -> None:
    assert numeral(number) == words


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("双方无异议", "双方无异议。"),
        ("双方无异议。", "双方无异议。"),
        ("愿意和解，", "愿意和解。"),
        ("扬言“等着瞧！”", "扬言“等着瞧！”"),
        ("称为“老屋”", "称为“老屋”。"),
        ("甲：愿意。\n\n乙：同意", "甲：愿意。\n乙：同意。"),
        ("", ""),
    ],
)
def test_every_line_ends_as_a_sentence(typed: str, printed: str) -> None:
    assert sentences(typed) == printed


@given(st.text(alphabet="甲乙，。！”\n ", max_size=30))
def test_a_sentence_stays_what_it_is(text: str) -> None:
    assert sentences(sentences(text)) == sentences(text)


def test_several_clauses_are_numbered_and_one_is_not() -> None:
    assert numbered(["当面致歉"]) == "当面致歉。"
    assert numbered(["当面致歉", "支付500元。"]) == "（一）当面致歉。\n（二）支付500元。"


def test_every_party_has_its_line_to_sign_on() -> None:
    assert signing_lines(["申请人甲"], "记录人（签名）") == "申请人甲（签名、盖章或者按指印）\n记录人（签名）"
    assert signing_lines(["申请人甲"] * 100) == ""
