"""Results in words: every answer counted, few ones said, nobody's silence told as a share."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pingan.web.qr_codes import QUIET, qr_code
from risk.models.decision_choices import Position
from risk.models.questionnaires import (
    LONGEST_CHOICE,
    LONGEST_QUESTION,
    MOST_CHOICES,
    MOST_QUESTIONS,
    QuestionKind,
)
from risk.rules.questionnaires import (
    ATTITUDES,
    READY_MADE,
    Asked,
    Results,
    choices_in,
    numbers_of,
    result_of,
    sentences,
)

ONE = Asked("one", "合理吗？", ("合理", "不合理", "说不清"))


@given(st.lists(st.integers(0, 2), max_size=40), st.integers(1, 100))
def test_every_answer_is_counted_once_and_few_are_said(given_answers: list[int], wanted: int) -> None:
    counts = {number: given_answers.count(number) for number in set(given_answers)}
    result = result_of(ONE, ONE.choices, counts, len(given_answers))
    assert [share.count for share in result.shares] == [given_answers.count(number) for number in (0, 1, 2)]
    assert all(0 <= share.percent <= 100 for share in result.shares)
    told = sentences(Results("问卷", len(given_answers), wanted, (result,)))
    if not given_answers:
        assert told == ["问卷《问卷》未收到答卷。"]
    else:
        assert f"收到答卷{len(given_answers)}份" in told[0]
        assert ("仅供参考" in told[0]) == (len(given_answers) < wanted)
        assert f"合理{counts.get(0, 0)}份" in told[1]


@given(st.lists(st.integers(1, 5), min_size=1, max_size=30))
def test_a_scale_has_the_mean_of_its_answers(marks: list[int]) -> None:
    counts = {mark: marks.count(mark) for mark in marks}
    result = result_of(Asked("scale", "满意吗？"), list("12345"), counts, len(marks))
    assert result.mean is not None and abs(result.mean - sum(marks) / len(marks)) < 1e-9


@given(st.text("甲乙 \n\r", max_size=30))
def test_choices_are_the_lines_that_say_something(text: str) -> None:
    assert all(line == line.strip() and line for line in choices_in(text))
    assert "".join(choices_in(text)).replace(" ", "") == "".join(text.split())


def test_the_ready_made_set_fits_what_the_tables_take() -> None:
    assert len(READY_MADE) <= MOST_QUESTIONS
    assert {one.kind for one in READY_MADE} <= set(QuestionKind.values)
    for one in READY_MADE:
        assert len(one.text) <= LONGEST_QUESTION
        assert len(one.choices) <= MOST_CHOICES and all(len(text) <= LONGEST_CHOICE for text in one.choices)
        assert bool(one.choices) == (one.kind in {"one", "several"})
    assert [one for one in READY_MADE if one.is_required] == [READY_MADE[0]]
    for aspect in ("合法", "合理", "可行", "化解"):
        assert any(aspect in one.text for one in READY_MADE)


def test_attitudes_are_positions_in_a_fixed_order() -> None:
    assert list(ATTITUDES) == Position.values
    assert numbers_of("attitude", ()) == (0, 1, 2, 3) and numbers_of("text", ()) == ()


def test_a_code_holds_its_quiet_zone_and_three_finders() -> None:
    code = qr_code("https://example.gov.cn/consult/abc/")
    assert code.path.count("M") > 100
    for x, y in ((QUIET, QUIET), (code.size - QUIET - 7, QUIET), (QUIET, code.size - QUIET - 7)):
        assert f"M{x} {y}h7v1h-7z" in code.path
