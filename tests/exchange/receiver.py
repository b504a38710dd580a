"""The other side: a real https receiver in a thread, that answers as a test tells it to."""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.utils import timezone

Answer = int | str


@dataclass
class Arrived:
    """One request as it arrived."""

    body: bytes
    headers: dict[str, str]
    answer: Answer

    @property
    def content(self) -> dict[str, Any]:
        return dict(json.loads(self.body))


def certificate(folder: Path) -> Path:
    """Write a key with a certificate that this machine's loopback may show, and return the file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = timezone.now()
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number()).add_extension(names, critical=False)
    builder = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=30))
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    path = folder / "receiver.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    )
    return path


@dataclass
class Receiver:
    """Answers each request as ``answer`` says: a status, ``hang``, ``drip``, or ``redirect``."""

    pem: Path
    answer: Callable[[Arrived], Answer] = lambda arrived: 204
    arrived: list[Arrived] = field(default_factory=list)
    hung: Event = field(default_factory=Event)
    port: int = 0
    _server: ThreadingHTTPServer | None = None
    _lock: Lock = field(default_factory=Lock)

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.port}/events"

    @property
    def taken(self) -> list[dict[str, Any]]:
        """Return what was answered with 2xx, in order of arrival."""
        return [
            one.content for one in self.arrived if isinstance(one.answer, int) and 200 <= one.answer < 300
        ]

    def come(self) -> Receiver:
        """Listen, on the port of last time where there was one."""
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                outer._take(self)

            def log_message(self, *args: Any) -> None:
                """Say nothing."""

        ThreadingHTTPServer.allow_reuse_address = True
        server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        server.daemon_threads = True
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.pem)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        self.port, self._server = server.server_address[1], server
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def go(self) -> None:
        """Be away: nothing listens any more."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def _take(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers["Content-Length"]))
        one = Arrived(body, dict(handler.headers), 0)
        with self._lock:
            one.answer = self.answer(one)
            self.arrived.append(one)
        if one.answer == "hang":
            self.hung.set()
            time.sleep(5)
        elif one.answer == "drip":
            for sign in b"HTTP/1.1 200 " + b"x" * 100:
                handler.wfile.write(bytes([sign]))
                time.sleep(0.1)
        elif one.answer == "redirect":
            handler.send_response(302)
            handler.send_header("Location", self.url)
            handler.end_headers()
        else:
            handler.send_response(int(one.answer))
            handler.end_headers()
