"""A whole case file (卷宗) as one PDF: cover, catalogue, every part, back cover, one running page number."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _
from pypdf import PageObject, PdfReader, PdfWriter, Transformation

from pingan.common.errors import Invalid
from pingan.documents.rules import CoverData, FilePart
from pingan.documents.services.pieces import pages_of
from pingan.documents.services.typesetting import typeset

_A4_WIDTH, _A4_HEIGHT = 595.3, 841.9


def _sheets(name: str, values: dict[str, Any]) -> list[PageObject]:
    return list(PdfReader(io.BytesIO(typeset(name, values).content)).pages)


def _fronts(cover: CoverData, parts: Iterable[dict[str, Any]], *, back_pages: int) -> list[PageObject]:
    """Set cover and catalogue. They count their own pages, and the catalogue goes on from there."""
    listed = list(parts)
    pages = sum(part["pages"] for part in listed)
    return _sheets("cover", {**asdict(cover), "parts": listed, "pages": pages, "back_pages": back_pages})


def _stamp(page: PageObject, stamp: PageObject) -> None:
    """Lay a running number over the corner that is lower right for the reader, however the page is turned."""
    box, turn = page.cropbox, page.rotation % 360
    corner = {
        0: (box.right, box.bottom),
        90: (box.right, box.top),
        180: (box.left, box.top),
        270: (box.left, box.bottom),
    }.get(turn, (box.right, box.bottom))
    # A scan may measure a metre: the number grows with the page, else nobody could read it.
    short, long = sorted((float(box.width), float(box.height)))
    size = min(short / _A4_WIDTH, long / _A4_HEIGHT)
    move = Transformation().translate(-float(stamp.mediabox.width), 0).scale(size).rotate(turn)
    page.merge_transformed_page(stamp, move.translate(float(corner[0]), float(corner[1])), over=True)


def _metadata(cover: CoverData) -> dict[str, str]:
    return {"/Title": cover.title, "/Author": cover.committee, "/Subject": cover.case_number}


def bind_file(*, cover: CoverData, parts: Sequence[FilePart]) -> bytes:
    """Bind a case file. Pages are counted from the cover on, which like the back cover bears no number.

    Every part keeps its pages as they are; a picture is laid on A4. The file is made for reading and printing:
    each issued paper by itself is PDF/A-2b, the whole, with foreign scans in it, is not.

    Raises:
        Invalid: field ``parts``: none, or one that is broken; the sentence names it.

    """
    if not parts:
        raise Invalid({"parts": _("A case file needs at least one part.")})
    pieces = [pages_of(part) for part in parts]
    listed = [
        {"title": part.title, "remark": part.remark, "pages": len(pages)}
        for part, pages in zip(parts, pieces, strict=True)
    ]
    back = _sheets("back", {**asdict(cover), "note": cover.note.splitlines()})
    fronts = _fronts(cover, listed, back_pages=len(back))
    writer = PdfWriter()
    for page in fronts:
        writer.add_page(page)
    for part, pages in zip(parts, pieces, strict=True):
        first = len(writer.pages)
        for page in pages:
            writer.add_page(page)
        writer.add_outline_item(title=part.title, page_number=first)
    for page in back:
        writer.add_page(page)
    total = len(writer.pages)
    stamps = _sheets("stamps", {"title": cover.title, "first": 2, "last": total - 1})
    for page, stamp in zip(writer.pages[1:-1], stamps, strict=True):
        _stamp(page, stamp)
    writer.add_metadata(_metadata(cover))
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()
