"""A picture drawn as SVG becomes PNG, set in the founts of the house: no host needs founts of its own for it."""

from __future__ import annotations

from pingan.documents.services.typesetting import set_picture

#: Dots per inch: sharp on paper, and no more than some 60 kB a picture.
_DOTS = 200


def picture_png(svg: str) -> bytes:
    """Return the picture as PNG, as wide as a line of a document.

    Raises:
        typst.TypstError: this is no SVG.

    """
    return set_picture(svg, dots=_DOTS)
