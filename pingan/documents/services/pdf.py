"""A paper as PDF/A-2b."""

from __future__ import annotations

from dataclasses import asdict

from pingan.documents.rules import Layout, Paper
from pingan.documents.services.typesetting import GETA, Printed, typeset

__all__ = ["GETA", "Printed", "render_pdf"]


def render_pdf(paper: Paper) -> Printed:
    """Set a paper on A4: per GB/T 9704-2012, or as the paper of a case.

    Raises:
        typst.TypstError: the fonts are missing altogether.

    """
    sheet = "case" if paper.layout is Layout.CASE else "paper"
    parts = [[asdict(block) for block in part] for part in paper.parts]
    return typeset(sheet, {**asdict(paper), "head": paper.head, "parts": parts})
