"""How alike two incidents are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grids.rules.duplicates import (
    CAP_WITHOUT_PLACE,
    DuplicateWeights,
    bigrams,
    duplicate_score,
    text_similarity,
)

texts = st.text(max_size=40)
shares = st.floats(0, 1)


@given(texts, texts)
def test_similarity_is_symmetric_and_between_nothing_and_all(a, b):
    assert 0 <= text_similarity(a, b) <= 1
    assert text_similarity(a, b) == text_similarity(b, a)


@given(texts.filter(bigrams))
def test_a_text_is_like_itself_whatever_the_punctuation(text):
    assert text_similarity(text, text) == 1
    assert text_similarity(text, f"，{text}。") == 1


def test_similarity_counts_common_pieces_of_two_characters():
    assert text_similarity("路灯坏了", "路灯不亮") == pytest.approx(2 * 1 / 6)
    assert text_similarity("电梯故障", "垃圾清运") == 0
    assert text_similarity("", "垃圾") == 0
    assert text_similarity("ＡＢ座电梯", "ab座电梯") == 1


@given(st.none() | st.floats(0, 5_000), st.floats(-500, 500), st.booleans(), shares)
def test_a_score_lies_between_zero_and_one_and_an_unknown_place_is_never_certain(metres, hours, same, alike):
    score = duplicate_score(distance_m=metres, hours_apart=hours, same_category=same, text_similarity=alike)
    assert 0 <= score <= (1 if metres is not None else CAP_WITHOUT_PLACE) + 1e-9


@given(st.floats(0, 1_000), st.floats(0, 1_000), st.floats(0, 300), st.floats(0, 300), shares, shares)
def test_nearer_sooner_and_more_alike_never_scores_less(near, far, soon, late, some, more):
    near, far = sorted((near, far))
    soon, late = sorted((soon, late))
    some, more = sorted((some, more))
    better = duplicate_score(distance_m=near, hours_apart=soon, same_category=True, text_similarity=more)
    worse = duplicate_score(distance_m=far, hours_apart=late, same_category=False, text_similarity=some)
    assert better >= worse


def test_the_same_thing_reported_twice_is_suggested_and_another_thing_is_not():
    weights = DuplicateWeights()
    alike = text_similarity("东门小区3栋电梯困人", "东门小区三栋电梯又困人了")
    twice = duplicate_score(distance_m=30, hours_apart=2, same_category=True, text_similarity=alike)
    other = duplicate_score(distance_m=30, hours_apart=2, same_category=False, text_similarity=0)
    assert other < weights.suggest_from <= twice
    assert duplicate_score(distance_m=0, hours_apart=0, same_category=True, text_similarity=1) == 1
