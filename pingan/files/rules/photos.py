"""Photos are decoded and written anew: what is kept holds pixels and nothing else.

Whatever hides in or behind the picture (place, maker's notes, a second file of another type) is gone.
"""

from __future__ import annotations

import io
import struct
import zlib
from dataclasses import dataclass

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from pingan.common.errors import Invalid
from pingan.files.rules.limits import Limits
from pingan.files.rules.places import Place, place_of
from pingan.files.rules.refusals import refuse

#: What Pillow raises on damaged or hostile input, by format.
_DAMAGED = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    EOFError,
    struct.error,
    zlib.error,
)
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}


@dataclass(frozen=True)
class Photo:
    """A photo as it will be kept; sizes in pixels after turning and shrinking."""

    content: bytes
    thumbnail: bytes
    width: int
    height: int
    place: Place


def _too_many_pixels(limits: Limits) -> Invalid:
    return refuse(
        _("The photo has more than %(count)d megapixels. Send a smaller one.")
        % {"count": limits.photo_pixels // 1_000_000}
    )


def _decoded(data: bytes, media_type: str, limits: Limits) -> Image.Image:
    try:
        image = Image.open(io.BytesIO(data), formats=[_FORMATS[media_type]])
    except Image.DecompressionBombError as error:
        raise _too_many_pixels(limits) from error
    if image.width * image.height > limits.photo_pixels:
        raise _too_many_pixels(limits)
    image.draft("RGB", (limits.photo_edge, limits.photo_edge))
    image.load()
    return image


def _has_alpha(image: Image.Image) -> bool:
    return image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info


def _written(image: Image.Image, image_format: str, quality: int) -> bytes:
    target = io.BytesIO()
    image.save(target, image_format, quality=quality, exif=b"", optimize=image_format == "JPEG")
    return target.getvalue()


def _plain(image: Image.Image, *, keep_alpha: bool) -> Image.Image:
    """Return fresh pixels without a palette, profile or comment."""
    alpha = keep_alpha and _has_alpha(image)
    if not alpha and _has_alpha(image):
        # Drawings with a transparent ground turn black otherwise.
        rgba = image.convert("RGBA")
        image = Image.new("RGB", image.size, "white")
        image.paste(rgba, mask=rgba.getchannel("A"))
    converted = image.convert("RGBA" if alpha else "RGB")
    converted.info = {}
    return converted


def prepare_photo(data: bytes, media_type: str, *, limits: Limits, read_place: bool) -> Photo:
    """Decode, turn upright, shrink to the longest edge and encode again in the same format.

    ``read_place``: the sender agreed that place and time are read before they are removed.

    Raises:
        Invalid: damaged, cut off, or more pixels than allowed.

    """
    try:
        image = _decoded(data, media_type, limits)
        place = place_of(image.getexif()) if read_place else Place()
        upright = ImageOps.exif_transpose(image) or image
        pixels = _plain(upright, keep_alpha=media_type != "image/jpeg")
        pixels.thumbnail((limits.photo_edge, limits.photo_edge), Image.Resampling.LANCZOS)
        small = _plain(pixels, keep_alpha=False)
        small.thumbnail((limits.thumbnail_edge, limits.thumbnail_edge), Image.Resampling.LANCZOS)
        return Photo(
            content=_written(pixels, _FORMATS[media_type], 85),
            thumbnail=_written(small, "JPEG", 75),
            width=pixels.width,
            height=pixels.height,
            place=place,
        )
    except _DAMAGED as error:
        raise refuse(_("The photo is damaged or incomplete. Take or choose it again.")) from error
