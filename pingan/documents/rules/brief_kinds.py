"""The brief on the situation (研判; domain.md §6): what it says, and its default wording."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pingan.documents.rules.office_kinds import ALWAYS
from pingan.documents.rules.shapes import Field, KindRule, Layout, Seed

BRIEF_KINDS: Mapping[str, KindRule] = {
    "situation_brief": KindRule(
        Layout.DOCUMENT,
        "研",
        {
            **ALWAYS,
            "period": Field(pgettext_lazy("brief", "period"), longest=60),
            "counted_at": Field(pgettext_lazy("brief", "counted at"), longest=60),
            "correction": Field(_("what is corrected"), is_required=False, longest=500),
            "situation": Field(pgettext_lazy("brief", "situation")),
            "hot_spots": Field(_("hot spots")),
            "problems": Field(pgettext_lazy("brief", "problems")),
            "forecast": Field(_("forecast")),
            "measures": Field(pgettext_lazy("brief", "measures")),
        },
        frozenset({"situation", "problems", "forecast", "measures"}),
    )
}
BRIEF_SEEDS: tuple[Seed, ...] = (
    Seed(
        code="situation_brief",
        kind="situation_brief",
        title="{{ period }}平安建设形势研判",
        body="""{{ correction }}
现将{{ period }}平安建设形势研判情况印发。所用数据统计至{{ counted_at }}；办理受限的事项只计入总数，不列明细。
# 一、总体情况
{{ situation }}
# 二、热点区域和领域
{{ hot_spots }}
# 三、存在的主要问题
{{ problems }}
# 四、趋势研判
{{ forecast }}
# 五、下一步措施
{{ measures }}
{{ contact }}""",
        source="default wording of the product; Article 25",
    ),
)
