"""Words as they may be kept: asked for no numbers of people, people give them (domain.md §6)."""

from __future__ import annotations

from pingan.common.slots import report_words


def kept_words(text: str) -> str:
    """Return what somebody typed without mobile and identity numbers (slot ``report_words``)."""
    for keep in report_words.entries():
        text = keep(text)
    return text
