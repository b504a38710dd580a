"""Modules name only what the others export: a browser would stop at the first that is missing, and say so to nobody."""

from __future__ import annotations

import re
from pathlib import Path
from posixpath import normpath

ROOT = Path(__file__).resolve().parents[2] / "static" / "js"
_NAMES = re.compile(r'^(?:import|export) \{([^}]*)\} from "(\.{1,2}/[\w/.-]+\.js)"', re.MULTILINE)
_WHOLE = re.compile(r'^import \* as (\w+) from "(\.{1,2}/[\w/.-]+\.js)"', re.MULTILINE)
_LATER = re.compile(r'import\("(\.{1,2}/[\w/.-]+\.js)"\)')
_EXPORT = re.compile(r"^export (?:async )?(?:function\*?|const|let|class) (\w+)", re.MULTILINE)
_LIST = re.compile(r'^export \{([^}]*)\}(?: from "[^"]+")?;', re.MULTILINE)


def modules() -> dict[str, str]:
    return {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in ROOT.rglob("*.js")
    }


def names_in(text: str) -> set[str]:
    """Return what a list between braces names on the side of the module that exports."""
    return {part.split(" as ")[0].strip() for part in text.split(",") if part.strip()}


def exported(text: str) -> set[str]:
    listed = {
        part.split(" as ")[-1].strip()
        for found in _LIST.findall(text)
        for part in found.split(",")
        if part.strip()
    }
    return set(_EXPORT.findall(text)) | listed


def target(name: str, path: str) -> str:
    return normpath(f"{name.rpartition('/')[0]}/{path}".lstrip("/"))


def test_every_name_that_a_module_imports_is_exported_where_it_looks() -> None:
    found = modules()
    wrong = [
        f"{name}: {wanted} of {path}"
        for name, text in found.items()
        for names, path in _NAMES.findall(text)
        for wanted in names_in(names)
        if wanted not in exported(found.get(target(name, path), ""))
    ]
    assert len(found) > 30
    assert not wrong


def test_every_module_that_is_named_is_there() -> None:
    found = modules()
    named = [
        (name, path)
        for name, text in found.items()
        for path in [
            *(p for _n, p in _NAMES.findall(text)),
            *(p for _n, p in _WHOLE.findall(text)),
            *_LATER.findall(text),
        ]
    ]
    assert len(named) > 50
    assert [f"{name}: {path}" for name, path in named if target(name, path) not in found] == []


def test_what_a_whole_module_is_asked_for_is_exported_there() -> None:
    found = modules()
    wrong = [
        f"{name}: {alias}.{wanted}"
        for name, text in found.items()
        for alias, path in _WHOLE.findall(text)
        for wanted in set(re.findall(rf"\b{alias}\.(\w+)\(", text))
        if wanted not in exported(found.get(target(name, path), ""))
    ]
    assert not wrong
