"""Files of geographic systems: GeoJSON, and Shapefile in one ZIP. Each feature is one line; its number counts from 1."""

from __future__ import annotations

import json
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any, Final

import shapefile
from django.utils.translation import gettext as _

from pingan.common.errors import Invalid
from pingan.imports.rules.coordinates import refusal_of_crs, refusal_of_projection
from pingan.imports.rules.encodings import GB_18030, UTF_8, decode
from pingan.imports.rules.faults import Fault, Limits, Line, too_many
from pingan.imports.rules.tables import name_of, word_of

#: The parts of a Shapefile that are read; others may be there.
_PARTS: Final = (".shp", ".dbf", ".prj", ".cpg", ".shx")
_MOST_ENTRIES: Final = 100
_UNREADABLE: Final = (
    shapefile.ShapefileException, zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, IndexError,
    KeyError, TypeError, AttributeError, OSError, OverflowError, NotImplementedError, RuntimeError,
)  # fmt: skip


@dataclass(frozen=True)
class Features:
    """What a file of features holds, its values as text by the lower-case name of the field.

    ``fields`` are those names and how the file writes them.
    """

    lines: tuple[Line, ...]
    fields: Mapping[str, str]
    encoding: str = ""
    faults: tuple[Fault, ...] = ()
    notices: tuple[str, ...] = field(default=())


def is_geojson(content: bytes) -> bool:
    """Say whether the bytes begin as an object of JSON does."""
    return content[:200].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")


def is_shapefile(content: bytes) -> bool:
    """Say whether the bytes are a ZIP with a part of a Shapefile in it, be it the shapes or the others alone."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            return any(name.lower().endswith(_PARTS) for name in package.namelist())
    except _UNREADABLE:
        return False


def bundled(files: Sequence[tuple[str, bytes]]) -> bytes:
    """Return the loose parts of a Shapefile as the ZIP that they are read from."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files:
            package.writestr(PurePosixPath(name.replace("\\", "/")).name, content)
    return target.getvalue()


def read_geojson(content: bytes, limits: Limits) -> Features:
    """Read a FeatureCollection.

    Raises:
        Invalid: no FeatureCollection, or more features than are taken.

    """
    decoded = decode(content)
    try:
        whole = json.loads(decoded.text)
    except (ValueError, RecursionError) as error:
        raise Invalid({"file": _("This is no GeoJSON that can be read.")}) from error
    found = whole.get("features") if isinstance(whole, dict) else None
    if not isinstance(found, list) or whole.get("type") != "FeatureCollection":
        raise Invalid({"file": _("The file must be a GeoJSON FeatureCollection.")})
    refusal = refusal_of_crs(whole.get("crs"))
    if refusal:
        raise Invalid({"file": refusal})
    if len(found) > limits.rows:
        raise Invalid({"file": too_many(limits.rows)})
    lines, faults, fields = [], [], dict[str, str]()
    for number, feature in enumerate(found, start=1):
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            faults.append(Fault(number, "", _("This is no feature."), "feature"))
            continue
        properties = feature.get("properties")
        properties = properties if isinstance(properties, dict) else {}
        fields |= {name.lower(): name for name in map(name_of, properties)}
        nested = [name for name, value in properties.items() if isinstance(value, dict | list)]
        words = _("A text or a number is needed here, not a structure.")
        faults += [Fault(number, name_of(name).lower(), words, "cell") for name in nested]
        cells = _cells({name: value for name, value in properties.items() if name not in nested}, limits)
        lines.append(Line(number, cells, feature.get("geometry")))
    return Features(tuple(lines), fields, decoded.encoding, (*decoded.faults, *faults))


def _cells(values: Mapping[Any, Any], limits: Limits) -> dict[str, str]:
    return {name_of(name).lower(): word_of(value, limits.characters) for name, value in values.items()}


def _parts(content: bytes, limits: Limits) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as package:
        entries = package.infolist()
        if len(entries) > _MOST_ENTRIES or sum(entry.file_size for entry in entries) > limits.unpacked_bytes:
            raise Invalid({"file": _("The document unpacks to far more than it should.")})
        names = [entry.filename for entry in entries if not entry.filename.startswith("__MACOSX")]
        layers = [name for name in names if name.lower().endswith(".shp")]
        if not layers:
            raise Invalid({"file": _("The .shp file is missing; it holds the shapes.")})
        if len(layers) != 1:
            raise Invalid({"file": _("Send one layer at a time: there are several .shp files in it.")})
        stem = layers[0][:-4].lower()
        by_ending = {name[-4:].lower(): name for name in names if name[:-4].lower() == stem}
        return {ending: package.read(name) for ending, name in by_ending.items() if ending in _PARTS}


def _encoding(parts: Mapping[str, bytes]) -> str:
    """Return the encoding of the values: as the .cpg says, else as the bytes of the .dbf show."""
    said = parts.get(".cpg", b"").decode("ascii", "replace").strip().upper().replace("-", "")
    if said in {"UTF8", "65001"}:
        return UTF_8
    if said.startswith(("GB", "936", "CP936", "54936")):
        return GB_18030
    # The head of a .dbf holds numbers in binary; its length stands in bytes 8 and 9 (dBASE III).
    values = parts[".dbf"][int.from_bytes(parts[".dbf"][8:10], "little") :]
    try:
        values.decode()
    except UnicodeDecodeError:
        return GB_18030
    return UTF_8


def read_shapefile(content: bytes, limits: Limits) -> Features:
    """Read the one layer of a zipped Shapefile.

    Raises:
        Invalid: damaged, several layers, no .dbf, a projection, or more features than are taken.

    """
    try:
        parts = _parts(content, limits)
        if ".dbf" not in parts:
            raise Invalid({"file": _("The .dbf file is missing; it holds the codes and names.")})
        projection = parts.get(".prj", b"").decode("utf-8", "replace")
        refusal = refusal_of_projection(projection) if projection.strip() else ""
        if refusal:
            raise Invalid({"file": refusal})
        unsaid = _("There is no .prj file: the coordinates are taken for degrees of WGS-84 or as you chose.")
        encoding = _encoding(parts)
        names, lines = _records(parts, encoding, limits)
    except _UNREADABLE as error:
        raise Invalid({"file": _("This Shapefile cannot be read.")}) from error
    fields = {name.lower(): name for name in names}
    return Features(lines, fields, encoding, (), () if projection.strip() else (unsaid,))


def _records(parts: Mapping[str, bytes], encoding: str, limits: Limits) -> tuple[list[str], tuple[Line, ...]]:
    """Return the names of the fields as the file writes them, and the rows."""
    codec = "utf-8" if encoding == UTF_8 else "gb18030"
    shapes, values = BytesIO(parts[".shp"]), BytesIO(parts[".dbf"])
    reader = shapefile.Reader(shp=shapes, dbf=values, encoding=codec, encodingErrors="replace")
    if (reader.numRecords or 0) > limits.rows:
        raise Invalid({"file": too_many(limits.rows)})
    names, lines = list[str](), []
    for number, pair in enumerate(reader.iterShapeRecords(), start=1):
        drawn = pair.shape.__geo_interface__ if pair.shape.shapeType != shapefile.NULL else None
        values = pair.record.as_dict()
        names = names or [*map(name_of, values)]
        lines.append(Line(number, _cells(values, limits), drawn))
    return names, tuple(lines)
