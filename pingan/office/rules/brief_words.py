"""The words that a brief is drafted with, from its numbers alone; a person goes on from there. Pure.

A paper is written in Chinese whatever language its readers have their screens in, so the sentences stand here as the
wording of other papers does (``documents.rules.seeds``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pingan.common.figures import Tally
from pingan.office.rules.brief_facts import ClassLine, Facts, Line
from pingan.office.rules.comparing import FEWEST, percent_of

#: Fewer matters of a class are not told: with their place and their week they could point at somebody (domain.md §9.1).
SMALLEST = 10
#: A share that fell by less says nothing yet.
_POINTS = 1.0
_MOST_PLACES = 3
_MOST_CLASSES = 5
CAME_IN = ("incident.reported", "dispute.total")


def counted(number: int) -> str:
    """Return a number with its thousands apart."""
    return f"{number:,}"


def change_words(change: float | None, *, is_share: bool) -> str:
    """Return a change in words; a count changes in per cent, a share in points; None: the numbers are too small for it."""
    if change is None:
        return "因基数较小不作比较"
    unit = "个百分点" if is_share else "%"
    if change == 0:
        return "持平"
    return f"{'上升' if change > 0 else '下降'}{abs(change):g}{unit}"


def value_words(line: Line) -> str:
    """Return what a figure came to."""
    now = line.value.now
    if now.whole is None:
        return f"{counted(now.part)}件"
    if line.is_live:
        return (
            f"{counted(now.whole)}件，其中{counted(now.part)}件已超期"
            if now.part
            else f"{counted(now.whole)}件"
        )
    share = percent_of(now)
    if share is None:
        return "本期无此类事项"
    return f"{share:g}%（{counted(now.part)}/{counted(now.whole)}）"


def _is_told(line: Line) -> bool:
    """Say whether the text mentions a figure: what did not happen stands in the tables alone."""
    now = line.value.now
    return bool(now.part if now.whole is None else now.whole)


def _is_comparable(line: Line) -> bool:
    value = line.value
    return not line.is_live and (value.change is not None or value.change_of_year is not None)


def _compared(line: Line) -> str:
    before = change_words(line.value.change, is_share=line.value.is_share)
    year = change_words(line.value.change_of_year, is_share=line.value.is_share)
    if before == year:
        return f"{line.label}{value_words(line)}，环比、同比均{before}。"
    return f"{line.label}{value_words(line)}，环比{before}，同比{year}。"


def _sentences(lines: list[Line]) -> Iterator[str]:
    told = [line for line in lines if _is_told(line)]
    yield from (_compared(line) for line in told if _is_comparable(line))
    few = [
        f"{line.label}{value_words(line)}" for line in told if not line.is_live and not _is_comparable(line)
    ]
    if few:
        yield f"{'，'.join(few)}（件数较少，不作比较）。"
    live = [f"{line.label}{value_words(line)}" for line in told if line.is_live]
    if live:
        yield f"截至统计时，{'；'.join(live)}。"


def situation_text(facts: Facts) -> str:
    """Return one paragraph for each subject of the boards."""
    groups: dict[str, list[Line]] = {}
    for line in facts.lines:
        groups.setdefault(line.group, []).append(line)
    found = ((group, "".join(_sentences(lines))) for group, lines in groups.items())
    return (
        "\n".join(f"{group}方面，{text}" for group, text in found if text) or "本期没有发生需要统计的事项。"
    )


def _counts(tally: Tally | None) -> int:
    return 0 if tally is None else tally.part if tally.whole is None else tally.whole


def _places_with_most(facts: Facts, code: str) -> str:
    numbers = [(place.name, _counts(place.tallies.get(code))) for place in facts.places]
    ordered = sorted(((name, count) for name, count in numbers if count), key=lambda pair: -pair[1])
    return "、".join(f"{name}（{counted(count)}件）" for name, count in ordered[:_MOST_PLACES])


def told_classes(classes: Iterable[ClassLine], figure: str) -> list[ClassLine]:
    """Return the classes that may be told, the largest first; what is rarer than ``SMALLEST`` is left untold.

    Only the leading ones are named, so that no rare one is what is missing from the whole.
    """
    fit = [one for one in classes if one.figure == figure and one.count >= SMALLEST]
    return sorted(fit, key=lambda one: (-one.count, one.name))[:_MOST_CLASSES]


def _of_class(one: ClassLine) -> str:
    if one.before < FEWEST:
        return f"{one.name}{counted(one.count)}件"
    change = round((one.count - one.before) / one.before * 100, 1)
    return f"{one.name}{counted(one.count)}件（环比{change_words(change, is_share=False)}）"


def hot_spots_text(facts: Facts) -> str:
    """Return where most came in, and what it was about: places and subjects, never a person."""
    paragraphs = []
    for code in CAME_IN:
        line = facts.line(code)
        if line is None or not line.value.now.part:
            continue
        places, classes = _places_with_most(facts, code), told_classes(facts.classes, code)
        said = [f"较多的地区为{places}"] if places else []
        if classes:
            said.append(f"较多的类别为{'、'.join(_of_class(one) for one in classes)}")
        if said:
            paragraphs.append(f"{line.label}：{'；'.join(said)}。")
    return "\n".join(paragraphs) or "本期未发现集中的地区和领域。"


def _problems(facts: Facts) -> Iterator[str]:
    for line in facts.lines:
        change = line.value.change
        if line.value.is_share and not line.is_live and change is not None and change <= -_POINTS:
            yield f"{line.label}{value_words(line)}，环比{change_words(change, is_share=True)}。"
        if line.is_live and line.value.is_share and line.value.now.part:
            yield f"{line.label}中有{counted(line.value.now.part)}件已超期。"
    on_time = facts.line("incident.on_time")
    if on_time is not None:
        shares = [
            (percent_of(place.tallies[on_time.code]), place.name)
            for place in facts.places
            if (place.tallies.get(on_time.code, Tally(0, 0)).whole or 0) >= FEWEST
        ]
        mean = percent_of(on_time.value.now)
        low = sorted((share, name) for share, name in shares if share is not None and share < (mean or 0))
        if low:
            named = "、".join(f"{name}（{share:g}%）" for share, name in low[:_MOST_PLACES])
            yield f"{on_time.label}低于全域水平的地区：{named}。"


def problems_text(facts: Facts) -> str:
    """Return what the numbers themselves say is wrong; what lies behind it a person has to write."""
    return "\n".join(_problems(facts)) or "各项比率未见明显下降。"
