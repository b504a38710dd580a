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


def shingles_of(letters: Letters) -> frozenset[str]:
    """Return every run of ``WIDTH`` letters; none where the text is shorter."""
    plain = letters.plain
    return frozenset(plain[start : start + WIDTH] for start in range(len(plain) - WIDTH + 1))


def containment(text: str, other: str) -> float:
    """Return from 0 to 1 how much of a text stands in another one; 0 where it is too short to tell."""
    own = shingles_of(letters_of(text))
    if not own:
        return 0.0
    return len(own & shingles_of(letters_of(other))) / len(own)


def shared_passages(text: str, other: str, *, shortest: int = SHORTEST) -> list[str]:
    """Return the passages of a text that stand in the other one, in their order, each as it is written there.

    A passage is a run of shingles that the other text has as well; of fewer than ``shortest`` letters it is left out.
    """
    letters, theirs = letters_of(text), shingles_of(letters_of(other))
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
