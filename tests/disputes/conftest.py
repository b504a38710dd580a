"""The small world for tests of disputes."""

from __future__ import annotations

import pytest


@pytest.fixture
def without_papers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the printing, where a test walks many steps and is not about papers."""
    from disputes.machine import papers

    monkeypatch.setattr(papers, "add", lambda *who, **values: None)
