"""Cells as typed values; what cannot be one is a sentence."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from pingan.common.our_time import is_of_our_time

#: Also as spreadsheets write one out: 12.0
_WHOLE = re.compile(r"([0-9]+)(?:\.0+)?$")
_BRACKET = re.compile("[(（]")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$")


class BadCell(ValueError):
    """A cell that is not what its column holds; the text is a sentence for whoever filled it in."""


def typed(
    cells: Mapping[str, str], readers: Mapping[str, Callable[[str], Any]]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the values of some columns, None where a cell is bad, and by column what is wrong with it."""
    values: dict[str, Any] = {}
    bad: dict[str, str] = {}
    for name, read in readers.items():
        try:
            values[name] = read(cells.get(name, ""))
        except BadCell as problem:
            values[name], bad[name] = None, str(problem)
    return values, bad


def whole_in(word: str, most: int) -> int | None:
    """Return the whole number from 0 to ``most`` in a cell; None: the cell is empty.

    Raises:
        BadCell: something else stands there.

    """
    if not word:
        return None
    found = _WHOLE.match(unicodedata.normalize("NFKC", word))
    if found is None:
        raise BadCell(_("Write a whole number in digits."))
    if len(found[1]) > 12 or int(found[1]) > most:
        raise BadCell(_("Give a number from 0 to %(most)d.") % {"most": most})
    return int(found[1])


def day_in(word: str) -> date | None:
    """Return the day in a cell, written as 2026-05-01, 2026/5/1 or 2026年5月1日; None: the cell is empty.

    Raises:
        BadCell: no day.

    """
    if not word:
        return None
    found = _DAY.match(unicodedata.normalize("NFKC", word))
    try:
        if found is None:
            raise ValueError(word)
        day = date(*map(int, found.groups()))
    except ValueError as error:
        raise BadCell(_("Write a day, as 2026-05-01.")) from error
    if not is_of_our_time(day):
        raise BadCell(_("Enter a day as 2026-09-01, of a year between 1900 and 2200."))
    return day


def names_of_choices(choices: Iterable[tuple[str, Any]]) -> tuple[tuple[str, str], ...]:
    """Return what people call values in either language, with and without what stands in brackets.

    A file goes from one office to the next, whatever language each of them reads. ``choices`` are values with their
    translated label, as those of Django are.
    """
    names = []
    kept = tuple(choices)
    for language in ("zh-hans", "en"):
        with translation.override(language):
            for value, label in kept:
                names += [(str(label), value), (_BRACKET.split(str(label))[0].strip(), value)]
    return tuple(names)


def choice_in(word: str, choices: Iterable[tuple[str, str]]) -> str:
    """Return the value that a cell means, given by itself or by one of its names; "": the cell is empty.

    ``choices`` are names with their value.

    Raises:
        BadCell: none of the choices.

    """
    if not word:
        return ""
    known = {str(label).lower(): value for label, value in choices}
    known |= {value.lower(): value for value in known.values()}
    if word.lower() not in known:
        words = _("“%(word)s” is none of the listed values.")
        raise BadCell(words % {"word": word[:40]})
    return known[word.lower()]
