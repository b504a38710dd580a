"""What stands on the paper of a case, read back from the PDF and the DOCX."""

from __future__ import annotations

import re
from datetime import date

import pypdfium2
import pytest

from pingan.documents.models import DocumentTemplate
from pingan.documents.rules import KINDS, SEEDS
from pingan.documents.services.composing import paper_of
from pingan.documents.services.docx import render_docx
from pingan.documents.services.pdf import render_pdf
from tests.documents.test_document_printing import INJECTIONS, MM, pages_of, words_of
from tests.factories.case_papers import CASE, COMMITTEE, PAPERS, values_for

NUMBER = f"{CASE}之2"


def sheet(kind, **changes):
    seed = next(seed for seed in SEEDS if seed.kind == kind)
    template = DocumentTemplate(kind=kind, title=seed.title, body=seed.body)
    values = {**values_for(kind), "case_number": CASE, **changes}
    return paper_of(
        organ_name="龙华社区居民委员会", template=template, values=values, number=NUMBER, on=date(2026, 11, 3)
    )


def squeezed(text):
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("kind", PAPERS)
def test_pdf_and_docx_say_the_same_words_and_leave_nothing_out(kind):
    paper = sheet(kind, attachments="现场照片\n报价单")
    printed = squeezed("".join(pages_of(render_pdf(paper).content)))
    printed = re.sub(r"第\d+页共\d+页", "", printed)
    written = squeezed(words_of(render_docx(paper)))
    lines = [line for block in paper.blocks for line in (block.label, *block.text.split("\n"))]
    wanted = [
        paper.title,
        NUMBER,
        *lines,
        *paper.signers,
        "附件：1．现场照片",
        *([COMMITTEE] if paper.has_seal else []),
    ]
    for words in map(squeezed, wanted):
        assert words in printed, words
        assert words in written, words
    assert ("送达回证" in printed) == ("送达回证" in written) == KINDS[kind].has_receipt


def test_title_in_the_middle_number_at_the_right_and_pages_of_how_many():
    with pypdfium2.PdfDocument(render_pdf(sheet("mediation_agreement")).content) as document:
        page, total = document[0], len(document)
        assert page.get_size() == pytest.approx((210 * MM, 297 * MM), abs=0.5)
        text = page.get_textpage()
        words = text.get_text_range().replace("\r\n", "\n").split("\n")
        boxes = [text.get_charbox(index) for index in range(text.count_chars())]
        last = document[total - 1].get_textpage().get_text_range()
    assert total >= 2
    assert words[:2] == ["人民调解协议书", NUMBER]
    assert words[-1].replace("　", " ") == f"第 1 页 共 {total} 页"
    assert f"第 {total} 页" in last
    title = boxes[: len(words[0])]
    middle = (title[0][0] + title[-1][2]) / 2
    assert middle == pytest.approx((28 + 156 / 2) * MM, abs=2)
    right = max(box[2] for box in boxes[len(words[0]) : len(words[0]) + len(NUMBER) + 2])
    assert right == pytest.approx((28 + 156) * MM, abs=4)
    # A justified line of full-width characters may hang over by a hair, never by a character (16 pt).
    assert max(box[2] for box in boxes) <= (28 + 156) * MM + 2


def test_the_signatures_never_stand_on_a_page_without_a_word_of_the_text():
    for length in range(200, 900, 50):
        paper = sheet("mediation_agreement", facts="渗" * length)
        pages = [squeezed(page) for page in pages_of(render_pdf(paper).content)]
        signed = next(page for page in pages if "人民调解员（签名）" in page)
        assert squeezed(paper.blocks[-1].text) in signed


def test_a_heading_never_ends_a_page():
    for length in range(300, 800, 40):
        pages = pages_of(render_pdf(sheet("mediation_agreement", facts="渗" * length)).content)
        for page in pages:
            before_footer = squeezed(page).rsplit("第", 1)[0].removesuffix("共").rsplit("第", 1)[0]
            assert not before_footer.endswith(("基本情况", "争议事项", "协议内容", "方式和期限", "的效力"))


def test_who_signs_is_data_and_otherwise_the_rule_of_the_kind():
    named = sheet(
        "mediation_agreement", signatures="申请人张三（签名或者按指印）：\n\n人民调解员王建国（签名）"
    )
    assert named.signers == ("申请人张三（签名或者按指印）", "人民调解员王建国（签名）")
    assert sheet("mediation_agreement").signers == KINDS["mediation_agreement"].signers


def test_thirty_who_sign_still_stand_on_paper():
    crowd = "\n".join(f"当事人{number}（签名、盖章或者按指印）" for number in range(1, 31))
    printed = squeezed("".join(pages_of(render_pdf(sheet("mediation_agreement", signatures=crowd)).content)))
    assert all(f"当事人{number}（" in printed for number in range(1, 31))


def test_without_a_committee_of_its_own_name_the_organ_seals():
    assert sheet("mediation_agreement", committee="").committee == "龙华社区居民委员会"
    assert "龙华社区居民委员会定于" in squeezed(
        "".join(pages_of(render_pdf(sheet("session_invitation", committee="")).content))
    )


def test_a_paper_of_a_case_is_archival():
    content = render_pdf(sheet("mediation_intake")).content
    assert b"<pdfaid:part>2</pdfaid:part>" in content
    assert re.search(rb"<pdfaid:conformance>B", content)


@pytest.mark.parametrize("evil", [*INJECTIONS, "a | b | c", "| x | y |"])
def test_markup_in_a_cell_is_printed_as_it_was_typed(evil):
    paper = sheet("mediation_intake", facts=f"始{evil}终")
    assert squeezed(f"始{evil}终") in squeezed("".join(pages_of(render_pdf(paper).content)))
    assert f"始{evil}终" in words_of(render_docx(paper))


def test_a_cell_longer_than_a_page_goes_on_over_the_pages():
    pages = pages_of(render_pdf(sheet("mediation_intake", facts="渗漏" * 2000)).content)
    assert len(pages) > 3
    assert sum(page.count("渗漏") for page in pages) >= 1990
