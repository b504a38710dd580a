"""The chapters of an assessment report, in the words of an official document. Pure.

发改投资〔2012〕2492号 §5, 发改办投资〔2013〕428号 (domain.md §5): the project; basis, assessor and course; opinions and
what was taken up; the four aspects; risk points; probability and impact; measures and who owns them; level, conclusion
and advice. What to do in an emergency stands with the measures; annexes are the files of the matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

#: The paper holds 20,000 characters; what a list does not fit into is counted and named.
LONGEST = 18_000


@dataclass(frozen=True)
class ReportFacts:
    """What a report says. Lists are sentences, one each; levels and conclusion are their Chinese names."""

    project: str
    course: Sequence[str]
    opinions: Sequence[str]
    legality: str
    rationality: str
    feasibility: str
    controllability: str
    factors: Sequence[str]
    measures: Sequence[str]
    summary: str
    level: str
    conclusion: str
    method: str
    annexes: int
    situation: str = ""


def chapters(facts: ReportFacts) -> str:
    """Return the text of the report, a line for each paragraph, with its chapters numbered as papers number them."""
    aspects = [
        f"（一）合法性：{facts.legality}",
        f"（二）合理性：{facts.rationality}",
        f"（三）可行性：{facts.feasibility}",
        f"（四）可控性：{facts.controllability}",
    ]
    fixed = sum(
        map(
            len,
            (
                facts.project,
                facts.situation,
                facts.summary,
                *aspects,
                facts.level,
                facts.conclusion,
                facts.method,
            ),
        )
    )
    room = max(LONGEST - fixed, 0) // 4
    parts: list[tuple[str, Sequence[str]]] = [
        ("项目概况", [part for part in (facts.project, facts.situation) if part]),
        ("评估依据、主体和过程", [f"评估方法：{facts.method}。", *_fitting(facts.course, room)]),
        ("各方意见及采纳情况", _fitting(facts.opinions, room) or ["未记录意见。"]),
        ("合法性、合理性、可行性、可控性分析", aspects),
        ("风险点及其概率、影响程度", _fitting(facts.factors, room)),
        ("防范措施、责任单位和应急预案", [facts.summary, *_fitting(facts.measures, room)]),
        ("风险等级、结论和建议", [f"{facts.level}。", f"结论：{facts.conclusion}。"]),
        ("附件", [f"公示、问卷、签到等材料共{facts.annexes}件，见系统附件。"]),
    ]
    lines = []
    for number, (title, paragraphs) in zip("一二三四五六七八", parts, strict=True):
        lines += [f"{number}、{title}", *paragraphs]
    return "\n".join(lines)


def _fitting(sentences: Sequence[str], room: int) -> list[str]:
    """Return the sentences that fit, and how many more there are; nothing is left out in silence."""
    found: list[str] = []
    for sentence in sentences:
        room -= len(sentence)
        if room < 0:
            return [*found, f"其余{len(sentences) - len(found)}条见系统记录。"]
        found.append(sentence)
    return found
