"""Expressions over figures: what they say, and that nothing else gets in."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.rules.expressions import (
    DEEPEST,
    LARGEST,
    LONGEST,
    LONGEST_VALUE,
    Expression,
    ExpressionFault,
    parse,
)

FIGURES = {"incident.on_time": True, "dispute.resolved": True, "incident.reported": False}
NUMBERS = {
    "incident.on_time.part": Fraction(93),
    "incident.on_time.whole": Fraction(120),
    "dispute.resolved.part": Fraction(7),
    "dispute.resolved.whole": Fraction(0),
    "own.part": Fraction(3),
    "own.whole": Fraction(8),
    "unit.population": Fraction(45_000),
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("share(incident.on_time)", Fraction(155, 2)),
        ("100 * incident.on_time.part / incident.on_time.whole", Fraction(155, 2)),
        ("per_10k(own.part, unit.population)", Fraction(2, 3)),
        ("1 - 2 - 3", Fraction(-4)),
        ("2 + 3 * 4", Fraction(14)),
        ("8 / 4 / 2", Fraction(1)),
        ("-(1.25 - 2)", Fraction(3, 4)),
        ("min(4, own.part, max(1, 2))", Fraction(2)),
        ("share(dispute.resolved)", None),
        ("lacking(incident.on_time)", Fraction(27)),
        ("lacking(dispute.resolved)", None),
        ("1 / (own.part - 3)", None),
        ("1 + share(dispute.resolved)", None),
    ],
)
def test_it_says_what_it_means(text: str, value: Fraction | None) -> None:
    assert parse(text, FIGURES).value(NUMBERS) == value


def test_it_names_the_figures_it_is_built_on() -> None:
    found = parse("share(incident.on_time) + own.part / dispute.resolved.whole")
    assert found.figures == ("incident.on_time", "dispute.resolved")
    assert found.value({}) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "1 +",
        "(1",
        "1)",
        "2 ** 8",
        "2 ^ 8",
        "__import__('os').system('id')",
        "().__class__.__bases__",
        "incident.on_time.__class__",
        "incident.on_time",
        "incident.on_time.sum",
        "incident.reported.whole",
        "share(incident.reported)",
        "incident.nowhere.part",
        "share(own.part)",
        "share(1)",
        "lambda: 1",
        "[1 for x in 'a']",
        "1; drop table matters_matter",
        "'a'",
        '"a"',
        "incident.on_time.part or 1",
        "min(1)",
        "eval(1)",
        "1e999",
        "0x10",
        "٣",
        "９",
        "1" * (LONGEST + 1),
        "9999999999999",
        "(" * 40 + "1" + ")" * 40,
        "-" * 250 + "1",
        "- \t" * 90 + "1",
        "{{ 1 }}",
        "=1+1",
        "1\x00",
        # Look-alikes: full-width and Cyrillic letters, other digits, blanks and signs that no eye tells apart.
        "own．part",
        "оwn.part",
        "ｏｗｎ.part",
        "own.ｐart",
        "1 − 2",
        "1 × 2",
        "1\u00a0+ 2",
        "1\u200b",
        "\u202e1 + 2",
        "ﬁ.part.whole",
        "Own.part",
        "ℹ.x.part",
        # What Python would take for a way out.
        "own.__class__",
        "own.part.__globals__",
        "__builtins__.open",
        "unit.__init__.whole",
        "_.part",
        "own._part",
        "own.part.real",
        "share(__class__)",
        "min(__import__, 1)",
        "own.part[0]",
        "own.part()",
        "own.part if 1 else 2",
        "own.part@own.part",
        "1_000",
        "1j",
        "1e5",
        "0b1",
        "inf",
        "nan",
        "1.1234567",
        "own.part, 1",
        "f(1)",
        "`id`",
        "${1}",
        "%(1)s",
        "../1",
    ],
)
def test_nothing_else_gets_in(text: str) -> None:
    with pytest.raises(ExpressionFault) as refused:
        parse(text, FIGURES)
    assert str(refused.value.sentence)


@given(st.text(max_size=LONGEST + 5))
def test_any_text_is_an_expression_or_a_fault(text: str) -> None:
    try:
        found = parse(text, FIGURES)
    except ExpressionFault:
        return
    assert isinstance(found, Expression)
    found.value(NUMBERS)


_LEAF = st.one_of(
    st.decimals(min_value=0, max_value=999, places=2).map(str), st.sampled_from(["own.part", "own.whole"])
)
_TREES = st.recursive(
    _LEAF,
    lambda one: st.tuples(one, st.sampled_from("+-*"), one).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
    max_leaves=8,
)


@given(_TREES)
def test_it_computes_as_python_does(text: str) -> None:
    plain = {"own.part": "F('3')", "own.whole": "F('8')"}
    words = text
    for name, value in plain.items():
        words = words.replace(name, value)
    import re

    words = re.sub(r"(?<![\d.'])(\d+(?:\.\d+)?)(?![\d.']|'\))", r"F('\1')", words)
    if len(text) <= LONGEST:
        assert parse(text).value(NUMBERS) == eval(words, {"F": Fraction})


@pytest.mark.parametrize("text", ["1 +", "share(a.b", "min(1, 2", "1 / (2"])
def test_a_text_that_breaks_off_is_told_at_its_end(text: str) -> None:
    with pytest.raises(ExpressionFault) as refused:
        parse(text)
    assert refused.value.at == len(text)


HUGE = "*".join(["999999999999"] * 20)


@pytest.mark.parametrize("text", [HUGE, f"1 / ({HUGE})", f"{HUGE} + own.part"])
def test_what_no_column_can_keep_is_no_data(text: str) -> None:
    expression = parse(text, FIGURES)
    assert expression.value(NUMBERS) is None
    assert expression.is_out_of_range(NUMBERS)


@given(
    st.lists(st.from_regex(r"[0-9]{1,12}(\.[0-9]{1,6})?", fullmatch=True), min_size=1, max_size=20), st.data()
)
def test_every_value_can_be_kept(numbers: list[str], data: st.DataObject) -> None:
    signs = data.draw(st.lists(st.sampled_from("+-*/"), min_size=len(numbers), max_size=len(numbers)))
    text = "".join(f"{sign}{number}" for sign, number in zip(signs, numbers, strict=True))[1:]
    value = parse(text).value({})
    assert value is None or (abs(value) < LARGEST and len(str(value)) <= LONGEST_VALUE)


@pytest.mark.parametrize(
    "text",
    [
        "*".join(["999999999999"] * 23),
        "*".join(["own.part"] * 33),
        "1 / " + " / ".join(["999999999999"] * 19),
        "999999999999 * 999999999999",
    ],
)
def test_what_no_row_could_hold_is_no_data_and_stops_no_run(text: str) -> None:
    numbers = {**NUMBERS, "own.part": Fraction(10**14 - 1), "incident.on_time.whole": Fraction(10**9 + 7)}
    assert parse(text, FIGURES).value(numbers) is None


@pytest.mark.parametrize(
    "text",
    [
        "(" * 150 + "1" + ")" * 149,
        "(" * DEEPEST + "1" + ")" * DEEPEST,
        "-(" * 100 + "1" + ")" * 100,
        "min(1," * 50,
        "1" + "+1" * 149,
        "1" + "-1" * 149,
        "min(" + "1," * 147 + "1)",
        "1" * 1_000_000,
        "(" * 1_000_000,
        "a.b." * 250_000,
        "\u202e" * 1_000_000,
        " " * 1_000_000 + "1",
    ],
)
@pytest.mark.timeout(20)  # a hundredth of a second is usual; what grows without bound would take minutes
def test_long_and_deep_texts_are_answered_at_once(text: str) -> None:
    try:
        found = parse(text, FIGURES).value(NUMBERS)
    except ExpressionFault:
        return
    assert found is None or abs(found) < LARGEST


@given(st.text(alphabet="()+-*/,. 09aownprtshe_minx\u200b．", max_size=LONGEST))
def test_nothing_that_looks_nearly_right_does_any_harm(text: str) -> None:
    try:
        found = parse(text, FIGURES).value(NUMBERS)
    except ExpressionFault:
        return
    assert found is None or abs(found) < LARGEST
