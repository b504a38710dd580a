"""What the benchmark asks for are the product's own addresses: one that moved would otherwise be found after seeding."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlsplit

import pytest
from django.urls import resolve

from bench.dispute_cases import dispute_cases
from bench.floors import Connection

_ABOUT: dict[str, Any] = {
    "county": "360703", "township": "360703203", "committee": 1, "mediator": 1, "details": [5], "filed": 5,
    "since": "2026-01-01", "middle": "2026-07-01", "until": "2026-12-31", "year": 2026,
    "tokens": dict.fromkeys(("desk", "mediator", "county", "office"), "t"),
    "sessions": dict.fromkeys(("desk", "county"), "s"),
}  # fmt: skip
_CASES = {case.name: case for case in dispute_cases(_ABOUT, cast("Connection", None))}


@pytest.mark.parametrize("name", _CASES)
def test_a_case_asks_for_an_address_of_the_product(name: str) -> None:
    request = _CASES[name].request()
    view = resolve(urlsplit(request.path).path)
    assert view.func.__module__.startswith("disputes."), request.path


def test_what_the_issue_names_is_measured() -> None:
    """List, detail, party check, register of a county-year, file PDF; the tables besides."""
    for words in ("list:", "detail", "party check", "register of a county-year", "statistics", "file PDF"):
        assert any(name.startswith(words) for name in _CASES), words
