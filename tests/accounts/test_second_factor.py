"""The second factor: who needs it, that nothing opens without it, that a code works once."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.urls import reverse

from pingan.access.rules import SECOND_FACTOR_ROLES
from pingan.accounts.rules.totp import PERIOD, code_at
from pingan.accounts.services import SecondFactor, check_second_factor
from pingan.audit.models import AuditEntry
from pingan.common import crypto
from pingan.org.models import Role
from tests.factories.accounts import (
    OWN_URL,
    given_app,
    given_person,
    post_credentials,
    signed_in,
    token_answer,
    token_of,
)
from tests.factories.org import given_post, given_two_counties

pytestmark = pytest.mark.django_db


def test_administrators_offices_and_auditors_need_it_and_nobody_else() -> None:
    expected = {"system_admin", "security_admin", "audit_admin", "body_office", "auditor"}
    assert expected == SECOND_FACTOR_ROLES
    assert set(Role.values) > expected


@pytest.mark.parametrize("role", sorted(SECOND_FACTOR_ROLES))
def test_without_an_app_the_role_is_led_to_set_it_up_before_any_page(role: str) -> None:
    client = signed_in(given_person(role, with_app=False))
    for path in ("/", OWN_URL, "/accounts/", "/posts/", "/audit/", "/me/tokens/"):
        answer = client.get(path)
        assert answer.status_code == 302, path
        assert answer["Location"].startswith(reverse("mfa_activate_totp")), path
    api = client.get("/api/v1/schema/")
    assert (api.status_code, api.json()["code"]) == (403, "second_factor_required")


@pytest.mark.django_db(transaction=True)
def test_setting_it_up_opens_the_pages_in_the_same_session() -> None:
    person = given_person("audit_admin", with_app=False)
    client = signed_in(person)
    page = client.get(reverse("mfa_activate_totp"))
    assert page.status_code == 200
    secret = page.context["form"].secret
    assert secret in page.content.decode()
    assert "data:image/svg+xml" in page.content.decode()
    code = code_at(secret, int(time.time()) // PERIOD)
    answer = client.post(reverse("mfa_activate_totp"), {"code": code})
    assert answer["Location"] == reverse("mfa_view_recovery_codes")
    assert len(client.get(answer["Location"]).context["unused_codes"]) == 10
    assert client.get(OWN_URL).status_code == 200
    assert AuditEntry.objects.filter(action="second_factor.added", actor_id=person.user.pk).exists()


def test_with_an_app_the_password_alone_opens_nothing() -> None:
    person = given_person("auditor")
    client = Client()
    answer = post_credentials(client, person)
    assert answer["Location"] == reverse("mfa_authenticate")
    assert client.get(OWN_URL)["Location"].startswith(reverse("account_login"))
    assert client.post(reverse("mfa_authenticate"), {"code": person.code()}).status_code == 302
    assert client.get(OWN_URL).status_code == 200


def test_a_code_works_once_in_all_doors_together() -> None:
    person = given_person("auditor")
    code = person.code()
    assert token_answer(person, otp=code).status_code == 200
    again = token_answer(person, otp=code)
    assert (again.status_code, again.json()["code"]) == (401, "otp_replayed")
    client = Client()
    post_credentials(client, person)
    assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 200
    assert client.get(OWN_URL).status_code == 302
    assert client.post(reverse("mfa_authenticate"), {"code": person.code(steps_ahead=1)}).status_code == 302


def test_an_older_code_is_worthless_once_a_newer_one_was_used() -> None:
    person = given_person("auditor")
    older = person.code(steps_ahead=-1)
    assert check_second_factor(user=person.user, code=person.code())[0] is SecondFactor.ACCEPTED
    assert check_second_factor(user=person.user, code=older)[0] is SecondFactor.REPLAYED


def test_wrong_codes_count_like_wrong_passwords() -> None:
    person = given_person("auditor")
    client = Client()
    post_credentials(client, person)
    codes = [client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code for _ in range(5)]
    assert codes == [200, 200, 200, 200, 429]
    assert client.post(reverse("mfa_authenticate"), {"code": person.code()}).status_code == 429
    assert token_answer(person, client, otp=person.code()).status_code == 429
    assert post_credentials(Client(), person).status_code == 429
    failed = AuditEntry.objects.filter(action="sign_in.failed", data__step="second_factor")
    assert failed.count() == 5


def test_wrong_codes_at_the_token_endpoint_lock_the_page_too() -> None:
    person = given_person("auditor")
    client = Client()
    statuses = [token_answer(person, client, otp="000000").status_code for _ in range(5)]
    assert statuses == [401, 401, 401, 401, 429]
    assert post_credentials(client, person).status_code == 429


def test_the_right_password_does_not_reset_the_count_of_wrong_codes() -> None:
    person = given_person("auditor")
    client = Client()
    for _ in range(4):
        post_credentials(client, person)
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    post_credentials(client, person)
    assert client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 429


def test_a_recovery_code_opens_once_and_is_logged() -> None:
    person = given_person("auditor")
    client = signed_in(person)
    client.post(reverse("mfa_generate_recovery_codes"))
    code = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"][0]
    for expected in (302, 200):
        other = Client()
        post_credentials(other, person)
        assert other.post(reverse("mfa_authenticate"), {"code": code}).status_code == expected
    assert AuditEntry.objects.filter(action="second_factor.recovery_used").count() == 1


def test_it_cannot_be_switched_off_while_a_post_needs_it() -> None:
    person = given_person("auditor")
    client = signed_in(person)
    client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(user=person.user, type="totp").exists()


def test_somebody_who_does_not_need_it_may_switch_it_off() -> None:
    person = given_person("township_desk", with_app=True)
    client = signed_in(person)
    assert client.post(reverse("mfa_deactivate_totp")).status_code == 302
    assert not Authenticator.objects.filter(user=person.user).exists()


def test_secrets_lie_encrypted() -> None:
    person = given_person("auditor")
    stored = Authenticator.objects.get(user=person.user).data["secret"]
    assert person.secret not in stored
    assert crypto.encrypt(b"x") != crypto.encrypt(b"x")


def test_a_session_from_before_the_app_was_set_up_must_show_it_too() -> None:
    person = given_person("auditor", with_app=False)
    stolen = signed_in(person)
    person.secret = given_app(person.user)
    answer = stolen.get(OWN_URL)
    assert answer["Location"].startswith(reverse("mfa_reauthenticate"))
    assert stolen.post(reverse("mfa_reauthenticate"), {"code": person.code()}).status_code == 302
    assert stolen.get(OWN_URL).status_code == 200


def test_the_gate_closes_when_switching_to_a_post_that_needs_it() -> None:
    places = given_two_counties()
    person = given_person("township_desk", places.township)
    client = signed_in(person)
    assert client.get(OWN_URL).status_code == 200
    auditor = given_post("auditor", places.county, user=person.user)
    client.post(reverse("console:switch_post"), {"post_id": auditor.pk})
    assert client.get("/audit/")["Location"].startswith(reverse("mfa_activate_totp"))


def test_a_token_made_without_it_opens_no_post_that_needs_it() -> None:
    places = given_two_counties()
    person = given_person("township_desk", places.township)
    token = token_of(person)
    auditor = given_post("auditor", places.county, user=person.user)
    headers = {"Authorization": f"Token {token}", "X-Post": str(auditor.pk)}
    answer = Client().delete("/api/v1/auth/token/", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "second_factor_required")


@pytest.mark.parametrize(
    ("moment", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (2000000000, "279037")],
)
def test_codes_agree_with_the_examples_of_rfc_6238(moment: int, code: str) -> None:
    import base64

    secret = base64.b32encode(b"12345678901234567890").decode()
    assert code_at(secret, moment // PERIOD) == code


@pytest.mark.django_db(transaction=True)
def test_one_code_sent_ten_times_at_once_is_accepted_once() -> None:
    person = given_person("auditor")
    code = person.code()

    def send(_number: int) -> int:
        try:
            return int(token_answer(person, otp=code).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=5) as pool:
        statuses = sorted(pool.map(send, range(10)))
    assert statuses == [200] + [401] * 9
