"""What is let in, what is refused, and that a refusal keeps nothing."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import filetype
import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pingan.common.errors import Invalid
from pingan.files.models import StoredFile
from pingan.files.rules import LIMITS, display_name, has_name_of_type, inspect
from pingan.files.rules.places import place_of
from pingan.files.services import open_file, store_upload
from tests.factories import files as make

GIF_POLYGLOT = b"GIF89a/*\x00\x00\x00\x00\x00*/=1;alert(1)//<html><script>alert(2)</script></html>"
MP3 = b"ID3\x04\x00\x00\x00\x00\x00\x00" + b"\xff\xfb\x90\x00" + bytes(413)


def sent(content: bytes, read_place: bool = False):
    return inspect(content, limits=LIMITS, read_place=read_place)


REASON = {
    "PNG bomb": "megapixels",
    "PNG bomb below Pillow's own bound": "megapixels",
    "truncated JPEG": "incomplete",
    "zero bytes": "empty",
    "more than 20 MiB": "larger than 20 MB",
    "plain ZIP": "one by one",
    "macro in DOCX": "macros",
    "embedded object": "embedded",
    "remote template": "elsewhere",
    "linked workbook": "elsewhere",
    "ZIP bomb": "unpacks",
    "PDF bomb": "unpacks",
    "PDF with JavaScript": "scripts",
    "PDF with a disguised name": "scripts",
    "PDF that launches": "scripts",
    "PDF with a packed script": "scripts",
    "PDF with another packing": "unusual",
    "encrypted PDF": "password",
    "HEIC without a decoder": "most compatible",
}
REFUSED = {
    "zero bytes": b"",
    "one byte": b"x",
    "GIF that is HTML and JavaScript": GIF_POLYGLOT,
    "plain GIF": make.image_bytes(image_format="GIF"),
    "BMP": make.image_bytes(image_format="BMP"),
    "SVG": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "HTML": b"<!doctype html><script>alert(1)</script>",
    "HEIC without a decoder": b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(64),
    "PNG bomb": make.png_of_size(30_000, 30_000),
    "PNG bomb below Pillow's own bound": make.png_of_size(10_000, 10_000),
    "PNG without pixels enough": make.png_of_size(1000, 1000),
    "truncated JPEG": make.image_bytes(make.picture(640, 480))[:-2000],
    "JPEG header alone": make.image_bytes()[:40],
    "truncated PNG": make.image_bytes(image_format="PNG")[:-60],
    "truncated WebP": make.image_bytes(make.picture(640, 480), image_format="WEBP")[:-60],
    "more than 20 MiB": make.image_bytes() + bytes(21 * 1024 * 1024),
    "plain ZIP": make.package(main="readme.txt"),
    "empty ZIP": b"PK\x05\x06" + bytes(18),
    "macro in DOCX": make.package({"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"}),
    "macro in XLSX": make.package({"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"}, main="xl/workbook.xml"),
    "embedded object": make.package({"word/embeddings/oleObject1.bin": b"x"}),
    "linked workbook": make.package({"xl/externalLinks/externalLink1.xml": "<x/>"}, main="xl/workbook.xml"),
    "remote template": make.package(
        {
            "word/_rels/settings.xml.rels": '<Relationships><Relationship Target="http://x.example/t.dotm" '
            'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
            'TargetMode="External"/></Relationships>'
        }
    ),
    "ZIP bomb": make.package({"word/media/zeros.bin": bytes(110 * 1024 * 1024)}),
    "too many parts": make.package({f"word/part{n}.xml": "" for n in range(2001)}),
    "part outside the folder": make.package({"../../evil.xml": "x"}),
    "DOCX behind a script": b"PK\x03\x04<script>" + make.package(),
    "DOCX before a script": make.package() + b"<script>",
    "damaged DOCX": make.package({"word/a.xml": "hello" * 99})[:-300],
    "PDF with JavaScript": make.pdf_bytes(b"2 0 obj << /S /JavaScript /JS (app.alert\\(1\\)) >> endobj"),
    "PDF with a disguised name": make.pdf_bytes(b"2 0 obj << /S /J#61va#53cript /JS (x) >> endobj"),
    "PDF that launches": make.pdf_bytes(b"2 0 obj << /S /Launch /F (cmd.exe) >> endobj"),
    "PDF with a packed script": make.pdf_bytes(make.object_stream(b"2 0 << /S /JavaScript /JS (x) >>")),
    "PDF with another packing": make.pdf_bytes(
        b"7 0 obj << /Type /ObjStm >> stream\nGar8O\nendstream endobj"
    ),
    "PDF bomb": make.pdf_bytes(make.object_stream(bytes(40 * 1024 * 1024))),
    "encrypted PDF": make.pdf_bytes(b"2 0 obj << /Encrypt 3 0 R >> endobj"),
    "PDF cut off": make.pdf_bytes()[:-30],
    "PDF with an archive behind": make.pdf_bytes() + make.package(),
    "MP3 with an archive behind": MP3 + make.package(),
    "MP3 that is HTML": b"ID3\x04\x00\x00\x00\x00\x00\x00<html><script>alert(1)</script>" + MP3,
    "WAV cut to nothing": make.wav_bytes()[:20],
}


@pytest.mark.parametrize(("case", "content"), REFUSED.items(), ids=REFUSED.keys())
def test_it_is_refused_with_a_sentence_at_the_field(case, content):
    with translation.override("en"), pytest.raises(Invalid) as refusal:
        sent(content)
    (sentence,) = refusal.value.fields["file"]
    assert REASON.get(case, " ") in sentence


@pytest.mark.django_db
@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED.keys())
def test_a_refused_file_leaves_neither_row_nor_object(content, vault_folder: Path):
    with pytest.raises(Invalid):
        store_upload(actor=make.given_actor(), upload=make.upload(content), read_place=True)
    assert not StoredFile.objects.exists()
    assert not list(vault_folder.rglob("*"))


ACCEPTED = {
    "JPEG": (make.image_bytes(), "photo", "image/jpeg"),
    "grey JPEG": (make.image_bytes(make.picture(mode="L")), "photo", "image/jpeg"),
    "CMYK JPEG": (make.image_bytes(make.picture(mode="CMYK")), "photo", "image/jpeg"),
    "PNG": (make.image_bytes(image_format="PNG"), "photo", "image/png"),
    "palette PNG": (make.image_bytes(make.picture().convert("P"), image_format="PNG"), "photo", "image/png"),
    "16-bit PNG": (
        make.image_bytes(Image.new("I;16", (9, 9), 999), image_format="PNG"),
        "photo",
        "image/png",
    ),
    "WebP": (make.image_bytes(image_format="WEBP"), "photo", "image/webp"),
    "DOCX": (
        make.package(),
        "document",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "XLSX": (
        make.package(main="xl/workbook.xml"),
        "document",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "PDF": (make.pdf_bytes(make.object_stream(b"2 0 << /Type /Page >>")), "document", "application/pdf"),
    "PDF with /JS by chance in an image": (
        make.pdf_bytes(b"3 0 obj << /Length 9 >> stream\n/JS /Encr\nendstream endobj"),
        "document",
        "application/pdf",
    ),
    "WAV": (make.wav_bytes(), "audio", "audio/wav"),
    "MP3": (MP3, "audio", "audio/mpeg"),
}


@pytest.mark.parametrize(("content", "kind", "media_type"), ACCEPTED.values(), ids=ACCEPTED.keys())
def test_it_is_accepted_as_what_it_is(content, kind, media_type):
    file = sent(content)
    assert (file.kind, file.media_type) == (kind, media_type)
    assert file.content


def test_real_office_files_pass():
    import docx
    import openpyxl
    import xlsxwriter

    word, sheet, other = io.BytesIO(), io.BytesIO(), io.BytesIO()
    document = docx.Document()
    document.add_picture(io.BytesIO(make.image_bytes()))
    document.save(word)
    chart = make.package(
        {"word/embeddings/Microsoft_Excel_Sheet1.xlsx": make.package(main="xl/workbook.xml")}
    )
    assert sent(chart).kind == "document"
    openpyxl.Workbook().save(sheet)
    with xlsxwriter.Workbook(other) as book:
        book.add_worksheet().write_url(0, 0, "https://example.org/")
    assert sent(word.getvalue()).media_type.endswith("wordprocessingml.document")
    assert sent(sheet.getvalue()).media_type.endswith("spreadsheetml.sheet")
    assert sent(other.getvalue()).media_type.endswith("spreadsheetml.sheet")


def test_what_hangs_behind_a_jpeg_is_gone_after_rewriting():
    archive = make.package({"word/payload.xml": "payload"})
    file = sent(make.image_bytes() + archive)
    assert b"payload" not in file.content
    assert not zipfile.is_zipfile(io.BytesIO(file.content))
    assert file.content != make.image_bytes()


@pytest.mark.parametrize(
    "taken", ["0001:01:01 00:00:00", "9999:12:31 23:59:59", "0000:00:00 00:00:00", "now"]
)
def test_a_camera_whose_clock_is_far_off_says_nothing_of_the_time(taken):
    photo = make.image_bytes(exif=make.exif_at(28.25, 116.8, taken))
    assert sent(photo, read_place=True).place.taken_at is None


def test_place_and_time_are_read_with_consent_and_never_kept_in_the_bytes():
    photo = make.image_bytes(exif=make.exif_at(28.25, 116.8))
    with_consent, without = sent(photo, read_place=True), sent(photo)
    assert (with_consent.place.longitude, with_consent.place.latitude) == (116.8, 28.25)
    assert with_consent.place.taken_at.isoformat() == "2026-10-01T09:30:00+08:00"
    assert (without.place.longitude, without.place.latitude, without.place.taken_at) == (None, None, None)
    for file in (with_consent, without):
        for content in (file.content, file.thumbnail):
            assert b"SecretMaker" not in content
            assert not Image.open(io.BytesIO(content)).getexif()


@pytest.mark.parametrize("image_format", ["PNG", "WEBP"])
def test_png_and_webp_lose_their_metadata_too(image_format):
    file = sent(make.image_bytes(image_format=image_format, exif=make.exif_at(28, 116)), read_place=True)
    assert file.place.latitude == 28
    assert b"SecretMaker" not in file.content


def test_png_texts_are_gone():
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Comment", "private words")
    assert b"private words" not in sent(make.image_bytes(image_format="PNG", pnginfo=info)).content


@pytest.mark.parametrize(
    "exif",
    [make.exif_at(0, 0), make.exif_at(91, 116), make.exif_at(float("nan"), 116)],
    ids=["no fix", "out of range", "not a number"],
)
def test_a_senseless_place_counts_as_none(exif):
    assert place_of(exif).latitude is None
    assert place_of(exif).longitude is None


def test_a_broken_exif_block_does_not_cost_the_photo():
    photo = make.image_bytes(exif=b"Exif\x00\x00MM\x00*\xff\xff\xff\xff\xff\xff")
    assert sent(photo, read_place=True).kind == "photo"


def test_orientation_is_applied_to_the_pixels():
    left_red = Image.new("RGB", (80, 40), "blue")
    left_red.paste((255, 0, 0), (0, 0, 40, 40))
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned clockwise: what was left is now on top
    file = sent(make.image_bytes(left_red, exif=exif, quality=95))
    upright = Image.open(io.BytesIO(file.content))
    assert upright.size == (40, 80) == (file.width, file.height)
    red, _green, blue = upright.getpixel((20, 5))
    assert red > 200 > 60 > blue


def test_a_large_photo_is_shrunk_to_the_longest_edge():
    file = sent(make.image_bytes(make.picture(4000, 3000)))
    assert (file.width, file.height) == (2560, 1920)
    assert max(Image.open(io.BytesIO(file.thumbnail)).size) == 480


def test_a_transparent_drawing_keeps_its_ground_and_its_thumbnail_is_white():
    file = sent(make.image_bytes(Image.new("RGBA", (600, 600), (0, 0, 0, 0)), image_format="PNG"))
    assert Image.open(io.BytesIO(file.content)).mode == "RGBA"
    assert min(Image.open(io.BytesIO(file.thumbnail)).getpixel((5, 5))) > 250


def test_seconds_of_a_recording_come_from_its_header():
    assert sent(make.wav_bytes(seconds=3)).duration_seconds == 3
    assert sent(MP3).duration_seconds is None


@pytest.mark.parametrize(
    ("raw", "media_type", "shown"),
    [
        (
            "../../etc/报告.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "报告.docx",
        ),
        ("C:\\Users\\张三\\漏水.JPG", "image/jpeg", "漏水.jpg"),
        ("漏水.jpeg", "image/jpeg", "漏水.jpeg"),
        ("evil.html", "image/jpeg", "evil.jpg"),
        ("photo.jpg.exe", "image/png", "photo.jpg.png"),
        ("𠀀𪚥路口.png", "image/png", "𠀀𪚥路口.png"),
        ("photo\u202egpj.exe", "image/jpeg", "photogpj.jpg"),
        ("a\r\nSet-Cookie: x=1.pdf", "application/pdf", "aSet-Cookie_ x=1.pdf"),
        ("", "image/jpeg", "file.jpg"),
        ("....", "image/jpeg", "file.jpg"),
        ("幸福小区3.2号楼漏水", "image/jpeg", "幸福小区3.2号楼漏水.jpg"),
        ("很长" * 500 + ".jpg", "image/jpeg", "很长" * 58 + ".jpg"),
    ],
)
def test_a_name_is_made_harmless_and_tells_the_type(raw, media_type, shown):
    assert display_name(raw, media_type) == shown


@given(st.text(max_size=400))
def test_no_name_escapes_or_lies(raw):
    name = display_name(raw, "image/jpeg")
    assert 5 <= len(name) <= 130
    assert not set(name) & set('/\\\0\r\n"<>:|?*%;')
    assert has_name_of_type(name, "image/jpeg")
    assert display_name(name, "image/jpeg") == name


@pytest.mark.django_db
def test_the_type_that_the_sender_claims_counts_nothing():
    stored = store_upload(
        actor=make.given_actor(),
        upload=make.upload(
            make.image_bytes(image_format="PNG"), name="report.pdf", content_type="application/pdf"
        ),
        read_place=False,
    )
    assert (stored.media_type, stored.original_name) == ("image/png", "report.png")
    assert filetype.guess(b"".join(open_file(stored))).mime == "image/png"
