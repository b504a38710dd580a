"""Reports that copy one another: how much, and which passages."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from risk.rules.likeness import SHORTEST, containment, letters_of, shared_passages

OWN = "本项目征收范围内住户二百一十户，走访中三十一户要求提高过渡费，其余住户表示支持。"
COPIED = "项目符合国家产业政策和城市总体规划，审批程序合法完备，群众普遍支持，社会稳定风险较低，建议实施。"
TEXTS = st.text(st.sampled_from("征收补偿安置项目风险群众支持，。 　AB12"), max_size=120)


def test_a_copied_passage_is_found_and_shown_as_it_is_written() -> None:
    found = shared_passages(f"{OWN}{COPIED}", f"另一项目。{COPIED}其他内容。")
    assert len(found) == 1
    assert found[0] in COPIED
    assert len(letters_of(found[0]).plain) >= SHORTEST


def test_blanks_signs_and_widths_hide_no_copy() -> None:
    disguised = " ".join(COPIED.replace("，", "；").replace("。", "\n"))
    assert containment(COPIED, disguised) == 1.0


def test_what_says_something_else_has_nothing_in_common() -> None:
    assert containment(OWN, COPIED) < 0.05
    assert shared_passages(OWN, COPIED) == []


def test_a_part_cut_out_of_a_long_report_is_contained_in_it_and_not_the_other_way() -> None:
    long = COPIED + OWN * 3 + "另有说明若干，详见附件，兹不赘述，特此报告。"
    assert containment(COPIED, long) == 1.0
    assert containment(long, COPIED) < 0.6


def test_a_text_too_short_to_tell_is_like_nothing() -> None:
    assert containment("支持", "支持") == 0.0
    assert containment("", OWN) == 0.0


@given(TEXTS, TEXTS)
def test_it_is_a_share_and_every_passage_stands_in_both(one: str, other: str) -> None:
    assert 0.0 <= containment(one, other) <= 1.0
    plain = letters_of(one).plain
    for passage in shared_passages(one, other):
        assert passage in one
        assert letters_of(passage).plain in plain


@given(TEXTS)
def test_every_text_long_enough_is_contained_in_itself(text: str) -> None:
    assert containment(text, text) in {0.0, 1.0}
    if len(letters_of(text).plain) >= SHORTEST:
        assert containment(text, text) == 1.0
        assert letters_of("".join(shared_passages(text, text))).plain == letters_of(text).plain
