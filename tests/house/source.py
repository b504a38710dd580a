"""The tracked source of the product, for tests that read it."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def tracked() -> tuple[Path, ...]:
    """Return every file that git tracks and that is still there."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    found = tuple(ROOT / name for name in listed.decode().split("\0") if name)
    assert len(found) > 300, "git tells of too few files"
    return tuple(path for path in found if path.is_file())


def product_modules() -> list[Path]:
    """Return the modules of the product without its migrations."""
    return [
        path
        for path in tracked()
        if path.suffix == ".py"
        and path.is_relative_to(ROOT)
        and name_of(path).startswith(("pingan/", "grids/", "disputes/", "risk/", "assessment/"))
        if "/migrations/" not in name_of(path)
    ]


def name_of(path: Path) -> str:
    """Return the path as it is tracked."""
    return path.relative_to(ROOT).as_posix()


def rooms(path: Path) -> set[str]:
    """Return the rooms that a module stands in: the parts of its path."""
    return set(name_of(path).removesuffix(".py").split("/"))


@cache
def parsed(path: Path) -> ast.Module:
    """Return the syntax tree of a module."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=name_of(path))
