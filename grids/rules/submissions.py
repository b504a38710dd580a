"""What is kept of words from a public door, the signs of a flood, and the shape of a code. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from pingan.common.text import LOST, seen_text

#: As many submissions of one line (keyed digest of an address) within an hour are no household any more (our own number:
#: behind one address of a mobile network stand many people, and what is set aside is still read).
MANY_FROM_A_LINE = 10
SHORTEST_WORDS = 2

SIGN_NAMES = {
    "same_text": _("the same words again"),
    "same_line": _("many from one line within an hour"),
    "links": _("links"),
    "markup": _("program text"),
    "garbled": _("letters were lost"),
    "no_word": _("no Chinese or English word"),
}
_LINK = re.compile(
    r"(?:https?:|ftp:|www\.)|\b[\w-]+\.(?:com|net|top|xyz|cc|vip|info|shop|club|site)\b", re.IGNORECASE
)
#: A whole tag, or the beginning of one that runs: "a<b" is said by people.
_TAG = re.compile(r"[<＜]\s*(?:[/!?a-z][^<>＜＞]*[>＞]|script|svg|img|iframe)", re.IGNORECASE)
_OPENS = re.compile(r"<(?=\s*[/!?a-zA-Z])")
_CHINESE = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_ENGLISH = re.compile(r"\b(?=[a-z]*[aeiouy])[a-z]{2,}\b", re.IGNORECASE)


@dataclass(frozen=True)
class FloodFacts:
    """What is known of a submission when it arrives: its words, and how many came like it before."""

    text: str
    place_text: str
    same_text: int
    """In the last day."""
    same_line: int
    """In the last hour, this one not counted."""


def signs_of(facts: FloodFacts) -> list[str]:
    """Return the signs of a flood that a submission bears, in the order of ``SIGN_NAMES``."""
    words = f"{facts.text}\n{facts.place_text}"
    found = {
        "same_text": facts.same_text > 0,
        "same_line": facts.same_line >= MANY_FROM_A_LINE,
        "links": _LINK.search(words) is not None,
        "markup": _TAG.search(words) is not None,
        "garbled": LOST in words,
        "no_word": len(_CHINESE.findall(facts.text)) < SHORTEST_WORDS and _ENGLISH.search(facts.text) is None,
    }
    return [sign for sign in SIGN_NAMES if found[sign]]


def harmless(text: str) -> str:
    """Return words in which no markup is left, whoever may show them one day: the sign that opens it is a full-width one.

    Nothing is taken out of them: "温度<5℃" stays as it is, and of a script everybody reads what it was.
    """
    return _OPENS.sub("＜", text)


def compared(text: str) -> str:
    """Return what is compared of a text: letters and digits that show, in one case."""
    return "".join(char for char in seen_text(text).casefold() if char.isalnum())


#: Nothing that looks like something else: people write codes down. 26 of 31 letters: 128 bits.
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
LENGTH = 26
_SHAPE = re.compile(rf"[{LETTERS}]{{{LENGTH}}}")


def code_from(number: int) -> str:
    """Return the code of a number of at least 128 bits."""
    letters = []
    for _place in range(LENGTH):
        number, at = divmod(number, len(LETTERS))
        letters.append(LETTERS[at])
    return "".join(letters)


def plain_code(typed: str) -> str:
    """Return a code as it was given: without dashes and blanks; blank: no code looks so."""
    found = re.sub(r"[\s\-–—]", "", typed[:64]).lower()
    return found if _SHAPE.fullmatch(found) else ""


def readable_code(code: str) -> str:
    """Return a code in groups that can be read out."""
    return "-".join((code[at : at + 4] if at < 24 else code[24:]) for at in range(0, LENGTH, 4))
