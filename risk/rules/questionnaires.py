"""Questionnaires: the ready-made set of questions, choices as they are typed, and results in words. Pure.

What is asked about follows domain.md §5: whether people are for it, the four aspects (发改投资〔2012〕2492号 §5), what they
fear and what they wish. The wording is the product's own (L) and can be edited until it is published.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

#: The four answers of a question about the attitude, in the order of their numbers.
ATTITUDES = ("support", "conditional", "indifferent", "oppose")
SCALE = (1, 2, 3, 4, 5)


@dataclass(frozen=True)
class Asked:
    """A question: its kind, its words, the words of its choices."""

    kind: str
    text: str
    choices: tuple[str, ...] = ()
    is_required: bool = False


READY_MADE = (
    Asked("attitude", "您对实施这个项目（事项）的态度是？", is_required=True),
    Asked(
        "one",
        "您对这个项目（事项）了解多少？",
        ("了解", "了解一些", "没有听说过"),
    ),
    Asked("one", "您认为这个项目（事项）合法吗？", ("合法", "不合法", "说不清")),
    Asked("one", "您认为补偿、安置等安排合理吗？", ("合理", "基本合理", "不合理", "说不清")),
    Asked("one", "您认为现在实施条件成熟、切实可行吗？", ("可行", "基本可行", "不可行", "说不清")),
    Asked("one", "您认为可能出现的问题能够及时化解吗？", ("能够", "基本能够", "不能够", "说不清")),
    Asked(
        "several",
        "您最担心哪些问题？（可多选）",
        (
            "补偿和安置标准",
            "资金不到位或者拖欠",
            "环境污染",
            "噪声、交通等施工影响",
            "收入和就业",
            "子女上学、就医等生活不便",
            "程序不公开",
            "没有担心",
        ),
    ),
    Asked("text", "您还有哪些担心？"),
    Asked("text", "您对这个项目（事项）有什么意见或者建议？"),
)


def choices_in(text: str) -> tuple[str, ...]:
    """Return the choices that were typed, one in each line; blank lines say nothing."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def numbers_of(kind: str, choices: Sequence[str]) -> tuple[int, ...]:
    """Return the numbers by which a question can be answered; none where it is answered in own words."""
    if kind == "scale":
        return SCALE
    return tuple(range(len(ATTITUDES) if kind == "attitude" else len(choices)))


@dataclass(frozen=True)
class Share:
    """One choice: how often it was taken, and that as per cent of the sheets that answer its question."""

    label: str
    count: int
    percent: int


@dataclass(frozen=True)
class Result:
    """What came of one question. ``answered``: sheets that answer it. ``mean`` None: no scale, or nobody answered."""

    text: str
    kind: str
    answered: int
    shares: tuple[Share, ...] = ()
    mean: float | None = None


@dataclass(frozen=True)
class Results:
    """What came of one questionnaire: how many sheets of how many wanted, and each question."""

    title: str
    sheets: int
    wanted: int
    questions: tuple[Result, ...] = field(default=())

    @property
    def is_few(self) -> bool:
        """Say whether fewer answered than were aimed at: shares of few are said with their number."""
        return self.sheets < self.wanted


def result_of(asked: Asked, labels: Sequence[str], counts: Mapping[int, int], answered: int) -> Result:
    """Return the result of a question; ``labels`` in the order of its numbers, ``counts`` by number."""
    numbers = numbers_of(asked.kind, asked.choices)
    shares = tuple(
        Share(label, counts.get(number, 0), round(100 * counts.get(number, 0) / answered) if answered else 0)
        for number, label in zip(numbers, labels, strict=True)
    )
    mean = None
    if asked.kind == "scale" and answered:
        mean = sum(number * counts.get(number, 0) for number in numbers) / answered
    return Result(asked.text, asked.kind, answered, shares, mean)


def sentences(results: Results) -> list[str]:
    """Return the results as sentences of an official document; one line says how few they are.

    A questionnaire that nobody answered says so, and says nothing of shares.
    """
    if not results.sheets:
        return [f"问卷《{results.title}》未收到答卷。"]
    few = "，少于拟收集份数，比例仅供参考" if results.is_few else ""
    found = [f"问卷《{results.title}》收到答卷{results.sheets}份（拟收集{results.wanted}份{few}）。"]
    for one in results.questions:
        if one.kind == "text":
            if one.answered:
                found.append(f"{one.text}{one.answered}人填写。")
        elif one.answered:
            shares = "、".join(f"{share.label}{share.count}份（{share.percent}%）" for share in one.shares)
            mean = "" if one.mean is None else f"，平均{one.mean:.1f}分"
            found.append(f"{one.text}{shares}{mean}。")
    return found
