"""A paper as DOCX for those who go on working in an office suite.

Built part by part, not from a template file: every word goes in as a text node, so nothing in it can become
markup. The type faces are named as offices have them (仿宋_GB2312, 方正小标宋); none is shipped.
"""

from __future__ import annotations

import io
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from pingan.documents.rules import BlockKind, Layout, Paper

_BODY = "仿宋_GB2312"
_TITLE = "方正小标宋简体"
_FACES = {BlockKind.HEADING: "黑体", BlockKind.SUBHEADING: "楷体_GB2312", BlockKind.TEXT: _BODY}
_RED = RGBColor(0xE6, 0x00, 0x12)
_LINE = Pt(29)
_CHARACTER = Pt(16)
_CENTER, _RIGHT, _LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.LEFT


def _element(name: str, **attributes: str) -> Any:
    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element


def _paragraph(
    document: Any, text: str, *, face: str = _BODY, size: Any = _CHARACTER, align: Any = None
) -> Any:
    paragraph = document.add_paragraph()
    paragraph.alignment = align
    form = paragraph.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    form.line_spacing = max(_LINE, Pt(size.pt * 1.4))
    run = paragraph.add_run(text)
    run.font.size = size
    run.font.name = face
    run._element.rPr.rFonts.set(qn("w:eastAsia"), face)
    return paragraph


def _border(paragraph: Any, side: str, style: str, color: str) -> None:
    borders = _element("w:pBdr")
    borders.append(_element(f"w:{side}", val=style, sz="18", space="4", color=color))
    # The schema fixes the order of a paragraph's properties, and Word refuses a file that breaks it.
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(borders, "w:spacing", "w:ind", "w:jc")


def _page(document: Any, paper: Paper) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.left_margin = Mm(37), Mm(28)
    section.right_margin, section.bottom_margin = Mm(26), Mm(35)
    section.footer_distance = Mm(28)
    # 22 lines of 28 characters on 156 × 225 mm.
    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    section._sectPr.append(_element("w:docGrid", type="linesAndChars", linePitch="579", charSpace="-849"))
    section.different_first_page_header_footer = paper.layout is Layout.LETTER
    footer = section.footer.paragraphs[0]
    footer.alignment = _RIGHT
    for part in ("— ", None, " —"):
        run = footer.add_run(part or "")
        run.font.size = Pt(14)
        if part is None:
            field = _element("w:fldSimple", instr="PAGE")
            field.append(run._r)
            footer._p.append(field)


def _head(document: Any, paper: Paper) -> None:
    size = Pt(min(36, 425 / max(len(paper.head), 1)))
    head = _paragraph(document, paper.head, face=_TITLE, size=size, align=_CENTER)
    head.runs[0].font.color.rgb = _RED
    if paper.layout is Layout.LETTER:
        _border(head, "bottom", "thickThinSmallGap", "E60012")
        _paragraph(document, paper.number, align=_RIGHT)
    else:
        _paragraph(document, "")
        _border(_paragraph(document, paper.number, align=_CENTER), "bottom", "single", "E60012")
    _paragraph(document, "")
    _paragraph(document, paper.title, face=_TITLE, size=Pt(22), align=_CENTER)
    _paragraph(document, "")


def _body(document: Any, paper: Paper) -> None:
    _paragraph(document, f"{paper.addressee}：", align=_LEFT)
    for block in paper.blocks:
        paragraph = _paragraph(document, block.text, face=_FACES[block.kind])
        paragraph.paragraph_format.first_line_indent = _CHARACTER * 2
    for index, name in enumerate(paper.attachments):
        number = f"{index + 1}．" if len(paper.attachments) > 1 else ""
        line = _paragraph(document, f"{'　　　' if index else '附件：'}{number}{name}")
        line.paragraph_format.first_line_indent = _CHARACTER * 2
    _paragraph(document, "")
    _paragraph(document, "")
    for text in (paper.organ_name, paper.issued_on):
        signed = _paragraph(document, text, align=_RIGHT)
        signed.paragraph_format.right_indent = _CHARACTER * (2 if text == paper.organ_name else 4)
        signed.paragraph_format.keep_with_next = text == paper.organ_name


def _imprint(document: Any, paper: Paper) -> None:
    if paper.copy_to:
        _border(_paragraph(document, f"抄送：{paper.copy_to}。", size=Pt(14)), "top", "single", "000000")
    if paper.layout is Layout.DOCUMENT:
        line = _paragraph(document, f"{paper.organ_name}　　{paper.issued_on}印发", size=Pt(14))
        _border(line, "top", "single", "000000")


def _receipt(document: Any, paper: Paper) -> None:
    document.add_page_break()
    _paragraph(document, "送达回证", face=_TITLE, size=Pt(22), align=_CENTER)
    rows = (
        ("送达文书", paper.title),
        ("文书字号", paper.number),
        ("送达机关", paper.organ_name),
        ("受送达单位", paper.addressee),
        ("送达方式", "□ 系统电子送达　□ 直接送达　□ 邮寄送达"),
        ("送达地点", ""),
        ("送达人", ""),
        ("收件人签名（盖章）", ""),
        ("收到日期", "　　年　　月　　日"),
        ("备注", ""),
    )
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    for label, value in rows:
        cells = table.add_row().cells
        for cell, text in zip(cells, (label, value), strict=True):
            cell.paragraphs[0]._p.getparent().remove(cell.paragraphs[0]._p)
            _paragraph(cell, text, size=Pt(14))


def render_docx(paper: Paper) -> bytes:
    """Return the document in the layout of GB/T 9704-2012, as near as a word processor keeps it."""
    document = Document()
    document.core_properties.title = paper.title
    document.core_properties.author = paper.organ_name
    _page(document, paper)
    _head(document, paper)
    _body(document, paper)
    _imprint(document, paper)
    if paper.has_receipt:
        _receipt(document, paper)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()
