"""Pages that cite tests are read: what ``docs/invariants.md`` and ``docs/acceptance.md`` name must be there."""

from __future__ import annotations

import ast
import re
from functools import cache

import pytest

from tests.house.source import ROOT, parsed

#: Those of the domain reference that fall into what is built so far.
NUMBERS = set(range(1, 24))
CITED = re.compile(r"`?\b([a-z_]+/test_[a-z_]+\.py)(?:::(test_\w+))?")
ROW = re.compile(r"^\| (\d+) \| (.+?) \| (.+) \|$", re.MULTILINE)


@cache
def cited_module(name: str) -> frozenset[str]:
    """Return the test functions of a module under ``tests/``; a missing module has none."""
    path = ROOT / "tests" / name
    if not path.is_file():
        return frozenset()
    found = {node.name for node in ast.walk(parsed(path)) if isinstance(node, ast.FunctionDef)}
    return frozenset(name for name in found if name.startswith("test_"))


def missing_tests(text: str) -> list[str]:
    """Return what a text cites and what is not there; a module without tests counts as missing."""
    return [
        f"{name}::{test}" if test else name
        for name, test in CITED.findall(text)
        if (test not in cited_module(name) if test else not cited_module(name))
    ]


@pytest.mark.parametrize("page", ["invariants.md", "acceptance.md"])
def test_every_test_that_a_page_names_exists(page: str) -> None:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    assert len(CITED.findall(text)) > 20
    assert missing_tests(text) == []


def test_every_invariant_has_a_sentence_and_a_test() -> None:
    text = (ROOT / "docs" / "invariants.md").read_text(encoding="utf-8")
    rows = {int(number): (sentence, cited) for number, sentence, cited in ROW.findall(text)}
    assert set(rows) == NUMBERS
    for number, (sentence, cited) in rows.items():
        assert len(sentence) > 30, number
        assert [test for _name, test in CITED.findall(cited) if test], number


def test_the_reader_of_citations_can_fail() -> None:
    assert missing_tests("`house/test_people.py::test_nothing_of_the_kind`") != []
    assert missing_tests("house/test_no_such_page.py") != []
    assert missing_tests("house/test_people.py::test_the_rule_can_fail") == []
