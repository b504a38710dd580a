"""What a brief says of its numbers by itself: no change of small numbers, no rare class, nothing to be judged."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pingan.common.figures import Tally
from pingan.office.rules.brief_annexes import change_cell, figure_row, figure_tables, tally_cell
from pingan.office.rules.brief_facts import (
    ClassLine,
    Course,
    Facts,
    Line,
    PlaceLine,
    facts_as_json,
    facts_of_json,
)
from pingan.office.rules.brief_pictures import Bars, Lines, pictures_of
from pingan.office.rules.brief_words import (
    SMALLEST,
    hot_spots_text,
    problems_text,
    situation_text,
    told_classes,
)
from pingan.office.rules.comparing import FEWEST, Value

COUNTS = st.integers(0, 100_000)
PLAIN = COUNTS.map(lambda part: Tally(part, None))
SHARES = st.tuples(COUNTS, COUNTS).map(lambda pair: Tally(min(pair), max(pair)))


def line(code: str, now: Tally, before: Tally, **extra: bool) -> Line:
    return Line(code, code, "事件", extra.get("is_live", False), Value(now, before, before))


def lines() -> st.SearchStrategy[Line]:
    values = st.one_of(st.tuples(PLAIN, PLAIN, PLAIN), st.tuples(SHARES, SHARES, SHARES))
    codes = st.sampled_from(["incident.reported", "incident.on_time", "dispute.total", "x.y"])
    return st.builds(
        lambda code, three, live: Line(code, code, "事件", live, Value(*three)), codes, values, st.booleans()
    )


FACTS = st.builds(
    Facts,
    st.lists(lines(), max_size=5).map(tuple),
    st.lists(
        st.builds(
            PlaceLine,
            st.just("360703203000"),
            st.text("甲乙丙", min_size=1, max_size=3),
            st.fixed_dictionaries({"incident.reported": PLAIN, "incident.on_time": SHARES}),
        ),
        max_size=4,
    ).map(tuple),
    st.just((Course("incident.reported", "上报", (("10-01", 3, None), ("10-02", None, 2.5))),)),
    st.lists(
        st.builds(ClassLine, st.just("incident.reported"), st.text("路灯", max_size=3), COUNTS, COUNTS),
        max_size=8,
    ).map(tuple),
)


@given(facts=FACTS)
def test_what_is_kept_is_what_was_counted(facts: Facts) -> None:
    assert facts_of_json(facts_as_json(facts)) == facts


@given(facts=FACTS)
def test_every_text_and_cell_can_be_made_of_any_numbers(facts: Facts) -> None:
    for text in (situation_text(facts), hot_spots_text(facts), problems_text(facts)):
        assert "None" not in text and "nan" not in text
    for one in facts.lines:
        assert len(figure_row(one)) == 6
    for picture in pictures_of(facts):
        assert len(picture.labels) == len(picture.now)


@given(facts=FACTS)
def test_no_class_rarer_than_the_smallest_is_told(facts: Facts) -> None:
    told = told_classes(facts.classes, "incident.reported")
    assert all(one.count >= SMALLEST for one in told) and len(told) <= 5


def test_a_rare_class_is_neither_named_nor_counted_in_words() -> None:
    facts = Facts(
        (line("incident.reported", Tally(59, None), Tally(40, None)),),
        (),
        (),
        (ClassLine("incident.reported", "路灯", 50, 0), ClassLine("incident.reported", "家庭纠纷", 9, 9)),
    )
    text = hot_spots_text(facts)
    assert "路灯50件" in text and "家庭纠纷" not in text


def test_a_share_of_few_cases_is_not_compared() -> None:
    few = line("incident.on_time", Tally(20, FEWEST - 1), Tally(90, 100))
    assert "不作比较" in situation_text(Facts((few,), (), (), ()))
    assert figure_row(few)[3] == "—" and "*" in figure_row(few)[1]
    assert not any(isinstance(one, Bars) for one in pictures_of(Facts((few,), (), (), ())))


def test_a_share_that_fell_is_a_problem_and_one_that_rose_is_none() -> None:
    fell = line("incident.on_time", Tally(80, 100), Tally(90, 100))
    rose = line("incident.solved", Tally(95, 100), Tally(90, 100))
    text = problems_text(Facts((fell, rose), (), (), ()))
    assert "incident.on_time80%（80/100），环比下降10个百分点" in text and "incident.solved" not in text


def test_what_is_so_now_has_no_comparison() -> None:
    still = line("incident.open", Tally(3, 40), Tally(3, 40), is_live=True)
    assert figure_row(still)[1:] == ("40（超期3）", "—", "—", "—", "—")
    assert "截至统计时，incident.open40件，其中3件已超期。" in situation_text(Facts((still,), (), (), ()))


def test_cells_say_sign_and_unit() -> None:
    assert change_cell(3.25, is_share=False) == "+3.25%"
    assert change_cell(-1.0, is_share=True) == "-1个百分点"
    assert change_cell(0.0, is_share=True) == "持平"
    assert tally_cell(Tally(1234, None)) == "1,234"
    assert tally_cell(Tally(0, 0)) == "—"


def test_a_course_without_numbers_is_not_drawn() -> None:
    empty = Course("incident.reported", "上报", (("10-01", 0, 0), ("10-02", None, None)))
    full = Course("dispute.total", "纠纷", (("10-01", 0, 2),))
    found = list(pictures_of(Facts((), (), (empty, full), ())))
    assert [type(one) for one in found] == [Lines] and found[0].title == "纠纷走势"


def test_what_did_not_happen_is_left_to_the_tables() -> None:
    none = line("incident.solved", Tally(0, 0), Tally(0, 0))
    assert situation_text(Facts((none,), (), (), ())) == "本期没有发生需要统计的事项。"


def test_a_share_of_nothing_in_all_three_periods_has_no_row() -> None:
    none = line("incident.solved", Tally(0, 0), Tally(0, 0))
    some = line("incident.on_time", Tally(0, 0), Tally(1, 2))
    assert [rows for _group, rows in figure_tables(Facts((none, some), (), (), ()))] == [(figure_row(some),)]
