"""The embedded PostgreSQL 18 and the embedded broker, driven by ourselves.

The database keeps PostgreSQL's own durability; only the test run may ask for ``is_throw_away``. The broker
keeps nothing on disk: what must not be lost stands in the outbox.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path

from launcher.account import Account
from launcher.cluster import Home, home_of, stop_left_over
from launcher.output import Stop, step
from launcher.places import LONGEST_SOCKET_DIRECTORY, Places, make_private
from launcher.programs import Programs, programs_for
from launcher.supervisor import Child, Supervisor

SUPERUSER, OWNER, APPLICATION, DATABASE = "owner", "pingan_owner", "pingan_app", "pingan"
# The owner migrates, the application only works: no TRUNCATE, ALTER or trigger rights on the two books.
ROLES = rf"""
SELECT 'CREATE ROLE {OWNER} LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{OWNER}') \gexec
SELECT 'CREATE ROLE {APPLICATION} LOGIN'
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{APPLICATION}') \gexec
SELECT 'CREATE DATABASE {DATABASE} OWNER {OWNER}'
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{DATABASE}') \gexec
"""


@dataclass(frozen=True)
class Servers:
    """The running embedded servers."""

    home: Home
    programs: Programs
    sockets: Path

    def database_url(self, role: str, database: str = DATABASE) -> str:
        """Address for one role."""
        return f"postgresql://{role}@/{database}?host={self.sockets}"

    @property
    def broker_url(self) -> str:
        """Address of the broker."""
        return f"redis+socket://{self.sockets}/v.sock?virtual_host=0"

    def query(self, sql: str, database: str = DATABASE) -> str:
        """Run SQL as the superuser and return its bare output.

        Raises:
            Stop: the server refused it.
        """
        command = [self.programs.postgres("psql"), "-XAtq", "-v", "ON_ERROR_STOP=1"]
        command += ["-h", str(self.sockets), "-U", SUPERUSER, "-d", database]
        answer = subprocess.run(
            command,
            input=sql,
            capture_output=True,
            text=True,
            cwd="/",
            env=_plain_env(self.home),
            check=False,
        )
        if answer.returncode != 0:
            raise Stop(f"{answer.stderr}\nThe embedded database refused to be set up.")
        return answer.stdout.strip()


def _plain_env(home: Home) -> dict[str, str]:
    """Nothing of the user's own PG* variables may reach the embedded server."""
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": str(home.base), "LC_ALL": "C"}


def start(places: Places, supervisor: Supervisor, *, is_throw_away: bool = False) -> Servers:
    """Start both servers under the supervisor; a new data directory gets a new cluster.

    Raises:
        Stop: they cannot run here.
    """
    home = home_of(places)
    programs = programs_for(home.account, home.base)
    sockets = places.sockets
    if len(str(sockets)) > LONGEST_SOCKET_DIRECTORY:
        raise Stop(f"The path of the sockets is too long for UNIX: {sockets}. Set XDG_RUNTIME_DIR=/tmp")
    make_private(sockets, home.account.uid, home.account.gid)
    servers = Servers(home, programs, sockets)
    if not home.data.is_dir():
        with step(f"Making the database in {home.base}"):
            _initdb(servers)
    _demand_version(home)
    stop_left_over(home.data)
    supervisor.start(_postgres(servers, places, is_throw_away=is_throw_away))
    supervisor.start(_valkey(servers, places))
    supervisor.wait_until(lambda: _answers(servers), seconds=120)
    servers.query(ROLES, database="postgres")
    return servers


def _initdb(servers: Servers) -> None:
    home = servers.home
    unfinished = home.base / "cluster.new"
    shutil.rmtree(unfinished, ignore_errors=True)
    # The built-in locale sorts and folds alike on every machine, whatever locales it has.
    command = [servers.programs.postgres("initdb"), "-D", str(unfinished), "-U", SUPERUSER, "--auth=trust"]
    command += ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    made = subprocess.run(
        command,
        cwd="/",
        env=_plain_env(home),
        capture_output=True,
        text=True,
        check=False,
        **home.account.process_options(),
    )
    if made.returncode != 0:
        raise Stop(f"{made.stdout}{made.stderr}\nCould not make the database in {home.base}.")
    unfinished.rename(home.data)  # in one step: an interrupted start leaves no half cluster


def _demand_version(home: Home) -> None:
    version = (home.data / "PG_VERSION").read_text(encoding="ascii").strip()
    if version != "18":
        raise Stop(
            f"The database in {home.base} is of PostgreSQL {version}, this is 18. Dump it with the old\n"
            "version of Pingan, or begin anew: script/server --fresh"
        )


def _postgres(servers: Servers, places: Places, *, is_throw_away: bool) -> Child:
    home = servers.home
    settings = ["listen_addresses=", f"unix_socket_directories={servers.sockets}", "jit=off"]
    # Nearly every disk is without moving parts: a page elsewhere costs about as much as the next one.
    settings += ["unix_socket_permissions=0700", "max_connections=200", "random_page_cost=1.1"]
    if is_throw_away:
        settings += ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
    command = [servers.programs.postgres("postgres"), "-D", str(home.data)]
    for setting in settings:
        command += ["-c", setting]
    return Child(
        name="database",
        command=command,
        env=_plain_env(home),
        log=places.logs / "database.log",
        cwd=Path("/"),
        account=home.account,
        stop_signal=signal.SIGINT,  # PostgreSQL's fast shutdown
        patience=60.0,
        before_start=lambda: stop_left_over(home.data),
    )


def _valkey(servers: Servers, places: Places) -> Child:
    account: Account = servers.home.account
    command = [servers.programs.valkey, "--port", "0", "--unixsocket", str(servers.sockets / "v.sock")]
    command += ["--unixsocketperm", "700", "--save", "", "--appendonly", "no", "--daemonize", "no"]
    command += ["--dir", str(servers.sockets)]
    return Child(
        name="broker",
        command=command,
        env=_plain_env(servers.home),
        log=places.logs / "broker.log",
        cwd=Path("/"),
        account=account,
    )


def _answers(servers: Servers) -> bool:
    probe = [servers.programs.postgres("pg_isready"), "-q", "-h", str(servers.sockets), "-U", SUPERUSER]
    answer = subprocess.run([*probe, "-d", "postgres"], cwd="/", env=_plain_env(servers.home), check=False)
    return answer.returncode == 0 and _broker_answers(servers.sockets / "v.sock")


def _broker_answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(1)
        try:
            probe.connect(str(path))
            probe.sendall(b"PING\r\n")
            return probe.recv(16).startswith(b"+PONG")
        except OSError:
            return False
