"""What columns of exports have in common: words of closed lists, the traffic light, yes and no."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from pingan.calendars.rules import light
from pingan.web.exports import Row

#: What the traffic light of a matter is made of.
DUE_PATHS: Final = (
    "matter__next_due_at",
    "matter__next_warn_at",
    "matter__closed_at",
    "matter__clock_paused",
)
_LIGHTS: Final = {
    "red": _("Overdue"),
    "yellow": _("Due soon"),
    "green": _("On time"),
    "grey": _("Clock paused"),
}
Value = Callable[[Row], Any]


def word_of(path: str, words: Mapping[Any, Any] | Iterable[tuple[Any, Any]]) -> Value:
    """Return what shows a key of a closed list as its word in the reader's language; a key that is none stays as it is."""
    table = {str(key): label for key, label in (words.items() if isinstance(words, Mapping) else words)}
    return lambda row: str(table.get(row[path], row[path] or ""))


def yes_no_of(path: str) -> Value:
    """Return what shows yes, no, or nothing where nobody said."""
    return lambda row: None if row[path] is None else bool(row[path])


def light_of_row(row: Row) -> str:
    """Return the traffic light of a matter in a word; blank where nothing runs."""
    if row["matter__closed_at"] is not None or row["matter__next_due_at"] is None:
        return ""
    found = light(
        now=timezone.now(),
        warn_at=row["matter__next_warn_at"],
        due_at=row["matter__next_due_at"],
        stopped_at=None,
        is_paused=row["matter__clock_paused"],
    )
    return str(_LIGHTS[found])


def in_language(chinese: str, english: str) -> Value:
    """Return what shows the one of two columns that the reader's language asks for."""
    return lambda row: row[chinese if (get_language() or "zh").startswith("zh") else english]
