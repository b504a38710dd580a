"""The little language of templates: one line is one paragraph, ``# `` and ``## `` are headings.

``| label | value |`` is a row of a table of facts; rows that follow one another make one table.
``{{ name }}`` is the only construct; everything else is plain text and stays so, in the PDF and the DOCX.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Set
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from pingan.documents.rules.kinds import KINDS
from pingan.documents.rules.shapes import IN_TITLES_OF_CASES, SUPPLIED, Layout

_PLACEHOLDER = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")
_ROW = re.compile(r"\|([^|]*)\|([^|]*)\|")
_BRACES = re.compile(r"\{[{%#]|[}%#]\}")
_SENTENCE = re.compile(r"[，。；：？！]")
_LONGEST_HEADING = 24
_LONGEST_BODY = 20_000
_LONGEST_TITLE = 200


class BlockKind(StrEnum):
    """What a paragraph is: 一、 in Heiti, (一) in Kaiti, body in Fangsong, or a row of a table."""

    HEADING = "heading"
    SUBHEADING = "subheading"
    TEXT = "text"
    ROW = "row"


_LEVELS = (
    (BlockKind.HEADING, re.compile(r"[一二三四五六七八九十]{1,3}、\S")),
    (BlockKind.SUBHEADING, re.compile(r"（[一二三四五六七八九十]{1,3}）\S")),
)


@dataclass(frozen=True)
class Block:
    """One paragraph as it will be printed. ``label``: first cell of a row, whose text may have lines."""

    kind: BlockKind
    text: str
    label: str = ""


def _is_printable(char: str) -> bool:
    # Unassigned code points stay: Python's table is older than the newest Chinese characters.
    return unicodedata.category(char) not in {"Cc", "Cs", "Cf"} and ord(char) & 0xFFFE != 0xFFFE


def clean_text(value: str) -> str:
    """Return NFC text without control characters (no XML may hold them); lines end with one newline."""
    value = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    return "".join(char for char in value if char == "\n" or _is_printable(char))


def placeholders(text: str) -> set[str]:
    """Return the names used in a text."""
    return set(_PLACEHOLDER.findall(text))


def parsed(body: str) -> list[Block]:
    """Split a template into paragraphs and rows; blank lines only separate."""
    blocks = []
    for line in clean_text(body).split("\n"):
        text = line.strip()
        row = _ROW.fullmatch(text)
        if row is not None:
            blocks.append(Block(BlockKind.ROW, row[2].strip(), row[1].strip()))
        elif text.startswith("## "):
            blocks.append(Block(BlockKind.SUBHEADING, text[3:].strip()))
        elif text.startswith("# "):
            blocks.append(Block(BlockKind.HEADING, text[2:].strip()))
        elif text:
            blocks.append(Block(BlockKind.TEXT, text))
    return blocks


def _put(text: str, values: Mapping[str, str]) -> str:
    # One pass over the template: braces inside a value are never looked at again.
    return _PLACEHOLDER.sub(lambda match: values.get(match.group(1), ""), text)


def filled(text: str, values: Mapping[str, str]) -> list[Block]:
    """Put values into a template. A value of several lines becomes several paragraphs of the same kind.

    In a row of a table it stays within its cell. A paragraph or row that consists of empty optional values
    alone disappears.
    """
    blocks: list[Block] = []
    for block in parsed(text):
        names = placeholders(block.text)
        if names and not any(values.get(name, "").strip() for name in names):
            continue
        lines = [line.strip() for line in _put(block.text, values).split("\n")]
        if block.kind is BlockKind.ROW:
            cell = "\n".join(line for line in lines if line)
            blocks.append(Block(block.kind, cell, block.label))
        else:
            blocks += _levelled(block.kind, [line for line in lines if line])
    return blocks


def _level_of(line: str) -> BlockKind | None:
    if len(line) > _LONGEST_HEADING or _SENTENCE.search(line):
        return None
    return next((kind for kind, pattern in _LEVELS if pattern.match(line)), None)


def _levelled(kind: BlockKind, lines: list[str]) -> list[Block]:
    """Return the lines of one paragraph of the template, what somebody typed as a heading set as one (GB/T 9704-2012).

    A heading is short, is no sentence and heads something: of a list of short points each stays a paragraph.
    """
    if kind is not BlockKind.TEXT:
        return [Block(kind, line) for line in lines]
    levels = [_level_of(line) for line in lines]
    heads = [
        level is not None and at + 1 < len(lines) and levels[at + 1] is not level
        for at, level in enumerate(levels)
    ]
    return [
        Block(level if level is not None and heads_one else kind, line)
        for line, level, heads_one in zip(lines, levels, heads, strict=True)
    ]


def filled_line(text: str, values: Mapping[str, str]) -> str:
    """Put values into a single line, such as a title."""
    return " ".join(_put(clean_text(text), values).split())


def _text_problem(text: str, *, longest: int, known: Set[str]) -> str:
    """Return what is wrong with one text of a template; empty where nothing is."""
    unknown = placeholders(text) - known
    if not text.strip():
        return _("This may not be empty.")
    if len(text) > longest:
        return _("Longer than %(count)d characters.") % {"count": longest}
    if unknown:
        return _("Unknown placeholder: %(names)s") % {"names": ", ".join(sorted(unknown))}
    if _BRACES.search(_PLACEHOLDER.sub("", text)):
        return _("Write placeholders as {{ name }}; other braces have no meaning here.")
    if any(_is_broken_row(line.strip()) for line in text.split("\n")):
        return _("Write a row of a table as | label | value |: two cells, placeholders in the second.")
    return ""


def _is_broken_row(line: str) -> bool:
    row = _ROW.fullmatch(line)
    return line.startswith("|") and (row is None or bool(placeholders(row[1])))


def template_problems(*, kind: str, title: str, body: str) -> dict[str, Any]:
    """Return what is wrong with a template: field name to sentence; empty where it may be used."""
    if kind not in KINDS:
        return {"kind": _("There is no such kind of document.")}
    rule = KINDS[kind]
    known = rule.fields.keys() | SUPPLIED
    found = {
        "title": _text_problem(title, longest=_LONGEST_TITLE, known=known),
        "body": _text_problem(body, longest=_LONGEST_BODY, known=known),
    }
    problems: dict[str, Any] = {name: sentence for name, sentence in found.items() if sentence}
    telling = placeholders(title) - IN_TITLES_OF_CASES if rule.layout is Layout.CASE else set()
    if telling and "title" not in problems:
        problems["title"] = _("The title stands in lists, so it may not hold: %(names)s") % {
            "names": ", ".join(sorted(telling))
        }
    missing = rule.needed - placeholders(title) - placeholders(body)
    if missing and "body" not in problems:
        problems["body"] = _("This kind of document must contain: %(names)s") % {
            "names": ", ".join(sorted(missing))
        }
    return problems


def value_problems(*, kind: str, title: str, body: str, values: Mapping[str, str]) -> dict[str, Any]:
    """Return what is wrong with the values for a template: field name to sentence."""
    fields = KINDS[kind].fields
    used = placeholders(title) | placeholders(body) | {"addressee"}
    problems: dict[str, Any] = {
        name: _("This document has no such field.") for name in values.keys() - fields.keys()
    }
    for name, field in fields.items():
        value = values.get(name, "")
        if field.is_required and name in used and not value.strip():
            problems[name] = _("This must be filled in.")
        elif len(value) > field.longest:
            problems[name] = _("Longer than %(count)d characters.") % {"count": field.longest}
    return problems
