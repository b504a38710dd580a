"""What stands on paper, read back from the PDF and the DOCX."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date

import docx
import pypdfium2
import pytest

from pingan.documents.rules import KINDS, SEEDS, Paper, date_text, filled, filled_line, number_text
from pingan.documents.services.docx import render_docx
from pingan.documents.services.pdf import GETA, render_pdf
from tests.factories.documents import LETTER

MM = 72 / 25.4
ORDER = {key: LETTER[key] for key in ("addressee", "facts", "demand", "due_on")} | {
    "consequence": "逾期拒不整改的，将建议有权机关依法处理。"
}
NOTICE = {
    "addressee": "各乡镇（街道）",
    "subject": "国庆值班",
    "text": "请做好值班备勤工作。" * 20 + "\n" + "巡查" * 900,
}


def paper(code: str, values: dict[str, str], **extra) -> Paper:
    seed = next(seed for seed in SEEDS if seed.code == code)
    rule = KINDS[seed.kind]
    return Paper(
        layout=rule.layout,
        organ_name="平安贵溪建设领导小组办公室",
        number=number_text(document_code="贵平安办", kind=seed.kind, year=2026, serial=3),
        title=filled_line(seed.title, values),
        addressee=values["addressee"],
        blocks=tuple(filled(seed.body, values)),
        issued_on=date_text(date(2026, 11, 3)),
        has_receipt=rule.has_receipt,
        **extra,
    )


def pages_of(content: bytes) -> list[str]:
    with pypdfium2.PdfDocument(content) as document:
        return [
            page.get_textpage().get_text_range().replace("\r\n", "").replace("\n", "") for page in document
        ]


def words_of(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


@pytest.mark.parametrize(
    ("code", "values"), [("supervision_letter", LETTER), ("rectification_order", ORDER), ("notice", NOTICE)]
)
def test_pdf_and_docx_say_the_same_chinese_words(code, values):
    sheet = paper(code, values, copy_to="市委办公室", attachments=("现场照片", "记录"))
    pages = pages_of(render_pdf(sheet).content)
    printed = "".join(re.sub(r"— \d+ —", "", page) for page in pages)
    written = words_of(render_docx(sheet))
    for part in (
        sheet.number,
        sheet.issued_on,
        "现场照片",
        "抄送：市委办公室。",
        *(b.text for b in sheet.blocks),
    ):
        assert part.replace(" ", "") in printed.replace(" ", ""), part
        assert part in written
    assert sheet.title in written
    assert ("送达回证" in printed) == ("送达回证" in written) == (code == "rectification_order")


def test_a_letter_has_a_head_without_the_word_document_and_no_number_on_page_one():
    letter = pages_of(render_pdf(paper("supervision_letter", {**LETTER, "facts": "长" * 600})).content)
    notice = pages_of(render_pdf(paper("notice", NOTICE)).content)
    assert "办公室文件" not in letter[0]
    assert "办公室文件" in notice[0]
    assert "— 1 —" not in letter[0]
    assert "— 2 —" in letter[1]
    assert "— 1 —" in notice[0]


@pytest.mark.parametrize("lines", range(6, 22, 3))
def test_a_page_that_bears_the_name_and_day_bears_words_as_well(lines):
    text = "\n".join("请各单位做好值班备勤工作并报送情况。" for _line in range(lines))
    sheet = paper("notice", {**NOTICE, "text": text})
    signed = next(page for page in pages_of(render_pdf(sheet).content) if sheet.issued_on in page)
    assert "值班备勤" in signed


def test_a_letter_of_one_short_demand_stands_on_one_page():
    """As the desk writes it: name and date of the office stand below what is demanded, not alone overleaf."""
    said = {
        "addressee": "贵溪市住房和城乡建设局",
        "matter_title": "教师宿舍西侧人行道地砖松动多处破损",
        "matter_number": "SJ3606812600003299",
        "facts": "该事项于2026年11月3日上报，应于2026年11月20日前办结，截至目前尚未办结。",
        "demand": "请在三日内办结并反馈结果。",
        "due_on": "2026年12月3日",
    }
    letter = paper("supervision_letter", said)
    printed = render_pdf(letter)
    (page,) = pages_of(printed.content)
    assert page.index("特此函告") < page.index("2026年11月3日", page.index("特此函告"))
    document = docx.Document(io.BytesIO(render_docx(letter, line_pitch=printed.line_pitch)))
    lines = [one.paragraph_format.line_spacing.pt for one in document.paragraphs]
    assert (
        sum(-(-len(one.text) // 28) * line for one, line in zip(document.paragraphs, lines, strict=True))
        < 638
    )
    order = render_pdf(
        paper("rectification_order", {**ORDER, "facts": "未按期报送。", "demand": "十日内补报。"})
    )
    assert len(pages_of(order.content)) == 2, "the words, and the receipt"


def test_the_text_block_is_that_of_the_standard():
    content = render_pdf(paper("notice", NOTICE)).content
    with pypdfium2.PdfDocument(content) as document:
        page = document[1]
        assert page.get_size() == pytest.approx((210 * MM, 297 * MM), abs=0.5)
        text = page.get_textpage()
        boxes = [
            text.get_charbox(index)
            for index in range(text.count_chars())
            if text.get_text_range(index, 1) in "巡查"
        ]
    assert min(box[0] for box in boxes) >= 28 * MM - 0.5
    assert max(box[2] for box in boxes) <= (28 + 156) * MM + 0.5
    assert max(box[3] for box in boxes) <= (297 - 37) * MM + 1
    lines = sorted({round((box[1] + box[3]) / 2 / 29) for box in boxes})
    assert len(lines) == 22
    first = [box for box in boxes if box[3] > (297 - 37 - 9) * MM]
    assert len(first) == 28


def test_the_pdf_is_an_archival_one_with_its_fonts_inside():
    content = render_pdf(paper("notice", NOTICE)).content
    assert b"<pdfaid:part>2</pdfaid:part>" in content
    assert re.search(rb"<pdfaid:conformance>B", content)
    assert b"/FontFile" in content or b"/ObjStm" in content


INJECTIONS = (
    '#import "@preview/x:1.0.0"',
    '#read("/etc/passwd")',
    "$x^2$",
    "*bold* _it_ `raw` @ref <label>",
    "{{ facts }}",
    "{% for x in y %}",
    "<w:p/>",
    "&lt;b&gt; & ]]>",
    "\\u{41}",
    '"}], "evil": "',
    "= heading",
    "//not a comment",
)


@pytest.mark.parametrize("evil", INJECTIONS)
def test_markup_of_any_kind_is_printed_as_it_was_typed(evil):
    sheet = paper("supervision_letter", {**LETTER, "facts": f"始{evil}终", "matter_title": f"始{evil}终"})
    wanted = re.sub(r"\s", "", f"始{evil}终")
    assert wanted in re.sub(r"\s", "", "".join(pages_of(render_pdf(sheet).content)))
    assert f"始{evil}终" in words_of(render_docx(sheet))


def test_a_character_without_a_glyph_is_shown_as_such_and_reported():
    sheet = paper(
        "supervision_letter",
        {**LETTER, "matter_title": "\U00030000路口", "facts": "\ue000" + LETTER["facts"]},
    )
    printed = render_pdf(sheet)
    assert set(printed.replaced) == {"\U00030000", "\ue000"}
    text = "".join(pages_of(printed.content))
    assert GETA in text
    assert "井盖" not in text
    assert "\U00030000路口" in words_of(render_docx(sheet))


def test_very_many_unprintable_characters_still_give_a_document():
    rare = "".join(chr(0x31000 + n) for n in range(60))
    printed = render_pdf(paper("supervision_letter", {**LETTER, "facts": rare}))
    assert GETA in "".join(pages_of(printed.content))
    assert set(rare) <= set(printed.replaced)


def test_common_rare_characters_are_printed():
    sheet = paper("supervision_letter", {**LETTER, "facts": "㙘㛃㻂䶮𬱖𫖯堃赟"})
    printed = render_pdf(sheet)
    assert printed.replaced == ""
    assert "䶮𬱖𫖯堃赟" in "".join(pages_of(printed.content))


def test_the_docx_names_the_official_faces_and_the_grid():
    with zipfile.ZipFile(io.BytesIO(render_docx(paper("notice", NOTICE)))) as archive:
        xml = archive.read("word/document.xml").decode()
    assert 'w:eastAsia="仿宋_GB2312"' in xml
    assert 'w:eastAsia="方正小标宋简体"' in xml
    assert xml.count("<w:docGrid") == 1
    assert xml.index("<w:pBdr>") < xml.index("<w:spacing", xml.index("<w:pBdr>"))


def test_a_date_is_written_in_digits_without_zeros():
    assert date_text(date(2026, 1, 5)) == "2026年1月5日"
