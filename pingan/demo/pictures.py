"""Drawn photos: obviously none of a real place."""

from __future__ import annotations

import random
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from pingan.access.rules import Actor
from pingan.files.services import store_upload


def photo_of(actor: Actor, seed: int) -> int:
    """Store the drawn photo of a seed as this person's; return its key."""
    upload = SimpleUploadedFile(f"现场{seed}.jpg", _picture(seed), content_type="image/jpeg")
    return store_upload(actor=actor, upload=upload, read_place=True).pk


def _picture(seed: int) -> bytes:
    """Draw a street at dusk: obviously no photograph of a real place."""
    draw = random.Random(seed)
    image = Image.new("RGB", (640, 480), (90 + draw.randrange(60), 110 + draw.randrange(60), 150))
    pen = ImageDraw.Draw(image)
    for house in range(5):
        top = draw.randrange(120, 260)
        pen.rectangle((house * 128, top, house * 128 + 118, 360), fill=(120, 90 + draw.randrange(60), 80))
        pen.rectangle((house * 128 + 40, top + 40, house * 128 + 70, top + 80), fill=(240, 220, 140))
    pen.rectangle((0, 360, 640, 480), fill=(70, 70, 76))
    pen.line((0, 420, 640, 420), fill=(220, 220, 220), width=6)
    out = BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()
