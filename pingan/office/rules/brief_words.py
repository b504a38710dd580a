"""The words that a brief is drafted with, from its numbers alone; a person goes on from there. Pure.

A paper is written in Chinese whatever language its readers have their screens in, so the sentences stand here as the
wording of other papers does (``documents.rules.seeds``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pingan.common.figures import Tally
from pingan.office.rules.brief_facts import ClassLine, Facts, Line
from pingan.office.rules.brief_phrases import NEUTRAL, WORSE_WHEN_HIGHER, is_split, phrase_of
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
    """Return what a figure came to, with its measure word; a share with the two counts that it rests on."""
    now, unit = line.value.now, phrase_of(line.code, line.label).unit
    if now.whole is None:
        return f"{counted(now.part)}{unit}"
    if line.is_live:
        overdue = f"，其中{counted(now.part)}{unit}已超期" if now.part else "，均未超期"
        return f"{counted(now.whole)}{unit}{overdue}"
    share = percent_of(now)
    if share is None:
        return "本期无此类事项"
    return f"{share:g}%（{counted(now.whole)}{unit}中{counted(now.part)}{unit}）"


def _told(line: Line) -> str:
    return f"{phrase_of(line.code, line.label).name}{value_words(line)}"


def _is_told(line: Line) -> bool:
    """Say whether the text mentions a figure: what did not happen stands in the tables alone."""
    now = line.value.now
    if line.code in WORSE_WHEN_HIGHER and not now.part:
        return bool(line.value.before.part)
    return bool(now.part if now.whole is None else now.whole)


def _is_comparable(line: Line) -> bool:
    value = line.value
    return not line.is_live and (value.change is not None or value.change_of_year is not None)


def _compared(line: Line) -> str:
    value = line.value
    sides = [
        (name, change_words(change, is_share=value.is_share))
        for name, change in (("环比", value.change), ("同比", value.change_of_year))
        if change is not None
    ]
    if len(sides) > 1 and sides[0][1] == sides[1][1]:
        return f"{_told(line)}，环比、同比均{sides[0][1]}。"
    return f"{_told(line)}，{'，'.join(f'{name}{words}' for name, words in sides)}。"


def _not_compared(lines: list[Line]) -> Iterator[str]:
    """Say once for all lines of a subject which comparison is missing, and why."""
    sides = (
        ("上期", "环比", [line.value.change for line in lines]),
        ("去年同期", "同比", [line.value.change_of_year for line in lines]),
    )
    for period, name, changes in sides:
        missing = changes.count(None)
        if missing:
            which = "其余指标" if missing < len(changes) else ""
            yield f"{which}{period}基数不足{FEWEST}，不计算{name}。"


def _few_counts(lines: list[Line]) -> Iterator[str]:
    """Tell counts whose bases are too small for a change: the bases stand beside them."""
    for line in lines:
        unit, value = phrase_of(line.code, line.label).unit, line.value
        before, year = value.before.part, value.last_year.part
        then = (
            "上期和去年同期均没有"
            if not before and not year
            else f"上期{f'{counted(before)}{unit}' if before else '没有'}，"
            f"去年同期{f'{counted(year)}{unit}' if year else '没有'}"
        )
        yield f"{_told(line)}（{then}）"


def _split(lines: list[Line], total: int) -> str:
    """Tell the parts of one whole in a single sentence, the largest first."""
    ordered = sorted(lines, key=lambda line: -line.value.now.part)
    parts = []
    for line in ordered:
        change = line.value.change
        said = f"（环比{change_words(change, is_share=False)}）" if change is not None else ""
        parts.append(f"{_told(line)}{said}")
    joined = ("；" if any("，" in part for part in parts) else "、").join(parts)
    # Where nothing is compared, the total above has said why.
    is_partly = 0 < sum(line.value.change is None for line in ordered) < len(ordered)
    note = f"其余项上期不足{FEWEST}件，不计算增减。" if is_partly else ""
    head = f"本期登记的{counted(total)}件矛盾纠纷中，" if total else ""
    return f"{head}{joined}。{note}"


def _sentences(lines: list[Line], total: int) -> Iterator[str]:
    told = [line for line in lines if _is_told(line)]
    parts = [line for line in told if is_split(line.code)]
    rest = [line for line in told if not is_split(line.code)]
    fit = [line for line in rest if _is_comparable(line)]
    yield from (_compared(line) for line in fit)
    yield from _not_compared(fit)
    few = [line for line in rest if not line.is_live and not _is_comparable(line)]
    counts = list(_few_counts([line for line in few if not line.value.is_share]))
    if counts:
        yield f"{'；'.join(counts)}，基数不足{FEWEST}，不计算增减。"
    shares = [_told(line) for line in few if line.value.is_share]
    if shares:
        yield f"{'；'.join(shares)}，{'均' if len(shares) > 1 else ''}因本期或对比期不足{FEWEST}，不作比较。"
    live = [_told(line) for line in rest if line.is_live]
    if live:
        yield f"截至统计时，{'；'.join(live)}。"
    if parts:
        yield _split(parts, total)


def situation_text(facts: Facts) -> str:
    """Return one paragraph for each subject of the boards."""
    groups: dict[str, list[Line]] = {}
    for line in facts.lines:
        groups.setdefault(line.group, []).append(line)
    whole = facts.line("dispute.total")
    total = whole.value.now.part if whole is not None else 0
    found = ((group, "".join(_sentences(lines, total))) for group, lines in groups.items())
    return (
        "\n".join(f"{group}方面，{text}" for group, text in found if text) or "本期没有发生需要统计的事项。"
    )


def _counts(tally: Tally | None) -> int:
    return 0 if tally is None else tally.part if tally.whole is None else tally.whole


def _places_with_most(facts: Facts, code: str) -> str:
    """Return the places in which most came in, as the end of a sentence; "": none stands out."""
    numbers = [(place.name, _counts(place.tallies.get(code))) for place in facts.places]
    # As with classes: a handful in one place is no hot spot, and could point at somebody.
    most = [pair for pair in numbers if pair[1] >= SMALLEST]
    ordered = sorted(most, key=lambda pair: -pair[1])[:_MOST_PLACES]
    named = "、".join(f"{name}（{counted(count)}件）" for name, count in ordered)
    if not named:
        return ""
    is_alone = sum(count for _name, count in numbers) == ordered[0][1]
    return f"{'均在' if is_alone else '较多的地区为'}{named}"


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
        said = [places] if places else []
        if classes:
            said.append(f"较多的类别为{'、'.join(_of_class(one) for one in classes)}")
        if said:
            paragraphs.append(f"{line.label}{'；'.join(said)}。")
        else:
            paragraphs.append(f"{_told(line)}，各地区、各类别均不足{SMALLEST}件，未见集中。")
    return "\n".join(paragraphs) or "本期未发现集中的地区和领域。"


def _is_worse(line: Line) -> bool:
    """Say whether a share moved to the worse by enough to be told."""
    change = line.value.change
    if change is None or line.is_live or not line.value.is_share or line.code in NEUTRAL:
        return False
    return change >= _POINTS if line.code in WORSE_WHEN_HIGHER else change <= -_POINTS


def _low_places(facts: Facts, on_time: Line) -> str:
    mean = percent_of(on_time.value.now)
    shares = [
        (percent_of(tally), place.name)
        for place in facts.places
        if ((tally := place.tallies.get(on_time.code, Tally(0, 0))).whole or 0) >= FEWEST
    ]
    low = sorted((share, name) for share, name in shares if share is not None and share < (mean or 0))
    if not low:
        return ""
    named = "、".join(f"{name}（{share:g}%）" for share, name in low[:_MOST_PLACES])
    return f"{phrase_of(on_time.code, on_time.label).name}低于全域水平（{mean:g}%）的地区：{named}。"


def _problems(facts: Facts) -> Iterator[str]:
    for line in facts.lines:
        change, now, phrase = line.value.change, line.value.now, phrase_of(line.code, line.label)
        if change is not None and _is_worse(line):
            yield f"{_told(line)}，环比{change_words(change, is_share=True)}。"
        if line.is_live and line.value.is_share and now.part:
            overdue = f"{counted(now.part)}{phrase.unit}已超期，占{percent_of(now):g}%"
            yield f"{phrase.name}{counted(now.whole or 0)}{phrase.unit}中{overdue}。"
    on_time = facts.line("incident.on_time")
    if on_time is not None and (low := _low_places(facts, on_time)):
        yield low


def problems_text(facts: Facts) -> str:
    """Return what the numbers themselves say is wrong; what lies behind it a person has to write."""
    return "\n".join(_problems(facts)) or "各项比率未见明显下降。"
