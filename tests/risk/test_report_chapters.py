"""The report as a paper: all chapters in their order, and nothing left out in silence."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from risk.rules.report_chapters import LONGEST, ReportFacts, chapters

SENTENCES = st.lists(st.text("意见风险措施", min_size=1, max_size=900), max_size=60)


def facts(opinions: list[str], longest: int = 100) -> ReportFacts:
    """Return a report whose typed parts are as long as they may be asked to be."""
    words = "述" * longest
    return ReportFacts(
        project=words, course=[], opinions=opinions, legality=words, rationality=words, feasibility=words,
        controllability=words, factors=[], measures=[], summary=words, level="低风险", conclusion="实施",
        method="法", annexes=3,
    )  # fmt: skip


@given(SENTENCES, st.sampled_from([1, 100, 2000]))
def test_every_opinion_is_told_or_counted_and_the_paper_is_never_too_long(
    opinions: list[str], longest: int
) -> None:
    text = chapters(facts(opinions, longest))
    lines = text.split("\n")
    start, end = lines.index("三、各方意见及采纳情况"), lines.index("四、合法性、合理性、可行性、可控性分析")
    told = lines[start + 1 : end]
    if not opinions:
        assert told == ["未记录意见。"]
    elif told == opinions:
        assert len(text) < LONGEST + 1000
    else:
        assert told[:-1] == opinions[: len(told) - 1]
        assert told[-1] == f"其余{len(opinions) - len(told) + 1}条见系统记录。"
    assert len(text) < LONGEST + 1500


def test_the_chapters_stand_in_the_order_of_the_outline() -> None:
    heads = [line[0] for line in chapters(facts(["一条"])).split("\n") if line[1:2] == "、"]
    assert heads == list("一二三四五六七八")
