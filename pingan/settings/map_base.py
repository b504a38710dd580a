"""What lies under the map: nothing, 天地图, or another tile server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import quote, urlsplit

Datum = Literal["wgs84", "gcj02"]
DATUMS: Final = ("wgs84", "gcj02")
#: 天地图 as WMTS in Web Mercator on CGCS2000, which no browser can tell from WGS-84: roads and land, then their names.
_TIANDITU = (
    "https://t{{s}}.tianditu.gov.cn/{layer}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER={layer}"
    "&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={{z}}&TILEROW={{y}}&TILECOL={{x}}&tk={key}"
)


@dataclass(frozen=True)
class MapBase:
    """The base layer: addresses of its tiles (none: plain ground), its credit, its datum, and the hosts it comes from."""

    urls: tuple[str, ...] = ()
    credit: str = ""
    datum: Datum = "wgs84"
    hosts: tuple[str, ...] = ()


def map_base(*, tianditu_key: str = "", tiles: str = "", credit: str = "", datum: str = "wgs84") -> MapBase:
    """Return the base layer that the environment asks for; the key of 天地图 goes before another server.

    Raises:
        ValueError: an unknown datum, or an address that is no tile server's.

    """
    if datum not in DATUMS:
        raise ValueError(f"PINGAN_MAP_DATUM is {datum!r}: take one of {', '.join(DATUMS)}")
    if tianditu_key:
        urls = tuple(
            _TIANDITU.format(layer=layer, key=quote(tianditu_key, safe="")) for layer in ("vec", "cva")
        )
        return MapBase(urls, "天地图", "wgs84", ("https://*.tianditu.gov.cn",))
    if not tiles:
        return MapBase()
    parts = urlsplit(tiles)
    if parts.scheme not in {"https", "http"} or not all(part in tiles for part in ("{z}", "{x}", "{y}")):
        raise ValueError(
            "PINGAN_MAP_TILES is an address with {z}, {x} and {y}, e.g. https://tiles.example.cn/{z}/{x}/{y}.png"
        )
    host = parts.netloc
    if "{s}" in host:
        host = "*." + host.split(".", 1)[1]
    return MapBase((tiles,), credit, "gcj02" if datum == "gcj02" else "wgs84", (f"{parts.scheme}://{host}",))
