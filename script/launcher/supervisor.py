"""Starts children, starts a crashed one again, and leaves none behind."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from launcher.account import Account
from launcher.output import Stop, say

LONGEST_PAUSE = 10.0
STEADY_AFTER = 30.0
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
_PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """One long-running program."""

    name: str
    command: list[str]
    env: Mapping[str, str]
    log: Path
    cwd: Path
    account: Account | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    patience: float = 20.0
    before_start: Callable[[], None] | None = None
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    started_at: float = 0.0
    crashes: int = 0
    retry_at: float | None = None

    def start(self) -> None:
        """Start it in a process group of its own, so that Ctrl-C reaches only the launcher."""
        if self.before_start:
            self.before_start()
        if self.log.is_file() and self.log.stat().st_size > 10_000_000:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self.command,
                cwd=self.cwd,
                env=dict(self.env),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                # The launcher has one thread, so code between fork and exec is safe here.
                preexec_fn=self._die_with_launcher if _LIBC else None,
                **(self.account.process_options() if self.account else {}),
            )
        self.started_at, self.retry_at = time.monotonic(), None

    def _die_with_launcher(self) -> None:
        if _LIBC:
            _LIBC.prctl(_PR_SET_PDEATHSIG, int(self.stop_signal), 0, 0, 0)

    @property
    def is_running(self) -> bool:
        """Whether its process lives."""
        return self.process is not None and self.process.poll() is None

    def signal_group(self, kind: signal.Signals) -> None:
        """Reach the program and what it started itself, such as the web server's workers."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, kind)

    def tail(self, lines: int = 15) -> str:
        """The end of its log."""
        if not self.log.is_file():
            return ""
        return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])


class Supervisor:
    """The children in the order of their start; stopped in reverse."""

    def __init__(self) -> None:
        self.children: list[Child] = []

    def start(self, child: Child) -> None:
        """Start one and watch over it from now on."""
        self.children.append(child)
        child.start()

    def tend(self) -> None:
        """Look once at every child, and start again those that died and have waited long enough."""
        now = time.monotonic()
        for child in self.children:
            if child.is_running:
                if child.crashes and now - child.started_at > STEADY_AFTER:
                    child.crashes = 0
            elif child.retry_at is None:
                self._note_crash(child, now)
            elif now >= child.retry_at:
                child.signal_group(signal.SIGKILL)  # what the dead leader left behind holds its port
                child.start()

    @staticmethod
    def _note_crash(child: Child, now: float) -> None:
        assert child.process is not None
        pause = min(LONGEST_PAUSE, 0.2 * 2**child.crashes)
        child.crashes += 1
        child.retry_at = now + pause
        say(
            f"  {child.name} ended ({child.process.returncode}); again in {pause:.1f} s. Its log: {child.log}"
        )

    def wait_until(self, is_ready: Callable[[], bool], *, seconds: float, patience: int = 3) -> None:
        """Tend the children until something is ready.

        Raises:
            Stop: a child crashed ``patience`` times, or the time is over.
        """
        deadline = time.monotonic() + seconds
        while not is_ready():
            self.tend()
            for child in self.children:
                if child.crashes >= patience:
                    raise Stop(f"{child.tail()}\n{child.name} does not start. Its log: {child.log}")
            if time.monotonic() > deadline:
                logs = ", ".join(str(child.log) for child in self.children)
                raise Stop(f"Not ready after {seconds:.0f} s. The logs: {logs}")
            time.sleep(0.1)

    def run_forever(self) -> None:
        """Tend until a signal interrupts."""
        while True:
            self.tend()
            time.sleep(0.2)

    def stop(self, names: set[str] | None = None) -> None:
        """Stop the named children (all by default) together, then whoever does not listen by force."""
        chosen = [child for child in reversed(self.children) if names is None or child.name in names]
        for child in chosen:
            if child.is_running and child.process is not None:
                # Only the leader: it ends its own workers in order. The group follows below.
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    child.process.send_signal(child.stop_signal)
        for child in chosen:
            if child.process is not None:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.process.wait(timeout=child.patience)
                child.signal_group(signal.SIGKILL)
                child.process.wait()
            self.children.remove(child)
