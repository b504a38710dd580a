#!/usr/bin/env python
"""The message catalogue, without system gettext.

    script/messages.py add FILE.json   merge translations: {"msgid": "中文"}, {"context\\u0004msgid": "中文"},
                                       {"msgid": {"plural": "msgid_plural", "zh": ["中文"]}}
    script/messages.py extract         print what is still without a translation, as JSON ready for `add`
    script/messages.py check           exit 1 on messages that are missing, fuzzy, say 你 or break their placeholders
    script/messages.py compile         .po -> .mo for every language

msgids are English and stand in the code; only Chinese is translated. Several people may `add` at once.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import io
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polib

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
CODE = ("pingan", "grids", "disputes", "risk", "assessment")
TEMPLATES = ("templates",)
CONTEXT_GLUE = "\x04"
HEADER = {
    "Project-Id-Version": "pingan",
    "Language": "zh_Hans",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}
KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), (1,)),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
#: The product speaks to people in office as strangers do.
FAMILIAR = "你"
PLACEHOLDER = re.compile(r"%\((\w+)\)[sdif]|(?<!%)%[sd]|\{(\w*)\}")


@dataclass(frozen=True)
class Message:
    """One message of the source: context and plural are None where it has none."""

    context: str | None
    text: str
    plural: str | None
    place: str

    @property
    def key(self) -> tuple[str | None, str]:
        """What identifies it in the catalogue."""
        return self.context, self.text


# --- the catalogue ---


@contextlib.contextmanager
def locked() -> Iterator[None]:
    """Hold the catalogue alone; waits for the others."""
    place = ROOT / "var"
    place.mkdir(exist_ok=True)
    with (place / "messages.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def load(path: Path) -> polib.POFile:
    """Read the catalogue, or begin one."""
    if path.is_file():
        return polib.pofile(str(path), wrapwidth=0)
    catalogue = polib.POFile(wrapwidth=0)
    catalogue.metadata = dict(HEADER)
    return catalogue


def save(catalogue: polib.POFile, path: Path) -> None:
    """Write sorted by msgid, in one step."""
    catalogue.sort(key=lambda entry: (entry.msgid, entry.msgctxt or ""))
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(f".po.{os.getpid()}")
    catalogue.save(str(fresh))
    fresh.replace(path)


def entry_from(key: str, value: str | dict[str, Any]) -> polib.POEntry:
    """Turn one pair of the JSON file into a catalogue entry.

    Raises:
        ValueError: the value is neither a text nor {"plural", "zh"}.
    """
    context, _, text = key.rpartition(CONTEXT_GLUE)
    entry = polib.POEntry(msgid=text, msgctxt=context or None)
    if isinstance(value, str):
        entry.msgstr = value
    elif isinstance(value, dict) and set(value) == {"plural", "zh"}:
        forms = [value["zh"]] if isinstance(value["zh"], str) else value["zh"]
        entry.msgid_plural = value["plural"]
        entry.msgstr_plural = dict(enumerate(forms[:1]))
    else:
        raise ValueError(f'{key!r}: give "中文" or {{"plural": "…", "zh": ["…"]}}')
    if re.search(r"%\(\w+\)[sdif]|(?<!%)%[sd]", text):
        entry.flags = ["python-format"]
    return entry


def add(path: Path, source: Path) -> int:
    """Merge the translations of a JSON file into the catalogue; the newest wins and a change is named."""
    pairs = json.loads(source.read_text(encoding="utf-8"))
    fresh = [entry_from(key, value) for key, value in pairs.items()]
    with locked():
        catalogue = load(path)
        known = {(entry.msgctxt, entry.msgid): entry for entry in catalogue}
        for entry in fresh:
            old = known.get((entry.msgctxt, entry.msgid))
            if old is not None:
                if old.msgstr and old.msgstr != entry.msgstr:
                    print(f"changed: {entry.msgid!r}: {old.msgstr} -> {entry.msgstr}", file=sys.stderr)
                catalogue.remove(old)
            known[entry.msgctxt, entry.msgid] = entry
            catalogue.append(entry)
        save(catalogue, path)
    print(f"{len(fresh)} messages merged, {len(known)} in the catalogue")
    return 0


def compile_all(root: Path) -> int:
    """Write each language's .mo when it is older than its .po."""
    for source in sorted(root.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.is_file() and target.stat().st_mtime_ns > source.stat().st_mtime_ns:
            continue
        fresh = target.with_suffix(f".mo.{os.getpid()}")
        polib.pofile(str(source)).save_as_mofile(str(fresh))
        fresh.replace(target)
    return 0


# --- the source ---


def _python_messages(source: bytes, place: str) -> Iterator[Message]:
    from babel.messages.extract import extract

    for line, found, _comments, context in extract("python", io.BytesIO(source), keywords=KEYWORDS):
        singular, plural = (found[0], found[1]) if isinstance(found, tuple) else (found, None)
        if singular:
            yield Message(context, singular, plural, f"{place}:{line}")


def _template_messages(source: str, place: str) -> Iterator[Message]:
    from django.utils.translation.template import templatize

    # templatize blanks everything but gettext calls, each of which stands on one line; taken line by line,
    # the indentation of the template cannot trouble the tokenizer.
    for number, line in enumerate(templatize(source).splitlines(), start=1):
        if "(" in line:
            for message in _python_messages(line.strip().encode(), place):
                yield Message(message.context, message.text, message.plural, f"{place}:{number}")


def _files(root: Path, folders: Iterable[str], pattern: str) -> Iterator[Path]:
    for folder in folders:
        for path in sorted((root / folder).rglob(pattern)):
            if path.is_file() and not {"migrations", "__pycache__"} & set(path.parts):
                yield path


def messages_of(root: Path) -> list[Message]:
    """Every translatable message of the code and the templates below ``root``."""
    found: list[Message] = []
    for path in _files(root, CODE, "*.py"):
        found += _python_messages(path.read_bytes(), str(path.relative_to(root)))
    app_templates = [f"{app}/templates" for app in CODE]
    for path in _files(root, (*TEMPLATES, *app_templates), "*.*"):
        if path.suffix in {".html", ".txt", ".svg", ".xml"}:
            found += _template_messages(path.read_text(encoding="utf-8"), str(path.relative_to(root)))
    return found


def _names(text: str) -> set[str]:
    return {match.group(0) for match in PLACEHOLDER.finditer(text)}


def _translation(entry: polib.POEntry) -> str:
    return entry.msgstr_plural.get(0, "") if entry.msgid_plural else entry.msgstr


def missing_from(catalogue: polib.POFile, messages: Iterable[Message]) -> list[Message]:
    """Messages without a translation, one per key; a plural needs a plural entry."""
    known = {(entry.msgctxt, entry.msgid): entry for entry in catalogue if not entry.obsolete}
    gaps: dict[tuple[str | None, str], Message] = {}
    for message in messages:
        entry = known.get(message.key)
        if entry is None or not _translation(entry) or (message.plural and not entry.msgid_plural):
            gaps.setdefault(message.key, message)
    return list(gaps.values())


def faults_of(catalogue: polib.POFile) -> list[str]:
    """Fuzzy entries, translations that say 你, and those whose placeholders differ from those of their message."""
    faults = [f"fuzzy: {entry.msgid!r}" for entry in catalogue if entry.fuzzy]
    faults += [
        f"say 您: {entry.msgid!r} -> {_translation(entry)!r}"
        for entry in catalogue
        if FAMILIAR in _translation(entry)
    ]
    for entry in catalogue:
        wanted, given = _names(entry.msgid_plural or entry.msgid), _names(_translation(entry))
        if (given and given != wanted) or (wanted - given and _translation(entry)):
            faults.append(f"placeholders differ: {entry.msgid!r} -> {_translation(entry)!r}")
    return faults


def check(path: Path, root: Path) -> int:
    """Name what is missing, faulty or no longer used; 1 unless nothing is missing or faulty."""
    catalogue, messages = load(path), messages_of(root)
    missing, faults = missing_from(catalogue, messages), faults_of(catalogue)
    for message in missing:
        print(f"{message.place}: no translation: {message.text!r}")
    for fault in faults:
        print(fault)
    used = {message.key for message in messages}
    unused = [entry.msgid for entry in catalogue if (entry.msgctxt, entry.msgid) not in used]
    for text in unused:
        print(f"no longer used: {text!r}")
    print(f"{len(used)} messages, {len(missing)} missing, {len(faults)} faulty, {len(unused)} unused")
    return 1 if missing or faults else 0


def extract_missing(path: Path, root: Path) -> int:
    """Print the messages without a translation as JSON to be filled in."""
    gaps: dict[str, Any] = {}
    for message in missing_from(load(path), messages_of(root)):
        key = f"{message.context}{CONTEXT_GLUE}{message.text}" if message.context else message.text
        gaps[key] = {"plural": message.plural, "zh": [""]} if message.plural else ""
    print(json.dumps(gaps, ensure_ascii=False, indent=1))
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Run one of the four commands."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--catalogue", type=Path, default=CATALOGUE, help=argparse.SUPPRESS)
    parser.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("add").add_argument("file", type=Path)
    for name in ("extract", "check", "compile"):
        commands.add_parser(name)
    given = parser.parse_args(arguments)
    if given.command == "add":
        return add(given.catalogue, given.file)
    if given.command == "compile":
        return compile_all(given.root / "locale")
    return (check if given.command == "check" else extract_missing)(given.catalogue, given.root)


if __name__ == "__main__":
    raise SystemExit(main())
