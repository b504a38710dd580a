"""What one report has word for word in common with another. Pure.

Shingles (Broder 1997, "On the resemblance and containment of documents"): every run of ``WIDTH`` letters and digits.
Containment is the share of a report's own shingles that stand in the other one, so a short report that was cut out of
a long one shows as much as a whole copy.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

#: Letters in a shingle: as many as hardly any two sentences share by chance in Chinese (our own choice).
WIDTH = 8
#: A passage is shown from this many letters on (our own choice).
SHORTEST = 24


@dataclass(frozen=True)
class Letters:
    """The letters and digits of a text, each with its place in it; signs and blanks are left out."""

    text: str
    plain: str
    places: tuple[int, ...]


def letters_of(text: str) -> Letters:
    """Return what is compared of a text: blanks, signs and widths of letters hide no copy."""
    plain, places = [], []
    for place, sign in enumerate(text):
        for char in unicodedata.normalize("NFKC", sign).casefold():
            if char.isalnum():
                plain.append(char)
                places.append(place)
    return Letters(text, "".join(plain), tuple(places))


def shingles_of(text: str) -> frozenset[str]:
    """Return every run of ``WIDTH`` letters of a text; none where it is shorter."""
    plain = "".join(char for char in unicodedata.normalize("NFKC", text).casefold() if char.isalnum())
    return _runs(plain)


def _runs(plain: str) -> frozenset[str]:
    return frozenset(plain[start : start + WIDTH] for start in range(len(plain) - WIDTH + 1))


def contained(own: frozenset[str], others: frozenset[str]) -> float:
    """Return from 0 to 1 which share of a report's shingles another one has as well; 0 where there are none."""
    return len(own & others) / len(own) if own else 0.0


def containment(text: str, other: str) -> float:
    """Return from 0 to 1 how much of a text stands in another one; 0 where it is too short to tell."""
    return contained(shingles_of(text), shingles_of(other))


def shared_passages(text: str, other: str, *, shortest: int = SHORTEST) -> list[str]:
    """Return the passages of a text that stand in the other one, in their order, each as it is written there.

    A passage is a run of shingles that the other text has as well; of fewer than ``shortest`` letters it is left out.
    """
    letters, theirs = letters_of(text), _runs(letters_of(other).plain)
    found: list[str] = []
    start = 0
    while start <= len(letters.plain) - WIDTH:
        end = start
        while end <= len(letters.plain) - WIDTH and letters.plain[end : end + WIDTH] in theirs:
            end += 1
        if end == start:
            start += 1
            continue
        last = end + WIDTH - 1
        if last - start >= shortest:
            found.append(text[letters.places[start] : letters.places[last - 1] + 1])
        start = last
    return found
