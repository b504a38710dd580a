"""The little language of templates: what it accepts, and that values are only ever text."""

from __future__ import annotations

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from pingan.documents.rules import (
    KINDS,
    SEEDS,
    Block,
    BlockKind,
    filled,
    filled_line,
    number_text,
    parsed,
    template_problems,
    value_problems,
)
from pingan.documents.rules.markup import placeholders


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.code)
def test_every_default_template_passes_its_own_check(seed):
    assert template_problems(kind=seed.kind, title=seed.title, body=seed.body) == {}


def test_there_is_a_default_for_every_kind_and_the_order_names_its_article():
    assert {seed.kind for seed in SEEDS} == set(KINDS)
    order = next(seed for seed in SEEDS if seed.kind == "rectification_order")
    assert "《江西省平安建设条例》第六十二条" in order.body


def test_a_line_is_a_paragraph_and_marks_make_headings():
    assert parsed("# 一、情况\n\n 正文 \r\n## （一）小节\n#不是标题") == [
        Block(BlockKind.HEADING, "一、情况"),
        Block(BlockKind.TEXT, "正文"),
        Block(BlockKind.SUBHEADING, "（一）小节"),
        Block(BlockKind.TEXT, "#不是标题"),
    ]


def test_a_value_of_several_lines_becomes_paragraphs_and_an_empty_option_leaves_nothing():
    blocks = filled("{{ facts }}\n联系方式：{{ contact }}\n完", {"facts": "甲\n\n乙", "contact": " "})
    assert [block.text for block in blocks] == ["甲", "乙", "完"]


@given(st.text(max_size=80))
def test_a_value_never_becomes_a_placeholder_or_a_heading(value):
    secret = {"facts": value, "demand": "SECRET"}
    text = "\n".join(block.text for block in filled("前{{ facts }}后", secret))
    assert "SECRET" not in text or "SECRET" in value
    assert all(block.kind is BlockKind.TEXT for block in filled("{{ facts }}", secret))


def test_braces_in_a_value_stay_braces():
    assert (
        filled_line("关于{{ subject }}的函", {"subject": "{{ text }}", "text": "泄露"})
        == "关于{{ text }}的函"
    )


@pytest.mark.parametrize(
    ("title", "body", "field", "words"),
    [
        ("", "{{ text }}", "title", "empty"),
        ("题", " ", "body", "empty"),
        ("题", "{{ text }}{{ password }}", "body", "password"),
        ("题", "{{ text }} {% include 'x' %}", "body", "braces"),
        ("题", "{{ text", "body", "braces"),
        ("题", "{{ text.__class__ }}", "body", "braces"),
        ("题{{ text|safe }}", "{{ text }}", "title", "braces"),
        ("题", "没有正文", "body", "text"),
        ("题" * 201, "{{ text }}", "title", "200"),
        ("题", "{{ text }}" + "长" * 100_000, "body", "20000"),
    ],
)
def test_a_faulty_template_is_refused_at_its_field(title, body, field, words):
    with translation.override("en"):
        problems = template_problems(kind="notice", title=title, body=body)
        assert list(problems) == [field]
        assert words in str(problems[field])


def test_an_unknown_kind_is_refused():
    assert "kind" in template_problems(kind="edict", title="题", body="文")


def test_values_are_checked_against_the_template_that_uses_them():
    def problems(**values):
        return value_problems(
            kind="notice", title="关于{{ subject }}的通知", body="{{ text }} {{ contact }}", values=values
        )

    whole = {"addressee": "各单位", "subject": "值班", "text": "请做好值班。"}
    assert problems(**whole) == {}
    assert set(problems(**{**whole, "subject": " "})) == {"subject"}
    assert set(problems(**{**whole, "facts": "x"})) == {"facts"}
    assert set(problems(**{**whole, "number": "自拟1号"})) == {"number"}
    assert set(problems(**{**whole, "text": "长" * 100_000})) == {"text"}
    assert set(problems()) == {"addressee", "subject", "text"}


def test_a_number_has_hexagonal_brackets_and_no_padding():
    assert (
        number_text(document_code="贵平安办", kind="supervision_letter", year=2026, serial=1)
        == "贵平安办督〔2026〕1号"
    )
    assert (
        number_text(document_code="贵平安办", kind="notice", year=2026, serial=12) == "贵平安办〔2026〕12号"
    )


def test_no_two_kinds_of_one_organ_share_a_number():
    numbers = {number_text(document_code="X", kind=kind, year=2026, serial=1) for kind in KINDS}
    assert len(numbers) == len(KINDS)


@pytest.mark.parametrize(("year", "serial"), [(2026, 0), (26, 1)])
def test_a_senseless_number_is_an_error(year, serial):
    with pytest.raises(ValueError, match="register"):
        number_text(document_code="X", kind="notice", year=year, serial=serial)


def test_needed_placeholders_are_known_placeholders():
    for rule in KINDS.values():
        assert rule.needed <= rule.fields.keys()
    assert placeholders("{{a}}{{ b_c }}{{ D }}") == {"a", "b_c"}
