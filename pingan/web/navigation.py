"""The sections of the main menu: which there are, in their order, and how entries fall into them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from django.utils.translation import pgettext_lazy

Section = Literal["start", "events", "disputes", "risk", "registers", "oversight", "manage"]
#: In their order, with their headings; what stands in the first needs none.
SECTIONS: Final[Mapping[Section, Any]] = {
    "start": "",
    "events": pgettext_lazy("menu section", "Incidents"),
    "disputes": pgettext_lazy("menu section", "Disputes"),
    "risk": pgettext_lazy("menu section", "Risk"),
    "registers": pgettext_lazy("menu section", "Registers and reports"),
    "oversight": pgettext_lazy("menu section", "Assessment and supervision"),
    "manage": pgettext_lazy("menu section", "Administration"),
}
#: The day's work: open from the beginning, whatever page one is on.
_DAILY: Final = frozenset({"events", "disputes", "risk"})
#: A menu of so few entries is read at a glance; headings would only make it longer.
_AT_A_GLANCE: Final = 8


@dataclass(frozen=True)
class MenuSection:
    """A part of the menu with its entries. ``label`` blank: no heading, always open."""

    key: str
    label: Any
    entries: tuple[Any, ...]
    is_open: bool


def check_section(section: str) -> None:
    """Refuse an entry whose section is none.

    Raises:
        ValueError: nobody declared this section.

    """
    if section not in SECTIONS:
        raise ValueError(f"no section of the menu is called {section!r}: take one of {', '.join(SECTIONS)}")


def value_of(entry: Any, name: str) -> Any:
    """Return what an entry says, be it an object or a mapping (the style guide's)."""
    return entry.get(name) if isinstance(entry, Mapping) else getattr(entry, name, None)


def sections_of(entries: Iterable[Any]) -> list[MenuSection]:
    """Return the menu in its sections, empty ones left out; a short menu is one section without a heading.

    Open are those of the day's work, the one in which one is, and those of a single entry, which folding would only hide.
    """
    found = list(entries)
    if len(found) <= _AT_A_GLANCE:
        return [MenuSection("start", "", tuple(found), is_open=True)]
    by_section: dict[str, list[Any]] = {key: [] for key in SECTIONS}
    for entry in found:
        by_section[value_of(entry, "section") or "start"].append(entry)
    return [
        MenuSection(
            key,
            label,
            tuple(inside),
            is_open=key in _DAILY or len(inside) == 1 or any(value_of(one, "is_current") for one in inside),
        )
        for key, label in SECTIONS.items()
        if (inside := by_section[key])
    ]
