"""The little language of templates: one line is one paragraph, ``# `` and ``## `` are headings.

``{{ name }}`` is the only construct; everything else is plain text and stays so, in the PDF and the DOCX.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from pingan.documents.rules.kinds import KINDS, SUPPLIED

_PLACEHOLDER = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")
_BRACES = re.compile(r"\{[{%#]|[}%#]\}")
_LONGEST_BODY = 20_000
_LONGEST_TITLE = 200


class BlockKind(StrEnum):
    """What a paragraph is: 一、 in Heiti, (一) in Kaiti, or body in Fangsong."""

    HEADING = "heading"
    SUBHEADING = "subheading"
    TEXT = "text"


@dataclass(frozen=True)
class Block:
    """One paragraph as it will be printed."""

    kind: BlockKind
    text: str


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
    """Split a template into paragraphs; blank lines only separate."""
    blocks = []
    for line in clean_text(body).split("\n"):
        text = line.strip()
        if text.startswith("## "):
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

    A paragraph that consists of empty optional values alone disappears.
    """
    blocks = []
    for block in parsed(text):
        names = placeholders(block.text)
        if names and not any(values.get(name, "").strip() for name in names):
            continue
        lines = [line.strip() for line in _put(block.text, values).split("\n")]
        blocks += [Block(block.kind, line) for line in lines if line]
    return blocks


def filled_line(text: str, values: Mapping[str, str]) -> str:
    """Put values into a single line, such as a title."""
    return " ".join(_put(clean_text(text), values).split())


def template_problems(*, kind: str, title: str, body: str) -> dict[str, Any]:
    """Return what is wrong with a template: field name to sentence; empty where it may be used."""
    if kind not in KINDS:
        return {"kind": _("There is no such kind of document.")}
    problems: dict[str, Any] = {}
    known = KINDS[kind].fields.keys() | SUPPLIED
    for name, text, longest in (("title", title, _LONGEST_TITLE), ("body", body, _LONGEST_BODY)):
        unknown = placeholders(text) - known
        if not text.strip():
            problems[name] = _("This may not be empty.")
        elif len(text) > longest:
            problems[name] = _("Longer than %(count)d characters.") % {"count": longest}
        elif unknown:
            problems[name] = _("Unknown placeholder: %(names)s") % {"names": ", ".join(sorted(unknown))}
        elif _BRACES.search(_PLACEHOLDER.sub("", text)):
            problems[name] = _("Write placeholders as {{ name }}; other braces have no meaning here.")
    missing = KINDS[kind].needed - placeholders(title) - placeholders(body)
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
