"""A client that openapi-python-client generates from the document works: nothing of it is left out, and it is understood."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest
from django.core.cache import cache

from grids.models import Incident
from pingan.exchange.models import Call
from pingan.matters.models import MatterFile
from tests.exchange.test_hand_overs import given_system
from tests.factories.exchange import given_credential, given_entry, given_partner
from tests.factories.files import image_bytes
from tests.factories.hostile_files import HOSTILE_FILES
from tests.factories.incidents import given_incident, given_report
from tests.factories.world import Place, World, given_world

DOCS = Path(__file__).resolve().parents[2] / "docs"
CONFIG = DOCS / "examples" / "openapi-python-client.yml"
NAME = "pingan_client"


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Generate the client once, make it importable, and return what the generator said."""
    folder = tmp_path_factory.mktemp("generated")
    words = [
        sys.executable,
        "-m",
        "openapi_python_client",
        "generate",
        "--meta",
        "none",
        "--config",
        str(CONFIG),
    ]
    words += ["--path", str(DOCS / "openapi.yaml"), "--output-path", str(folder / NAME)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stdout + done.stderr
    sys.path.insert(0, str(folder))
    yield done.stdout + done.stderr
    sys.path.remove(str(folder))
    for name in [name for name in sys.modules if name.split(".")[0] == NAME]:
        del sys.modules[name]


def part(name: str) -> ModuleType:
    return importlib.import_module(f"{NAME}.{name}")


def operation(name: str) -> ModuleType:
    return part(f"api.exchange.exchange_{name}")


@pytest.fixture
def world(transactional_db: None) -> World:
    cache.clear()
    return given_world()


def token_of(url: str, client: tuple[str, str], *scopes: str) -> Any:
    """Get a token by the generated client."""
    models = part("models")
    basic = part("client").Client(base_url=url, httpx_args={"auth": httpx.BasicAuth(*client)})
    body = models.TokenRequest(
        grant_type=models.TokenRequestGrantType.CLIENT_CREDENTIALS, scope=" ".join(scopes)
    )
    return operation("token").sync(client=basic, body=body)


def signed_in(url: str, place: Place, *entries: Any) -> Any:
    client = given_credential(place, entries[0].partner)
    token = token_of(url, client, *(entry.code for entry in entries))
    return part("client").AuthenticatedClient(base_url=url, token=token.access_token)


def test_the_generator_leaves_nothing_of_the_document_out(said: str) -> None:
    assert "WARNING" not in said and "Unable" not in said and "omitted" not in said, said


def test_the_generated_client_reads_incidents(said: str, world: World, live_server: Any) -> None:
    here = world.here
    incidents = [given_report(here) for _ in range(3)]
    client = signed_in(live_server.url, here, given_entry(here, direction="read"))
    first = operation("incidents").sync(client=client, limit=2)
    second = operation("incidents").sync(client=client, limit=2, cursor=first.next_cursor)
    assert second.next_cursor is None
    numbers = [one.number for one in (*first.results, *second.results)]
    assert numbers == [one.matter.number for one in incidents]
    one = operation("incident").sync(numbers[0], client=client)
    assert (one.state, one.title) == ("reported", incidents[0].matter.title)
    assert one.opened_at == incidents[0].matter.opened_at
    lines = operation("bulk_incidents").sync_detailed(client=client)
    assert lines.headers["Pingan-Complete"] == "true"
    assert [json.loads(line)["number"] for line in lines.content.splitlines()] == numbers


def test_the_generated_client_hands_over_a_work_order(said: str, world: World, live_server: Any) -> None:
    here, models = world.here, part("models")
    client = signed_in(live_server.url, here, given_entry(here, direction="inbound", fields=[]))
    order = models.WorkOrderRequest(
        number="12345-7", category="APPEAL.FACILITY.LAMP", description="路灯不亮", region=here.village.code
    )
    first = operation("work_order_create").sync_detailed(client=client, body=order)
    again = operation("work_order_create").sync_detailed(client=client, body=order)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.parsed == again.parsed
    assert first.parsed.record == Incident.objects.get().matter.number
    looked_up = operation("work_order").sync("12345-7", client=client)
    assert (looked_up.state, looked_up.closed_at) == ("reported", None)


def test_the_generated_client_takes_a_matter_of_its_unit_and_reports_its_result(
    said: str, world: World, live_server: Any
) -> None:
    here, models = world.here, part("models")
    client = signed_in(live_server.url, here, given_system(here))
    incident = given_incident(here, "dispatched")
    (found,) = operation("hand_overs").sync(client=client).results
    assert (found.record, found.status) == (incident.matter.number, "given")
    assert found.fields.title == incident.matter.title
    receipt = models.ReceiptRequest(number="CG-1")
    taken = operation("hand_over_acknowledge").sync(found.id, client=client, body=receipt)
    assert (taken.status, taken.number) == ("acknowledged", "CG-1")
    done = models.HandOverReportRequest(status=models.HandOverReportStatusEnum.DONE, result="已更换灯具")
    assert operation("hand_over_report").sync(found.id, client=client, body=done).status == "done"
    other = models.HandOverReportRequest(status=models.HandOverReportStatusEnum.DONE, result="别的结果")
    refused = operation("hand_over_report").sync_detailed(found.id, client=client, body=other)
    assert (refused.status_code, refused.parsed.code) == (409, "conflict")


def test_the_generated_client_sends_photos_with_a_result(said: str, world: World, live_server: Any) -> None:
    here, models = world.here, part("models")
    client = signed_in(live_server.url, here, given_system(here))
    incident = given_incident(here, "dispatched")
    (found,) = operation("hand_overs").sync(client=client).results
    photo = part("types").File(payload=BytesIO(image_bytes()), file_name="修好.jpg", mime_type="image/jpeg")
    done = models.HandOverReportFormRequest(
        status=models.HandOverReportStatusEnum.DONE, result="已更换灯具", files=[photo]
    )
    assert operation("hand_over_report").sync(found.id, client=client, body=done).status == "done"
    assert MatterFile.objects.get(matter=incident.pk).file.original_name == "修好.jpg"
    script = part("types").File(payload=BytesIO(HOSTILE_FILES["图.svg"]), file_name="图.svg")
    hostile = models.HandOverReportFormRequest(
        status=models.HandOverReportStatusEnum.DONE, result="x", files=[script]
    )
    given_incident(here, "dispatched")
    other = operation("hand_overs").sync(client=client).results[-1]
    refused = operation("hand_over_report").sync_detailed(other.id, client=client, body=hostile)
    assert (refused.status_code, refused.parsed.code) == (422, "invalid")


def test_the_generated_client_understands_a_refusal(said: str, world: World, live_server: Any) -> None:
    here = world.here
    reading = given_entry(here, direction="read")
    client = signed_in(live_server.url, here, reading)
    order = part("models").WorkOrderRequest(number="1", category="X", description="x")
    refused = operation("work_order_create").sync_detailed(client=client, body=order)
    assert (refused.status_code, refused.parsed.code) == (403, "no_entry")
    assert Call.objects.filter(status=403).count() == 1
    missing = operation("incident").sync("SJ0", client=client)
    assert (missing.status, missing.code) == (404, "not_found")
    wrong = token_of(live_server.url, ("nobody", "nothing"), reading.code)
    assert wrong.error == "invalid_client"
    other = token_of(live_server.url, given_credential(here, given_partner(here, "另一系统")), reading.code)
    assert other.error == "invalid_scope"
