"""What the DOCX of all layouts is made of.

Every word goes in as a text node, so nothing in it can become markup. The type faces are named as offices have
them (仿宋_GB2312, 方正小标宋); none is shipped.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from pingan.documents.rules import Block, BlockKind, Paper

BODY = "仿宋_GB2312"
TITLE = "方正小标宋简体"
FACES = {BlockKind.HEADING: "黑体", BlockKind.SUBHEADING: "楷体_GB2312", BlockKind.TEXT: BODY}
RED = RGBColor(0xE6, 0x00, 0x12)
LINE = Pt(29)
CHARACTER = Pt(16)
CENTER, RIGHT, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.LEFT


def element(name: str, **attributes: str) -> Any:
    """Make an element of the w namespace with its attributes."""
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def paragraph(document: Any, text: str, *, face: str = BODY, size: Any = CHARACTER, align: Any = None) -> Any:
    """Add one paragraph in one face, on the line pitch of the standard."""
    added = document.add_paragraph()
    added.alignment = align
    form = added.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    form.line_spacing = max(LINE, Pt(size.pt * 1.4))
    run = added.add_run(text)
    run.font.size = size
    run.font.name = face
    run._element.rPr.rFonts.set(qn("w:eastAsia"), face)
    return added


def set_closer(document: Any, pitch: int) -> None:
    """Set the lines of a whole document more closely than the standard's pitch."""
    for one in document.paragraphs:
        if one.paragraph_format.line_spacing == LINE:
            one.paragraph_format.line_spacing = Pt(pitch)


def border(of: Any, side: str, style: str, color: str) -> None:
    """Draw one side of the frame of a paragraph."""
    borders = element("w:pBdr")
    borders.append(element(f"w:{side}", val=style, sz="18", space="4", color=color))
    # The schema fixes the order of a paragraph's properties, and Word refuses a file that breaks it.
    properties = of._p.get_or_add_pPr()
    properties.insert_element_before(borders, "w:spacing", "w:ind", "w:jc")


def page(document: Any, *, top: int, bottom: int) -> Any:
    """Set A4 with the standard's side margins; margins in millimetres. Return the section."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.left_margin = Mm(top), Mm(28)
    section.right_margin, section.bottom_margin = Mm(26), Mm(bottom)
    # 22 lines of 28 characters on 156 × 225 mm.
    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    section._sectPr.append(element("w:docGrid", type="linesAndChars", linePitch="579", charSpace="-849"))
    return section


def counted_footer(section: Any, parts: Iterable[str], *, align: Any, size: Any) -> None:
    """Write the footer; a part that begins with ``=`` is a field, e.g. ``=PAGE``."""
    footer = section.footer.paragraphs[0]
    footer.alignment = align
    for part in parts:
        is_field = part.startswith("=")
        run = footer.add_run("" if is_field else part)
        run.font.size = size
        if is_field:
            field = element("w:fldSimple", instr=part[1:])
            field.append(run._r)
            footer._p.append(field)


def fact_table(document: Any, rows: Iterable[tuple[str, str]], *, label_width: int = 34) -> None:
    """Add a table of two columns; a value of several lines stays in its cell."""
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    table.autofit = False
    for label, value in rows:
        cells = table.add_row().cells
        for cell, text, width in zip(cells, (label, value), (label_width, 156 - label_width), strict=True):
            cell.width = Mm(width)
            cell.paragraphs[0]._p.getparent().remove(cell.paragraphs[0]._p)
            for line in text.split("\n"):
                paragraph(cell, line, size=Pt(14), align=LEFT if cell is cells[1] else CENTER)


def body(document: Any, parts: Iterable[tuple[Block, ...]]) -> None:
    """Add paragraphs, headings and tables."""
    for part in parts:
        first = part[0]
        if first.kind is BlockKind.ROW:
            fact_table(document, ((row.label, row.text) for row in part))
            continue
        added = paragraph(document, first.text, face=FACES[first.kind])
        added.paragraph_format.first_line_indent = CHARACTER * 2
        added.paragraph_format.keep_with_next = first.kind is not BlockKind.TEXT
        added.paragraph_format.widow_control = True


def attachments(document: Any, names: tuple[str, ...]) -> None:
    """List what is attached."""
    for index, name in enumerate(names):
        number = f"{index + 1}．" if len(names) > 1 else ""
        line = paragraph(document, f"{'　　　' if index else '附件：'}{number}{name}")
        line.paragraph_format.first_line_indent = CHARACTER * 2


def seal(document: Any, *, name: str, day: str) -> None:
    """Set name and date at the right, kept together."""
    for text in (name, day):
        signed = paragraph(document, text, align=RIGHT)
        signed.paragraph_format.right_indent = CHARACTER * (2 if text == name else 4)
        signed.paragraph_format.keep_with_next = text == name


def receipt(document: Any, paper: Paper, *, issuer: str, recipient: str) -> None:
    """Add the form that whoever is served signs."""
    document.add_page_break()
    paragraph(document, "送达回证", face=TITLE, size=Pt(22), align=CENTER)
    rows = (
        ("送达文书", paper.title),
        ("文书字号", paper.number),
        ("送达机关", issuer),
        (recipient, paper.addressee),
        ("送达方式", "□ 系统电子送达　□ 直接送达　□ 邮寄送达"),
        ("送达地点", ""),
        ("送达人", ""),
        ("收件人签名（盖章）", ""),
        ("收到日期", "　　年　　月　　日"),
        ("备注", paper.receipt_note),
    )
    fact_table(document, rows, label_width=46)
