"""The OpenAPI document, fuzzed in process: no fault of ours, and every answer of a kind that was promised.

Bounded and repeatable: a few examples per operation and role, derived from a fixed seed. ``FUZZ_EXAMPLES=200``
digs deeper.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from disputes.models import Agreement, Channel, MediationSession
from pingan.accounts.services import create_token
from pingan.matters.models import Matter
from pingan.web.parsers import PieceParser
from tests.factories.disputes import given_dispute, given_registration
from tests.factories.incidents import given_incident, given_report
from tests.factories.world import World

pytestmark = pytest.mark.django_db
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "3"))
CHECKS = [not_a_server_error, content_type_conformance, status_code_conformance, response_schema_conformance]
ROLES = ("grid_worker", "township_desk", "body_office")


@schemathesis.serializer(PieceParser.media_type)
def _piece(_context: Any, value: Any) -> dict[str, Any]:
    """A piece of a file is sent as the bytes that it is."""
    return {"data": value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")}


@pytest.fixture(autouse=True)
def _stay_in_the_test() -> Iterator[None]:
    """A request that ends would take the test's own connection, and its transaction, with it."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@pytest.fixture(scope="module")
def api() -> Any:
    """The document itself, without a request."""
    from drf_spectacular.generators import SchemaGenerator

    document = SchemaGenerator().get_schema(request=None, public=True)
    loaded = schemathesis.openapi.from_dict(document)
    loaded.app = WSGIHandler()
    return loaded


def known_ids(world: World) -> dict[str, list[int]]:
    """Rows that exist, so that requests come past the 404; the last one lies outside the scope."""
    here = world.here
    inside = [given_report(here).pk, given_incident(here, "signed").pk, given_incident(here, "closed").pk]
    outside = given_report(world.far).pk
    ours, theirs = given_dispute(here, "performing"), given_registration(world.far)
    found = {
        "disputes": [ours.pk, given_dispute(here, "mediating").pk, theirs.pk],
        "dispute-parties": [*ours.parties.values_list("pk", flat=True), _first(theirs.parties)],
        "agreements": list(Agreement.objects.values_list("pk", flat=True)),
        "mediation-sessions": list(MediationSession.objects.values_list("pk", flat=True)),
        "referrals": list(Channel.objects.values_list("pk", flat=True)),
        "mediators": [here.mediators[0].pk],
        "mediation-committees": [here.committee.pk],
    }
    return found | {
        "incidents": [*inside, outside],
        "grids": [here.grid.pk, world.far.grid.pk],
        "regions": [here.township.pk],
        "grid-workers": [here.grid.assignments.get().pk],
    }


def _first(rows: Any) -> int:
    return int(rows.values_list("pk", flat=True)[0])


def aimed(case: Any, number: int, known: dict[str, list[int]]) -> Any:
    """Name a row that exists in most requests, and a class or type that exists in every second report.

    A post drawn by chance is one that nobody holds: it stays in one request of ten.
    """
    if number % 10 and case.headers:
        case.headers.pop("X-Post", None)
    if "id" in (case.path_parameters or {}):
        rows = known.get(case.path.removeprefix("/api/v1/").split("/")[0], [])
        if rows and number % (len(rows) + 1):
            case.path_parameters["id"] = rows[number % (len(rows) + 1) - 1]
    if case.path == "/api/v1/incidents/" and isinstance(case.body, dict) and number % 2:
        case.body = {**case.body, "category": "APPEAL.FACILITY.LAMP"}
    if case.path == "/api/v1/disputes/" and isinstance(case.body, dict) and number % 2:
        case.body = {**case.body, "type": "NEIGHBOUR"}
    return case


@pytest.mark.parametrize("role", ROLES)
def test_no_input_is_answered_with_a_fault_of_ours(world: World, api: Any, role: str) -> None:
    known = known_ids(world)
    _token, key = create_token(user=world.here.users[role], label="fuzz", with_second_factor=True)
    numbers = count()
    seen: dict[int, int] = {}

    def run(operation: Any, mode: Any) -> None:
        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def one(case: Any) -> None:
            headers = {"Authorization": f"Token {key}"}
            response = aimed(case, next(numbers), known).call(headers=headers)
            seen[response.status_code] = seen.get(response.status_code, 0) + 1
            case.validate_response(response, checks=CHECKS)

        one()

    for result in api.get_all_operations():
        operation = result.ok()
        if "/auth/" in operation.path:
            continue
        for mode in (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE):
            run(operation, mode)
    assert not {status for status in seen if status >= 500}
    assert seen[200] >= 10 * EXAMPLES, seen
    assert seen[404] and seen[422], seen
    assert Matter.objects.count() >= 4


def test_signing_in_is_not_shaken(world: World, api: Any) -> None:
    operation = api["/api/v1/auth/token/"]["POST"]

    @given(case=operation.as_strategy())
    @settings(
        max_examples=EXAMPLES * 3,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    def one(case: Any) -> None:
        case.validate_response(case.call(), checks=[not_a_server_error, content_type_conformance])

    one()
