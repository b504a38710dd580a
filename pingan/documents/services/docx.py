"""A paper as DOCX for those who go on working in an office suite.

Built part by part, not from a template file; see ``docx_parts``.
"""

from __future__ import annotations

import io
from typing import Any

from docx import Document
from docx.shared import Mm, Pt

from pingan.documents.rules import Layout, Paper
from pingan.documents.services import docx_parts as parts
from pingan.documents.services.docx_annexes import annex
from pingan.documents.services.docx_case import write_case
from pingan.documents.services.docx_parts import CENTER, LEFT, RED, RIGHT, TITLE, border, paragraph
from pingan.documents.services.typesetting import LINE_PITCH


def _page(document: Any, paper: Paper) -> None:
    section = parts.page(document, top=37, bottom=35)
    section.footer_distance = Mm(28)
    section.different_first_page_header_footer = paper.layout is Layout.LETTER
    parts.counted_footer(section, ("— ", "=PAGE", " —"), align=RIGHT, size=Pt(14))


def _head(document: Any, paper: Paper) -> None:
    size = Pt(min(36, 425 / max(len(paper.head), 1)))
    head = paragraph(document, paper.head, face=TITLE, size=size, align=CENTER)
    head.runs[0].font.color.rgb = RED
    if paper.layout is Layout.LETTER:
        border(head, "bottom", "thickThinSmallGap", "E60012")
        paragraph(document, paper.number, align=RIGHT)
    else:
        paragraph(document, "")
        border(paragraph(document, paper.number, align=CENTER), "bottom", "single", "E60012")
    paragraph(document, "")
    paragraph(document, paper.title, face=TITLE, size=Pt(22), align=CENTER)
    paragraph(document, "")


def _imprint(document: Any, paper: Paper) -> None:
    if paper.copy_to:
        border(paragraph(document, f"抄送：{paper.copy_to}。", size=Pt(14)), "top", "single", "000000")
    if paper.layout is Layout.DOCUMENT:
        line = paragraph(document, f"{paper.organ_name}　　{paper.issued_on}印发", size=Pt(14))
        border(line, "top", "single", "000000")


def _write_office(document: Any, paper: Paper) -> None:
    """Document with a red head, or letter, per GB/T 9704-2012."""
    _page(document, paper)
    _head(document, paper)
    paragraph(document, f"{paper.addressee}：", align=LEFT)
    parts.body(document, paper.parts)
    parts.attachments(document, paper.attachments)
    paragraph(document, "")
    paragraph(document, "")
    parts.seal(document, name=paper.organ_name, day=paper.issued_on)
    for index, one in enumerate(paper.annexes, start=1):
        annex(document, one, f"附件{index}" if len(paper.annexes) > 1 else "附件")
    _imprint(document, paper)
    if paper.has_receipt:
        parts.receipt(document, paper, issuer=paper.organ_name, recipient="受送达单位")


def render_docx(paper: Paper, *, line_pitch: int = LINE_PITCH) -> bytes:
    """Return the document in the layout of the PDF, as near as a word processor keeps it.

    ``line_pitch``: as closely as the PDF was set.
    """
    document = Document()
    document.core_properties.title = paper.title
    document.core_properties.author = paper.committee or paper.organ_name
    (write_case if paper.layout is Layout.CASE else _write_office)(document, paper)
    parts.set_closer(document, line_pitch)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()
