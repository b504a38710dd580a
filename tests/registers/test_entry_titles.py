"""An entry is called by its words; where its register asks for none, by what it is about and when."""

from __future__ import annotations

from pingan.registers.models import RegisterFinding
from pingan.registers.pages.entry_lines import entry_title
from pingan.registers.rules import specs_from

_SPECS = specs_from(
    [
        {"code": "on", "label": "日期", "label_en": "Day", "type": "date", "required": True, "purpose": "识别"},
        {
            "code": "kind", "label": "类别", "label_en": "Kind", "type": "choice", "required": True, "purpose": "识别",
            "choices": [["daily", "日常走访", "daily"], ["order", "专项排查", "special"]],
        },
        {"code": "count", "label": "户数", "label_en": "Households", "type": "whole", "purpose": "统计"},
        {"code": "note", "label": "摘要", "label_en": "Note", "type": "text", "required": False, "purpose": "补充"},
    ]
)  # fmt: skip


def test_words_first_then_kind_and_day_and_only_then_the_number() -> None:
    values = {"on": "2026-11-20", "kind": "daily", "count": 3}
    assert (
        entry_title(RegisterFinding(number=1, values={**values, "note": "村民反映路灯"}), _SPECS)
        == "村民反映路灯"
    )
    told = entry_title(RegisterFinding(number=1, values=values), _SPECS)
    assert told == "2026年11月20日 · 日常走访"
    assert "7" in entry_title(RegisterFinding(number=7, values={}), _SPECS), "erased: the number is left"
