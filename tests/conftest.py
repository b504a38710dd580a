"""Fixtures for every test."""

from pathlib import Path

import pytest

CATALOGUE = Path(__file__).parent.parent / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.mo"


def pytest_sessionstart() -> None:
    """Without the compiled catalogue every page would speak English and half of the tests would fail oddly."""
    if not CATALOGUE.is_file():
        raise pytest.UsageError("The messages are not compiled: run script/messages.py compile, or script/test.")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a run of the browser tests write its pictures anew."""
    parser.addoption("--screenshots", action="store_true", help="Rewrite docs/screenshots (browser tests).")
