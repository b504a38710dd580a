"""Where the database cluster of one data directory stands, and whose it is.

An ordinary user's cluster stands in the data directory. Root's stands under /var/tmp, owned by another
user, because the data directory may lie where that user cannot go. A record in the data directory names it,
and the cluster names its data directory: a new or copied data directory never meets another one's cluster.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from launcher.account import Account, account_of, server_account
from launcher.output import Stop, say
from launcher.places import Places, make_private

OUTSIDE = Path("/var/tmp")


@dataclass(frozen=True)
class Home:
    """The folder of one cluster: ``cluster`` (PGDATA), ``program`` (root only), ``belongs-to``."""

    base: Path
    account: Account

    @property
    def data(self) -> Path:
        """PGDATA."""
        return self.base / "cluster"

    @property
    def owner_mark(self) -> Path:
        """Names the data directory."""
        return self.base / "belongs-to"


def _record(places: Places) -> Path:
    return places.data / "cluster-location"


def recorded_base(places: Places) -> Path | None:
    """Where this data directory's cluster stands; None when it has none yet, or only a copied record."""
    inside = places.data / "postgres"
    if (inside / "cluster").is_dir():
        return inside
    record = _record(places)
    if not record.is_file():
        return None
    base = Path(record.read_text(encoding="utf-8").strip())
    if not _may_enter(base):
        raise Stop(
            f"The database of {places.data} was made by another user, in {base}.\n"
            "Start as that user, or choose another data directory:\n"
            "  PINGAN_DATA_DIR=var/mine script/server"
        )
    if not (base / "cluster").is_dir():
        return None
    return base if _is_ours(base, places) else None


def _may_enter(base: Path) -> bool:
    return not base.exists() or os.access(base, os.R_OK | os.W_OK | os.X_OK)


def _is_ours(base: Path, places: Places) -> bool:
    mark = base / "belongs-to"
    other = Path(mark.read_text(encoding="utf-8").strip()) if mark.is_file() else places.data
    if other == places.data:
        return True
    record = other / "cluster-location"
    if record.is_file() and record.read_text(encoding="utf-8").strip() == str(base):
        say(
            f"  {places.data} is a copy of {other}, whose database stays there; this one gets a new database."
        )
        return False
    mark.write_text(str(places.data), encoding="utf-8")  # the data directory was moved
    return True


def home_of(places: Places) -> Home:
    """Find the cluster's folder, or make an empty one.

    Raises:
        Stop: it belongs to another user.
    """
    base = recorded_base(places)
    if base is not None:
        account = account_of(base / "cluster")
        if account.is_other and os.geteuid() != 0:
            raise Stop(f"The database in {base} belongs to another user. Start as that user.")
        return Home(base, account)
    account = server_account()
    if not account.is_other:
        base = places.data / "postgres"
        make_private(base, account.uid, account.gid)
        return Home(base, account)
    forget_orphans(places)
    base = OUTSIDE / f"pingan-{secrets.token_hex(6)}"
    make_private(base, account.uid, account.gid)
    home = Home(base, account)
    home.owner_mark.write_text(str(places.data), encoding="utf-8")
    _record(places).write_text(str(base), encoding="utf-8")
    return home


def forget_orphans(places: Places) -> None:
    """Remove clusters of a data directory of the same name that was deleted, unless a server runs there."""
    for mark in OUTSIDE.glob("pingan-*/belongs-to"):
        with contextlib.suppress(OSError):
            is_same = mark.read_text(encoding="utf-8").strip() == str(places.data)
            if is_same and running_server(mark.parent / "cluster") is None:
                shutil.rmtree(mark.parent)


def remove(places: Places) -> None:
    """Remove the cluster wherever it stands, with the stored files that only its rows could find."""
    base = recorded_base(places)
    if base is not None:
        stop_left_over(base / "cluster")
        shutil.rmtree(base)
    _record(places).unlink(missing_ok=True)
    for name in ("files", "run/stamps.json"):
        path = places.data / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def _noted(data: Path) -> tuple[int, str] | None:
    """Process id and folder as the pid file gives them; None without a readable file."""
    try:
        lines = (data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        return int(lines[0]), lines[1]
    except (OSError, ValueError, IndexError):
        return None


def occupants(data: Path) -> list[int]:
    """Processes that work in this folder: a postmaster, or backends that outlived theirs (Linux only)."""
    found = []
    for process in Path("/proc").glob("[0-9]*/cwd"):
        with contextlib.suppress(OSError):
            if process.readlink() == data:
                found.append(int(process.parent.name))
    return found


def running_server(data: Path) -> int | None:
    """The process id of a postmaster that really serves this folder; None without one."""
    noted = _noted(data)
    if noted is None:
        return None
    pid, folder = noted
    if Path("/proc/self/cwd").exists():  # a number that was used again is no postmaster of ours
        return pid if pid in occupants(data) else None
    try:
        os.kill(pid, 0)
    except OSError:
        return None
    return pid if folder == str(data) else None


def stop_left_over(data: Path) -> None:
    """Stop a server whose launcher was killed, and clear a pid file that points at nobody of ours.

    The caller holds the lock of the data directory, so nobody else may be using this cluster. The pid file is
    PostgreSQL's own guard against a second postmaster beside orphaned backends: it goes only when its number
    belongs to somebody else's process and nobody works in the folder.
    """
    for kind, patience in ((signal.SIGINT, 20.0), (signal.SIGQUIT, 10.0)):
        pid = running_server(data)
        if pid is None:
            break
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, kind)
        deadline = time.monotonic() + patience
        while running_server(data) is not None and time.monotonic() < deadline:
            time.sleep(0.05)
    noted = _noted(data)
    if noted is not None and _is_alive(noted[0]) and running_server(data) is None and not occupants(data):
        (data / "postmaster.pid").unlink(missing_ok=True)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
