"""What a report that joins an earlier one leaves in that one's timeline."""

from __future__ import annotations

from collections.abc import Iterable


def note_of_joined(words: str, particulars: Iterable[tuple[str, str]]) -> str:
    """Return the words and, each on a line of its own, whatever else was filled in; "" where nothing was."""
    lines = [words.strip(), *(f"{label}: {value.strip()}" for label, value in particulars if value.strip())]
    return "\n".join(line for line in lines if line)
