"""No file of tests stands in its module's transaction and commits as well: what is left of one would meet the other."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.conftest import no_world_around_what_commits


def collected(*fixtures: tuple[str, ...]) -> list[Any]:
    return [SimpleNamespace(path=Path("tests/test_one.py"), fixturenames=names) for names in fixtures]


def test_a_file_that_commits_within_its_modules_world_is_refused() -> None:
    with pytest.raises(pytest.UsageError, match=r"test_one\.py"):
        no_world_around_what_commits(collected(("world", "world_of_module"), ("transactional_db",)))


def test_a_file_that_does_one_of_both_is_run() -> None:
    no_world_around_what_commits(collected(("world", "world_of_module"), ("db",)))
    no_world_around_what_commits(collected(("world", "transactional_db"), ("transactional_db",)))
