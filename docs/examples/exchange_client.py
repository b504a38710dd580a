#!/usr/bin/env python3
"""A partner's side of the exchange (docs/exchange.md), with nothing but Python's own library.

    exchange_client.py fetch FILE              what a read entry shows, as JSON Lines; goes on at FILE.cursor
    exchange_client.py send ORDER.json         hand over a work order; sending it twice is harmless
    exchange_client.py look NUMBER             how far that work order has come
    exchange_client.py given                   what lies with the unit now, one JSON document a line
    exchange_client.py acknowledge ID NUMBER   its system has this hand-over, under a number of its own
    exchange_client.py report ID REPORT.json [FILE ...]
                                               what becomes of it, with photos and files of the result
    exchange_client.py listen PORT CERT.pem    receive events over https and print each once, in order per record

REPORT.json: {"status": "in_handling"}, {"status": "done", "result": "..."} or {"status": "refused", "reason": "..."}.
Whatever is sent twice is harmless: what was lost on the way is sent again as it was.

The environment: PINGAN_URL (https://…), PINGAN_CLIENT, PINGAN_SECRET, PINGAN_SCOPE; to listen PINGAN_SIGNING_SECRET.
"""

from __future__ import annotations

import base64
import hmac
import http.client
import json
import os
import secrets
import ssl
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

TRIES = 6
#: An event whose signature is older than this is somebody's copy.
FRESH_SECONDS = 300


class Exchange:
    """Calls of one client: a token is fetched when it is needed, and what failed for a while is tried again."""

    def __init__(self, url: str, client: str, secret: str, scope: str) -> None:
        self.url, self.client, self.secret, self.scope = url.rstrip("/"), client, secret, scope
        self.token, self.until = "", 0.0

    def call(
        self, path: str, content: Any = None, files: Sequence[Path] = ()
    ) -> tuple[bytes, dict[str, str]]:
        """Return body and headers of an answer; a refusal ends the program with what was said."""
        kind, body = as_form(content, files) if files else as_json(content)
        for attempt in range(1, TRIES + 1):
            try:
                headers = {"Authorization": f"Bearer {self._token()}", "Content-Type": kind}
                request = urllib.request.Request(f"{self.url}/exchange/v1/{path}", body, headers)
                with urllib.request.urlopen(request, timeout=60) as answer:
                    return answer.read(), dict(answer.headers)
            except urllib.error.HTTPError as error:
                if error.code == 401:
                    self.until = 0.0
                elif error.code != 429 and error.code < 500:
                    raise SystemExit(f"{path}: {error.code} {error.read().decode()}") from error
                pause = float(error.headers.get("Retry-After") or 2**attempt)
            except (
                OSError,
                http.client.HTTPException,
            ):  # no line, or one that broke in the middle of an answer
                pause = 2.0**attempt
            if attempt < TRIES:
                time.sleep(min(pause, 60))
        raise SystemExit(f"{path}: no answer after {TRIES} attempts")

    def _token(self) -> str:
        if time.time() > self.until:
            basic = base64.b64encode(f"{self.client}:{self.secret}".encode()).decode()
            body = urllib.parse.urlencode({"grant_type": "client_credentials", "scope": self.scope}).encode()
            request = urllib.request.Request(
                f"{self.url}/exchange/v1/token/", body, {"Authorization": f"Basic {basic}"}
            )
            try:
                with urllib.request.urlopen(request, timeout=60) as answer:
                    found = json.load(answer)
            except urllib.error.HTTPError as error:
                if error.code in {
                    400,
                    401,
                }:  # wrong secret, ended client, expired permission: no use in asking again
                    raise SystemExit(f"token: {error.code} {error.read().decode()}") from error
                raise
            self.token, self.until = found["access_token"], time.time() + found["expires_in"] - 30
        return self.token

    def fetch(self, target: Path, limit: int = 5000) -> int:
        """Append what was not fetched yet; the place is kept after each part, so a break costs one part."""
        kept = target.with_name(target.name + ".cursor")
        rows = 0
        while True:
            query = {"format": "jsonl", "limit": str(limit)}
            if kept.exists():
                query["cursor"], size = kept.read_text().split()
                with target.open("ab") as file:
                    file.truncate(int(size))  # a part that was written without its place is fetched anew
            elif target.exists():
                target.unlink()
            body, headers = self.call(f"bulk/incidents/?{urllib.parse.urlencode(query)}")
            with target.open("ab") as file:
                file.write(body)
                size = str(file.tell())
            rows += len(body.splitlines())
            if headers.get("Pingan-Cursor"):
                kept.write_text(f"{headers['Pingan-Cursor']} {size}")
            if headers.get("Pingan-Complete") == "true":
                return rows

    def given(self, limit: int = 100) -> Iterator[str]:
        """Yield what lies with the unit now, as it was given."""
        query = {"limit": str(limit)}
        while True:
            part = json.loads(self.call(f"hand-overs/?{urllib.parse.urlencode(query)}")[0])
            yield from (json.dumps(one, ensure_ascii=False) for one in part["results"])
            if part["next_cursor"] is None:
                return
            query["cursor"] = part["next_cursor"]

    def answer(self, hand_over: str, step: str, content: Any, files: Sequence[Path] = ()) -> str:
        """Acknowledge a hand-over, or report what becomes of it; return how it stands then."""
        path = f"hand-overs/{urllib.parse.quote(hand_over, safe='')}/{step}/"
        return self.call(path, content, files)[0].decode()


def as_json(content: Any) -> tuple[str, bytes | None]:
    """Return the kind and the bytes of a document; None: nothing is sent."""
    return "application/json", None if content is None else json.dumps(content).encode()


def as_form(content: Mapping[str, str], files: Sequence[Path]) -> tuple[str, bytes]:
    """Return the kind and the bytes of a form with files (RFC 7578)."""
    border = f"pingan-{secrets.token_hex(16)}"
    parts = [
        f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode()
        for name, value in content.items()
    ]
    for file in files:
        name = file.name.replace('"', "%22")
        head = f'Content-Disposition: form-data; name="files"; filename="{name}"\r\n'
        parts.append(f"{head}Content-Type: application/octet-stream\r\n\r\n".encode() + file.read_bytes())
    whole = b"".join(b"--" + border.encode() + b"\r\n" + part + b"\r\n" for part in parts)
    return f"multipart/form-data; boundary={border}", whole + f"--{border}--\r\n".encode()


def is_genuine(secret: str, header: str, body: bytes, now: float) -> bool:
    """Say whether an event was signed with the secret, a short time ago."""
    parts = [part.partition("=")[::2] for part in header.split(",")]
    moment = next((value for name, value in parts if name == "t"), "")
    if not moment.isdigit() or abs(now - int(moment)) > FRESH_SECONDS:
        return False
    wanted = hmac.new(secret.encode(), f"{moment}.".encode() + body, sha256).hexdigest()
    return any(hmac.compare_digest(wanted, value) for name, value in parts if name == "v1")


class Inbox:
    """What arrived: each event once. Keep ``seen`` in a database where it matters."""

    def __init__(self, secret: str) -> None:
        self.secret, self.seen = secret, set[str]()

    def take(self, header: str, body: bytes) -> int:
        """Return the status to answer: 204 taken (or taken before), 401 not genuine."""
        if not is_genuine(self.secret, header, body, time.time()):
            return 401
        event = json.loads(body)
        if event["id"] not in self.seen:
            print(json.dumps(event, ensure_ascii=False), flush=True)
            self.seen.add(event["id"])
        return 204


def listen(port: int, certificate: str, secret: str) -> None:
    """Receive events until somebody ends it."""
    inbox = Inbox(secret)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(inbox.take(self.headers.get("Pingan-Signature", ""), body))
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Events alone are printed."""

    server = HTTPServer(("", port), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.serve_forever()


def connected() -> Exchange:
    """Return the exchange that the environment names."""
    return Exchange(*(os.environ[f"PINGAN_{name}"] for name in ("URL", "CLIENT", "SECRET", "SCOPE")))


def of_hand_overs(words: list[str]) -> str:
    """Carry out what the command line says of matters given to the unit; return what was answered."""
    match words:
        case ["given"]:
            return "\n".join(connected().given(int(os.environ.get("PINGAN_PART", "100"))))
        case ["acknowledge", hand_over, number]:
            return connected().answer(hand_over, "acknowledge", {"number": number})
        case ["report", hand_over, report, *files]:
            said = json.loads(Path(report).read_text())
            return connected().answer(hand_over, "status", said, [Path(file) for file in files])
    raise SystemExit(__doc__)


def main(words: list[str]) -> None:
    """Do what the command line says."""
    match words:
        case ["listen", port, certificate]:
            listen(int(port), certificate, os.environ["PINGAN_SIGNING_SECRET"])
        case ["fetch", target]:
            print(connected().fetch(Path(target), int(os.environ.get("PINGAN_PART", "5000"))))
        case ["send", order]:
            print(connected().call("work-orders/", json.loads(Path(order).read_text()))[0].decode())
        case ["look", number]:
            print(connected().call(f"work-orders/{urllib.parse.quote(number, safe='')}/")[0].decode())
        case _:
            print(of_hand_overs(words))


if __name__ == "__main__":
    main(sys.argv[1:])
