"""DOCX and XLSX are ZIP packages: the structure is checked, nothing active is let in."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from django.utils.translation import gettext as _

from pingan.files.rules.limits import Limits
from pingan.files.rules.refusals import refuse

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Reading a broken archive raises any of these.
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, NotImplementedError, RuntimeError)
_MAIN_PART = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}
_ACTIVE_PART = re.compile(
    r"vbaproject|vbadata|/activex/|macrosheets|/embeddings/.*\.(?!xlsx$|docx$|pptx$)", re.I
)
_ACTIVE_TYPE = re.compile(rb"macroenabled|vbaproject|activex", re.I)
#: A relation of these types that points outside makes the reader's computer fetch or start something.
_OUTSIDE = re.compile(rb"targetmode\s*=\s*[\"']external", re.I)
_FETCHING = re.compile(
    rb"/(attachedtemplate|oleobject|frame|subdocument|externallink|control|package)[\"']", re.I
)
_RELATION = re.compile(rb"<[^<>]*relationship\b[^<>]*>", re.I)
_DIRECTORY_END = b"PK\x05\x06"
_DIRECTORY_END_SIZE = 22


def is_package(data: bytes) -> bool:
    """Say whether the bytes start as a ZIP archive does."""
    return data.startswith(b"PK\x03\x04")


def holds_archive(data: bytes) -> bool:
    """Say whether an archive's directory stands at the end, whatever the beginning claims to be."""
    return zipfile.is_zipfile(io.BytesIO(data))


def _entries(archive: zipfile.ZipFile, data: bytes, limits: Limits) -> list[zipfile.ZipInfo]:
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    if (
        len(entries) > limits.package_entries
        or unpacked > limits.package_bytes
        or unpacked > limits.package_ratio * len(data)
    ):
        raise refuse(_("The document unpacks to far more than it should."))
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise refuse(_("The document is protected by a password. Save it without one."))
    return entries


def _check_whole(archive: zipfile.ZipFile, data: bytes, names: list[str]) -> None:
    """Refuse what is glued to either end, doubled names, ways out of the folder, broken checksums."""
    starts_first = min((entry.header_offset for entry in archive.infolist()), default=-1) == 0
    ends_last = data[-_DIRECTORY_END_SIZE:][:4] == _DIRECTORY_END
    escaping = any(name.startswith(("/", "\\")) or ".." in name.split("/") for name in names)
    if not starts_first or not ends_last or escaping or len(set(names)) < len(names) or archive.testzip():
        raise refuse(_("The document is damaged or not what it claims to be."))


def _fetches(archive: zipfile.ZipFile, name: str) -> bool:
    if not name.lower().endswith(".rels"):
        return False
    relations = _RELATION.findall(archive.read(name))
    return any(_OUTSIDE.search(relation) and _FETCHING.search(relation) for relation in relations)


def _check_inactive(archive: zipfile.ZipFile, names: list[str]) -> None:
    active = any(_ACTIVE_PART.search(f"/{name}") for name in names)
    if active or _ACTIVE_TYPE.search(archive.read("[Content_Types].xml")):
        raise refuse(_("The document contains macros or embedded objects. Save it without them, or as PDF."))
    if any("/externallinks/" in name.lower() or _fetches(archive, name) for name in names):
        raise refuse(_("The document loads content from elsewhere. Save it without, or as PDF."))


def check_package(data: bytes, *, limits: Limits) -> str:
    """Return the media type of a sound, inactive DOCX or XLSX package.

    Raises:
        Invalid: another kind of archive, damaged, a bomb, protected, or with active content.

    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [entry.filename for entry in _entries(archive, data, limits)]
            _check_whole(archive, data, names)
            media_type = next((kind for part, kind in _MAIN_PART.items() if part in names), None)
            if media_type is None or "[Content_Types].xml" not in names:
                raise refuse(_("Archives are not accepted. Send the files one by one."))
            _check_inactive(archive, names)
            return media_type
    except _DAMAGED as error:
        raise refuse(_("The document is damaged or not what it claims to be.")) from error
