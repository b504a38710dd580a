"""Bytes of files, good and hostile, and actors who send them. Nothing is random without a seed."""

from __future__ import annotations

import io
import random
import struct
import wave
import zipfile
import zlib
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from pingan.access.rules import Actor
from pingan.accounts.models import User
from pingan.common.ids import UserId
from pingan.files.models import StoredFile
from pingan.files.services import store_upload

CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)


def given_actor(username: str = "sender", role: str = "grid_worker", **extra: Any) -> Actor:
    """An account and its actor, without the ceremony of regions and posts."""
    user, _ = User.objects.get_or_create(username=username, defaults={"name": username})
    return Actor(user_id=UserId(user.pk), name=user.name, role=role, **extra)


def upload(content: bytes, name: str = "photo.jpg", content_type: str = "image/jpeg") -> SimpleUploadedFile:
    """What Django hands to a view."""
    return SimpleUploadedFile(name, content, content_type=content_type)


def picture(width: int = 64, height: int = 48, seed: int = 1, mode: str = "RGB") -> Image.Image:
    """Noise on a coarse raster: no two seeds encode alike."""
    noise = random.Random(seed).randbytes(8 * 8 * len(mode))
    return Image.frombytes(mode, (8, 8), noise).resize((width, height))


def exif_at(latitude: float, longitude: float, taken: str = "2026:10:01 09:30:00") -> Image.Exif:
    """An EXIF block with place, moment and a maker's name."""
    exif = Image.Exif()
    exif[0x010F] = "SecretMaker"
    exif.get_ifd(0x8825).update(
        {1: "N", 2: (latitude, 0.0, 0.0), 3: "E", 4: (longitude, 0.0, 0.0)},
    )
    exif.get_ifd(0x8769)[0x9003] = taken
    return exif


def image_bytes(image: Image.Image | None = None, image_format: str = "JPEG", **save: Any) -> bytes:
    """Encode a picture."""
    target = io.BytesIO()
    (image or picture()).save(target, image_format, **save)
    return target.getvalue()


def png_of_size(width: int, height: int) -> bytes:
    """A few bytes that claim any number of pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(1024))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def package(
    parts: dict[str, str | bytes] | None = None, main: str = "word/document.xml", **options: Any
) -> bytes:
    """An OOXML package of the given parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES)
        archive.writestr(main, "<document/>")
        for name, body in (parts or {}).items():
            archive.writestr(name, body)
    return target.getvalue()


def pdf_bytes(extra: bytes = b"") -> bytes:
    """A small PDF with one object more."""
    body = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n" + extra + b"\n"
    return body + b"xref\n0 1\ntrailer << /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"


def object_stream(content: bytes) -> bytes:
    """A compressed object stream, where names are out of sight."""
    packed = zlib.compress(content)
    head = b"7 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n" % len(
        packed
    )
    return head + packed + b"\nendstream\nendobj"


def wav_bytes(seconds: int = 2) -> bytes:
    """Silence."""
    target = io.BytesIO()
    with wave.open(target, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8000)
        sound.writeframes(bytes([128]) * 8000 * seconds)
    return target.getvalue()


def webm_bytes(kinds: tuple[int, ...] = (2,)) -> bytes:
    """What a browser records: tracks of these kinds (1 film, 2 sound), then a cluster; the sizes of both are unknown."""
    header = b"\x42\x82\x84webm"
    entries = b"".join(b"\xae\x8e\xd7\x81\x01\x83\x81" + bytes([kind]) + b"\x86\x86A_OPUS" for kind in kinds)
    tracks = b"\x16\x54\xae\x6b" + bytes([0x80 | len(entries)]) + entries
    info = b"\x15\x49\xa9\x66\x83\xec\x81\x00"
    cluster = b"\x1f\x43\xb6\x75\x01" + b"\xff" * 7 + b"\xe7\x81\x00" + b"\xa3\x84\x81\x00\x00\x80"
    segment = b"\x18\x53\x80\x67\x01" + b"\xff" * 7
    return b"\x1a\x45\xdf\xa3" + bytes([0x80 | len(header)]) + header + segment + info + tracks + cluster


def given_file(actor: Actor, seed: int = 1) -> StoredFile:
    """A stored photo, sent through the real service."""
    return store_upload(actor=actor, upload=upload(image_bytes(picture(seed=seed))), read_place=False)


#: What every door must refuse, by name.
HOSTILE = {
    "empty.jpg": b"",
    "page.jpg": b"<html><script>alert(1)</script></html>",
    "polyglot.gif": b"GIF89a/*" + b"\0" * 20 + b"*/=alert(1)//",
    "cut.jpg": image_bytes(picture())[:200],
    "note.txt": b"hello",
    "script.pdf": pdf_bytes(b"2 0 obj\n<< /S /JavaScript /JS (app.alert(1)) >>\nendobj"),
    "large.jpg": image_bytes() + bytes(21 * 1024 * 1024),
}
