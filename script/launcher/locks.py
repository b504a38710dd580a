"""One copy at a time: a lock on the data directory, and one on the environment while it is installed."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from launcher.output import Stop, say


@contextlib.contextmanager
def only_copy(path: Path, description: str) -> Iterator[None]:
    """Hold the data directory until the block ends; the kernel lets go when the process dies.

    Raises:
        Stop: another copy holds it; the answer names that copy.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            handle.seek(0)
            raise Stop(
                f"Pingan already uses this data directory ({handle.read().strip() or 'starting'}).\n"
                "Stop that copy, or start a second one beside it:\n"
                "  PINGAN_DATA_DIR=var/second script/server --port 8100"
            ) from error
        handle.truncate(0)
        handle.write(f"process {os.getpid()}, {description}")
        handle.flush()
        yield


@contextlib.contextmanager
def taking_turns(path: Path) -> Iterator[None]:
    """Wait until the others are done."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("  Another copy is installing; waiting for it …")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
