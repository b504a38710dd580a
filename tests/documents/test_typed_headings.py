"""What somebody types as a heading of a letter or a circular is set as one; a list of points is none."""

from __future__ import annotations

from pingan.documents.rules import BlockKind, filled


def kinds(text: str) -> list[BlockKind]:
    return [block.kind for block in filled("{{ text }}", {"text": text})]


def test_typed_levels_become_headings_where_they_head_something() -> None:
    text = "现予通报。\n一、有关情况\n1. 事项一件，应于1月15日前办结。\n二、工作要求\n（一）查找原因\n请逐件核实。"
    assert kinds(text) == [
        BlockKind.TEXT, BlockKind.HEADING, BlockKind.TEXT, BlockKind.HEADING, BlockKind.SUBHEADING, BlockKind.TEXT,
    ]  # fmt: skip


def test_points_sentences_and_a_last_line_stay_paragraphs() -> None:
    assert kinds("一、赔偿五千元\n二、当面道歉") == [BlockKind.TEXT, BlockKind.TEXT]
    assert kinds("一、各乡镇于10日前完成排查，结果报区平安办。\n二、每周通报。") == [BlockKind.TEXT] * 2
