"""Children are started again when they crash, and none is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from launcher.output import Stop
from launcher.supervisor import Child, Supervisor

SCRIPT = str(Path(__file__).resolve().parents[2] / "script")


@pytest.fixture
def supervisor() -> Iterator[Supervisor]:
    found = Supervisor()
    yield found
    found.stop()


def child(folder: Path, shell: str, name: str = "probe", patience: float = 5.0) -> Child:
    command = ["sh", "-c", shell]
    return Child(name, command, dict(os.environ), folder / f"{name}.log", folder, patience=patience)


def eventually(is_true: Callable[[], bool], seconds: float = 10.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if is_true():
            return True
        time.sleep(0.05)
    return False


def lives(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_a_killed_child_is_started_again(supervisor: Supervisor, tmp_path: Path) -> None:
    probe = child(tmp_path, "exec sleep 60")
    supervisor.start(probe)
    assert probe.process
    first = probe.process.pid
    os.kill(first, signal.SIGKILL)

    def is_back() -> bool:
        supervisor.tend()
        return probe.is_running and probe.process is not None and probe.process.pid != first

    assert eventually(is_back)


def test_what_a_dead_leader_left_is_cleared(supervisor: Supervisor, tmp_path: Path) -> None:
    probe = child(tmp_path, "sleep 60 & echo $! >> pids; wait")
    supervisor.start(probe)
    assert eventually(lambda: (tmp_path / "pids").is_file() and bool((tmp_path / "pids").read_text().strip()))
    orphan = int((tmp_path / "pids").read_text())
    assert probe.process
    probe.process.kill()

    def is_back() -> bool:
        supervisor.tend()
        return len((tmp_path / "pids").read_text().split()) == 2

    assert eventually(is_back)
    assert eventually(lambda: not lives(orphan))


def test_a_child_that_never_starts_ends_the_wait_with_its_log(supervisor: Supervisor, tmp_path: Path) -> None:
    supervisor.start(child(tmp_path, "echo no such table; exit 3"))
    with pytest.raises(Stop, match="no such table"):
        supervisor.wait_until(lambda: False, seconds=20)


def test_a_stubborn_child_is_stopped_by_force(supervisor: Supervisor, tmp_path: Path) -> None:
    probe = child(tmp_path, "trap '' TERM; echo ready; while :; do sleep 0.1; done", patience=0.5)
    supervisor.start(probe)
    assert eventually(lambda: "ready" in probe.tail())
    assert probe.process
    pid = probe.process.pid
    supervisor.stop()
    assert not lives(pid)
    assert supervisor.children == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ties children to their parent's death")
def test_children_do_not_survive_a_killed_launcher(tmp_path: Path) -> None:
    code = (
        "import os, sys, time; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path; from launcher.supervisor import Child, Supervisor\n"
        "here = Path(sys.argv[2]); s = Supervisor()\n"
        "s.start(Child('p', ['sleep', '60'], dict(os.environ), here / 'log', here))\n"
        "print(s.children[0].process.pid, flush=True); time.sleep(60)"
    )
    launcher = subprocess.Popen(
        [sys.executable, "-c", code, SCRIPT, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert launcher.stdout
    pid = int(launcher.stdout.readline())
    launcher.kill()
    launcher.wait()
    assert eventually(lambda: not lives(pid))
