"""The Python environment of the clone: .venv, filled from a lock file only when the lock has changed."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from launcher.locks import taking_turns
from launcher.output import Stop, say, step
from launcher.places import PYTHON, ROOT, VENV
from launcher.steps import end_group, fingerprint

STAMP = VENV / "pingan-lock.json"
# Whoever has the test lock has the other's packages too: script/lock binds them to the same versions.
SATISFIED_BY = {"embedded": ("embedded", "test"), "test": ("test",)}


def lock_file(name: str) -> Path:
    """The lock of one purpose: ``embedded`` or ``test``."""
    return ROOT / "requirements" / f"{name}.lock"


def lock_state() -> str:
    """What is installed, for the stamps of later steps."""
    return STAMP.read_text(encoding="utf-8") if STAMP.is_file() else ""


def _is_satisfied(name: str) -> bool:
    if not PYTHON.exists() or not STAMP.is_file():
        return False
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except ValueError:
        return False
    installed = stamp.get("lock")
    return installed in SATISFIED_BY[name] and stamp.get("hash") == fingerprint([lock_file(installed)])


def demand_venv() -> None:
    """Debian and Ubuntu split ensurepip off; venv would fail half-way with a riddle.

    Raises:
        Stop: with the command that installs it.
    """
    if importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"):
        return
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    raise Stop(
        "This Python cannot make an environment: the module venv or ensurepip is missing.\n"
        f"  Debian, Ubuntu:  apt-get install python{version}-venv"
    )


def ensure(name: str, log: Path) -> None:
    """Make .venv hold exactly the lock ``name``.

    Raises:
        Stop: a prerequisite is missing, the folder is not ours, or the download failed.
    """
    if _is_satisfied(name):
        return
    demand_venv()
    try:
        VENV.mkdir(exist_ok=True)
        if not os.access(VENV, os.W_OK):
            raise PermissionError(13, "Permission denied")
    except OSError as error:
        raise Stop(f"Cannot write {VENV}: {error.strerror}. Clone the repository as this user.") from error
    with taking_turns(VENV / "pingan-install.lock"):
        if not _is_satisfied(name):
            _install(name, log)


def _install(name: str, log: Path) -> None:
    if not _works():
        with step("Making the Python environment .venv"):
            _make_venv()
    STAMP.unlink(missing_ok=True)
    with step(f"Installing from requirements/{name}.lock (about a minute the first time)"):
        _pip(name, log)
    content = {"lock": name, "hash": fingerprint([lock_file(name)])}
    STAMP.write_text(json.dumps(content), encoding="utf-8")


def _works() -> bool:
    """A .venv that was copied or moved, or whose Python was upgraded away, is made anew."""
    starter = VENV / "bin" / "pip"
    if not PYTHON.exists() or not starter.is_file():
        return False
    if str(VENV) not in starter.read_text(encoding="utf-8", errors="replace"):
        return False  # its programs would start with the Python of the place it came from
    probe = "import sys, pip; print(sys.prefix)"
    answer = subprocess.run([PYTHON, "-c", probe], capture_output=True, text=True, check=False)
    return answer.returncode == 0 and Path(answer.stdout.strip()).resolve() == VENV.resolve()


def _make_venv() -> None:
    for item in VENV.iterdir():
        if item.name != "pingan-install.lock":
            shutil.rmtree(item) if item.is_dir() and not item.is_symlink() else item.unlink()
    made = subprocess.run(
        [sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True, check=False
    )
    if made.returncode != 0:
        raise Stop(f"{made.stdout}{made.stderr}\nCould not make {VENV}.")


def _pip(name: str, log: Path) -> None:
    command = [str(PYTHON), "-m", "pip", "install", "--require-hashes", "--only-binary=:all:", "--no-input"]
    command += ["--disable-pip-version-check", "--progress-bar=off", "-r", str(lock_file(name))]
    total = sum(1 for line in lock_file(name).read_text().splitlines() if "==" in line and line[0] != " ")
    child = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    seen, lines = 0, []
    try:
        assert child.stdout is not None
        for line in child.stdout:
            lines.append(line)
            if line.startswith(("Collecting ", "Requirement already satisfied")):
                seen += 1
                if seen % 20 == 0:
                    say(f"    {min(seen, total)} of {total} packages found")
            elif line.startswith("Installing collected"):
                say("    installing")
        code = child.wait()
    except BaseException:
        end_group(child)
        raise
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text("".join(lines), encoding="utf-8")
    if code != 0:
        raise Stop(
            f"{''.join(lines[-15:])}\npip could not install requirements/{name}.lock.\n"
            f"Is the package index reachable (pip config, proxy)? The whole output: {log}"
        )


def site_packages() -> Path:
    """Where the packages of .venv stand.

    Raises:
        Stop: .venv has been damaged since it was made.
    """
    found = sorted(VENV.glob("lib/python3*/site-packages"))
    if not found:
        raise Stop(f"{VENV} is damaged. Remove it and start again: rm -r {VENV}")
    return found[-1]
