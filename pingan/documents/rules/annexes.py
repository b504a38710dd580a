"""What follows the words of a document on pages of its own (附件): tables, and pictures drawn as SVG. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pingan.documents.rules.reports import TablePart


@dataclass(frozen=True)
class PicturePart:
    """A picture under which its caption stands. ``svg`` holds its words as text, so that they are set in our own founts."""

    caption: str
    svg: str

    def sheet(self) -> dict[str, Any]:
        """Return it as the sheet reads it."""
        return {"kind": "picture", "caption": self.caption, "svg": self.svg}


@dataclass(frozen=True)
class NotePart:
    """A small line that says how to read what stands above it."""

    text: str

    def sheet(self) -> dict[str, Any]:
        """Return it as the sheet reads it."""
        return {"kind": "note", "text": self.text}


@dataclass(frozen=True)
class Annex:
    """One annex; its title is listed under the words of the document, too."""

    title: str
    parts: Sequence[TablePart | PicturePart | NotePart]

    def sheet(self) -> dict[str, Any]:
        """Return it as the sheet reads it."""
        return {"title": self.title, "parts": [part.sheet() for part in self.parts]}
