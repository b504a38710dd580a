"""Files that no door takes: macros, two kinds in one, scripts, passwords, bombs; by the name under which they are sent."""

from __future__ import annotations

import io
import zipfile

from tests.factories.files import CONTENT_TYPES, package, pdf_bytes

_MACRO_TYPES = CONTENT_TYPES.replace(
    "application/xml", "application/vnd.ms-word.document.macroEnabled.main+xml"
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_VBA = _OLE + bytes(64)
_PNG = b"\x89PNG\r\n\x1a\n"
_GIF = b"GIF89a\x01\x00\x01\x00\x80\x00\x00"
_HTML = b"<!doctype html><script>alert(document.domain)</script>"


def of_macro_type(main: str) -> bytes:
    """Return a package that holds no macro and whose content types say that it may."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _MACRO_TYPES)
        archive.writestr(main, "<document/>")
    return target.getvalue()


def protected(content: bytes) -> bytes:
    """Return a package all of whose parts claim to be encrypted (general purpose bit 0)."""
    marked = bytearray(content)
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(signature)
        while at >= 0:
            marked[at + place] |= 1
            at = content.find(signature, at + 4)
    return bytes(marked)


MACROS = {
    "计划.docm": package({"word/vbaProject.bin": _VBA}),
    "台账.xlsm": package({"xl/vbaProject.bin": _VBA}, main="xl/workbook.xml"),
    "空壳.docm": of_macro_type("word/document.xml"),
    "改名.docx": package({"word/vbaProject.bin": _VBA, "word/vbaData.xml": "<x/>"}),
    "四宏.xlsx": package({"xl/macrosheets/sheet1.xml": "<x/>"}, main="xl/workbook.xml"),
    "控件.docx": package({"word/activeX/activeX1.bin": _VBA}),
}
POLYGLOTS = {
    "脚本.pdf": pdf_bytes(b"2 0 obj << /S /JavaScript /JS (app.alert\\(1\\)) >> endobj"),
    "尾随.pdf": pdf_bytes() + package(),
    "双面.gif": _GIF + package(main="META-INF/MANIFEST.MF"),
    "网页.gif": _GIF + b"/*" + _HTML + b"*/",
    "网页.png": _PNG + _HTML,
    "网页.jpg": _HTML,
    "图.svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>',
}
SEALED = {
    "加密.docx": protected(package()),
    "加密.xlsx": _OLE + bytes(504) + "EncryptedPackage".encode("utf-16-le"),
    "加密.pdf": pdf_bytes(b"2 0 obj << /Encrypt 3 0 R >> endobj"),
    "炸弹.docx": package({"word/media/zeros.bin": bytes(110 * 1024 * 1024)}),
    "炸弹.xlsx": package({"xl/worksheets/sheet1.xml": bytes(110 * 1024 * 1024)}, main="xl/workbook.xml"),
    "压缩包.zip": package(main="readme.txt"),
}
HOSTILE_FILES = {**MACROS, **POLYGLOTS, **SEALED}
