"""Annexes in the DOCX: tables as tables, pictures as PNG, since an office suite does not show every SVG."""

from __future__ import annotations

import io
from typing import Any

from docx.shared import Mm, Pt

from pingan.documents.rules.annexes import Annex, NotePart, PicturePart
from pingan.documents.rules.reports import TablePart
from pingan.documents.services.docx_parts import CENTER, LEFT, RIGHT, TITLE, element, paragraph
from pingan.documents.services.pictures import picture_png

_WIDTH_MM = 156
_SMALL = Pt(10)


def annex(document: Any, one: Annex, label: str) -> None:
    """Add an annex on a page of its own."""
    document.add_page_break()
    paragraph(document, label, face="黑体", align=LEFT)
    paragraph(document, one.title, face=TITLE, size=Pt(22), align=CENTER)
    for part in one.parts:
        if isinstance(part, TablePart):
            _table(document, part)
        elif isinstance(part, PicturePart):
            _picture(document, part)
        elif isinstance(part, NotePart):
            paragraph(document, part.text, size=_SMALL, align=LEFT)


def _picture(document: Any, part: PicturePart) -> None:
    holder = document.add_paragraph()
    holder.alignment = CENTER
    holder.paragraph_format.keep_with_next = True
    added = holder.add_run().add_picture(io.BytesIO(picture_png(part.svg)), width=Mm(_WIDTH_MM))
    # What a reader who does not see it is told.
    added._inline.docPr.set("descr", part.caption)
    paragraph(document, part.caption, size=Pt(12), align=CENTER)


def _table(document: Any, part: TablePart) -> None:
    if part.caption:
        caption = paragraph(document, part.caption, face="黑体", size=Pt(12), align=LEFT)
        caption.paragraph_format.keep_with_next = True
    table = document.add_table(rows=0, cols=len(part.heads), style="Table Grid")
    table.autofit = False
    total = sum(part.widths) or 1
    for index, row in enumerate((part.heads, *part.rows)):
        added = table.add_row()
        if index == 0:
            added._tr.get_or_add_trPr().append(element("w:tblHeader", val="true"))
        for column, (cell, text) in enumerate(zip(added.cells, row, strict=True)):
            cell.width = Mm(_WIDTH_MM * part.widths[column] / total)
            cell.paragraphs[0]._p.getparent().remove(cell.paragraphs[0]._p)
            align = CENTER if index == 0 else RIGHT if column in part.numbers else LEFT
            paragraph(cell, text, face="黑体" if index == 0 else "宋体", size=_SMALL, align=align)
    paragraph(document, "", size=_SMALL)
