"""How what people typed becomes the sentences of a paper. Pure; the words are Chinese, the language of the law."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

_DIGITS = "零一二三四五六七八九"
_STOPS = "。！？；：…"


def numeral(number: int) -> str:
    """Return 1 to 99 as Chinese documents count: 一, 十, 十二, 二十一."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones or not tens else "")


def sentences(text: str) -> str:
    """Return the lines of a text, each with a full stop where none ends it; blank lines fall away."""
    lines = (_stopped(line.strip()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def _stopped(line: str) -> str:
    bare = line.rstrip("，、,")
    is_ended = bare.endswith(tuple(_STOPS)) or bare.rstrip("”’」』").endswith(tuple("。！？…"))
    return f"{bare}。" if bare and not is_ended else bare


def numbered(lines: Iterable[str]) -> str:
    """Return clauses as （一）, （二） …, each a sentence on a line of its own; a single one stands without a number."""
    given: Sequence[str] = [line for line in lines if line.strip()]
    if len(given) < 2:
        return sentences("\n".join(given))
    return "\n".join(f"（{numeral(place)}）{sentences(line)}" for place, line in enumerate(given, start=1))


def due_text(last: str, *, is_same: bool, is_whole: bool) -> str:
    """Return until when all is performed. ``last``: the last day, "" for none; a clause without a day has no other's."""
    if not last:
        return ""
    if is_same:
        return f"{last}前。"
    return f"以各条所列日期为准，最迟{last}前。" if is_whole else "以各条所列日期为准。"


def signed_lines(signed: Iterable[tuple[str, str, str]]) -> str:
    """Return what is recorded of signatures, one per line: the place to sign, whose name, what is known."""
    return "\n".join(
        f"{place}：{'，'.join(part for part in (name, told) if part)}" for place, name, told in signed
    )


def signing_lines(labels: Iterable[str], *others: str, longest: int = 1000) -> str:
    """Return who signs, one per line: every party by its role, then the others; "" where they are too many to list."""
    lines = [f"{label}（签名、盖章或者按指印）" for label in labels]
    text = "\n".join((*lines, *others))
    return text if len(text) <= longest else ""


_UNITS = {"working_days": "个工作日", "natural_days": "日", "months": "个月", "years": "年", "hours": "小时"}


def term_text(amount: int, unit: str) -> str:
    """Return a term as it stands within a Chinese sentence: 15日, 6个月."""
    return f"{amount}{_UNITS.get(unit, unit)}"


def bar_text(begins: str, term: str, days: tuple[str, str] | None, source: str) -> str:
    """Return a time bar with its source. ``days``: when the dispute began, and until when that would be."""
    until = f"，按登记的纠纷发生日期（{days[0]}）计算至{days[1]}止，以受理机关认定为准" if days else ""
    return f"{begins}{term}内提出{until}（依据：{source}）"


def channel_line(name: str, bars: Sequence[str], note: str) -> str:
    """Return one way out of the notice of rights; it says so where no time bar is set."""
    told = "；".join(bars) or "法律没有规定统一的提出期限，具体期限以受理机关的告知为准"
    return f"{name}：{'；'.join(part for part in (told, note) if part)}"
