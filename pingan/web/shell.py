"""What a phone keeps to work without signal: the build of the static files, the list of them, the installed app's card."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

WORKER = "js/sw.js"
#: Named by pages with {% static %}; all other scripts are modules, which import each other by their plain names.
_NAMED = ("js/app.js", "django_htmx/htmx-2.min.js", "icons.svg", "mark.svg")
#: Never needed without signal: what only desks draw and count.
_DESK = frozenset({"js/desk.js", "js/map_draw.js", "js/conditions.js", "js/tree.js", "css/print.css", WORKER})
_ICONS = (
    ("icons/app-192.png", 192, "any"),
    ("icons/app-512.png", 512, "any"),
    ("icons/app-maskable-512.png", 512, "maskable"),
)


def _folder() -> Path:
    folder: Path = settings.BASE_DIR / "static"
    return folder


def _files() -> Iterator[Path]:
    yield from sorted(path for path in _folder().rglob("*") if path.is_file())


@lru_cache(maxsize=1)
def _digest(_stamp: tuple[int, ...]) -> str:
    digest = sha256()
    for path in _files():
        digest.update(f"{path.relative_to(_folder())}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def build() -> str:
    """Return sixteen hexadecimal digits that change with any static file: a new one is a new version of the app.

    Read once per process; while developing, again whenever a file has changed.
    """
    return _digest(tuple(path.stat().st_mtime_ns for path in _files()) if settings.DEBUG else ())


def shell_files() -> list[str]:
    """Return the addresses of the files that a page needs to open without signal."""
    kept = [path.relative_to(_folder()).as_posix() for path in _files() if path.suffix in {".css", ".js"}]
    named = [*_NAMED, *(name for name in kept if name.startswith("css/"))]
    modules = [name for name in kept if name.startswith("js/") and name not in _NAMED]
    addresses = [static(name) for name in named if name not in _DESK]
    addresses += [f"{settings.STATIC_URL}{name}" for name in modules if name not in _DESK]
    return list(dict.fromkeys(addresses))


def service_worker() -> str:
    """Return the script of the service worker, with the build and the list of files before it."""
    known = f"const BUILD = {json.dumps(build())};\nconst SHELL = {json.dumps(shell_files())};\n"
    return known + (_folder() / WORKER).read_text(encoding="utf-8")


def manifest() -> dict[str, Any]:
    """Return the web app manifest (W3C): what the app is called and looks like on the home screen of a phone."""
    return {
        "name": _("Pingan"),
        "short_name": _("Pingan"),
        "lang": "zh-Hans",
        "id": "/",
        "start_url": reverse("console:home"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#1d4e89",
        "icons": [
            {"src": static(name), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
            for name, size, purpose in _ICONS
        ],
    }
