"""The reference client plays the other side, as a program of its own: what docs/exchange.md promises is what it meets."""

from __future__ import annotations

import json
import os
import socket
import socketserver
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from grids.models import Incident
from pingan.exchange.models import Delivery
from pingan.exchange.services.delivering import send_due
from pingan.matters.models import MatterFile
from tests.exchange.receiver import Receiver
from tests.exchange.test_hand_overs import given_system
from tests.factories.exchange import SECRET, given_credential, given_entry, given_partner, given_subscription
from tests.factories.files import image_bytes
from tests.factories.hostile_files import HOSTILE_FILES
from tests.factories.incidents import given_incident, given_report, step
from tests.factories.world import World, given_world

ROOT = Path(__file__).resolve().parents[2]
CLIENT = ROOT / "docs" / "examples" / "exchange_client.py"


@pytest.fixture
def world(transactional_db: None) -> World:
    cache.clear()
    return given_world()


def play(
    live_server: Any, client: tuple[str, str], scope: str, *words: str, fails: bool = False, **more: str
) -> str:
    env = {
        **os.environ,
        "PINGAN_URL": live_server.url,
        "PINGAN_CLIENT": client[0],
        "PINGAN_SECRET": client[1],
        "PINGAN_SCOPE": scope,
        **more,
    }
    done = subprocess.run(
        [sys.executable, str(CLIENT), *words], env=env, capture_output=True, text=True, timeout=120
    )
    assert (done.returncode != 0) is fails, done.stderr
    if fails:
        return done.stderr
    return done.stdout.strip()


def test_the_reference_client_fetches_sends_and_looks_up(
    world: World, live_server: Any, tmp_path: Path
) -> None:
    here = world.here
    partner = given_partner(here)
    reads, reports = given_entry(here, partner, "read"), given_entry(here, partner, "inbound", fields=[])
    client = given_credential(here, partner)
    numbers = [given_report(here).matter.number for _ in range(5)]
    target = tmp_path / "incidents.jsonl"
    assert play(live_server, client, reads.code, "fetch", str(target), PINGAN_PART="2") == "5"
    numbers.append(given_report(here).matter.number)
    with target.open("a") as file:
        file.write('{"half a part": ')
    assert play(live_server, client, reads.code, "fetch", str(target)) == "1"
    assert [json.loads(line)["number"] for line in target.read_text().splitlines()] == numbers
    order = tmp_path / "order.json"
    content = {
        "number": "12345-1",
        "category": "APPEAL.FACILITY.LAMP",
        "description": "路灯不亮",
        "region": here.village.code,
    }
    order.write_text(json.dumps(content))
    first = json.loads(play(live_server, client, reports.code, "send", str(order)))
    assert json.loads(play(live_server, client, reports.code, "send", str(order))) == first
    incident = Incident.objects.get(external_number="12345-1")
    step(here, incident, "accept")
    assert json.loads(play(live_server, client, reports.code, "look", "12345-1"))["state"] == "accepted"


def test_the_reference_client_acknowledges_a_hand_over_and_reports_its_result_with_a_photo(
    world: World, live_server: Any, tmp_path: Path
) -> None:
    here = world.here
    entry = given_system(here)
    client = given_credential(here, entry.partner)
    incident, other = given_incident(here, "dispatched"), given_incident(here, "dispatched")

    def say(*words: str) -> Any:
        return json.loads(play(live_server, client, entry.code, *words))

    lines = play(live_server, client, entry.code, "given", PINGAN_PART="1").splitlines()
    given = {one["record"]: one for one in map(json.loads, lines)}
    assert set(given) == {incident.matter.number, other.matter.number}
    one, two = given[incident.matter.number]["id"], given[other.matter.number]["id"]
    taken = say("acknowledge", one, "CG-2026-1")
    assert (taken["status"], taken["number"]) == ("acknowledged", "CG-2026-1")
    assert say("acknowledge", one, "CG-2026-1") == taken
    report, photo = tmp_path / "report.json", tmp_path / '换好"了".jpg'
    report.write_text(json.dumps({"status": "in_handling"}))
    assert say("report", one, str(report))["status"] == "in_handling"
    report.write_text(json.dumps({"status": "done", "result": "已更换灯具"}))
    photo.write_bytes(image_bytes())
    done = say("report", one, str(report), str(photo))
    assert done["status"] == "done"
    assert say("report", one, str(report), str(photo)) == done
    (link,) = MatterFile.objects.filter(matter=incident.pk).select_related("file")
    assert (link.purpose, link.file.media_type) == ("handling", "image/jpeg")
    report.write_text(json.dumps({"status": "refused", "reason": "不属于本单位职责"}))
    assert say("report", two, str(report))["status"] == "refused"


def test_the_reference_client_says_why_it_was_refused(world: World, live_server: Any, tmp_path: Path) -> None:
    here = world.here
    entry = given_system(here)
    client = given_credential(here, entry.partner)
    given_incident(here, "dispatched")
    (line,) = play(live_server, client, entry.code, "given").splitlines()
    report, script = tmp_path / "report.json", tmp_path / "script.svg"
    report.write_text(json.dumps({"status": "done", "result": "已更换灯具"}))
    script.write_bytes(HOSTILE_FILES["图.svg"])
    words = ("report", json.loads(line)["id"], str(report), str(script))
    said = play(live_server, client, entry.code, *words, fails=True)
    assert "422" in said and "script.svg" in said


class Torn(socketserver.BaseRequestHandler):
    """Passes a call on, and breaks the line in the middle of each first answer of a path."""

    torn: set[bytes] = set()
    port = 0

    def handle(self) -> None:
        asked = self.request.recv(65536)
        with socket.create_connection(("127.0.0.1", self.port)) as behind:
            behind.sendall(asked.replace(b"keep-alive", b"close"))
            answer = b"".join(iter(lambda: behind.recv(65536), b""))
        path = asked.split(b" ")[1]
        is_first = path not in self.torn
        self.torn.add(path)
        self.request.sendall(answer[: len(answer) - 40] if is_first else answer)


def test_the_reference_client_goes_on_when_the_line_breaks_in_the_middle_of_an_answer(
    world: World, live_server: Any, tmp_path: Path
) -> None:
    here = world.here
    entry = given_entry(here, direction="read")
    client = given_credential(here, entry.partner)
    numbers = [given_report(here).matter.number for _ in range(3)]
    target = tmp_path / "incidents.jsonl"
    Torn.torn, Torn.port = set(), int(live_server.url.rpartition(":")[2])
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Torn) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_address[1]}"
        words = ("fetch", str(target))
        assert play(live_server, client, entry.code, *words, PINGAN_URL=url, PINGAN_PART="2") == "3"
        server.shutdown()
    assert [json.loads(line)["number"] for line in target.read_text().splitlines()] == numbers


def test_the_reference_client_says_that_its_secret_is_wrong(
    world: World, live_server: Any, tmp_path: Path
) -> None:
    entry = given_entry(world.here, direction="read")
    name, secret = given_credential(world.here, entry.partner)
    said = play(live_server, (name, f"{secret}x"), entry.code, "fetch", str(tmp_path / "x"), fails=True)
    assert "401" in said and "invalid_client" in said and "Traceback" not in said


def test_the_reference_client_hears_each_event_once_and_refuses_a_forged_one(
    world: World, receiver: Receiver
) -> None:
    here = world.here
    receiver.go()  # only its certificate and its port are needed
    env = {**os.environ, "PINGAN_SIGNING_SECRET": SECRET}
    words = [sys.executable, str(CLIENT), "listen", str(receiver.port), str(receiver.pem)]
    process = subprocess.Popen(words, env=env, stdout=subprocess.PIPE, text=True)
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", receiver.port)) == 0:
                    break
            time.sleep(0.1)
        subscription = given_subscription(here, receiver.url)
        incident = given_report(here)
        step(here, incident, "accept")
        assert send_due(subscription.pk) == 2
        Delivery.objects.update(state="waiting", due_at=timezone.now())  # its answers were lost on the way
        assert send_due(subscription.pk) == 2
        type(subscription).objects.update(secret="some other secret")
        given_report(here)
        assert send_due(subscription.pk) == 0
        assert Delivery.objects.latest("pk").last_status == 401
    finally:
        process.kill()
    told = [json.loads(line) for line in process.communicate()[0].splitlines()]
    assert [(one["record"], one["sequence"]) for one in told] == [
        (incident.matter.number, 1),
        (incident.matter.number, 2),
    ]
