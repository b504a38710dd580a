"""The parts of a case file as PDF pages: papers as they are, pictures on a sheet of A4."""

from __future__ import annotations

import io
from dataclasses import replace

from django.utils.translation import gettext as _
from PIL import Image, ImageOps
from pypdf import PageObject, PdfReader

from pingan.common.errors import Invalid
from pingan.documents.rules import FilePart

#: A photographed page of A4 can be read at 200 dots per inch; more would only make the file heavy.
_DPI = 200
_A4_DOTS = (1654, 2339)
_MARGIN_DOTS = 157  # 20 mm
_MOST_PIXELS = 64_200_000


def _refusal(part: FilePart, sentence: str) -> Invalid:
    return Invalid({"parts": f"{part.title}：{sentence}"})


def _upright(content: bytes) -> Image.Image:
    """Return a picture as it was seen, no larger than paper needs, on white where it is transparent."""
    with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as opened:
        if opened.width * opened.height > _MOST_PIXELS:
            raise ValueError("too many pixels")
        # Made small first: a JPEG is then not even decoded at its full size.
        opened.thumbnail((max(_A4_DOTS), max(_A4_DOTS)))
        picture = ImageOps.exif_transpose(opened)
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    picture = picture.convert("RGBA")
    ground = Image.new("RGB", picture.size, "white")
    ground.paste(picture, mask=picture)
    return ground


def _picture_as_pdf(content: bytes) -> bytes:
    """Lay a picture upright on A4, within the margins; a wide one on A4 lying on its side."""
    picture = _upright(content)
    width, height = sorted(_A4_DOTS, reverse=picture.width > picture.height)
    picture.thumbnail((width - 2 * _MARGIN_DOTS, height - 2 * _MARGIN_DOTS))
    sheet = Image.new("RGB", (width, height), "white")
    sheet.paste(picture, ((width - picture.width) // 2, (height - picture.height) // 2))
    target = io.BytesIO()
    sheet.save(target, "PDF", resolution=_DPI, quality=85)
    return target.getvalue()


def _read(page: PageObject) -> None:
    contents = page.get_contents()
    if contents is not None:
        contents.get_data()


def _is_pdf(content: bytes) -> bool:
    return content.startswith(b"%PDF-")


def ready_part(part: FilePart) -> FilePart:
    """Return a part as PDF, found to be whole: a picture is laid on its sheet here, once, and not at each reading.

    Raises:
        Invalid: as ``pages_of``.

    """
    ready = part
    if not _is_pdf(part.content):
        try:
            ready = replace(part, content=_picture_as_pdf(part.content))
        except Exception as error:
            raise _refusal(part, _("This part is damaged, or no PDF, JPEG or PNG.")) from error
    pages_of(ready)
    return ready


def pages_of(part: FilePart) -> list[PageObject]:
    """Return the pages of one part.

    Raises:
        Invalid: field ``parts``, naming the part that is broken, protected, empty, or of another type.

    """
    try:
        content = part.content if _is_pdf(part.content) else _picture_as_pdf(part.content)
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            raise _refusal(part, _("The document is protected by a password. Save it without one."))
        pages = list(reader.pages)
        # What is read lazily is read now, while it is still known whose fault it is.
        for page in pages:
            _read(page)
    except Invalid:
        raise
    except Exception as error:
        # A damaged file can fail in any way that a parser can fail in.
        raise _refusal(part, _("This part is damaged, or no PDF, JPEG or PNG.")) from error
    if not pages:
        raise _refusal(part, _("This part has no pages."))
    return pages
