"""How an entry of a register ends, where its definition says so: a title that ran out is another thing than one withdrawn.

A definition without endings has the one that every register has: closed, with a note or without.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from pingan.registers.rules.fields import CODE

#: More ways to end are no ways but kinds: those belong into a field.
MOST_ENDINGS: Final = 6
_WORDS: Final[Mapping[str, int]] = {"label": 20, "label_en": 40, "act": 20, "act_en": 40}
_KNOWN: Final = frozenset({"code", "needs_reason", *_WORDS})


@dataclass(frozen=True)
class Ending:
    """One way in which an entry ends. ``label`` says how it stands from then on, ``act`` what is done to it.

    ``needs_reason``: not without words; who loses something is owed them.
    """

    code: str
    label: str
    label_en: str
    act: str
    act_en: str
    needs_reason: bool = False

    def label_in(self, language: str) -> str:
        """Return how an entry stands that ended so."""
        return self.label_en if language.startswith("en") else self.label

    def act_in(self, language: str) -> str:
        """Return what is done to an entry that ends so."""
        return self.act_en if language.startswith("en") else self.act


def endings_from(documents: Iterable[Mapping[str, Any]]) -> tuple[Ending, ...]:
    """Read the endings of a stored definition."""
    return tuple(
        Ending(
            code=row["code"],
            **{name: row[name] for name in _WORDS},
            needs_reason=bool(row.get("needs_reason")),
        )
        for row in documents
    )


def ending_of(documents: Iterable[Mapping[str, Any]], code: str) -> Ending | None:
    """Return one ending of a stored definition; None: it has none of this code."""
    return next((one for one in endings_from(documents) if one.code == code), None)


def ending_faults(documents: Any, *, is_register: bool) -> list[str]:
    """Return what is wrong with the endings of a definition; nothing: all is well."""
    if not documents:
        return []
    if not is_register:
        return [_("Only the entries of a standing register end one by one.")]
    if not _is_list_of_documents(documents):
        return [_("The endings must be a list of documents.")]
    if len(documents) > MOST_ENDINGS:
        return [_("No more than %(most)d endings.") % {"most": MOST_ENDINGS}]
    codes = [row.get("code") for row in documents]
    found = [sentence for row in documents if (sentence := _fault_of(row))]
    if not found and len(set(codes)) < len(codes):
        found = [_("Two endings have the same code.")]
    return found[:1]


def _is_list_of_documents(documents: Any) -> bool:
    is_list = isinstance(documents, Sequence) and not isinstance(documents, str)
    return is_list and all(isinstance(row, Mapping) for row in documents)


def _fault_of(row: Mapping[str, Any]) -> str:
    code = row.get("code")
    if not isinstance(code, str) or not CODE.fullmatch(code):
        return _("Begin with a small letter; then small letters, digits and _, 40 at most.")
    for name, most in _WORDS.items():
        text = row.get(name)
        if not isinstance(text, str) or not 0 < len(text.strip()) <= most:
            return _("An ending needs its word and its act in Chinese (20 characters) and English (40).")
    if set(row) - _KNOWN or not isinstance(row.get("needs_reason", False), bool):
        return _("An ending has no such property.")
    return ""
