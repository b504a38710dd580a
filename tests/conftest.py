"""Fixtures for every test."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a run of the browser tests write its pictures anew."""
    parser.addoption("--screenshots", action="store_true", help="Rewrite docs/screenshots (browser tests).")
