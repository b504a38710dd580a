"""How a brief names a figure inside a sentence, and in what it is counted. Pure.

On a board a figure stands alone and says everything ("矛盾纠纷：人民调解"); in a paragraph on disputes that would be said
again before every number. A brief is written in Chinese, so its phrases stand here and not in the catalogue of messages.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

#: What the classes of one whole have before their own name on a board.
_PREFIX: Final = "矛盾纠纷："
#: Figures that split all disputes of the period: told in one sentence, as parts of their whole.
_SPLITS: Final = ("dispute.pending", "dispute.outcome_", "dispute.channel_")
#: Figures told as a warning when they rise; every other share is one when it falls.
WORSE_WHEN_HIGHER: Final = frozenset({"incident.returned_twice", "incident.reopened"})
#: Shares that are neither good nor bad by themselves.
NEUTRAL: Final = frozenset({"incident.self_resolved"})


@dataclass(frozen=True)
class Phrase:
    """What a figure is called in a sentence, and the measure word behind its counts."""

    name: str
    unit: str = "件"


_PHRASES: Final = {
    "incident.on_time": Phrase("事件按期办结率"),
    "incident.solved": Phrase("事件核查解决率"),
    "incident.satisfied": Phrase("上报人满意率"),
    "incident.returned_twice": Phrase("退回两次以上的事件占比"),
    "incident.reopened": Phrase("重新办理的事件占比"),
    "incident.self_resolved": Phrase("自办自结的事件占比"),
    "dispute.resolved": Phrase("矛盾纠纷化解率"),
    "dispute.mediation_agreed": Phrase("调解成功率"),
    "agreement.visited": Phrase("调解协议履行回访率", "份"),
    "dispute.flagged": Phrase("有红色预警信号的矛盾纠纷"),
    "flag.same_day": Phrase("红色预警信号当日处置率", "条"),
    "hazard.open": Phrase("未销号隐患", "处"),
    "hazard.cleared": Phrase("隐患按期整改销号率", "处"),
    "warning.answered": Phrase("预警回应率", "次"),
    "decision.assessed": Phrase("重大决策风险评估率", "项"),
    "decision.filed": Phrase("重大决策稳评双报送及时率", "项"),
    "grid.full_time": Phrase("城市网格专职网格员配备率", "个"),
    "patrol.done": Phrase("巡查计划完成率", "次"),
    "report.on_time": Phrase("定期报告按时提交率", "份"),
    "duty_report.on_time": Phrase("履职报告按时提交率", "份"),
    "responsibility.complete": Phrase("责任人登记完整的成员单位占比", "家"),
    "target_letter.signed": Phrase("已签订目标责任书的成员单位占比", "家"),
    "responsibility_list.in_force": Phrase("责任清单有效的单位占比", "家"),
    "order.passed_first": Phrase("责令整改一次通过率"),
    "instrument.answered": Phrase("建议函按期回复率"),
}


def is_split(code: str) -> bool:
    """Say whether a figure is one part of all disputes of the period."""
    return code.startswith(_SPLITS)


def short_label(label: str) -> str:
    """Return a label without what the heading above it says already."""
    return label.removeprefix(_PREFIX)


def phrase_of(code: str, label: str) -> Phrase:
    """Return how a figure is told; one that has no phrase goes by its label."""
    return _PHRASES.get(code) or Phrase(short_label(label))
