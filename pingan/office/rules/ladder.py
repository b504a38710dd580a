"""The ladder of supervision: reminder, letter, circular, proposal of a case. Pure (domain.md §3, Article 58)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

REMIND, LETTER, CIRCULAR, CASE = "remind", "letter", "circular", "case"
RUNGS: Final = (REMIND, LETTER, CIRCULAR, CASE)
LABELS: Final[Mapping[str, Any]] = {
    REMIND: pgettext_lazy("ladder", "Reminder"),
    LETTER: pgettext_lazy("ladder", "Letter of supervision"),
    CIRCULAR: pgettext_lazy("ladder", "Circular"),
    CASE: pgettext_lazy("ladder", "Proposal of a case"),
}
#: Entry in the books of a matter -> the rung that it is. The timetable writes its own reminders (``is_reminder``).
ENTRIES: Final[Mapping[str, str]] = {
    "remind": REMIND,
    "climb_ladder": REMIND,
    "supervise": LETTER,
    "circulate": CIRCULAR,
    "propose_accountability": CASE,
}
#: Field of a refusal, and its sentence, where the rung before was neither taken nor left out with a reason.
MISSING: Final[Mapping[str, Any]] = {
    LETTER: _("Nobody was reminded yet. Say why a letter comes at once."),
    CIRCULAR: _("No letter of supervision came first on every matter. Say why."),
    CASE: _("No circular named this matter yet. Say why a case is proposed at once."),
}


def rung_of(action: str, data: Mapping[str, Any]) -> str | None:
    """Return the rung that an entry of the books is; None: none. A step of the timetable may also be a mere suggestion."""
    if action == "climb_ladder" and data.get("step") != "reminder":
        return None
    return ENTRIES.get(action)


def before(rung: str) -> str | None:
    """Return the rung below; None of the first."""
    at = RUNGS.index(rung)
    return RUNGS[at - 1] if at else None


def is_missing(rung: str, taken: Collection[str], left_out: str) -> bool:
    """Say whether the rung below was neither taken nor left out with a reason."""
    below = before(rung)
    return below is not None and below not in taken and not left_out.strip()


def highest(taken: Collection[str]) -> str | None:
    """Return the highest rung that was taken; None: none yet."""
    return next((rung for rung in reversed(RUNGS) if rung in taken), None)


@dataclass(frozen=True)
class Named:
    """A matter as a circular names it: no title, which may hold what somebody typed about a person."""

    unit: str
    number: str
    kind: str
    due: str
    reminders: int
    letters: tuple[str, ...]


def line_of(one: Named, place: int) -> str:
    """Return the sentence of a circular about one matter, in the language of official documents."""
    pushed = [f"已催办{one.reminders}次"] if one.reminders else []
    pushed += [f"发出督办函{'、'.join(one.letters)}"] if one.letters else []
    due = f"，应于{one.due}前办结" if one.due else ""
    return (
        f"{place}．{one.unit or '责任单位待定'}：{one.kind}{one.number}{due}，"
        f"{'、'.join(pushed) + '，' if pushed else ''}截至目前仍未办结。"
    )


def circular_text(named: Collection[Named], today: str) -> str:
    """Return the text that a draft begins with; a person words it further."""
    lines = "\n".join(line_of(one, place) for place, one in enumerate(named, start=1))
    return (
        f"截至{today}，以下事项经督促仍未办结，现予通报。\n"
        f"一、有关情况\n{lines}\n"
        "二、工作要求\n请有关单位查找原因，明确办结时限，抓紧办理，并将办理结果书面报送我单位。"
    )


def names_in(text: str, names: Collection[str]) -> list[str]:
    """Return which persons' names a text holds (two signs and more), longest first: a circular names none."""
    found = [name for name in dict.fromkeys(names) if len(name) > 1 and name in text]
    return sorted(found, key=lambda name: (-len(name), name))
