"""script/server as the user has it: real processes, real kills, nothing left behind."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from launcher import cluster
from launcher.places import Places

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def eventually(is_true: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if is_true():
            return True
        time.sleep(0.2)
    return False


class Copy:
    """One running script/server without the demo county."""

    def __init__(self, data: Path) -> None:
        self.data, self.port = data, free_port()
        foreign = ("PINGAN_", "DATABASE_", "REDIS_", "DJANGO_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
        self.env = kept | {"PINGAN_DATA_DIR": str(data), "PINGAN_DEMO": "0"}
        self.output = data.parent / f"output-{self.port}"
        with self.output.open("wb") as output:
            command = [str(ROOT / "script/server"), "--port", str(self.port)]
            self.process = subprocess.Popen(command, env=self.env, stdout=output, stderr=output)

    def said(self) -> str:
        return self.output.read_text(errors="replace")

    def is_announced(self) -> bool:
        assert self.process.poll() is None, self.said()
        return "Pingan is ready" in self.said()

    def get(self, path: str) -> tuple[int, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return 0, b""
        finally:
            connection.close()

    def is_ready(self) -> bool:
        status, body = self.get("/readyz")
        return status == 200 and json.loads(body)["status"] == "ready"

    def processes(self) -> list[int]:
        """Whoever has this data directory's marks in its command line, environment or working directory."""
        found = []
        places = Places(self.data)
        marks = [str(self.data), str(places.sockets), str(cluster.recorded_base(places) or self.data)]
        for process in Path("/proc").glob("[0-9]*"):
            try:
                words = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
            except OSError:
                continue
            if any(mark.encode() in words for mark in marks) and int(process.name) != os.getpid():
                found.append(int(process.name))
        return found

    def leader(self, program: str) -> int:
        """The child of the launcher that runs this program."""
        for pid in self.processes():
            words = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
            parent = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1]
            if program in words and int(parent) == self.process.pid:
                return pid
        raise AssertionError(f"no {program} among the children")

    def end(self, kind: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(kind)
        return self.process.wait(timeout=90)


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Copy]:
    running = Copy(tmp_path.resolve() / "data")
    yield running
    if running.process.poll() is None:
        running.end()
    cluster.remove(Places(running.data))


def count_regions(copy: Copy) -> int:
    code = "from pingan.org.models import Region; print('|', Region.objects.count())"
    answer = subprocess.run(
        [str(ROOT / ".venv/bin/python"), "manage.py", "shell", "-v", "0", "-c", code],
        cwd=ROOT,
        env=copy.env,
        capture_output=True,
        text=True,
        check=True,
    )
    return int(re.findall(r"\| (\d+)", answer.stdout)[-1])


def test_one_command_serves_survives_kills_and_leaves_nothing(copy: Copy) -> None:
    assert eventually(copy.is_announced, 400), copy.said()
    assert eventually(copy.is_ready, 60), copy.get("/readyz")
    regions = count_regions(copy)  # manage.py found the running server by itself
    assert regions > 20_000

    second = subprocess.run(
        [str(ROOT / "script/server"), "--port", str(free_port())],
        env=copy.env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert second.returncode == 1
    assert "already uses this data directory" in second.stderr

    for program in ("granian", "celery", "valkey-server", "postgres"):
        os.kill(copy.leader(program), signal.SIGKILL)
    time.sleep(1)
    assert eventually(copy.is_ready, 90), copy.said()
    assert count_regions(copy) == regions

    assert copy.end(signal.SIGINT) == 0
    assert copy.processes() == []

    began = time.monotonic()
    again = Copy(copy.data)
    try:
        assert eventually(again.is_announced, 60), again.said()
        # 5 s on an idle machine; the promise is 10, the rest is for a machine that also runs tests.
        assert time.monotonic() - began < 20
        assert count_regions(again) == regions
    finally:
        again.process.kill()
        again.process.wait()
    assert eventually(lambda: again.processes() == [], 30), "children outlived their launcher"
