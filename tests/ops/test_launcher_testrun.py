"""What script/test hands to the processes that it starts."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from launcher import testrun
from launcher.places import Places


def test_nothing_of_the_callers_reaches_the_tests_and_what_is_compiled_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("PINGAN_SECRET_KEY", "the caller's")
    monkeypatch.setattr(testrun, "find_browser", lambda: None)
    servers: Any = SimpleNamespace(database_url=lambda *_names: "postgresql://x/y", broker_url="redis://x")
    env = testrun._environment(Places(tmp_path), cast("Any", servers))
    assert env["DATABASE_URL"] == "postgresql://x/y"
    assert not {"PYTHONDONTWRITEBYTECODE", "PINGAN_SECRET_KEY"} & set(env)
