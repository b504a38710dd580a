"""A sheet and its data as PDF. The text travels as JSON input, so nothing in it can become markup."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

import typst

from pingan.documents.rules.markup import clean_text

_FOLDER = Path(__file__).parent
#: What a printer sets for a character that no fount holds.
GETA = "〓"
_UNPRINTABLE = re.compile(r"the text [`\"]+(.+?)[`\"]+ could not be displayed", re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
#: Points from line to line: 22 lines on 225 mm.
LINE_PITCH = 29
_PATIENCE = 10
_MOST_ATTEMPTS = 60


@dataclass(frozen=True)
class Printed:
    """The PDF and the characters that no font at hand could print, each once."""

    content: bytes
    replaced: str
    line_pitch: int = LINE_PITCH


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Read the fonts once per process: those of the wheel, and licensed ones that the host has."""
    return typst.Fonts(
        include_system_fonts=True,
        include_embedded_fonts=False,
        font_paths=[str(files("noto_cjk_sans_otc"))],
    )


@cache
def _source(sheet: str) -> bytes:
    """Return what all sheets share, followed by the sheet: one source, so that no path is ever opened."""
    return b"".join((_FOLDER / f"{name}.typ").read_bytes() for name in ("shared", sheet))


def _compiled(sheet: str, data: str) -> bytes:
    compiler = typst.Compiler(_source(sheet), font_paths=_fonts(), sys_inputs={"data": data})
    return cast("bytes", compiler.compile(format="pdf", pdf_standards=["a-2b"]))


def _without_glyph(error: typst.TypstError) -> set[str]:
    """Return the characters that the compiler complains of; empty where it failed for another reason."""
    found = _UNPRINTABLE.search(str(error))
    if found is None:
        return set()
    text = _ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), found.group(1))
    return {char for char in text if not char.isascii()}


def _replace(data: str, chars: set[str]) -> str:
    return "".join(GETA if char in chars else char for char in data)


def _cleaned(value: Any) -> Any:
    """Take out of every text what no font has a glyph for and no page a place: control characters."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, Mapping):
        return {key: _cleaned(one) for key, one in value.items()}
    return [_cleaned(one) for one in value] if isinstance(value, list | tuple) else value


def typeset(sheet: str, values: Mapping[str, Any]) -> Printed:
    """Set one of the sheets beside this module as PDF/A-2b.

    PDF/A demands a glyph for every character. One without is printed as 〓 and reported, so that a rare
    name or an emoji in a title never keeps a letter from leaving.

    Raises:
        typst.TypstError: the fonts are missing altogether.

    """
    data = json.dumps(_cleaned(values), ensure_ascii=False)
    replaced = {char for char in data if unicodedata.category(char) == "Co"}
    for attempt in range(_MOST_ATTEMPTS):
        try:
            content = _compiled(sheet, _replace(data, replaced))
            return Printed(content, "".join(sorted(replaced))[:100])
        except typst.TypstError as error:
            missing = _without_glyph(error) - replaced
            if not missing:
                raise
            replaced |= missing
            if attempt == _PATIENCE:
                # One complaint per attempt: with so many, keep to what the wheel's font certainly holds.
                replaced |= {char for char in data if ord(char) > 0xFFFF}
    raise RuntimeError("characters without a glyph are left after every attempt")


def set_picture(svg: str, *, dots: int) -> bytes:
    """Set a picture alone, as PNG with so many dots per inch.

    Raises:
        typst.TypstError: this is no SVG.

    """
    data = json.dumps({"svg": clean_text(svg)}, ensure_ascii=False)
    compiler = typst.Compiler(_source("picture"), font_paths=_fonts(), sys_inputs={"data": data})
    return cast("bytes", compiler.compile(format="png", ppi=dots))
