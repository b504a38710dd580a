"""What the user sees: one line per step, with its time, and one kind of refusal."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path


class Stop(Exception):
    """An end that is explained to the user: what is wrong and the command that mends it."""

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.code = code


def say(text: str = "") -> None:
    """Print one line at once, also into a pipe; a pipe that nobody reads any more stops nothing."""
    try:
        print(text, flush=True)
    except OSError:
        sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115  stays open until the end


def complain(text: str) -> None:
    """Print one refusal to standard error."""
    print(f"\n{text}", file=sys.stderr, flush=True)


@contextlib.contextmanager
def step(title: str) -> Iterator[None]:
    """Announce a step when it begins and its time when it ends."""
    say(f"  {title} …")
    began = time.monotonic()
    yield
    took = time.monotonic() - began
    if took >= 1:
        say(f"    done in {took:.1f} s")
