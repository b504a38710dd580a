"""A whole case file in one PDF: order, catalogue, running numbers, and parts that are not what they should be."""

from __future__ import annotations

import io
from dataclasses import replace

import pypdfium2
import pytest
from django.utils import translation
from PIL import Image
from pypdf import PdfReader, PdfWriter

from pingan.common.errors import Invalid
from pingan.documents.services import bind_file
from tests.factories.case_papers import COMMITTEE, COVER, blank_pdf, part, photo


def texts_of(content: bytes) -> list[str]:
    with pypdfium2.PdfDocument(content) as document:
        return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]


def test_cover_catalogue_parts_and_back_stand_in_order_and_are_counted_through():
    parts = [
        part("人民调解申请书", blank_pdf(2), "原件"),
        part("现场照片", photo(), "手机拍摄"),
        part("人民调解协议书", blank_pdf(3)),
    ]
    pages = texts_of(bind_file(cover=COVER, parts=parts))
    assert len(pages) == 1 + 1 + 2 + 1 + 3 + 1
    cover, catalogue, back = pages[0], pages[1], pages[-1]
    for words in (
        COMMITTEE,
        COVER.case_number,
        COVER.title,
        "申 请 人",
        "李四",
        COVER.mediator,
        "本卷共 9 页",
        "长期",
    ):
        assert words in cover
    lines = catalogue.split("\n")
    assert "1 人民调解申请书 3—4 原件" in lines
    assert "2 现场照片 5 手机拍摄" in lines
    assert any(line.startswith("3 人民调解协议书 6—8") for line in lines)
    assert any(line.startswith("4 卷宗情况说明（封底） 9") for line in lines)
    assert [page.strip() for page in pages[2:8]] == [f"第 {number} 页" for number in range(3, 9)]
    assert "第 2 页" in catalogue
    assert "第 1 页" not in cover and "第 9 页" not in back
    for words in ("卷宗情况说明", "没有留存复印件", "立 卷 人", "陈秀英", "王建国", "2026年12月1日"):
        assert words in back


def test_a_catalogue_of_several_pages_counts_itself():
    parts = [part(f"证据材料之{number}", blank_pdf(), "一二三四五六七八九十" * 2) for number in range(1, 61)]
    pages = texts_of(bind_file(cover=COVER, parts=parts))
    fronts = len(pages) - 60 - 1
    assert fronts > 3
    listed = "\n".join(pages[1:fronts]).split("\n")
    for number in (1, 30, 60):
        assert any(line.startswith(f"{number} 证据材料之{number} {fronts + number}") for line in listed), (
            number
        )
    assert f"本卷共 {len(pages)} 页" in pages[0]
    assert all("文件名称" in page for page in pages[1:fronts]), "the head of the table stands on every page"


def test_a_long_statement_takes_the_pages_it_needs():
    pages = texts_of(
        bind_file(cover=replace(COVER, note="说明情况。\n" * 60), parts=[part("材料", blank_pdf())])
    )
    assert len(pages) > 4
    assert f"卷宗情况说明（封底） 4—{len(pages)}" in pages[1]
    assert "立 卷 人" in pages[-1]


def test_the_number_stands_in_the_readers_lower_corner_however_a_page_is_turned():
    sizes = [(595.3, 841.9), (2480, 3508), (300, 420), (841.9, 595.3)]
    shapes = [(size, turn) for size in sizes for turn in (0, 90, 180, 270)]
    scans = [part("扫描件", blank_pdf(width=w, height=h, turn=turn)) for (w, h), turn in shapes]
    with pypdfium2.PdfDocument(bind_file(cover=COVER, parts=scans)) as document:
        pictures = [
            document[index].render(scale=600 / max(document[index].get_size())).to_pil().convert("L")
            for index in range(2, 2 + len(shapes))
        ]
    for shape, picture in zip(shapes, pictures, strict=True):
        dark = picture.point(lambda value: 255 if value < 200 else 0).getbbox()
        assert dark, (shape, "no number on the page")
        assert dark[0] > picture.width * 0.75, shape
        assert dark[1] > picture.height * 0.85, shape
        assert dark[2] - dark[0] > dark[3] - dark[1], (shape, "the number lies on its side")


def test_pictures_stand_upright_on_a4_whatever_the_camera_wrote():
    exif = Image.Exif()
    exif[0x0112] = 6  # held upright: a quarter turn to the right
    pictures = (photo(640, 480), photo(640, 480, exif=exif), photo(300, 900, "PNG"), photo(64, 64, "PNG"))
    content = bind_file(cover=COVER, parts=[part("照片", picture) for picture in pictures])
    sizes = [page.mediabox for page in PdfReader(io.BytesIO(content)).pages[2:6]]
    assert [box.width > box.height for box in sizes] == [True, False, False, False]
    assert all(
        sorted((float(box.width), float(box.height))) == pytest.approx([595, 842], abs=1) for box in sizes
    )


def test_the_parts_are_found_in_the_outline():
    content = bind_file(cover=COVER, parts=[part("申请书", blank_pdf(2)), part("协议书", blank_pdf())])
    reader = PdfReader(io.BytesIO(content))
    assert [(entry.title, reader.get_destination_page_number(entry)) for entry in reader.outline] == [
        ("申请书", 2),
        ("协议书", 4),
    ]
    assert reader.metadata.title == COVER.title


def locked_pdf() -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(blank_pdf()))
    writer.encrypt("secret")
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "damaged"),
        (b"%PDF-1.7 nonsense", "damaged"),
        (blank_pdf()[:200], "damaged"),
        (photo()[:300], "damaged"),
        (photo(kind="GIF"), "damaged"),
        (b"PK\x03\x04 a package", "damaged"),
        (blank_pdf(0), "no pages"),
        (locked_pdf(), "password"),
    ],
    ids=["empty", "nonsense", "cut off", "half a photo", "gif", "docx", "no pages", "locked"],
)
def test_a_broken_part_is_named(content, words):
    with translation.override("en"), pytest.raises(Invalid) as refusal:
        bind_file(cover=COVER, parts=[part("好的", blank_pdf()), part("坏的材料", content)])
    sentence = str(refusal.value.fields["parts"])
    assert "坏的材料" in sentence and "好的" not in sentence
    assert words in sentence


def test_a_file_of_nothing_is_refused():
    with pytest.raises(Invalid):
        bind_file(cover=COVER, parts=[])


def test_control_characters_in_a_title_leave_no_trace():
    pages = texts_of(bind_file(cover=COVER, parts=[part("证据\x07\x00\u200b材料", blank_pdf())]))
    assert "1 证据材料 3" in pages[1].split("\n")


def test_markup_in_a_title_is_printed_as_it_was_typed():
    evil = '#import "x"; $y$ *z*'
    pages = texts_of(bind_file(cover=replace(COVER, title=evil), parts=[part(evil, blank_pdf())]))
    assert evil in pages[0].replace("\n", "")
    assert evil.replace(" ", "") in pages[1].replace("\n", "").replace(" ", "")


def test_long_names_leave_the_cover_on_one_page() -> None:
    long = "江西省赣州市南康区朱坊乡朱坊村委会第一网格第二村民小组农业专业合作社联合社有限责任公司"
    parties = tuple((f"申请人{stem}", long) for stem in "甲乙丙丁戊")
    cover = replace(COVER, title=f"{long}与{long}土地承包经营权纠纷", parties=parties)
    with pypdfium2.PdfDocument(
        bind_file(cover=cover, parts=[part("人民调解申请书", blank_pdf(2))])
    ) as document:
        pages = ["".join(page.get_textpage().get_text_range().split()) for page in document]
    assert "保管期限" in pages[0] and "本卷共" in pages[0]
    assert "卷内目录" in pages[1]
