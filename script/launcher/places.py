"""Where everything stands on this machine."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from launcher.output import Stop

ROOT = Path(__file__).resolve().parent.parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
# 107 bytes is the longest path of a UNIX socket; ".s.PGSQL.5432.lock" is the longest name put below it.
LONGEST_SOCKET_DIRECTORY = 107 - len("/.s.PGSQL.5432.lock")


@dataclass(frozen=True)
class Places:
    """The folders of one data directory."""

    data: Path

    @property
    def run(self) -> Path:
        """What describes the running copy: lock, environment, stamps."""
        return self.data / "run"

    @property
    def logs(self) -> Path:
        """One file per child."""
        return self.data / "log"

    @property
    def sockets(self) -> Path:
        """Short, so that a deep data directory still gets its sockets; the same for one data directory."""
        short = hashlib.sha256(str(self.data).encode()).hexdigest()[:8]
        base = Path(os.environ.get("XDG_RUNTIME_DIR") or "/tmp")
        if not (base.is_dir() and os.access(base, os.W_OK)) or len(str(base)) > LONGEST_SOCKET_DIRECTORY - 16:
            base = Path("/tmp")
        if os.geteuid() == 0:
            base = Path("/tmp")  # root's own runtime folder is closed to the database's user
        return base / f"pingan-{short}"

    def make(self) -> None:
        """Create the folders of the data directory.

        Raises:
            Stop: they cannot be written.
        """
        try:
            for folder in (self.data, self.run, self.logs):
                folder.mkdir(parents=True, exist_ok=True)
            self.run.chmod(0o700)
            probe = self.run / ".probe"
            probe.touch()
            probe.unlink()
        except OSError as error:
            raise Stop(
                f"Cannot write to the data directory {self.data}: {error.strerror}.\n"
                "Choose another: PINGAN_DATA_DIR=~/pingan-data script/server"
            ) from error


def places_from_environment() -> Places:
    """Read $PINGAN_DATA_DIR (default: var/ in the clone)."""
    return Places(Path(os.environ.get("PINGAN_DATA_DIR") or ROOT / "var").expanduser().resolve())


def make_private(folder: Path, uid: int, gid: int) -> None:
    """Make a 0700 folder that belongs to one user, and trust none that somebody else prepared.

    Raises:
        Stop: the place is taken by another user or is a link.
    """
    try:
        folder.mkdir(mode=0o700)
        if os.geteuid() == 0:
            os.chown(folder, uid, gid)
    except FileExistsError:
        pass
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != uid:
        raise Stop(f"{folder} belongs to another user. Remove it and start again: rm -r {folder}")
    folder.chmod(0o700)
