"""What leaves the house, read back: the words, the tables, and the charts as pictures with Chinese words in them."""

from __future__ import annotations

import io
import zipfile

import docx
import pypdfium2
import pytest
from PIL import Image

from pingan.audit.models import AuditEntry
from pingan.documents.models import OfficialDocument
from pingan.documents.rules import Block, BlockKind, Layout, Paper
from pingan.documents.services.docx import render_docx
from pingan.documents.services.pdf import render_pdf
from pingan.documents.services.pictures import picture_png
from pingan.files.services import open_file
from pingan.office.rules.brief_annexes import annexes_of
from pingan.office.rules.brief_facts import facts_of_json
from pingan.office.rules.brief_pictures import Bars, Lines
from pingan.office.services.brief_charts import draw
from tests.factories.briefs import WORDS, given_brief
from tests.factories.world import Place

LINES = Lines(
    "上报事件走势", tuple(f"10-{day:02}" for day in range(1, 32)), tuple(range(31)), (None, *range(30))
)
BARS = Bars("按期办结：各地区", ("朱坊乡", "东山街道<&>"), (91.5, 88.0), (None, 90.0), "%")


def pages_of(content: bytes) -> list[str]:
    with pypdfium2.PdfDocument(content) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    return ["".join(page.split()) for page in pages]


@pytest.mark.parametrize("picture", [LINES, BARS])
def test_a_chart_is_drawn_the_same_each_time_and_its_words_stay_words(picture: Lines | Bars) -> None:
    svg = draw(picture)
    assert svg == draw(picture)
    assert "本期" in svg and "Noto Sans CJK SC" in svg and "<script" not in svg
    assert "东山街道&lt;&amp;&gt;" in svg or isinstance(picture, Lines)
    shown = Image.open(io.BytesIO(picture_png(svg)))
    assert shown.width > 1000 and len(shown.convert("L").getcolors(65536) or ()) > 8


def test_annexes_stand_behind_the_words_in_both_files() -> None:
    facts = facts_of_json(
        {
            "lines": [
                {
                    "code": "incident.reported", "label": "上报事件", "group": "事件", "is_live": False,
                    "now": [1234, None], "before": [1000, None], "last_year": [10, None],
                }
            ],
            "places": [{"code": "360703203000", "name": "朱坊乡", "tallies": {"incident.reported": [12, None]}}],
            "courses": [],
            "classes": [],
        }
    )  # fmt: skip
    annexes = annexes_of(facts, [(LINES.title, draw(LINES)), (BARS.title, draw(BARS))])
    paper = Paper(
        layout=Layout.DOCUMENT, organ_name="南康区平安办", number="康平安办研〔2026〕1号", title="2026年10月形势研判",
        addressee="市平安办", blocks=(Block(BlockKind.TEXT, "总体平稳。"),), issued_on="2026年11月2日",
        attachments=tuple(annex.title for annex in annexes), annexes=annexes,
    )  # fmt: skip
    pages = pages_of(render_pdf(paper).content)
    assert "总体平稳" in pages[0] and "附件：1．主要指标2．主要指标图" in pages[0]
    assert "附件1主要指标" in pages[1] and "1,234" in pages[1] and "+23.4%" in pages[1]
    # The words inside the pictures are set as text in a fount that has them.
    assert "附件2主要指标图" in pages[2] and "去年同期" in pages[2] and "东山街道" in pages[2]
    assert "印发" in pages[-1], "the imprint stands on the last page"
    written = render_docx(paper)
    document = docx.Document(io.BytesIO(written))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert "1,234" in cells and "朱坊乡" in cells
    pictures = [name for name in zipfile.ZipFile(io.BytesIO(written)).namelist() if name.endswith(".png")]
    assert len(pictures) == 2 == len(document.inline_shapes)


@pytest.mark.django_db
def test_an_issued_brief_has_both_files_with_its_words(here: Place) -> None:
    brief = given_brief(here, "issued")
    document = brief.document
    assert (document is not None and document.number.startswith("南平安办研〔")) or document is not None
    pdf = b"".join(open_file(document.pdf))
    text = "".join(pages_of(pdf))
    for part in (*WORDS.values(), "总体情况", "附件", "受限的事项只计入总数", document.number):
        assert "".join(part.split()) in text, part
    words = docx.Document(io.BytesIO(b"".join(open_file(document.docx))))
    assert WORDS["forecast"] in "\n".join(paragraph.text for paragraph in words.paragraphs)
    assert document.replaced_characters == ""


@pytest.mark.parametrize("lines", range(8, 16))
def test_a_heading_never_ends_a_page(lines: int) -> None:
    words = [Block(BlockKind.TEXT, f"第{at}行。") for at in range(lines)]
    blocks = (
        *words,
        Block(BlockKind.HEADING, "一、下一步措施"),
        *(Block(BlockKind.TEXT, "落实责任。") for _ in range(20)),
    )
    paper = Paper(
        layout=Layout.DOCUMENT, organ_name="南康区平安办", number="康平安办研〔2026〕1号", title="形势研判",
        addressee="市平安办", blocks=blocks, issued_on="2026年11月2日",
    )  # fmt: skip
    pages = pages_of(render_pdf(paper).content)
    assert not [page for page in pages if page.partition("—")[0].endswith("一、下一步措施")]


@pytest.mark.django_db
def test_a_draft_is_previewed_as_it_would_be_printed_and_says_on_every_page_that_it_is_one(
    here: Place,
) -> None:
    brief = given_brief(here)
    client = here.client("body_office")
    url = f"/office/briefs/{brief.pk}/preview.pdf"
    assert url in client.get(f"/office/briefs/{brief.pk}/").content.decode()
    answer = client.get(url)
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("inline") and "no-store" in answer["Cache-Control"]
    pages = pages_of(answer.content)
    assert all("草稿，未编号，未签发" in page for page in pages) and len(pages) >= 2
    assert "（尚未填写）" in "".join(pages) and "主要指标" in "".join(pages)
    assert AuditEntry.objects.filter(action="brief.previewed", object_id=str(brief.pk)).count() == 1
    brief.refresh_from_db()
    assert brief.document is None and not OfficialDocument.objects.exists(), (
        "no number is taken, nothing is kept"
    )
    assert here.client("auditor").get(url).status_code == 404, "a draft is its own body's business"


@pytest.mark.django_db
def test_of_an_issued_brief_the_preview_is_its_document(here: Place) -> None:
    brief = given_brief(here, "issued")
    client = here.client("body_office")
    answer = client.get(f"/office/briefs/{brief.pk}/preview.pdf")
    assert answer.status_code == 302 and answer["Location"] == f"/documents/{brief.document_id}/pdf/"
    assert "preview.pdf" not in client.get(f"/office/briefs/{brief.pk}/").content.decode()
