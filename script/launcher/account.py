"""Which operating-system user a server runs as. PostgreSQL refuses root."""

from __future__ import annotations

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from launcher.output import Stop


@dataclass(frozen=True)
class Account:
    """A user of this machine, and whether a process must change to it."""

    uid: int
    gid: int

    @property
    def is_other(self) -> bool:
        """Whether it is not the user who started us."""
        return self.uid != os.geteuid()

    def process_options(self) -> dict[str, Any]:
        """Keyword arguments for subprocess; changing user needs root, never runuser or sudo."""
        if not self.is_other:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def account_of(path: Path) -> Account:
    """The owner of something that exists."""
    found = path.stat()
    return Account(found.st_uid, found.st_gid)


def server_account() -> Account:
    """Oneself, or as root an unprivileged user: $PINGAN_DB_USER, else postgres, else nobody.

    Raises:
        Stop: root, and no such user exists.
    """
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    for name in filter(None, (os.environ.get("PINGAN_DB_USER"), "postgres", "nobody")):
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        if found.pw_uid != 0:
            return Account(found.pw_uid, found.pw_gid)
    raise Stop(
        "PostgreSQL does not run as root, and this machine has neither a user postgres nor nobody.\n"
        "  useradd --system pingan && PINGAN_DB_USER=pingan script/server"
    )


def may_run(command: Sequence[str], account: Account) -> bool:
    """Whether this user can reach and start the program."""
    try:
        answer = subprocess.run(
            command, cwd="/", capture_output=True, timeout=30, check=False, **account.process_options()
        )
    except PermissionError:
        return False
    return answer.returncode == 0
