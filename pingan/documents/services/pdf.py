"""A paper as PDF/A-2b."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, replace
from functools import cache
from typing import Any, Final

from pingan.documents.rules import Block, BlockKind, Layout, Paper
from pingan.documents.services.typesetting import GETA, Printed, typeset

__all__ = ["GETA", "Printed", "render_pdf"]

#: Points from line to line of a letter that runs over, tried in turn; below, characters of 16 points stand too close.
_CLOSER: Final = (27, 25, 24)
_PAGES: Final = re.compile(rb"/Type\s*/Pages\s*/Count (\d+)")


def render_pdf(paper: Paper) -> Printed:
    """Set a paper on A4: per GB/T 9704-2012, or as the paper of a case.

    Raises:
        typst.TypstError: the fonts are missing altogether.

    """
    sheet = "case" if paper.layout is Layout.CASE else "paper"
    parts = [[asdict(block) for block in part] for part in paper.parts]
    annexes = [annex.sheet() for annex in paper.annexes]
    values = {
        **asdict(paper),
        "head": paper.head,
        "parts": parts,
        "signing": paper.signing,
        "annexes": annexes,
    }
    printed = typeset(sheet, values)
    return _on_one_page(sheet, values, printed) if paper.layout is Layout.LETTER else printed


def _on_one_page(sheet: str, values: Mapping[str, Any], printed: Printed) -> Printed:
    """Return a letter whose words run a few lines over its first page set more closely; else as it was set.

    Name, date and seal would else stand overleaf, below the few lines that must go with them.
    """
    # Annexes and the receipt stand on pages of their own, however closely the words are set.
    most = _pages(printed) - 1
    if values["annexes"] or most != (2 if values["has_receipt"] else 1):
        return printed
    for pitch in _CLOSER:
        closer = typeset(sheet, {**values, "line_pitch": pitch})
        if _pages(closer) == most:
            return replace(closer, line_pitch=pitch)
    return printed


def _pages(printed: Printed) -> int:
    found = _PAGES.search(printed.content)
    return int(found[1]) if found else 0


@cache
def warm_up() -> None:
    """Set one paper, once per process: the first reads the fonts and takes ten times as long as every other.

    Whoever locks a register of numbers to print what it numbers calls this before.
    """
    words = "人民调解"
    render_pdf(
        Paper(
            layout=Layout.CASE,
            organ_name=words,
            number=words,
            title=words,
            addressee=words,
            blocks=tuple(Block(kind, words, words) for kind in BlockKind),
            issued_on=words,
            signers=(words,),
            committee=words,
        )
    )
