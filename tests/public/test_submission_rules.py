"""Signs of a flood, harmless words and codes: pure rules."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grids.rules.submissions import (
    LENGTH,
    LETTERS,
    FloodFacts,
    code_from,
    harmless,
    plain_code,
    readable_code,
    signs_of,
)


def signs(text: str, place: str = "", same_text: int = 0, same_line: int = 0) -> list[str]:
    return signs_of(FloodFacts(text=text, place_text=place, same_text=same_text, same_line=same_line))


@pytest.mark.parametrize(
    "text",
    [
        "路灯坏了",
        "The street lamp is broken",
        "冰箱温度<5℃也坏了",
        "3号楼噪音很大，a<b的意思",
        "电话0797-6612345",
    ],
)
def test_what_people_write_bears_no_sign(text: str) -> None:
    assert signs(text) == []


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("看这里 https://x.cn/a", "links"),
        ("加群 WWW.abc", "links"),
        ("<b>坏了</b>坏了", "markup"),
        ("路灯\ufffd坏了", "garbled"),
        ("1234 5678", "no_word"),
        ("xxkcd", "no_word"),
    ],
)
def test_each_sign_is_told(text: str, sign: str) -> None:
    assert sign in signs(text)


def test_many_alike_and_many_from_a_line_are_told() -> None:
    assert signs("路灯坏了", same_text=1) == ["same_text"]
    assert signs("路灯坏了", same_line=9) == [] and signs("路灯坏了", same_line=10) == ["same_line"]


@given(st.text())
def test_no_tag_is_left_and_nothing_is_lost(text: str) -> None:
    kept = harmless(text)
    assert kept.replace("＜", "<") == text.replace("＜", "<")
    for opener in ("<a", "<s", "</", "<!", "<?", "< S"):
        assert opener not in kept


@given(st.integers(min_value=0, max_value=2**256))
def test_a_code_is_read_again_as_it_was_shown(number: int) -> None:
    code = code_from(number % len(LETTERS) ** LENGTH)
    assert len(code) == LENGTH and plain_code(readable_code(code).upper()) == code
    assert len(LETTERS) ** LENGTH > 2**127
