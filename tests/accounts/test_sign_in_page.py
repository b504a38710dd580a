"""Signing in on the page: who gets in, who is stopped, and what the security log learns."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pingan.accounts.services import close_account
from pingan.audit.models import AuditEntry
from tests.factories.accounts import (
    OWN_URL,
    TOKEN_URL,
    Person,
    given_person,
    post_credentials,
    signed_in,
    token_answer,
)

pytestmark = pytest.mark.django_db


def acts() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


def fail(client: Client, person: Person, times: int) -> list[int]:
    wrong = Person(person.user, person.post, password="Wrong-password-1")
    return [post_credentials(client, wrong).status_code for _ in range(times)]


def test_name_and_password_open_the_account_and_are_logged() -> None:
    person = given_person("township_desk", None)
    client = signed_in(person)
    assert client.get(OWN_URL).status_code == 200
    entry = AuditEntry.objects.get(action="sign_in.succeeded")
    assert (entry.actor_id, entry.actor_role, entry.region_code) == (
        person.user.pk,
        "township_desk",
        "360703",
    )
    assert entry.data == {"door": "page", "second_factor": False}
    assert entry.ip == "127.0.0.1"


def test_signing_out_ends_the_session_and_is_logged() -> None:
    client = signed_in(given_person("township_desk"))
    client.post(reverse("account_logout"))
    assert client.get(OWN_URL).status_code == 302
    assert acts()[-1] == "sign_out"


def test_five_failures_block_the_page_for_half_an_hour_even_for_the_right_password() -> None:
    person = given_person("township_desk")
    client = Client()
    assert fail(client, person, 5) == [200, 200, 200, 200, 429]
    answer = post_credentials(client, person)
    assert answer.status_code == 429
    assert answer["Retry-After"] == "1800"
    assert "30" in answer.content.decode()
    with time_machine.travel(timezone.now() + timedelta(minutes=31)):
        assert post_credentials(client, person).status_code == 302
    assert acts().count("sign_in.failed") == 5
    assert "sign_in.locked_out" in acts()


def test_the_page_and_the_token_endpoint_count_together() -> None:
    person = given_person("township_desk")
    client = Client()
    fail(client, person, 3)
    for _ in range(2):
        wrong = token_answer(person, client, password="Wrong-password-1")
    assert wrong.status_code == 429
    assert wrong.headers["Content-Type"] == "application/problem+json"
    assert wrong.json()["code"] == "locked_out"
    assert token_answer(person, client).status_code == 429
    assert post_credentials(client, person).status_code == 429


def test_success_before_the_fifth_failure_starts_the_count_anew() -> None:
    person = given_person("township_desk")
    client = Client()
    fail(client, person, 4)
    assert post_credentials(client, person).status_code == 302
    assert fail(Client(), person, 4) == [200] * 4


def test_nobody_learns_which_names_exist() -> None:
    person = given_person("township_desk")
    closed = given_person("township_desk")
    close_account(user=closed.user)
    texts = set()
    for username in (person.user.username, closed.user.username, "nobody-of-that-name"):
        data = {"login": username, "password": "Wrong-password-1"}
        page = Client().post(reverse("account_login"), data)
        api = Client().post(
            TOKEN_URL, {"username": username, "password": "x"}, content_type="application/json"
        )
        body = page.content.decode().replace(username, "NAME")
        sentence = body[body.index("error-summary") : body.index("</ul>", body.index("error-summary"))]
        texts.add((page.status_code, sentence, api.status_code, api.json()["title"]))
    assert len(texts) == 1


def test_an_unknown_name_is_locked_out_in_the_same_words() -> None:
    client = Client()
    codes = [
        client.post(reverse("account_login"), {"login": "ghost", "password": "x"}).status_code
        for _ in range(5)
    ]
    assert codes == [200, 200, 200, 200, 429]


def test_what_was_typed_as_an_unknown_name_is_not_kept() -> None:
    Client().post(reverse("account_login"), {"login": "My-Secret-Pass1", "password": "x"})
    entry = AuditEntry.objects.get(action="sign_in.failed")
    assert "Secret" not in str([entry.actor_name, entry.reason, entry.data, entry.object_id])
    assert entry.data["known_account"] is False


def test_another_address_is_not_locked_out() -> None:
    person = given_person("township_desk")
    fail(Client(), person, 5)
    elsewhere = Client(REMOTE_ADDR="10.9.8.7")
    assert post_credentials(elsewhere, person).status_code == 302


def test_a_forwarded_header_does_not_escape_the_count() -> None:
    person = given_person("township_desk")
    wrong = Person(person.user, person.post, password="Wrong-password-1")
    codes = [
        post_credentials(Client(), wrong, HTTP_X_FORWARDED_FOR=f"10.0.0.{n}").status_code for n in range(5)
    ]
    assert codes[-1] == 429


def test_a_closed_account_is_signed_out_at_once() -> None:
    person = given_person("township_desk")
    client = signed_in(person)
    close_account(user=person.user)
    assert client.get(OWN_URL).status_code == 302
    assert post_credentials(Client(), person).status_code == 200


@pytest.mark.parametrize("path", ["/account/signup/", "/account/password/reset/", "/account/email/"])
def test_nobody_signs_up_or_resets_by_mail(path: str) -> None:
    assert Client().get(path).status_code == 404


def test_the_sign_in_page_goes_back_only_to_this_house() -> None:
    person = given_person("township_desk")
    url = reverse("account_login") + "?next=https://evil.example/"
    answer = Client().post(
        url, {"login": person.user.username, "password": person.password, "next": "https://evil.example/"}
    )
    assert answer.status_code == 302
    assert "evil" not in answer["Location"]


@pytest.mark.parametrize(
    ("role", "idle", "status"),
    [
        ("township_desk", timedelta(minutes=29), 200),
        ("township_desk", timedelta(minutes=31), 302),
        ("grid_worker", timedelta(hours=11), 200),
    ],
)
def test_an_idle_session_ends_by_role(role: str, idle: timedelta, status: int) -> None:
    from tests.factories.org import given_two_counties

    places = given_two_counties()
    person = given_person(role, places.village if role == "grid_worker" else places.township)
    client = signed_in(person)
    assert client.get(OWN_URL).status_code == 200
    with time_machine.travel(timezone.now() + idle):
        answer = client.get(OWN_URL)
    assert answer.status_code == status
    if status == 302:
        assert AuditEntry.objects.get(action="sign_out").data == {"by": "idle"}


def test_use_keeps_a_session_alive_but_a_page_that_refreshes_itself_does_not() -> None:
    client = signed_in(given_person("township_desk"))
    client.get(OWN_URL)
    start = timezone.now()
    for minutes in (20, 40):
        with time_machine.travel(start + timedelta(minutes=minutes)):
            assert client.get(OWN_URL).status_code == 200
    for minutes in (60, 69):
        with time_machine.travel(start + timedelta(minutes=minutes)):
            assert client.get(OWN_URL, headers={"X-Background": "true"}).status_code == 200
    with time_machine.travel(start + timedelta(minutes=71)):
        assert client.get(OWN_URL, headers={"X-Background": "true"}).status_code == 302


def test_an_idle_session_of_a_program_hears_401() -> None:
    client = signed_in(given_person("township_desk"))
    client.get(OWN_URL)
    with time_machine.travel(timezone.now() + timedelta(minutes=31)):
        answer = client.get("/api/v1/schema/")
    assert answer.status_code == 401
    assert answer.json()["code"] == "session_expired"
