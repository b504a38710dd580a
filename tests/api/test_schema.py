"""The OpenAPI document: valid, complete, kept as a snapshot, and true of what is answered."""

from __future__ import annotations

import os
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command
from django.urls import get_resolver

from grids.api import incident_schemas as schemas
from grids.machine import INCIDENTS
from pingan.web import api_matter_schemas as shared
from tests.api.conftest import Api
from tests.factories.files import image_bytes, picture
from tests.factories.incidents import act, given_incident, given_report
from tests.factories.world import World

SNAPSHOT = Path(__file__).resolve().parents[2] / "docs" / "openapi.yaml"


@pytest.fixture(scope="module")
def text() -> str:
    out = StringIO()
    call_command("spectacular", "--lang", "en", "--validate", "--fail-on-warn", stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def document(text: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]


def test_the_document_is_the_one_in_docs(text: str) -> None:
    """Rewrite it on purpose only: ``WRITE_OPENAPI=1``."""
    if os.environ.get("WRITE_OPENAPI"):
        SNAPSHOT.write_text(text)
    assert text == SNAPSHOT.read_text(), "run with WRITE_OPENAPI=1 and read the difference"


def test_every_address_of_the_api_is_described(document: dict[str, Any]) -> None:
    routed = {name for name in _names(get_resolver().url_patterns) if name}
    assert {"incident-list", "grid-at", "attachment-content", "notification-read-all"} <= routed
    paths = document["paths"]
    for wanted in (
        "regions", "bodies", "member-units", "governance-centers", "grids", "grid-workers",
        "incident-categories", "incidents", "attachments", "notifications", "disputes", "dispute-parties",
        "mediation-committees", "mediators", "mediation-sessions", "agreements", "referrals",
        "screening-campaigns",
    ):  # fmt: skip
        assert f"/api/v1/{wanted}/" in paths and f"/api/v1/{wanted}/{{id}}/" in paths


def _names(patterns: list[Any]) -> set[str]:
    found: set[str] = set()
    for pattern in patterns:
        found |= _names(pattern.url_patterns) if hasattr(pattern, "url_patterns") else {pattern.name}
    return found


def test_every_post_takes_a_key_and_every_operation_tells_its_refusals(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        assert "application/problem+json" in operation["responses"]["default"]["content"], path
        names = {parameter["name"] for parameter in operation.get("parameters", [])}
        if path.startswith("/exchange/"):  # programs: a work order is sent once under its own number
            assert not {"Idempotency-Key", "X-Post"} & names
            continue
        if method == "post" and "/auth/" not in path:
            assert ("Idempotency-Key" in names) is not path.endswith(("/contact/", "/reveal/", "/codes/")), (
                path
            )
        if method == "patch":
            # A piece of a file says where it begins; that is all it can miss.
            assert ("Upload-Offset" if "/uploads/" in path else "If-Match") in names, path


def test_each_action_is_described_with_its_fields(document: dict[str, Any]) -> None:
    operation = document["paths"]["/api/v1/incidents/{id}/actions/{name}/"]["post"]
    (name,) = [p for p in operation["parameters"] if p["name"] == "name"]
    assert set(name["schema"]["enum"]) >= set(INCIDENTS.actions)
    shapes = {
        s["title"]: s for s in operation["requestBody"]["content"]["application/json"]["schema"]["anyOf"]
    }
    assert shapes["dispatch"]["required"] == ["organ"]
    assert shapes["accept"].get("required") is None


def _matches(shape: type[Any], body: Any) -> None:
    fields = shape().get_fields()
    optional = {name for name, field in fields.items() if not field.required}
    assert set(body) - set(fields) == set()
    assert set(fields) - set(body) <= optional
    for name, field in fields.items():
        inner = getattr(field, "child", None)
        if inner is not None and hasattr(inner, "get_fields"):
            for row in body.get(name, []):
                _matches(type(inner), row)
        if body.get(name, "absent") is None:
            assert field.allow_null, name


def test_what_is_answered_has_the_shape_that_is_described(world: World) -> None:
    here = world.here
    desk = Api(here.users["township_desk"])
    photo = Api(here.users["grid_worker"]).upload(image_bytes(picture())).json()["id"]
    incident = given_incident(here, "signed", attachments=(photo,))
    given_report(here)
    act(here, incident, "request_extension", "unit_handler", amount=2, reason="配件未到")
    act(here, incident, "remind", "body_office", note="请抓紧")
    emergency = given_report(here, category="EMERGENCY.ACCIDENT")
    act(here, emergency, "emergency_report", "township_desk", kind="first", content="起火")
    listed = desk.get("/incidents/").json()["results"]
    assert len(listed) == 3
    for row in listed:
        _matches(schemas.IncidentRowSerializer, row)
        _matches(schemas.IncidentSerializer, desk.get(f"/incidents/{row['id']}/").json())
        _matches(shared.TimelineSerializer, desk.get(f"/incidents/{row['id']}/timeline/").json())
        _matches(shared.ClocksSerializer, desk.get(f"/incidents/{row['id']}/clocks/").json())
        _matches(schemas.DuplicatesSerializer, desk.get(f"/incidents/{row['id']}/duplicates/").json())
        _matches(shared.LinksSerializer, desk.get(f"/incidents/{row['id']}/attachments/").json())
        _matches(schemas.OfferedActionsSerializer, desk.get(f"/incidents/{row['id']}/actions/").json())


def test_schema_and_docs_are_served(world: World) -> None:
    api = Api(world.here.users["grid_worker"])
    assert api.get("/schema/").status_code == 200
    page = api.get("/docs/")
    assert page.status_code == 200 and b"swagger" in page.content.lower()
