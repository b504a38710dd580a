"""What a brief says of its numbers by itself: no change of small numbers, no rare class, nothing to be judged."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from pingan.common.figures import Tally
from pingan.documents.rules.reports import TablePart
from pingan.office.rules.brief_annexes import annexes_of, change_cell, figure_row, figure_tables, tally_cell
from pingan.office.rules.brief_facts import (
    ClassLine,
    Course,
    Facts,
    Line,
    PlaceLine,
    facts_as_json,
    facts_of_json,
)
from pingan.office.rules.brief_periods import cut_steps, period_of
from pingan.office.rules.brief_pictures import Bars, Lines, pictures_of
from pingan.office.rules.brief_words import (
    SMALLEST,
    hot_spots_text,
    problems_text,
    situation_text,
    told_classes,
)
from pingan.office.rules.comparing import FEWEST, Value
from pingan.office.rules.trends import Step, points_of

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
    assert "事件按期办结率80%（100件中80件），环比下降10个百分点" in text and "核查解决" not in text


def test_what_is_so_now_has_no_comparison() -> None:
    still = line("incident.open", Tally(3, 40), Tally(3, 40), is_live=True)
    assert figure_row(still)[1:] == ("40（超期3）", "—", "—", "—", "—")
    assert "截至统计时，incident.open40件，其中3件已超期。" in situation_text(Facts((still,), (), (), ()))


def test_cells_say_sign_and_unit() -> None:
    assert change_cell(3.25, is_share=False) == "+3.25%"
    assert change_cell(-1.0, is_share=True) == "-1百分点"
    assert change_cell(0.0, is_share=True) == "持平"
    assert tally_cell(Tally(1234, None)) == "1,234"
    assert tally_cell(Tally(0, 0)) == "—"


def test_a_course_without_numbers_is_not_drawn() -> None:
    empty = Course("incident.reported", "上报", (("10-01", 0, 0), ("10-02", None, None)))
    full = Course("dispute.total", "纠纷", (("10-01", 0, 2),))
    found = list(pictures_of(Facts((), (), (empty, full), ())))
    assert [type(one) for one in found] == [Lines] and found[0].title == "纠纷走势（件）"


def test_what_did_not_happen_is_left_to_the_tables() -> None:
    none = line("incident.solved", Tally(0, 0), Tally(0, 0))
    assert situation_text(Facts((none,), (), (), ())) == "本期没有发生需要统计的事项。"


def test_a_share_of_nothing_in_all_three_periods_has_no_row() -> None:
    none = line("incident.solved", Tally(0, 0), Tally(0, 0))
    some = line("incident.on_time", Tally(0, 0), Tally(1, 2))
    assert [rows for _group, rows in figure_tables(Facts((none, some), (), (), ()))] == [(figure_row(some),)]


def labelled(code: str, label: str, now: int, before: int, year: int, group: str = "化解渠道") -> Line:
    return Line(
        code, label, group, False, Value(Tally(now, None), Tally(before, None), Tally(year, None))
    )  # fmt: skip


def test_parts_of_all_disputes_are_one_sentence_without_its_subject_again_and_again() -> None:
    facts = Facts(
        (
            labelled("dispute.total", "登记矛盾纠纷", 45, 40, 50, "矛盾纠纷"),
            labelled("dispute.channel_none", "矛盾纠纷：尚未进入途径", 4, 2, 1),
            labelled("dispute.channel_mediation_people", "矛盾纠纷：人民调解", 41, 38, 49),
            labelled("dispute.channel_litigation", "矛盾纠纷：诉讼", 0, 0, 0),
        ),
        (), (), (),
    )  # fmt: skip
    first, second = situation_text(facts).split("\n")
    assert first == "矛盾纠纷方面，登记矛盾纠纷45件，环比上升12.5%，同比下降10%。"
    assert second == (
        "化解渠道方面，本期登记的45件矛盾纠纷中，人民调解41件（环比上升7.9%）、尚未进入途径4件。"
        "其余项上期不足30件，不计算增减。"
    )
    rows = dict(figure_tables(facts))["化解渠道"]
    assert [row[0] for row in rows] == ["尚未进入途径", "人民调解"], "nor in the table; noughts have no row"


def test_a_small_base_is_told_with_its_number_instead_of_a_change() -> None:
    few = Facts((labelled("dispute.total", "登记矛盾纠纷", 2, 1, 0, "矛盾纠纷"),), (), (), ())
    assert situation_text(few) == (
        "矛盾纠纷方面，登记矛盾纠纷2件（上期1件，去年同期没有），基数不足30，不计算增减。"
    )
    one = Facts((labelled("incident.reported", "上报事件", 40, 30, 10, "事项"),), (), (), ())
    assert situation_text(one) == "事项方面，上报事件40件，环比上升33.3%。去年同期基数不足30，不计算同比。"


def test_each_figure_has_its_own_measure_word() -> None:
    hazards = Line(
        "hazard.open", "未销号隐患", "隐患与预警", True, Value(Tally(2, 7), Tally(0, 0), Tally(0, 0))
    )
    duties = Line(
        "report.on_time", "定期报告按时提交", "单位履职", False, Value(Tally(3, 4), Tally(0, 0), Tally(0, 0))
    )
    text = situation_text(Facts((hazards, duties), (), (), ()))
    assert "未销号隐患7处，其中2处已超期" in text
    assert "定期报告按时提交率75%（4份中3份）" in text


def test_more_returned_is_a_problem_and_fewer_are_none() -> None:
    rose = line("incident.returned_twice", Tally(8, 100), Tally(2, 100))
    fell = line("incident.reopened", Tally(2, 100), Tally(8, 100))
    text = problems_text(Facts((rose, fell), (), (), ()))
    assert "退回两次以上的事件占比8%" in text and "重新办理" not in text


def test_a_handful_in_one_place_is_no_hot_spot() -> None:
    few = Facts(
        (line("dispute.total", Tally(2, None), Tally(1, None)),),
        (PlaceLine("360703203000", "朱坊乡", {"dispute.total": Tally(2, None)}),),
        (), (),
    )  # fmt: skip
    text = hot_spots_text(few)
    assert "朱坊乡" not in text and "未见集中" in text


def test_what_is_missing_for_all_is_said_once_and_what_never_happened_not_at_all() -> None:
    def share(code: str, part: int) -> Line:
        value = Value(Tally(part, 100), Tally(part, 90), Tally(0, 0))
        return Line(code, code, "事项", False, value)  # fmt: skip

    text = situation_text(
        Facts((share("incident.on_time", 80), share("incident.solved", 90), share("incident.reopened", 0)), (), (), ())
    )  # fmt: skip
    assert text.count("同比") == 1 and text.endswith("去年同期基数不足30，不计算同比。")
    assert "重新办理" not in text


def test_what_is_overdue_is_told_as_a_share_of_what_is_open() -> None:
    still = line("hazard.open", Tally(3, 40), Tally(3, 40), is_live=True)
    assert problems_text(Facts((still,), (), (), ())) == "未销号隐患40处中3处已超期，占7.5%。"


def test_a_line_whose_last_week_is_cut_says_so_and_keeps_it_with_the_version() -> None:
    quarter = period_of("quarterly", date(2026, 8, 1))
    weeks = [point.period for point in points_of(quarter, Step.WEEK, [], Tally(0, None))]
    assert cut_steps(weeks, Step.WEEK) == "按周统计，首、末周不足7天"
    assert cut_steps(weeks[1:-1], Step.WEEK) == "按周统计" and cut_steps([quarter], Step.MONTH) == ""
    course = Course("incident.reported", "上报事件", (("07-01", 3.0, None),), "按周统计")
    facts = Facts((), (), (course,), ())
    assert facts_of_json(facts_as_json(facts)) == facts
    assert next(pictures_of(facts)).title == "上报事件走势（件；按周统计）"


def test_places_without_anything_share_one_row_and_no_bar_stands_for_nothing() -> None:
    some = PlaceLine("360703203000", "朱坊乡", {"incident.reported": Tally(5, None)})
    none = [
        PlaceLine(f"36070320{at}000", f"{at}乡", {"incident.reported": Tally(0, None)}) for at in range(4, 8)
    ]
    table = next(
        part
        for part in annexes_of(Facts((), (some, *none), (), ()), ())[0].parts
        if isinstance(part, TablePart)
    )
    assert [row[:2] for row in table.rows] == [("朱坊乡", "5"), ("其余4个地区", "0")]
    never = line("incident.reopened", Tally(0, 100), Tally(0, 100))
    assert not any(isinstance(one, Bars) for one in pictures_of(Facts((never,), (), (), ())))
