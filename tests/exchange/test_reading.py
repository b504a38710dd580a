"""What a partner's program reads: the approved fields of its entry's matters, and every call is written down."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone
from oauth2_provider.models import AccessToken, Application

from pingan.common.errors import IllegalAction
from pingan.exchange.models import Call, CatalogueEntry, Credential, Partner
from pingan.exchange.services.partners import end_credential, issue_credential
from tests.factories.exchange import Caller, given_caller, given_credential, given_entry, given_partner
from tests.factories.incidents import given_report, rewrite
from tests.factories.world import Place, World


@pytest.fixture(autouse=True)
def _no_counts_of_others() -> None:
    cache.clear()


def test_a_program_reads_the_approved_fields_and_no_others(here: Place) -> None:
    incident = given_report(here)
    entry = given_entry(here, direction="read", fields=["title", "state", "no_longer_there"])
    answer = given_caller(here, entry).get("incidents/")
    assert answer.status_code == 200
    assert answer.json() == {
        "results": [{"number": incident.matter.number, "title": incident.matter.title, "state": "reported"}],
        "next_cursor": None,
    }
    assert answer["Cache-Control"] == "no-store"
    one = given_caller(here, entry).get(f"incidents/{incident.matter.number}/", {"fields": "state"})
    assert one.json() == {"number": incident.matter.number, "state": "reported"}


def test_a_field_that_was_not_approved_is_refused(here: Place) -> None:
    answer = given_caller(here, given_entry(here, direction="read")).get(
        "incidents/", {"fields": "description"}
    )
    assert answer.status_code == 400
    assert answer["Content-Type"].startswith("application/problem+json")
    assert "fields" in answer.json()["errors"]


def test_restricted_matters_and_other_areas_and_classes_are_never_read(here: Place, world: World) -> None:
    shown = given_report(here)
    restricted = given_report(here)
    rewrite(restricted.pk, is_restricted=True)
    far = given_report(world.far)
    caller = given_caller(here, given_entry(here, direction="read"))
    assert [row["number"] for row in caller.get("incidents/").json()["results"]] == [shown.matter.number]
    for hidden in (restricted, far):
        assert caller.get(f"incidents/{hidden.matter.number}/").status_code == 404
    other = given_entry(
        here, given_partner(here, "另一系统"), direction="read", class_codes=["PUBLIC_SECURITY"]
    )
    assert given_caller(here, other).get("incidents/").json()["results"] == []


def test_a_list_goes_on_at_its_cursor_and_nothing_is_left_out_or_shown_twice(here: Place) -> None:
    numbers = [given_report(here).matter.number for _ in range(7)]
    rewrite(*[given_report(here).pk for _ in range(3)], opened_at=timezone.now() - timedelta(days=2))
    caller = given_caller(here, given_entry(here, direction="read"))
    seen: list[str] = []
    cursor = ""
    for _ in range(10):
        answer = caller.get("incidents/", {"limit": 4, **({"cursor": cursor} if cursor else {})}).json()
        seen += [row["number"] for row in answer["results"]]
        cursor = answer["next_cursor"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 10
    assert seen[3:] == numbers
    recent = caller.get("incidents/", {"opened_from": (timezone.now() - timedelta(days=1)).isoformat()})
    assert [row["number"] for row in recent.json()["results"]] == numbers


@pytest.mark.parametrize(
    "query",
    [
        {"limit": "0"}, {"limit": "x"}, {"limit": "501"}, {"cursor": "x"}, {"cursor": "MjAyNnwx"}, {"opened_from": "2026"},
        {"opened_from": "2026-13-01T00:00:00Z"}, {"q": "张建国"}, {"scope": "another"}, {"cursor": "Ω"},
    ],
)  # fmt: skip
def test_questions_that_cannot_be_read_are_refused(here: Place, query: dict[str, Any]) -> None:
    answer = given_caller(here, given_entry(here, direction="read")).get("incidents/", query)
    assert answer.status_code in {400, 403}
    assert answer.json()["status"] == answer.status_code


def test_an_answer_that_was_seen_is_not_sent_again(here: Place) -> None:
    incident = given_report(here)
    caller = given_caller(here, given_entry(here, direction="read"))
    first = caller.get("incidents/")
    assert caller.get("incidents/", **{"If-None-Match": first["ETag"]}).status_code == 304
    rewrite(incident.pk, title="另一个标题")
    assert caller.get("incidents/", **{"If-None-Match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize(
    "values",
    [{"state": "suspended"}, {"state": "revoked"}, {"valid_until": timezone.localdate() - timedelta(days=1)}],
)
def test_what_is_stopped_is_stopped_at_once(here: Place, values: dict[str, Any]) -> None:
    entry = given_entry(here, direction="read", valid_from=timezone.localdate() - timedelta(days=9))
    caller = given_caller(here, entry)
    assert caller.get("incidents/").status_code == 200
    CatalogueEntry.objects.filter(pk=entry.pk).update(**values)
    answer = caller.get("incidents/")
    assert answer.status_code == 403
    assert answer.json()["code"] == "no_entry"


def test_a_token_holds_what_it_names_and_none_names_nothing(here: Place, world: World) -> None:
    partner = given_partner(here)
    entry = given_entry(here, partner, direction="read")
    foreign = given_entry(here, given_partner(here, "别人的系统"), direction="read")
    name, secret = given_credential(here, partner)
    for code in ("", foreign.code, "no-such", f"{entry.code} {foreign.code}"):
        refused = Caller(name, secret, code)
        assert (refused.answer.status_code, refused.answer.json()["error"]) == (400, "invalid_scope")
    assert Caller(name, secret, entry.code).get("incidents/").status_code == 200


def test_wrong_secrets_and_other_grants_get_no_token(here: Place) -> None:
    partner = given_partner(here)
    entry = given_entry(here, partner, direction="read")
    name, secret = given_credential(here, partner)
    assert Caller(name, secret + "x", entry.code).answer.status_code == 401
    client = Caller(name, secret, entry.code).client
    for grant in ("password", "authorization_code", "refresh_token", ""):
        body = {
            "grant_type": grant,
            "client_id": name,
            "client_secret": secret,
            "username": "h_leader",
            "password": "x",
        }
        assert client.post("/exchange/v1/token/", body).status_code in {400, 401}
    assert client.get("/exchange/v1/token/").status_code == 405


def test_a_wrong_secret_stands_in_the_book_of_the_client_that_was_named(here: Place) -> None:
    partner = given_partner(here)
    name, secret = given_credential(here, partner)
    client = Caller(name, f"{secret}x", "x").client
    for body in (
        {"client_id": name, "client_secret": "x"},
        {"client_id": "nobody\x00", "client_secret": "x"},
        {},
    ):
        client.post("/exchange/v1/token/", {"grant_type": "client_credentials", **body})
    client.post("/exchange/v1/token/", headers={"Authorization": "Basic ~~~"})
    book = [(call.path, call.status) for call in Call.objects.filter(partner=partner)]
    assert book == [("/exchange/v1/token/", 401)] * 2
    page = here.client("body_office").get(f"/exchange/partners/{partner.pk}/calls/").content.decode()
    assert page.count("/exchange/v1/token/") == 2


def test_a_client_that_was_ended_is_unknown_and_an_expired_permission_is_no_scope(here: Place) -> None:
    partner = given_partner(here)
    entry = given_entry(here, partner, direction="read")
    name, secret = given_credential(here, partner)
    day = timezone.localdate()
    CatalogueEntry.objects.update(valid_from=day - timedelta(days=9), valid_until=day - timedelta(days=1))
    expired = Caller(name, secret, entry.code).answer
    assert (expired.status_code, expired.json()["error"]) == (400, "invalid_scope")
    credential = Credential.objects.get()
    end_credential(actor=here.actor("body_office"), partner_id=partner.pk, credential_id=credential.pk)
    ended = Caller(name, secret, entry.code).answer
    assert (ended.status_code, ended.json()["error"]) == (401, "invalid_client")


def test_without_a_token_everything_is_401(here: Place, client: Any) -> None:
    for path in ("incidents/", "incidents/SJ1/", "bulk/incidents/", "work-orders/x/"):
        for headers in ({}, {"Authorization": "Bearer wrong"}):
            answer = client.get(f"/exchange/v1/{path}", headers=headers)
            assert answer.status_code == 401, path
            assert "Bearer" in answer["WWW-Authenticate"]
    signed_in = here.client("body_office")
    assert signed_in.get("/exchange/v1/incidents/").status_code == 401, "a session is no token"
    assert not Call.objects.exists()


def test_neither_secret_nor_token_stands_in_the_database(here: Place) -> None:
    partner = given_partner(here)
    name, secret = given_credential(here, partner)
    caller = Caller(name, secret, given_entry(here, partner, direction="read").code)
    assert Application.objects.get().client_secret not in {secret, ""}
    assert AccessToken.objects.get().token != caller.token
    assert AccessToken.objects.get().expires - timezone.now() <= timedelta(minutes=10)


def test_a_secret_is_changed_without_an_interruption(here: Place) -> None:
    partner = given_partner(here)
    entry = given_entry(here, partner, direction="read")
    old = Caller(*given_credential(here, partner), entry.code)
    new = Caller(*given_credential(here, partner), entry.code)
    assert old.get("incidents/").status_code == new.get("incidents/").status_code == 200
    with pytest.raises(IllegalAction):
        issue_credential(actor=here.actor("body_office"), partner_id=partner.pk)
    first = Credential.objects.order_by("pk")[0]
    end_credential(actor=here.actor("body_office"), partner_id=partner.pk, credential_id=first.pk)
    assert old.get("incidents/").status_code == 401
    assert new.get("incidents/").status_code == 200


def test_a_partner_that_left_or_calls_from_elsewhere_is_refused(here: Place) -> None:
    entry = given_entry(here, direction="read")
    caller = given_caller(here, entry)
    Partner.objects.update(networks=["203.0.113.0/24"])
    assert caller.get("incidents/").status_code == 403
    Partner.objects.update(networks=["127.0.0.0/8"])
    assert caller.get("incidents/").status_code == 200
    Partner.objects.update(ended_at=timezone.now())
    assert caller.get("incidents/").status_code == 401


def test_every_call_is_written_down_without_its_content(here: Place) -> None:
    given_report(here)
    given_report(here)
    entry = given_entry(here, direction="read")
    caller = given_caller(here, entry)
    answer = caller.get("incidents/")
    caller.get("incidents/NO-SUCH/")
    caller.get("incidents/", {"fields": "description"})
    book = [(call.path, call.status, call.rows, call.entry) for call in Call.objects.order_by("pk")]
    assert book == [
        ("/exchange/v1/token/", 200, 0, None),
        ("/exchange/v1/incidents/", 200, 2, entry),
        ("/exchange/v1/incidents/NO-SUCH/", 404, 0, entry),
        ("/exchange/v1/incidents/", 400, 0, entry),
    ]
    first = Call.objects.order_by("pk")[1]
    assert first.size_bytes == len(answer.content)
    assert first.request_id == answer["X-Request-ID"]


def test_calls_are_limited_per_client(here: Place, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from pingan.exchange.api.callers import PartnerThrottle

    monkeypatch.setattr(PartnerThrottle, "THROTTLE_RATES", {"exchange": "3/min"})
    entry = given_entry(here, direction="read")
    first, second = given_caller(here, entry), given_caller(here, entry)
    assert [first.get("incidents/").status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = first.get("incidents/")
    assert 0 < int(refused["Retry-After"]) <= 60
    assert second.get("incidents/").status_code == 200


def test_everything_is_fetched_in_parts_and_goes_on_after_a_break(here: Place) -> None:
    numbers = [given_report(here).matter.number for _ in range(5)]
    caller = given_caller(here, given_entry(here, direction="read"))
    for kind in ("jsonl", "csv"):
        text, cursor = "", ""
        for _ in range(6):
            query = {"format": kind, "limit": 2, **({"cursor": cursor} if cursor else {})}
            answer = caller.get("bulk/incidents/", query)
            again = caller.get("bulk/incidents/", query)
            assert again.content == answer.content, "a part that was lost is asked for again"
            text += answer.content.decode()
            cursor = answer["Pingan-Cursor"]
            if answer["Pingan-Complete"] == "true":
                break
        rows: list[dict[str, Any]] = (
            [json.loads(line) for line in text.splitlines()]
            if kind == "jsonl"
            else list(csv.DictReader(io.StringIO(text)))
        )
        assert [row["number"] for row in rows] == numbers
    later = given_report(here)
    rest = caller.get("bulk/incidents/", {"cursor": cursor})
    assert [json.loads(line)["number"] for line in rest.content.decode().splitlines()] == [
        later.matter.number
    ]


def test_no_cell_of_a_part_is_a_formula(here: Place) -> None:
    incident = given_report(here)
    rewrite(incident.pk, title="=HYPERLINK(1)")
    answer = given_caller(here, given_entry(here, direction="read")).get("bulk/incidents/", {"format": "csv"})
    assert "'=HYPERLINK(1)" in answer.content.decode()
