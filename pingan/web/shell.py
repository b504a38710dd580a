"""The files that every page needs before it can be used: style sheets, and the modules that the first one imports."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage

from pingan.common.staticfiles import SHEETS, WHOLE_SHEET

_IMPORT = re.compile(r'^import [^;"]*"\./([\w/.-]+\.js)";', re.MULTILINE)
_FIRST = "js/app.js"


def sheet_urls() -> list[str]:
    """Return the addresses of the style sheets, in the order in which they count: one where they were put together."""
    has_whole = WHOLE_SHEET in getattr(staticfiles_storage, "hashed_files", {})
    return [staticfiles_storage.url(name) for name in ([WHOLE_SHEET] if has_whole else SHEETS)]


@lru_cache(maxsize=1)
def module_names() -> tuple[str, ...]:
    """Return the modules that come with every page, in the order in which they are first named, without the first one.

    A browser would learn of them one by one, each after a journey to the server.
    """
    found: dict[str, None] = {_FIRST: None}
    waiting = [_FIRST]
    while waiting:
        name = waiting.pop(0)
        text = (Path(settings.BASE_DIR) / "static" / name).read_text(encoding="utf-8")
        for other in _IMPORT.findall(text):
            path = f"{name.rpartition('/')[0]}/{other}"
            if path not in found:
                found[path] = None
                waiting.append(path)
    return tuple(found)[1:]


def module_urls() -> list[str]:
    """Return the addresses of these modules."""
    return [staticfiles_storage.url(name) for name in module_names()]
