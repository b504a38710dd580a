"""The paper of a case as DOCX: title, number at the right, body, lines to sign on, place of the seal."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.shared import Mm, Pt

from pingan.documents.rules import Paper
from pingan.documents.services import docx_parts as parts
from pingan.documents.services.docx_parts import CENTER, LEFT, RIGHT, TITLE, paragraph


def write_case(document: Any, paper: Paper) -> None:
    """Write a paper of a case into an empty document."""
    section = parts.page(document, top=29, bottom=28)
    section.footer_distance = Mm(17)
    counted = ("第 ", "=PAGE", " 页　共 ", "=NUMPAGES", " 页")
    parts.counted_footer(section, counted, align=CENTER, size=Pt(12))
    paragraph(document, paper.title, face=TITLE, size=Pt(22), align=CENTER)
    paragraph(document, paper.number, size=Pt(14), align=RIGHT)
    if paper.addressee:
        paragraph(document, f"{paper.addressee}：", align=LEFT)
    parts.body(document, paper.parts)
    parts.attachments(document, paper.attachments)
    paragraph(document, "")
    for label, record in paper.signing:
        _signing_line(document, label, record)
    if paper.has_seal:
        paragraph(document, "").paragraph_format.keep_with_next = True
        parts.seal(document, name=paper.committee, day=paper.issued_on)
    if paper.has_receipt:
        recipient = "受送达人" if paper.is_to_persons else "受送达单位"
        names = (paper.recipients if paper.is_to_persons else ()) or (paper.addressee,)
        for name in names:
            one = replace(paper, addressee=name)
            parts.receipt(document, one, issuer=paper.committee, recipient=recipient)


def _signing_line(document: Any, label: str, record: str) -> None:
    """Draw a line from the label to the date, which is filled in by hand; or say what is recorded of the signature."""
    if record:
        said = paragraph(document, f"{label}：{record}", size=Pt(14))
        said.paragraph_format.keep_with_next = True
        return
    line = paragraph(document, f"{label}：\t　　年　　月　　日", size=Pt(14))
    line.paragraph_format.space_before = Pt(8)
    line.paragraph_format.keep_with_next = True
    line.paragraph_format.tab_stops.add_tab_stop(Mm(156), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.LINES)
