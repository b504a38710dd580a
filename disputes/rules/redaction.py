"""Replacing what would name a party in free text by the party's role. Pure.

Texts are searched in a folded form: compatibility forms, widths, accents, kinds of dash and digits of any script made
equal, characters that nobody sees left out. Phones and identity numbers are hidden also where no party gave them, because
nobody else's belong into a matter either.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from disputes.rules.short_names import short_names

#: Stands in the folded text for what a longer name claimed already; fold() never gives it.
_TAKEN = "\ue000"
#: What people put between the characters of a name: anything but letters, digits and what ends a part of a sentence.
_IN_NAME = rf"(?:[^\w,;:!?。、{_TAKEN}]|_)*"
#: Between the digits of a number that a party gave: anything that is none itself.
_IN_KNOWN = rf"(?:[^\w{_TAKEN}]|_)*"
#: Between the digits of any other: narrower, for sums and lists of amounts are no telephones.
_IN_NUMBER = r"[\s\-·•‧・._()\[\]/\\*~|]*"
#: What people type for the X of an identity number, as it is folded: the sign of multiplication, Cyrillic, Greek.
_LIKE_X = "[x×✕✖хχ]"
#: An identity number, or something typed like one; then any mobile number, with or without +86.
_NUMBER = re.compile(rf"(?<!\d)[1-9](?:{_IN_NUMBER}\d){{16}}{_IN_NUMBER}(?:\d|{_LIKE_X})(?!\d)")
_MOBILE = re.compile(
    rf"(?<!\d)(?:(?:00|\+{_IN_NUMBER})?86{_IN_NUMBER})?1{_IN_NUMBER}[3-9](?:{_IN_NUMBER}\d){{9}}(?!\d)"
)
#: A landline with its area code; people leave the code out.
_LANDLINE = re.compile(r"^(?:010|02\d|0[3-9]\d\d)(\d{7,8})$")
_COUNTRY = re.compile(r"^(?:\+|00)?86(?=1\d{10}$|0\d{9,11}$)")
#: Letters that are drawn as nothing; the others of their kind have categories of their own.
_BLANK_LETTERS = frozenset("\u115f\u1160\u2800")
_ROLES = ("被申请人", "申请人", "第三人")
#: How far before a number its party may be named, so that it need not be named again: 申请人甲的手机号〔电话〕.
_NEAR = 6
NUMBER_HIDDEN = "〔证件号〕"
PHONE_HIDDEN = "〔电话〕"
#: A name of one character would blot out half the text.
_SHORTEST = 2
_LONG_NUMBER = 10


@dataclass(frozen=True)
class Known:
    """What is known of one party: its role for texts, and what must not stand in them."""

    label: str
    name: str
    phone: str = ""
    identity_number: str = ""
    is_organisation: bool = False
    """True: it is known by shorter forms of its name, too (``short_names``)."""


@dataclass(frozen=True)
class _Found:
    """A place of the folded text that names a party. ``what`` blank: by name; ``label`` blank: nobody known."""

    start: int
    end: int
    label: str
    what: str


@lru_cache(maxsize=20_000)
def _fold(char: str) -> str:
    folded = ""
    for part in unicodedata.normalize("NFKD", char):
        category = unicodedata.category(part)
        if part.isspace():
            folded += " "
        elif category[0] in "CM" or part in _BLANK_LETTERS:
            continue
        elif category == "Pd" or part == "\u2212":
            folded += "-"
        elif category == "Nd":
            folded += str(unicodedata.decimal(part))
        else:
            folded += part.casefold()
    return folded


def _folded(text: str) -> tuple[str, list[int]]:
    """Return what is searched, and for each of its characters the place in ``text`` that it comes from."""
    pieces = [_fold(char) for char in text]
    return "".join(pieces), [place for place, piece in enumerate(pieces) for _char in piece]


def _letters(text: str) -> str:
    return "".join(char for char in _folded(text)[0] if char.isalnum())


def _patterns(parties: Iterable[Known]) -> list[tuple[re.Pattern[str], str, str]]:
    """Return what to look for with label and kind, the longest first: 张三丰 before 张三."""
    wanted: list[tuple[str, str, str]] = []
    for party in parties:
        phone = _COUNTRY.sub("", _letters(party.phone))
        name = _letters(party.name)
        names = [name, *(short_names(name) if party.is_organisation else ())]
        wanted += [(one, party.label, "") for one in names]
        wanted.append((_letters(party.identity_number), party.label, NUMBER_HIDDEN))
        wanted += [(one, party.label, PHONE_HIDDEN) for one in (phone, *_LANDLINE.findall(phone))]
    wanted = [one for one in wanted if len(one[0]) >= _SHORTEST]
    wanted.sort(key=lambda one: -len(one[0]))
    return [(_pattern(value, what), label, what) for value, label, what in wanted]


def _pattern(value: str, what: str) -> re.Pattern[str]:
    parts = [_LIKE_X if what == NUMBER_HIDDEN and char == "x" else re.escape(char) for char in value]
    characters = (_IN_KNOWN if what else _IN_NAME).join(parts)
    # A short telephone stands inside many a longer number.
    is_short = what == PHONE_HIDDEN and len(value) < _LONG_NUMBER
    return re.compile(rf"(?<!\d){characters}(?!\d)" if is_short else characters)


_OTHERS = ((_NUMBER, "", NUMBER_HIDDEN), (_MOBILE, "", PHONE_HIDDEN))


def _places(folded: str, parties: Iterable[Known], *, with_others: bool) -> Iterator[_Found]:
    for pattern, label, what in [*_patterns(parties), *(_OTHERS if with_others else ())]:
        for match in list(pattern.finditer(folded)):
            yield _Found(match.start(), match.end(), label, what)
            folded = f"{folded[: match.start()]}{_TAKEN * len(match[0])}{folded[match.end() :]}"


def _said_before(before: str, label: str) -> int:
    """Return how many characters of the role stand right before a name already: 被申请人|李某."""
    if before.endswith(label):
        return len(label)
    written = next((role for role in _ROLES if before.endswith(role)), "")
    return len(written) if written and label.startswith(written) else 0


def _words_for(found: _Found, before: str) -> str:
    """Return what a party's name, phone or number becomes after these words."""
    if not found.what:
        return found.label
    near = before[-len(found.label) - _NEAR :].replace(f"被{found.label}", "")
    is_clear = not found.label or found.label in near
    return found.what if is_clear else f"〔{found.label}的{found.what[1:]}"


def redacted(text: str, parties: Iterable[Known], *, with_others: bool = True) -> str:
    """Return text with names, phones and numbers of parties replaced by their roles; those of others hidden.

    ``with_others`` False where a number of an office stands, which may have as many digits as an identity number.
    """
    folded, origins = _folded(text)
    kept, cursor = "", 0
    for found in sorted(_places(folded, parties, with_others=with_others), key=lambda one: one.start):
        kept += text[cursor : origins[found.start]]
        if not found.what:
            kept = kept[: len(kept) - _said_before(kept, found.label)]
        kept += _words_for(found, kept)
        cursor = origins[found.end - 1] + 1
    return kept + text[cursor:]
