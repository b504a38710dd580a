"""The files that every page needs before it can be used, and what a phone keeps of them to work without signal."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from posixpath import normpath
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from pingan.common.staticfiles import SHEETS, WHOLE_SHEET

_IMPORT = re.compile(r'^import [^;"]*"(\.{1,2}/[\w/.-]+\.js)";', re.MULTILINE)
#: A line of app.js's table of parts: attributes, and the module that is fetched where a page has one of them.
_PART = re.compile(r'^  \["([^"]+)", \(\) => import\("\./([\w/.-]+\.js)"\)\],$', re.MULTILINE)
#: What HTMX is asked for by. The outbox sends its forms itself, and what bears ``data-later`` can wait (static/js/later.js).
_ASKS_HTMX = re.compile(r"<[^>]*\shx-(?:get|post|put|patch|delete|boost)=[^>]*>|/js/map_page")
_CAN_WAIT = re.compile(r"\sdata-(?:outbox|later)[\s=>]")
#: Every data attribute of a page, found in one reading; the literal beginning is what makes it quick.
_MARK = re.compile(r"data-(?<=\sdata-)([\w-]+)(?=[\s=>])")
_PHONE = re.compile(r"<body[^>]*\sdata-phone[\s>]")
HTMX = "django_htmx/htmx-2.min.js"
#: The first module of the pages behind the sign-in, and of those before it.
APP, GATE = "js/app.js", "js/gate.js"
#: Two files that are given out as one: the worker is no module.
WORKER = ("js/sw_owner.js", "js/sw.js")
#: Files of the shell that are neither sheets nor our own modules.
_NAMED = (HTMX, "icons.svg", "mark.svg")
#: Never needed without signal.
_DESK = frozenset(
    {"js/desk.js", "js/board_points.js", "js/charts.js", "js/several.js", "js/copying.js", *WORKER}
)
_ICONS = (
    ("icons/app-192.png", 192, "any"),
    ("icons/app-512.png", 512, "any"),
    ("icons/app-maskable-512.png", 512, "maskable"),
)


def sheet_urls() -> list[str]:
    """Return the addresses of the style sheets, in the order in which they count: one where they were put together."""
    has_whole = WHOLE_SHEET in getattr(staticfiles_storage, "hashed_files", {})
    return [staticfiles_storage.url(name) for name in ([WHOLE_SHEET] if has_whole else SHEETS)]


@cache
def module_names(first: str) -> tuple[str, ...]:
    """Return the modules that come with a first one, in the order in which they are first named, without the first one.

    A browser would learn of them one by one, each after a journey to the server.
    """
    found: dict[str, None] = {first: None}
    waiting = [first]
    while waiting:
        name = waiting.pop(0)
        text = (_folder() / name).read_text(encoding="utf-8")
        for other in _IMPORT.findall(text):
            path = normpath(f"{name.rpartition('/')[0]}/{other}")
            if path not in found:
                found[path] = None
                waiting.append(path)
    return tuple(found)[1:]


@cache
def _parts() -> tuple[tuple[frozenset[str], str], ...]:
    """Return the attributes that ask for a module, and the module; no attribute: whatever is no field's phone asks."""
    text = (_folder() / APP).read_text(encoding="utf-8")
    table = text[text.index("const parts = [") : text.index("const rare = [")]
    found: list[tuple[frozenset[str], str]] = []
    for selector, name in _PART.findall(table):
        marks = () if ":not(" in selector else re.findall(r"\[data-([\w-]+)\]", selector)
        found.append((frozenset(marks), f"js/{name}"))
    return tuple(found)


def part_names() -> list[str]:
    """Return the modules that app.js fetches only for pages that ask for them."""
    return [name for _asked, name in _parts()]


def parts_of(page: str) -> list[str]:
    """Return the modules that this page asks for beyond those of every page, each with what it imports.

    They come with the page then; else a browser would learn of them after a journey, and of their imports after one more.
    """
    here = {APP, *module_names(APP)}
    found: dict[str, None] = {}
    marks = frozenset(_MARK.findall(page))
    for asked, name in _parts():
        if not asked.isdisjoint(marks) if asked else not _PHONE.search(page):
            found.update(dict.fromkeys(one for one in (name, *module_names(name)) if one not in here))
    return list(found)


def waits_for_htmx(page: str) -> bool:
    """Tell whether HTMX comes with a page; else it comes when the page is there."""
    return any(not _CAN_WAIT.search(found) for found in _ASKS_HTMX.findall(page))


def url_of(name: str) -> str:
    """Return the address of a static file."""
    return str(staticfiles_storage.url(name))


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
    """Return the addresses of the files that a page needs to open without signal, digests included where they have them."""
    modules = [
        f"js/{path.relative_to(_folder() / 'js').as_posix()}" for path in _files() if path.suffix == ".js"
    ]
    named = [*_NAMED, *(name for name in modules if name not in _DESK)]
    return [*sheet_urls(), *(staticfiles_storage.url(name) for name in named)]


def service_worker() -> str:
    """Return the script of the service worker, with the build and the list of files before it."""
    known = f"const BUILD = {json.dumps(build())};\nconst SHELL = {json.dumps(shell_files())};\n"
    return known + "".join((_folder() / name).read_text(encoding="utf-8") for name in WORKER)


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
