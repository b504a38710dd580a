"""Entries that name other entries: the number by which a person calls one, and what stands for one that is not told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from pingan.registers.rules.fields import TEXTS, FieldSpec

#: Stands in every door for an entry that the reader may not see; sent back, it keeps what was there.
HIDDEN: Final = "***"
_NUMBER: Final = re.compile(r"\s*([1-9][0-9]{0,17})\s*[-–—－]\s*([1-9][0-9]{0,8})(?:\s.*)?", re.DOTALL)


def entry_number(report_id: int, number: int) -> str:
    """Return the number by which people name an entry: that of its report, and its own within it."""
    return f"{report_id}-{number}"


def number_in(text: str) -> tuple[int, int] | None:
    """Read such a number, words behind it left out; None: it is none."""
    found = _NUMBER.fullmatch(text)
    return (int(found[1]), int(found[2])) if found else None


def references(specs: Iterable[FieldSpec]) -> tuple[FieldSpec, ...]:
    """Return the fields that name entries."""
    return tuple(spec for spec in specs if spec.type == "entry")


def named_keys(specs: Iterable[FieldSpec], values: Mapping[str, Any]) -> set[int]:
    """Return the keys of the entries that kept values name."""
    return {values[spec.code] for spec in references(specs) if isinstance(values.get(spec.code), int)}


def told_references(
    specs: Iterable[FieldSpec], values: Mapping[str, Any], known: Iterable[int]
) -> dict[str, Any]:
    """Return kept values with ``HIDDEN`` for every entry that is not among those known to the reader."""
    keys = set(known)
    hidden = {
        spec.code: HIDDEN
        for spec in references(specs)
        if values.get(spec.code) is not None and values[spec.code] not in keys
    }
    return {**values, **hidden}


def first_words(specs: Iterable[FieldSpec], values: Mapping[str, Any]) -> str:
    """Return the first words of an entry; blank: it has none."""
    texts = (str(values.get(spec.code) or "") for spec in specs if spec.type in TEXTS)
    return next((text for text in texts if text), "")
