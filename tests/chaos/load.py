"""People who report, accept and dispatch over HTTP, and who repeat with the same key until they are answered."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

from tests.chaos.house import House

#: Answers after which an honest client sends the same request again.
PASSING = {429, 500, 502, 503, 504}
PATIENCE = 100.0


@dataclass
class Done:
    """What one client was told."""

    reports: dict[str, int] = field(default_factory=dict)
    """Mark in the description -> id of the incident."""
    urgent: set[int] = field(default_factory=set)
    actions: list[tuple[int, str]] = field(default_factory=list)
    replays: int = 0
    repeats: int = 0
    refusals: list[str] = field(default_factory=list)
    slowest: float = 0.0


class Person(threading.Thread):
    """One thread: reports, then the desk accepts and dispatches, each until it is acknowledged."""

    def __init__(self, house: House, place: str, tokens: dict[str, str], *, seed: int, until: float) -> None:
        super().__init__(name=f"{place}-{seed}", daemon=True)
        self.house, self.place, self.tokens, self.until = house, place, tokens, until
        self.draw = random.Random(seed)
        self.done = Done()
        self.trouble: BaseException | None = None

    def run(self) -> None:
        try:
            while time.monotonic() < self.until:
                self._one()
        except BaseException as trouble:
            self.trouble = trouble

    def _one(self) -> None:
        mark = uuid.UUID(int=self.draw.getrandbits(128)).hex
        is_urgent = self.draw.random() < 0.5
        longitude, latitude = self.house.world["points"][self.place]
        body: dict[str, Any] = {
            "category": "EMERGENCY.ACCIDENT" if is_urgent else "APPEAL.FACILITY.LAMP",
            "description": f"路灯坏了 {mark}",
            "severity": "03",
            "longitude": longitude + self.draw.uniform(-0.009, 0.009),
            "latitude": latitude + self.draw.uniform(-0.009, 0.009),
        }
        made = self._until_answered("grid_worker", "/api/v1/incidents/", body)
        number = int(made["id"])
        self.done.reports[mark] = number
        if is_urgent:
            self.done.urgent.add(number)
        self._act("township_desk", number, "accept", {})
        units = self.house.world["units"]
        parts = {
            "organ": units[f"{self.place}.city_management"],
            "co_handlers": [units[f"{self.place}.housing"]],
            "note": "请处理",
        }
        if self.draw.random() < 0.7:
            self._act("township_desk", number, "dispatch", parts)

    def _act(self, role: str, number: int, action: str, body: dict[str, Any]) -> None:
        self._until_answered(role, f"/api/v1/incidents/{number}/actions/{action}/", body)
        self.done.actions.append((number, action))

    def _until_answered(self, role: str, path: str, body: dict[str, Any]) -> Any:
        headers = {
            "Authorization": f"Token {self.tokens[role]}",
            "Content-Type": "application/json",
            "Idempotency-Key": uuid.UUID(int=self.draw.getrandbits(128)).hex,
        }
        began = time.monotonic()
        while time.monotonic() - began < PATIENCE:
            hangs_up = self.draw.random() < 0.1
            status, replayed, answer = send(self.house.port, path, body, headers, hangs_up=hangs_up)
            self.done.slowest = max(self.done.slowest, time.monotonic() - began)
            if status in {200, 201}:
                self.done.replays += replayed
                return json.loads(answer)
            is_busy = status == 409 and b'"busy"' in answer
            if status != 0 and status not in PASSING and not is_busy:
                raise AssertionError(f"{path}: {status} {answer[:500]!r}")
            self.done.repeats += not hangs_up
            time.sleep(self.draw.uniform(0.05, 0.4))
        raise AssertionError(f"{path}: no answer within {PATIENCE:.0f} s")


def send(
    port: int, path: str, body: Any, headers: dict[str, str], *, hangs_up: bool = False
) -> tuple[int, bool, bytes]:
    """Return status (0: the connection broke), whether the answer was a stored one, and the body.

    ``hangs_up``: do not wait for the answer, as a phone does that loses its network at that moment.
    """
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("POST", path, json.dumps(body).encode(), headers)
        if hangs_up:
            return 0, False, b""
        answer = connection.getresponse()
        return answer.status, answer.headers.get("Idempotent-Replayed") == "true", answer.read()
    except (OSError, http.client.HTTPException):
        return 0, False, b""
    finally:
        connection.close()


def token(house: House, who: str) -> str:
    """Sign in through the API's own door."""
    credentials = {"username": house.world["people"][who], "password": house.world["password"]}
    status, _replayed, answer = send(
        house.port, "/api/v1/auth/token/", credentials, {"Content-Type": "application/json"}
    )
    assert status == 200, (status, answer)
    return str(json.loads(answer)["token"])


def tokens_of(house: House, place: str) -> dict[str, str]:
    return {role: token(house, f"{place}.{role}") for role in ("grid_worker", "township_desk")}
