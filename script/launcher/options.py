"""The command line of script/server."""

from __future__ import annotations

import argparse
import errno
import socket
from dataclasses import dataclass

from launcher.output import Stop


@dataclass(frozen=True)
class Options:
    """What the user asked for."""

    host: str
    port: int
    is_fresh: bool

    @property
    def address(self) -> str:
        """What to type into a browser on this machine."""
        host = "127.0.0.1" if self.host in {"0.0.0.0", "::"} else self.host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}/"


def _port(text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port (1 to 65535)")
    return int(text)


def parse(arguments: list[str]) -> Options:
    """Read the arguments; argparse itself answers a wrong one."""
    parser = argparse.ArgumentParser(
        prog="script/server",
        description="Install, prepare and serve Pingan on this machine.",
        epilog="PINGAN_DATA_DIR: where the data stands (var/). DATABASE_URL, REDIS_URL: your own servers "
        "instead of the embedded ones. PINGAN_DEMO=0: no demo county.",
    )
    parser.add_argument("--port", type=_port, default=8000, help="port of the web server (8000)")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument("--fresh", action="store_true", help="remove the embedded database and begin anew")
    given = parser.parse_args(arguments)
    return Options(host=given.host, port=given.port, is_fresh=given.fresh)


def demand_free_port(options: Options) -> None:
    """Find out before anything heavy begins.

    Raises:
        Stop: the port is taken, or may not be used, or the host is not of this machine.
    """
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((options.host, options.port))
        except OSError as error:
            raise Stop(_why_not(options, error)) from error


def _why_not(options: Options, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        other = options.port + 1 if options.port < 65535 else 8000
        return (
            f"Port {options.port} on {options.host} is busy: another program listens there.\n"
            f"Choose another: script/server --port {other}"
        )
    if error.errno == errno.EACCES:
        return f"Port {options.port} may not be opened by this user. Choose one above 1023."
    return f"Cannot listen on {options.host} port {options.port}: {error.strerror or error}."
