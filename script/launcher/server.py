"""script/server: from a bare machine to a served page, and back to no process at all."""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Mapping

from launcher import application, cluster, embedded, environment
from launcher.keys import keys_of, write_environment
from launcher.locks import only_copy
from launcher.options import Options, demand_free_port, parse
from launcher.output import Stop, say, step
from launcher.places import PYTHON, ROOT, VENV, Places, places_from_environment
from launcher.supervisor import Child, Supervisor

SERVED = {"web", "worker", "beat"}


def run(arguments: list[str]) -> int:
    """Serve until Ctrl-C or SIGTERM; 0 then, else the reason is raised as ``Stop``."""
    options = parse(arguments)
    demand_free_port(options)
    # Named on purpose: a shell lets what it starts in the background ignore Ctrl-C's signal.
    for kind in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(kind, _interrupt)
    began = time.monotonic()
    places = places_from_environment()
    places.make()
    with only_copy(places.run / "lock", options.address):
        say(f"Pingan: data in {places.data}")
        environment.ensure("embedded", places.logs / "pip.log")
        application.bring_assets(places)
        supervisor = Supervisor()
        try:
            return _serve(options, places, supervisor, began)
        finally:
            _stop(supervisor)
            with contextlib.suppress(OSError):  # somebody else's files are in it, or it was never made
                places.sockets.rmdir()


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _stop(supervisor: Supervisor) -> None:
    for kind in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(kind, signal.SIG_IGN)  # stopping is bounded in time; a second Ctrl-C adds nothing
    if supervisor.children:
        say("\n  Stopping …")
    supervisor.stop(SERVED)  # before the database, so that requests and jobs end in order
    supervisor.stop()


def _serve(options: Options, places: Places, supervisor: Supervisor, began: float) -> int:
    servers = _start_servers(options, places, supervisor)
    values = _addresses(servers) | keys_of(places.data / "keys")
    write_environment(places.run / "environment", values | {"PINGAN_DATA_DIR": str(places.data)})
    env = _environment(options, places, values)
    app = application.Application(
        places=places,
        env=env,
        owner_env=env | {"DATABASE_URL": values["DATABASE_OWNER_URL"]},
        database=_identity(servers),
    )
    _prepare(app, servers)
    accounts = _begin_accounts(env)
    try:
        for child in _served(options, places, env):
            supervisor.start(child)
        supervisor.wait_until(lambda: _is_served(options), seconds=90)
        say(f"\n  Pingan is ready after {time.monotonic() - began:.0f} s:  {options.address}\n")
        _print_accounts(accounts)
    finally:
        if accounts and accounts.poll() is None:
            accounts.kill()
    say("  Ctrl-C stops everything.")
    try:
        supervisor.run_forever()
    except KeyboardInterrupt:
        return 0
    return 1


def _start_servers(options: Options, places: Places, supervisor: Supervisor) -> embedded.Servers | None:
    """Start what is not given from outside; None when both are."""
    given = [name for name in ("DATABASE_URL", "REDIS_URL") if os.environ.get(name)]
    if options.is_fresh:
        if "DATABASE_URL" in given:
            raise Stop("--fresh removes only the embedded database; unset DATABASE_URL first.")
        with step("Removing the old database"):
            cluster.remove(places)
    if len(given) == 2:
        return None
    with step("Starting the database and the broker"):
        return embedded.start(places, supervisor)


def _addresses(servers: embedded.Servers | None) -> dict[str, str]:
    """The three addresses; the environment's own replace the embedded ones."""
    found: dict[str, str] = {}
    if servers:
        found = {
            "DATABASE_URL": servers.database_url(embedded.APPLICATION),
            "DATABASE_OWNER_URL": servers.database_url(embedded.OWNER),
            "REDIS_URL": servers.broker_url,
        }
    if os.environ.get("DATABASE_URL"):
        found["DATABASE_URL"] = os.environ["DATABASE_URL"]
        found["DATABASE_OWNER_URL"] = os.environ.get("DATABASE_OWNER_URL") or found["DATABASE_URL"]
    if os.environ.get("REDIS_URL"):
        found["REDIS_URL"] = os.environ["REDIS_URL"]
    return found


def _environment(options: Options, places: Places, values: Mapping[str, str]) -> dict[str, str]:
    """What every process of the application gets; a variable that the user set wins over a made key."""
    env = {**values, **os.environ, "PINGAN_DATA_DIR": str(places.data), "PYTHONUNBUFFERED": "1"}
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"):
        env[name] = values[name]
    env.setdefault("DJANGO_SETTINGS_MODULE", "pingan.settings.development")
    env["PATH"] = f"{VENV / 'bin'}{os.pathsep}{env.get('PATH', '')}"
    if options.host not in {"127.0.0.1", "localhost", "::1"}:
        env.setdefault("PINGAN_ALLOWED_HOSTS", ",".join(_names_of_this_machine(options.host)))
    return env


def _names_of_this_machine(host: str) -> list[str]:
    names = {"localhost", "127.0.0.1", "[::1]", socket.gethostname()}
    if host not in {"0.0.0.0", "::"}:
        names.add(f"[{host}]" if ":" in host else host)
    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(socket.gethostname(), None)}
    except OSError:
        found = set()
    return sorted(names | {f"[{address}]" if ":" in address else address for address in found})


def _identity(servers: embedded.Servers | None) -> str:
    if servers and not os.environ.get("DATABASE_URL"):
        return servers.query("SELECT system_identifier FROM pg_control_system()", database="postgres")
    return hashlib.sha256(os.environ["DATABASE_URL"].encode()).hexdigest()


def _prepare(app: application.Application, servers: embedded.Servers | None) -> None:
    application.prepare_files(app)
    own = servers if not os.environ.get("DATABASE_URL") else None
    if application.migrate(app, _applied(own)) and own:
        application.note_migrated(app, _applied(own) or "")
    application.load_reference(app)
    application.load_demo(app)


def _applied(servers: embedded.Servers | None) -> str | None:
    """How many migrations the embedded database has; None for another database."""
    if servers is None:
        return None
    if servers.query("SELECT to_regclass('django_migrations') IS NULL") == "t":
        return "0"
    return servers.query("SELECT count(*) FROM django_migrations")


def _served(options: Options, places: Places, env: Mapping[str, str]) -> list[Child]:
    celery = [str(VENV / "bin" / "celery"), "-A", "pingan.celery"]
    web = [str(VENV / "bin" / "granian"), "--interface", "wsgi", "--host", options.host]
    web += ["--port", str(options.port), "--workers", "2", "--blocking-threads", "4", "--no-ws"]
    web += ["--respawn-failed-workers", "--workers-kill-timeout", "10", "pingan.wsgi:application"]
    worker = [*celery, "worker", "--pool", "threads", "--concurrency", "4", "--loglevel", "info"]
    worker += ["--without-gossip", "--without-mingle"]
    beat = [*celery, "beat", "--loglevel", "info", "--pidfile=", "-s", str(places.run / "beat-schedule")]
    commands = {"web": web, "worker": worker, "beat": beat}
    return [
        Child(name=name, command=command, env=env, log=places.logs / f"{name}.log", cwd=ROOT)
        for name, command in commands.items()
    ]


def _is_served(options: Options) -> bool:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(options.host, options.host)
    connection = http.client.HTTPConnection(host, options.port, timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _begin_accounts(env: Mapping[str, str]) -> subprocess.Popen[str] | None:
    """Ask for the demo accounts while the web server starts."""
    if env.get("PINGAN_DEMO") == "0":
        return None
    command = [str(PYTHON), "manage.py", "demo_accounts"]
    pipe = subprocess.PIPE
    return subprocess.Popen(
        command, cwd=ROOT, env=dict(env), stdout=pipe, stderr=subprocess.DEVNULL, text=True
    )


def _print_accounts(process: subprocess.Popen[str] | None) -> None:
    if process is None:
        return
    answer, _errors = process.communicate(timeout=30)
    say("".join(f"  {line}\n" for line in answer.splitlines()))
