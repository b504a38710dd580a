"""One door for every file: what it is, is decided by its bytes; what comes out are lines by known columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pingan.common.errors import Invalid
from pingan.common.text import LOST, starts_formula
from pingan.files.rules.packages import is_package
from pingan.imports.rules.encodings import GB_18030
from pingan.imports.rules.faults import LOST_DIGITS, Fault, Limits, Line, Reading, surplus_of
from pingan.imports.rules.features import (
    Features,
    is_geojson,
    is_shapefile,
    read_geojson,
    read_shapefile,
)
from pingan.imports.rules.tables import head_faults, lines_of, names_of, open_table
from pingan.imports.rules.workbooks import marked_cells

#: How spreadsheets write out a long number, as 3.60703E+14.
_IN_POWERS = re.compile(r"[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]{1,3}")


@dataclass(frozen=True)
class Column:
    """One column of an import: its key, what people may call it, and whether a file must have it.

    ``is_shape``: features bring it as their geometry. ``is_free``: text that may begin with a sign of arithmetic.
    ``is_digits``: digits that name something and count nothing, as codes and telephones do.
    """

    key: str
    labels: tuple[str, ...]
    is_needed: bool = False
    is_shape: bool = False
    is_free: bool = False
    is_digits: bool = False

    @property
    def title(self) -> str:
        """Return what it is called where no file names it: the first of its names, or the key in other languages."""
        return self.labels[0] if (get_language() or "").startswith("zh") else self.key


def read_file(
    content: bytes, columns: Sequence[Column], limits: Limits, *, with_shapes: bool = False
) -> Reading:
    """Read CSV, workbook and, where ``with_shapes``, GeoJSON and Shapefile into lines of the known columns.

    Raises:
        Invalid: the file as a whole cannot be read; the sentence stands at ``file``.

    """
    if not content:
        raise Invalid({"file": _("The file is empty.")})
    if with_shapes and is_geojson(content):
        reading = _of_features(read_geojson(content, limits), "geojson", columns)
    elif with_shapes and is_package(content) and is_shapefile(content):
        reading = _of_features(read_shapefile(content, limits), "shapefile", columns)
    else:
        reading = _of_table(content, columns, limits)
    if not reading.lines and not reading.faults:
        raise Invalid({"file": _("There is no row in this file.")})
    notices = reading.notices
    if reading.encoding == GB_18030:
        notices = (_("The text was read as %(encoding)s.") % {"encoding": GB_18030}, *notices)
    found = [fault for line in reading.lines for fault in _cell_faults(line, columns, limits)]
    return replace(reading, faults=(*reading.faults, *found), notices=notices)


def _keys(columns: Sequence[Column]) -> dict[str, str]:
    return {name.lower(): column.key for column in columns for name in (column.key, *column.labels)}


def _of_table(content: bytes, columns: Sequence[Column], limits: Limits) -> Reading:
    table = open_table(content, limits)
    keys = _keys(columns)
    written = names_of(next(table.rows, ()))
    heads = [keys.get(name.lower(), name.lower()) for name in written]
    names = _titles(columns) | dict(zip(heads, written, strict=True))
    faults = head_faults(
        heads,
        known=set(keys.values()),
        needed=[column.key for column in columns if column.is_needed],
        names=names,
    )
    lines: tuple[Line, ...] = ()
    if not any(fault.kind in {"heads", "column_twice"} for fault in faults):
        lines = tuple(lines_of(table.rows, heads, limits))
    marked = marked_cells(content) if table.format == "xlsx" else []
    named = [replace(fault, column=_head_at(heads, fault.column)) for fault in marked]
    known = frozenset(head for head in heads if head in set(keys.values()))
    found = (*faults, *table.faults, *named)
    return Reading(table.format, lines, table.encoding, known, found, names=names)


def _head_at(heads: Sequence[str], letters: str) -> str:
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return heads[place - 1] if 0 < place <= len(heads) else letters


def _of_features(found: Features, form: str, columns: Sequence[Column]) -> Reading:
    keys = _keys(columns)
    # A Shapefile keeps ten bytes of a field's name: of Chinese in UTF-8 three characters, and perhaps a piece of one.
    short = {name.encode()[:10].decode(errors="ignore"): key for name, key in keys.items()}
    short |= {name[:10]: key for name, key in keys.items()}
    names = {name: keys.get(name) or short.get(name.rstrip(LOST), "") for name in found.fields}
    faults = list(found.faults)
    words = _("The column “%(column)s” is missing.")
    for column in columns if found.lines else ():
        if column.is_needed and not column.is_shape and column.key not in names.values():
            faults.append(Fault(1, column.key, words % {"column": column.title}, "column_missing"))
    notices = list(found.notices)
    left_out = sorted(found.fields[name] for name, key in names.items() if not key and name)
    if left_out:
        listed = ", ".join(left_out[:10])
        notices.append(_("Fields that nobody knows are left out: %(fields)s.") % {"fields": listed})
    lines = tuple(
        replace(line, cells={names[name]: word for name, word in line.cells.items() if names.get(name)})
        for line in found.lines
    )
    known = {key for key in names.values() if key} | {column.key for column in columns if column.is_shape}
    titles = (
        _titles(columns)
        | dict(found.fields)
        | {key: found.fields[name] for name, key in names.items() if key}
    )
    return Reading(form, lines, found.encoding, frozenset(known), tuple(faults), tuple(notices), titles)


def _titles(columns: Sequence[Column]) -> dict[str, str]:
    return {column.key: column.title for column in columns}


def _cell_faults(line: Line, columns: Sequence[Column], limits: Limits) -> list[Fault]:
    free = {column.key for column in columns if column.is_free}
    digits = {column.key for column in columns if column.is_digits}
    faults = surplus_of(line)
    for key, word in line.cells.items():
        if LOST in word:
            words = _(
                "Letters were lost here, by a wrong encoding or as signs that no text holds. Write it anew."
            )
            faults.append(Fault(line.number, key, words, "encoding"))
        if len(word) > limits.characters:
            words = _("This cell is too long: at most %(most)d characters are read.") % {
                "most": limits.characters
            }
            faults.append(Fault(line.number, key, words, "long"))
        if key in digits and _IN_POWERS.fullmatch(word):
            words = _(
                "“%(word)s”: the spreadsheet kept this column as a number and its last digits are lost. Format the "
                "column as text and write the digits anew."
            )
            faults.append(Fault(line.number, key, words % {"word": word}, LOST_DIGITS))
        if key not in free and is_formula(word):
            words = _("A formula stands here. Put its value instead (paste as values).")
            faults.append(Fault(line.number, key, words, "formula"))
    return faults


def is_formula(word: str) -> bool:
    """Say whether text would be refused as a formula where it comes in from a file; a negative number is none."""
    return starts_formula(word) and not _is_number(word)


def _is_number(word: Any) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True
