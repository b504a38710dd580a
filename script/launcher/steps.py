"""Commands that end: run with their output kept, and never left behind."""

from __future__ import annotations

import contextlib
import hashlib
import os
import signal
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

from launcher.output import Stop
from launcher.places import ROOT


def run_step(
    command: list[str],
    *,
    log: Path,
    env: Mapping[str, str] | None = None,
    show: bool = False,
) -> str:
    """Run one command to its end and return what it printed.

    Raises:
        Stop: it failed; carries the end of its output.
    """
    child = subprocess.Popen(
        command,
        cwd=ROOT,
        env=dict(env) if env is not None else None,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    )
    lines: list[str] = []
    try:
        assert child.stdout is not None
        for line in child.stdout:
            lines.append(line)
            if show:
                print(f"    {line}", end="", flush=True)
        code = child.wait()
    except BaseException:
        end_group(child)
        raise
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a", encoding="utf-8") as handle:
        handle.write(f"$ {' '.join(command)}\n{''.join(lines)}")
    if code != 0:
        tail = "" if show else "".join(lines[-25:])  # what was shown need not be repeated
        raise Stop(f"{tail}\nFailed ({code}): {' '.join(command)}\nThe whole output: {log}")
    return "".join(lines)


def end_group(child: subprocess.Popen[str]) -> None:
    """End a command with everything that it started."""
    for kind in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, kind)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(timeout=5)


def fingerprint(paths: Iterable[Path], *words: str) -> str:
    """Digest of the contents of files, and of all files below folders; what is missing counts as empty."""
    digest = hashlib.sha256()
    for word in words:
        digest.update(word.encode() + b"\0")
    for path in paths:
        for file in sorted(_files(path)):
            digest.update(str(file).encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _files(path: Path) -> Iterable[Path]:
    if path.is_dir():
        return (file for file in path.rglob("*") if file.is_file() and file.suffix != ".pyc")
    return [path] if path.is_file() else []
