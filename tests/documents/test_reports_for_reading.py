"""Reports for reading: cover, bars, tables, every page numbered and coded, and no text that becomes markup."""

from __future__ import annotations

import pypdfium2
import pytest

from pingan.documents.rules.reports import Bar, BarsPart, HeadingPart, Report, TablePart, TextPart
from pingan.documents.services import print_report

CODE = "7K3M-Q9XT-2B4D-W8HZ"


def given_report(*parts: HeadingPart | TextPart | BarsPart | TablePart) -> Report:
    return Report(
        title="南康区2026年度平安建设考核评价报告",
        subtitle="最终结果",
        organ="南康区平安办",
        facts=[("考核期间", "2026年"), ("核验码", CODE)],
        parts=parts,
        mark="导出人：审计员",
        code=CODE,
    )


def pages(report: Report) -> list[str]:
    """Return the text of each page as a reader copies it."""
    document = pypdfium2.PdfDocument(print_report(report).content)
    try:
        return [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()


def test_cover_parts_and_foot_stand_where_they_belong() -> None:
    rows = [[str(number), f"第{number}乡", f"{100 - number}.0000"] for number in range(90)]
    found = pages(
        given_report(
            HeadingPart("一、总体情况"),
            TextPart("共评价九十个乡镇。"),
            BarsPart(
                "各单位得分", [Bar("朱坊乡", "91.2500", 91.25), Bar("龙华镇", "-3.0000", -3, is_low=True)]
            ),
            TablePart(["序号", "单位", "总分"], rows, [0, 3, 1], [2], "汇总表"),
        )
    )
    assert "考核评价报告" in found[0].replace("\r\n", "") and CODE in found[0]
    assert "一、总体情况" in found[1] and "91.2500" in found[1] and "-3.0000" in found[1]
    assert len(found) > 3
    for number, text in enumerate(found[1:], start=2):
        assert f"{number} / {len(found)}" in text and CODE in text and "导出人：审计员" in text
    # The head of a table stands on each page that it reaches.
    assert sum("总分" in text for text in found[1:]) >= 3


def test_what_is_printed_is_never_taken_for_markup_and_rare_characters_do_not_stop_it() -> None:
    hostile = "#panic() $x$ *a* _b_ @c \\ [d] <e> 𠮷 😀 \x07"
    text = pages(given_report(TextPart(hostile), TablePart([hostile], [[hostile]], [1])))[1]
    assert text.count("#panic() $x$ *a* _b_ @c \\ [d] <e>") == 3


def test_a_row_that_does_not_fit_its_head_is_refused() -> None:
    with pytest.raises(ValueError, match="as many cells"):
        TablePart(["一", "二"], [["1"]], [1, 1])
