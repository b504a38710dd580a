"""What the user may ask of script/server, and what it answers when the port is taken."""

from __future__ import annotations

import socket
import subprocess
from pathlib import Path

import pytest
from launcher.options import Options, demand_free_port, parse
from launcher.output import Stop

ROOT = Path(__file__).resolve().parents[2]


def test_defaults_serve_only_this_machine() -> None:
    assert parse([]) == Options(host="127.0.0.1", port=8000, is_fresh=False)


def test_all_options_are_read() -> None:
    given = parse(["--port", "9001", "--host", "0.0.0.0", "--fresh"])
    assert given == Options(host="0.0.0.0", port=9001, is_fresh=True)


@pytest.mark.parametrize("port", ["0", "65536", "-1", "web", "8e3", "８０"])
def test_a_number_that_is_no_port_is_refused(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        parse([f"--port={port}"])
    assert stopped.value.code == 2
    assert "port" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000/"),
        ("0.0.0.0", "http://127.0.0.1:8000/"),
        ("::", "http://127.0.0.1:8000/"),
        ("::1", "http://[::1]:8000/"),
        ("10.1.2.3", "http://10.1.2.3:8000/"),
    ],
)
def test_the_address_can_be_typed_into_a_browser(host: str, address: str) -> None:
    assert Options(host=host, port=8000, is_fresh=False).address == address


def test_a_busy_port_is_named_with_another_one() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Stop, match=f"Port {port} on 127.0.0.1 is busy"):
            demand_free_port(Options(host="127.0.0.1", port=port, is_fresh=False))


def test_a_busy_port_stops_the_script_before_anything_is_made(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        command = [str(ROOT / "script/server"), "--port", str(other.getsockname()[1])]
        answer = subprocess.run(
            command,
            env={"PINGAN_DATA_DIR": str(tmp_path / "d"), "PATH": "/usr/bin:/bin:/usr/local/bin"},
            capture_output=True,
            text=True,
            check=False,
        )
    assert answer.returncode == 1
    assert "is busy" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert not (tmp_path / "d").exists()


def test_a_host_of_another_machine_is_refused() -> None:
    with pytest.raises(Stop, match=r"Cannot listen on 192\.0\.2\.1"):
        demand_free_port(Options(host="192.0.2.1", port=8000, is_fresh=False))


def test_without_a_new_enough_python_the_remedy_is_named(tmp_path: Path) -> None:
    for name in ("sh", "dirname"):
        (tmp_path / name).symlink_to(f"/usr/bin/{name}")
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    answer = subprocess.run(
        [str(ROOT / "script/server")],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 1
    assert "apt-get install python3 python3-venv" in answer.stderr
