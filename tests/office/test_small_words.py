"""Words of the office that once said a thing twice."""

from __future__ import annotations

import pytest

from pingan.office.rules.subjects import bare_subject


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("关于消防隐患整改的通报", "消防隐患整改"), ("  关于甲、乙的通报 ", "甲、乙"), ("消防隐患整改", "消防隐患整改"),
        ("关于整改", "关于整改"), ("关于的通报", "关于的通报"),
    ],
)  # fmt: skip
def test_a_subject_is_kept_without_the_words_of_its_title(typed: str, kept: str) -> None:
    assert bare_subject(typed) == kept
