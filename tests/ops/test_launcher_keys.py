"""Secrets and the environment file: written once, for one reader, and read back the same by both parsers."""

from __future__ import annotations

import os
import stat
import subprocess
from pathlib import Path

import environ
import pytest
from hypothesis import given
from hypothesis import strategies as st
from launcher.keys import keys_of, quoted, read_environment, unquoted, write_environment
from launcher.output import Stop

LINES = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=60)


@given(value=LINES)
def test_a_value_survives_quoting(value: str) -> None:
    assert unquoted(quoted(value)) == value


@pytest.mark.parametrize(
    "value",
    ["plain", "a b", 'q"q', "back\\slash", "$HOME", "`id`", "it's", "#no", "\\n", "中文", "a=b&c"],
)
def test_settings_and_shell_read_what_was_written(tmp_path: Path, value: str) -> None:
    path = tmp_path / "environment"
    write_environment(path, {"PINGAN_PROBE": value})
    read: dict[str, str] = {}
    reader = type("Reader", (environ.Env,), {"ENVIRON": read})
    reader.read_env(path)
    shell = subprocess.run(
        ["sh", "-c", f'. "{path}"; printf %s "$PINGAN_PROBE"'], capture_output=True, text=True, check=True
    )
    assert read == {"PINGAN_PROBE": value} == read_environment(path)
    assert shell.stdout == value


def test_a_line_break_is_refused_rather_than_cut() -> None:
    with pytest.raises(Stop):
        quoted("one\ntwo")


def test_keys_are_made_once_and_kept_from_others(tmp_path: Path) -> None:
    os.umask(0o022)
    first = keys_of(tmp_path / "keys")
    assert keys_of(tmp_path / "keys") == first
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o600
    assert keys_of(tmp_path / "other") != first
    assert set(first) == {"PINGAN_SECRET_KEY", "PINGAN_FIELD_KEYS", "PINGAN_BLIND_INDEX_KEY"}
