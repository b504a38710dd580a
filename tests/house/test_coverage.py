"""``docs/coverage.md``: all 63 articles, each with what serves it; every link on the page is followed."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.urls import Resolver404, resolve

from pingan.registers.services.definitions import REFERENCE
from tests.house.source import ROOT
from tests.house.test_invariants import CITED, missing_tests

PAGE = ROOT / "docs" / "coverage.md"
ROW = re.compile(r"^\| (\d+) \| (.+?) \| (\w) \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)
#: The kind of every article as domain.md §1 has it.
CORE = {11, 12, 13, 14, 15, 18, 23, 24, 25, 32, 57, 58, 59, 60, 61, 62}
TASKS = {17, 27, 28, 29, 30, 31, 33, 34, 35, 36, 37, 38, 39, 40, 41, 45, 46}
NOTHING = {1, 2, 3, 4, 5, 16, 48, 55, 63}
_DIGITS = "零一二三四五六七八九"


def kind_of(article: int) -> str:
    for kind, articles in (("C", CORE), ("T", TASKS), ("N", NOTHING)):
        if article in articles:
            return kind
    return "R"


def in_chinese(number: int) -> str:
    """Write the number of an article as its text does: 9 九, 10 十, 23 二十三."""
    tens, ones = divmod(number, 10)
    head = "" if not tens else ("十" if tens == 1 else f"{_DIGITS[tens]}十")
    return head + (_DIGITS[ones] if ones else "")


def rows_of(text: str) -> dict[int, dict[str, str]]:
    names = ("subject", "kind", "served", "where", "shown")
    return {int(row[0]): dict(zip(names, row[1:], strict=True)) for row in ROW.findall(text)}


def seeded() -> dict[str, dict[str, Any]]:
    files = sorted(REFERENCE.glob("*.json"))
    return {row["code"]: row for path in files for row in json.loads(path.read_text(encoding="utf-8"))}


def faults_of(article: int, row: dict[str, str], definitions: dict[str, dict[str, Any]]) -> list[str]:
    """Return what is wrong with one line of the page."""
    found = [] if row["kind"] == kind_of(article) else [f"kind {row['kind']}, not {kind_of(article)}"]
    links = re.findall(r"`([^`]+)`", row["where"])
    if row["kind"] == "N":
        says_why = row["served"].startswith("Nothing") and len(row["served"]) > 40
        return found if says_why and not links else [*found, "says no reason, or leads somewhere"]
    if not links or not CITED.findall(row["shown"]):
        found.append("leads nowhere, or no test shows it")
    for link in links:
        code = link.partition("definition:")[2]
        if code:
            source = definitions.get(code, {}).get("source", "")
            is_cited = f"第{in_chinese(article)}条" in source
            found += [] if is_cited else [f"{code}: not seeded, or its source does not name the article"]
        elif not answers(link):
            found.append(f"{link}: no such address")
    return found + missing_tests(row["shown"])


def answers(address: str) -> bool:
    try:
        resolve(address)
    except Resolver404:
        return False
    return True


ROWS = rows_of(PAGE.read_text(encoding="utf-8"))


def test_none_of_the_63_articles_is_missing() -> None:
    assert list(ROWS) == list(range(1, 64))


@pytest.mark.parametrize("article", ROWS)
def test_every_link_of_an_article_is_there(article: int) -> None:
    assert faults_of(article, ROWS[article], seeded()) == []


def test_every_definition_of_the_product_serves_an_article() -> None:
    named = {code for row in ROWS.values() for code in re.findall(r"definition:(\w+)", row["where"])}
    assert set(seeded()) - named <= {"dispute_screening"}, "its ground is another regulation"


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "T"},
        {"where": "`/nowhere/`"},
        {"where": "`definition:nothing`"},
        {"where": "`definition:drills`"},
        {"where": "–"},
        {"shown": "–"},
        {"shown": "house/test_coverage.py::test_nothing_of_the_kind"},
    ],
)
def test_the_reader_of_the_page_can_fail(change: dict[str, str]) -> None:
    assert faults_of(9, ROWS[9] | change, seeded()) != []
    assert faults_of(1, ROWS[1] | {"served": "–"}, seeded()) != []
