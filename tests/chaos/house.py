"""The product's own processes in a data directory of their own, and the means to kill them.

Run as a program it is the supervisor: it starts the embedded servers with PostgreSQL's default durability,
prepares a small world and serves, with the launcher's own parts and commands. It reads orders from its
standard input: ``hold NAME`` kills a child and leaves it dead, ``release NAME`` starts it again.
"""

from __future__ import annotations

import http.client
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT / "script") not in sys.path:
    sys.path.insert(0, str(ROOT / "script"))

import psycopg  # noqa: E402
from launcher import application, cluster, embedded, server  # noqa: E402
from launcher.keys import keys_of  # noqa: E402
from launcher.options import Options  # noqa: E402
from launcher.output import say  # noqa: E402
from launcher.places import PYTHON, Places  # noqa: E402
from launcher.supervisor import Child, Supervisor  # noqa: E402

WORLD = """
import json
from tests.factories.world import PASSWORD, given_world
world = given_world()
people = {
    f"{name}.{role}": user.username
    for name, place in world.places.items() for role, user in place.users.items()
}
units = {f"{name}.{key}": organ.pk for name, place in world.places.items() for key, organ in place.units.items()}
points = {name: place.point for name, place in world.places.items()}
counties = {name: place.county.code for name, place in world.places.items()}
print("WORLD " + json.dumps({"password": PASSWORD, "people": people, "units": units, "points": points,
                             "counties": counties}))
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def eventually(is_true: Callable[[], bool], seconds: float, *, every: float = 0.2) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if is_true():
            return True
        time.sleep(every)
    return False


class House:
    """One supervisor with its children, seen from the test."""

    def __init__(self, data: Path) -> None:
        self.places = Places(data)
        self.port = free_port()
        self.world: dict[str, Any] = {}
        self.output = data.parent / "output"
        self.process: subprocess.Popen[bytes] | None = None

    def open(self) -> None:
        foreign = ("PINGAN_", "DATABASE_", "REDIS_", "DJANGO_")
        env = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
        command = [str(PYTHON), "-m", "tests.chaos.house", str(self.places.data), str(self.port)]
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=output, stderr=output
            )
        assert eventually(self._is_announced, 150), self.said()
        line = next(line for line in self.said().splitlines() if line.startswith("WORLD "))
        self.world = json.loads(line.removeprefix("WORLD "))
        assert eventually(lambda: self.answers("/healthz"), 60), f"{self.said()}\n{self.logs()}"

    def _is_announced(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, f"{self.said()}\n{self.logs()}"
        return "OPEN" in self.said().splitlines()

    def close(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(timeout=60)
            except subprocess.TimeoutExpired:
                self.process.kill()
        cluster.remove(self.places)
        shutil.rmtree(self.places.sockets, ignore_errors=True)

    def said(self) -> str:
        return self.output.read_text(errors="replace")

    def logs(self) -> str:
        parts = [
            f"== {log.name}\n{log.read_text(errors='replace')[-3000:]}"
            for log in self.places.logs.glob("*.log")
        ]
        return "\n".join(parts)

    def order(self, words: str) -> None:
        assert self.process is not None
        assert self.process.stdin is not None
        # Counted, for the same order may have been given before; one at a time, for the house reads one line a look.
        before = self.said().splitlines().count(f"DONE {words}")
        self.process.stdin.write(f"{words}\n".encode())
        self.process.stdin.flush()
        assert eventually(lambda: self.said().splitlines().count(f"DONE {words}") > before, 30), self.said()

    def is_ready(self) -> bool:
        return self.answers("/readyz")

    def answers(self, path: str) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path)
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """What the database says, past the product; by its superuser."""
        address = f"postgresql://{embedded.SUPERUSER}@/{embedded.DATABASE}?host={self.places.sockets}"
        with psycopg.connect(address, connect_timeout=10) as connection:
            cursor = connection.execute(sql, values)  # type: ignore[call-overload]
            return list(cursor.fetchall()) if cursor.description else []

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        env = json.loads((self.places.run / "chaos.json").read_text())
        command = [str(PYTHON), "manage.py", *arguments]
        return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)

    def victims(self, program: str) -> list[int]:
        """The process of a program that the supervisor started, followed by that one's own children."""
        assert self.process is not None
        leaders = [pid for pid in children(self.process.pid) if program in command_of(pid)]
        return [*leaders, *(child for leader in leaders for child in children(leader))]


def children(pid: int) -> list[int]:
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((process / "stat").read_text().rsplit(")", 1)[1].split()[1])
        except (OSError, ValueError, IndexError):
            continue
        if parent == pid:
            found.append(int(process.name))
    return sorted(found)


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


# -- the supervisor's side ------------------------------------------------------------------------------


def keep_house(data: Path, port: int) -> None:
    """Serve until SIGTERM, obeying orders on standard input."""
    signal.signal(signal.SIGTERM, _interrupt)
    places = Places(data)
    places.make()
    options = Options(host="127.0.0.1", port=port, is_fresh=False)
    supervisor = Supervisor()
    try:
        servers = embedded.start(places, supervisor)
        env = _environment(options, places, servers)
        (places.run / "chaos.json").write_text(json.dumps(env))
        owner_env = env | {"DATABASE_URL": env["DATABASE_OWNER_URL"]}
        app = application.Application(places=places, env=env, owner_env=owner_env, database="chaos")
        app.manage("migrate", "--noinput", as_owner=True)
        app.manage("grant_app_role")
        (places.data / "static").mkdir(exist_ok=True)
        made = app.manage("shell", "-v", "0", "-c", WORLD)
        say(next(line for line in made.splitlines() if line.startswith("WORLD ")))
        for child in server._served(options, places, env):
            supervisor.start(child)
        say("OPEN")
        _serve(supervisor)
    except KeyboardInterrupt:
        pass
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        supervisor.stop(server.SERVED)
        supervisor.stop()


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _environment(options: Options, places: Places, servers: embedded.Servers) -> dict[str, str]:
    values = {
        "DATABASE_URL": servers.database_url(embedded.APPLICATION),
        "DATABASE_OWNER_URL": servers.database_url(embedded.OWNER),
        "REDIS_URL": servers.broker_url,
    }
    return server._environment(options, places, values | keys_of(places.data / "keys"))


def _serve(supervisor: Supervisor) -> None:
    held: dict[str, Child] = {}
    while True:
        supervisor.tend()
        if not select.select([sys.stdin], [], [], 0.1)[0]:
            continue
        verb, _, name = sys.stdin.readline().strip().partition(" ")
        if verb == "hold":
            child = next(child for child in supervisor.children if child.name == name)
            supervisor.children.remove(child)
            child.signal_group(signal.SIGKILL)
            held[name] = child
        elif verb == "release":
            supervisor.start(held.pop(name))
        say(f"DONE {verb} {name}")


if __name__ == "__main__":
    keep_house(Path(sys.argv[1]), int(sys.argv[2]))
