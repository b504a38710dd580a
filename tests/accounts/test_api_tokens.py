"""Tokens for programs: got with a password, hashed, expiring, revocable, bound to a post held today."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from pingan.accounts.models import ApiToken
from pingan.accounts.rules.tokens import MAX_LIVE
from pingan.accounts.services import close_account, create_token, reset_password
from pingan.audit.models import AuditEntry
from pingan.web.authentication import ApiTokenAuthentication
from tests.factories.accounts import (
    PASSWORD,
    TOKEN_URL,
    Person,
    given_person,
    signed_in,
    token_answer,
    token_of,
)
from tests.factories.org import given_post, given_two_counties

pytestmark = pytest.mark.django_db


def revoke_with(token: str, **headers: str) -> Any:
    """Use a token on the one endpoint that is always there; 204 means that it was accepted."""
    return Client().delete(TOKEN_URL, headers={"Authorization": f"Token {token}", **headers})


def test_a_name_and_password_get_a_token_for_ninety_days() -> None:
    person = given_person("township_desk", given_two_counties().township)
    answer = token_answer(person)
    body = answer.json()
    assert answer.status_code == 200
    assert set(body) == {"token", "expires_at", "post"}
    assert body["post"] == {"id": person.post.pk, "label": str(person.post), "role": "township_desk"}
    token = ApiToken.objects.get()
    assert timedelta(days=89) < token.expires_at - timezone.now() <= timedelta(days=90)
    assert answer["Cache-Control"] == "no-store"
    assert revoke_with(body["token"]).status_code == 204


def test_only_a_digest_is_stored() -> None:
    key = token_of(given_person("township_desk"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM accounts_apitoken t")
        (row,) = cursor.fetchall()
    assert key not in row[0]
    assert key.removeprefix("pingan_") not in row[0]


def test_the_code_is_asked_for_at_its_field_where_the_role_needs_it() -> None:
    person = given_person("body_office")
    missing = token_answer(person)
    assert missing.status_code == 401
    assert missing.json()["code"] == "otp_required"
    assert list(missing.json()["errors"]) == ["otp"]
    wrong = token_answer(person, otp="000000")
    assert (wrong.status_code, wrong.json()["code"]) == (401, "otp_invalid")
    assert token_answer(person, otp=person.code()).status_code == 200
    assert ApiToken.objects.get().with_second_factor


def test_without_an_app_a_role_that_needs_one_gets_no_token() -> None:
    answer = token_answer(given_person("auditor", with_app=False))
    assert (answer.status_code, answer.json()["code"]) == (403, "second_factor_required")
    assert not ApiToken.objects.exists()


def test_the_code_is_not_asked_for_before_the_password_is_right() -> None:
    person = given_person("auditor")
    assert token_answer(person, password="Wrong-password-1").json()["code"] == "invalid_credentials"


def test_a_temporary_password_gets_no_token() -> None:
    person = given_person("township_desk")
    person.password = reset_password(user=person.user)
    answer = token_answer(person)
    assert (answer.status_code, answer.json()["code"]) == (403, "password_change_required")


@pytest.mark.parametrize("fault", ["expired", "revoked", "closed", "unknown", "empty", "two words"])
def test_a_dead_token_is_401(fault: str) -> None:
    person = given_person("township_desk")
    key = token_of(person)
    if fault == "expired":
        with time_machine.travel(timezone.now() + timedelta(days=91)):
            person.user.password_changed_at = timezone.now()
            person.user.save()
            answer = revoke_with(key)
    else:
        if fault == "revoked":
            assert revoke_with(key).status_code == 204
        if fault == "closed":
            close_account(user=person.user)
        sent = {"unknown": "pingan_nonsense", "empty": "", "two words": f"{key} x"}.get(fault, key)
        answer = revoke_with(sent)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Token"
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_deleting_ends_this_token_only_and_is_logged() -> None:
    person = given_person("township_desk")
    first, second = token_of(person), token_of(person)
    assert revoke_with(first).status_code == 204
    assert revoke_with(first).status_code == 401
    assert revoke_with(second).status_code == 204
    actions = list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))
    assert actions.count("token.created") == 2
    assert actions.count("token.revoked") == 2


def test_a_password_reset_ends_every_token() -> None:
    person = given_person("township_desk")
    key = token_of(person)
    reset_password(user=person.user)
    assert revoke_with(key).status_code == 401


def test_an_expired_password_stops_the_token_until_it_is_changed() -> None:
    person = given_person("township_desk")
    key = token_of(person)
    with time_machine.travel(timezone.now() + timedelta(days=89, hours=23)):
        person.user.password_changed_at -= timedelta(days=1)
        person.user.save()
        answer = revoke_with(key)
    assert (answer.status_code, answer.json()["code"]) == (403, "password_change_required")


@pytest.mark.parametrize("header", ["999999999", "abc", "-1", "９", "1" * 30])
def test_a_post_that_is_not_held_is_refused(header: str) -> None:
    key = token_of(given_person("township_desk"))
    answer = revoke_with(key, **{"X-Post": header})
    assert (answer.status_code, answer.json()["code"]) == (403, "post_not_held")


def test_a_post_is_chosen_by_header_and_must_be_ones_own() -> None:
    places = given_two_counties()
    person = given_person("township_desk", places.township)
    second = given_post("community_staff", places.village, user=person.user)
    foreign = given_person("township_desk", places.other_township)
    key = token_of(person)
    assert revoke_with(key, **{"X-Post": str(foreign.post.pk)}).status_code == 403
    assert revoke_with(key, **{"X-Post": str(second.pk)}).status_code == 204
    entry = AuditEntry.objects.get(action="token.revoked")
    assert (entry.post_id, entry.actor_role) == (second.pk, "community_staff")


def test_the_last_use_is_written_once_an_hour() -> None:
    person = given_person("township_desk")
    token, key = create_token(user=person.user, label="x", with_second_factor=False)
    for minutes, expected in ((0, 0), (30, 0), (61, 61), (90, 61)):
        with time_machine.travel(token.created_at + timedelta(minutes=minutes), tick=False):
            Client().get("/api/v1/schema/", headers={"Authorization": f"Token {key}"})
        token.refresh_from_db()
        assert token.last_used_at == token.created_at + timedelta(minutes=expected)


def test_the_oldest_key_gives_way_when_somebody_holds_too_many() -> None:
    person = given_person("township_desk")
    first, _key = create_token(user=person.user, label="first", with_second_factor=False)
    for number in range(MAX_LIVE):
        create_token(user=person.user, label=str(number), with_second_factor=False)
    first.refresh_from_db()
    assert first.revoked_at is not None
    assert ApiToken.objects.filter(revoked_at=None).count() == MAX_LIVE


def test_knowing_a_program_takes_few_queries() -> None:
    person = given_person("township_desk", given_two_counties().township)
    key = token_of(person)
    from django.test import RequestFactory
    from rest_framework.request import Request

    for _ in range(2):  # the first use of the hour writes
        request = Request(RequestFactory().get("/", headers={"Authorization": f"Token {key}"}))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            found = ApiTokenAuthentication().authenticate(request)
    assert found is not None
    assert len(queries) <= 5, [query["sql"] for query in queries]


def test_one_makes_and_revokes_tokens_on_the_page_and_sees_the_key_once() -> None:
    person = given_person("township_desk")
    client = signed_in(person)
    answer = client.post(reverse("console:tokens"), {"label": "地图大屏", "days": "30"})
    assert answer.status_code == 302
    shown = client.get(answer["Location"])
    key = shown.context["key"]
    assert key.startswith("pingan_")
    assert key in shown.content.decode()
    assert key not in client.get(answer["Location"]).content.decode()
    token = ApiToken.objects.get(label="地图大屏")
    assert client.post(reverse("console:token_revoke", args=[token.pk])).status_code == 302
    assert revoke_with(key).status_code == 401


def test_making_a_token_asks_for_the_password_again_after_a_while() -> None:
    person = given_person("township_desk")
    client = signed_in(person)
    with time_machine.travel(timezone.now() + timedelta(minutes=10)):
        answer = client.post(reverse("console:tokens"), {"label": "x", "days": "30"})
        assert answer["Location"].startswith(reverse("account_reauthenticate"))
        assert not ApiToken.objects.exists()
        client.post(answer["Location"], {"password": PASSWORD})
    assert ApiToken.objects.count() == 1


@pytest.mark.parametrize(
    "data", [{"label": "", "days": "30"}, {"label": "x", "days": "0"}, {"label": "x", "days": "366"}]
)
def test_a_token_without_name_or_with_an_odd_life_is_refused(data: dict[str, str]) -> None:
    client = signed_in(given_person("township_desk"))
    assert client.post(reverse("console:tokens"), data).status_code == 422
    assert not ApiToken.objects.exists()


def test_nobody_revokes_a_strangers_token() -> None:
    owner = given_person("township_desk")
    token, _key = create_token(user=owner.user, label="x", with_second_factor=False)
    client = signed_in(given_person("township_desk"))
    assert client.post(reverse("console:token_revoke", args=[token.pk])).status_code == 404
    token.refresh_from_db()
    assert token.revoked_at is None


@pytest.mark.parametrize(
    "body", [{}, {"username": "x"}, {"username": ["x"], "password": {}}, {"username": "a\0", "password": "b"}]
)
def test_a_malformed_request_is_told_so(body: dict[str, object]) -> None:
    answer = Client().post(TOKEN_URL, body, content_type="application/json")
    assert answer.status_code in {400, 422}
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_thirty_accounts_of_one_address_get_their_tokens_in_a_minute() -> None:
    person = given_person("township_desk")
    assert [token_answer(Person(person.user, person.post)).status_code for _ in range(40)] == [200] * 40
