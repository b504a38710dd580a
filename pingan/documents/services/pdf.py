"""A paper as PDF/A-2b."""

from __future__ import annotations

from dataclasses import asdict
from functools import cache

from pingan.documents.rules import Block, BlockKind, Layout, Paper
from pingan.documents.services.typesetting import GETA, Printed, typeset

__all__ = ["GETA", "Printed", "render_pdf"]


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
    return typeset(sheet, values)


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
