"""Sending one document to one address: resolved and checked at each attempt, no redirect followed, ten seconds in all."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException, HTTPSConnection
from threading import Timer
from typing import Final

from django.conf import settings

from pingan.exchange.rules.networks import Target, may_connect, networks_from, target_of

#: A receiver that hangs costs no more, however it hangs.
SECONDS: Final = 10.0


@dataclass(frozen=True)
class Outcome:
    """What came of an attempt. ``status`` None: nobody answered; ``error`` then says why."""

    status: int | None = None
    error: str = ""

    @property
    def is_taken(self) -> bool:
        """Say whether the receiver took the event. A redirect is no taking: it would lead past the check of the address."""
        return self.status is not None and 200 <= self.status < 300


class _Pinned(HTTPSConnection):
    """A connection to the address that was checked, with the certificate of the name that was asked for."""

    def __init__(self, target: Target, address: str, context: ssl.SSLContext, seconds: float) -> None:
        super().__init__(target.host, target.port, timeout=seconds, context=context)
        self._address = address
        self._tls = context

    def connect(self) -> None:
        """Connect to the checked address; the name is not resolved a second time."""
        plain = socket.create_connection((self._address, self.port), timeout=self.timeout)
        self.sock = plain  # so that the handshake can be cut off as well
        wrapped = self._tls.wrap_socket(plain, server_hostname=self.host, do_handshake_on_connect=False)
        self.sock = wrapped
        wrapped.do_handshake()

    def cut(self) -> None:
        """End whatever is being waited for: a receiver may send one byte in nine seconds and never be done."""
        if self.sock is not None:
            with suppress(OSError):
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


def post(url: str, body: bytes, headers: Mapping[str, str], *, seconds: float = SECONDS) -> Outcome:
    """Send a document once and say what came of it. What is answered besides the status is not read."""
    ends = time.monotonic() + seconds
    target = target_of(url)
    if target is None:
        return Outcome(error="address_refused")
    try:
        address = _checked_address(target, seconds)
        if address is None:
            return Outcome(error="address_refused")
        return Outcome(status=_status(target, address, body, headers, ends))
    except (OSError, HTTPException, ValueError) as error:
        is_late = isinstance(error, TimeoutError) or time.monotonic() >= ends
        return Outcome(error="timeout" if is_late else _named(error))


def _named(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return "certificate"
    return "unknown_host" if isinstance(error, socket.gaierror) else "unreachable"


def _checked_address(target: Target, seconds: float) -> str | None:
    """Resolve the name; None where any of its addresses is closed, so that a name cannot be half public."""
    pool = ThreadPoolExecutor(1)  # the system's resolver knows no time limit of ours
    try:
        asked = pool.submit(socket.getaddrinfo, target.host, target.port, type=socket.SOCK_STREAM)
        found = [str(entry[4][0]) for entry in asked.result(timeout=seconds)]
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    opened = networks_from(settings.EXCHANGE_NETWORKS)
    return found[0] if found and all(may_connect(address, opened) for address in found) else None


def _status(target: Target, address: str, body: bytes, headers: Mapping[str, str], ends: float) -> int:
    context = ssl.create_default_context()
    if settings.EXCHANGE_CA_FILE:
        context.load_verify_locations(settings.EXCHANGE_CA_FILE)
    left = max(ends - time.monotonic(), 0.01)
    connection = _Pinned(target, address, context, left)
    timer = Timer(left, connection.cut)
    timer.daemon = True
    timer.start()
    try:
        connection.request("POST", target.path, body, dict(headers))
        return connection.getresponse().status
    finally:
        timer.cancel()
        connection.close()
