"""Replacing what would name a party in free text by the party's role. Pure.

Names are searched with anything that people put between characters (blanks, dots, full-width forms); phones and
identity numbers also where no party gave them, because nobody else's belong into a matter either.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_BETWEEN = r"[\s\-‐-―·•．.]*"
#: An identity number, or something typed like one; then any mobile number.
_NUMBER = re.compile(
    rf"(?<!\d)[1-9１-９](?:{_BETWEEN}[0-9０-９]){{16}}{_BETWEEN}[0-9０-９XxＸｘ](?![0-9０-９])"
)
_MOBILE = re.compile(rf"(?<![0-9０-９])[1１]{_BETWEEN}[3-9３-９](?:{_BETWEEN}[0-9０-９]){{9}}(?![0-9０-９])")
NUMBER_HIDDEN = "〔证件号〕"
PHONE_HIDDEN = "〔电话〕"
#: A name of one character would blot out half the text.
_SHORTEST_NAME = 2


@dataclass(frozen=True)
class Known:
    """What is known of one party: its role for texts, and what must not stand in them."""

    label: str
    name: str
    phone: str = ""
    identity_number: str = ""


def _pattern(text: str) -> re.Pattern[str] | None:
    characters = [char for char in unicodedata.normalize("NFKC", text) if char.isalnum()]
    if len(characters) < _SHORTEST_NAME:
        return None
    return re.compile(_BETWEEN.join(_either(char) for char in characters), re.IGNORECASE)


def _either(char: str) -> str:
    """Match a character and its full-width form."""
    if "!" <= char <= "~":
        return f"[{re.escape(char)}{chr(ord(char) + 0xFEE0)}]"
    return re.escape(char)


def redacted(text: str, parties: Iterable[Known]) -> str:
    """Return text with names, phones and numbers of parties replaced by their roles; numbers of others hidden."""
    if not text:
        return text
    for pattern, label in _patterns(list(parties)):
        text = pattern.sub(label, text)
    text = _NUMBER.sub(NUMBER_HIDDEN, text)
    return _MOBILE.sub(PHONE_HIDDEN, text)


def _patterns(parties: Sequence[Known]) -> list[tuple[re.Pattern[str], str]]:
    """Return what to look for, the longest first: 张三丰 before 张三."""
    pairs = [
        (value, party.label)
        for party in parties
        for value in (party.name, party.phone, party.identity_number)
        if value
    ]
    pairs.sort(key=lambda pair: -len(pair[0]))
    return [(pattern, label) for value, label in pairs if (pattern := _pattern(value)) is not None]
