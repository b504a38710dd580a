"""Passwords: what they must be, how long they last, which may come back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from pingan.accounts.rules.passwords import character_classes, is_expired, temporary_password
from pingan.accounts.services import change_password, reset_password
from pingan.audit.models import AuditEntry
from tests.factories.accounts import OWN_URL, PASSWORD, given_person, post_credentials, signed_in

CHANGE = "account_change_password"


def change(client: Client, old: str, new: str) -> Any:
    return client.post(reverse(CHANGE), {"oldpassword": old, "password1": new, "password2": new})


@pytest.mark.django_db
@pytest.mark.parametrize(
    "password", ["Short-1a", "alllowercaseletters", "lower12345678", "UPPERandlower", "Password1234", ""]
)
def test_a_weak_password_is_refused_on_the_page(password: str) -> None:
    person = given_person("township_desk")
    client = signed_in(person)
    answer = change(client, PASSWORD, password)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    person.user.refresh_from_db()
    assert person.user.check_password(PASSWORD)


@pytest.mark.django_db
def test_a_password_like_the_username_is_refused() -> None:
    person = given_person("township_desk")
    person.user.username = "zhangsan-township"
    with pytest.raises(ValidationError):
        validate_password("Zhangsan-township1", person.user)


@pytest.mark.django_db
def test_a_good_password_is_accepted_keeps_this_session_and_ends_the_others() -> None:
    person = given_person("township_desk")
    here, elsewhere = signed_in(person), signed_in(person)
    assert change(here, PASSWORD, "Another-horse-10").status_code == 302
    assert here.get(OWN_URL).status_code == 200
    assert elsewhere.get(OWN_URL).status_code == 302
    assert AuditEntry.objects.filter(action="password.changed", actor_id=person.user.pk).count() == 1


@pytest.mark.django_db
def test_none_of_the_last_five_comes_back_but_the_sixth_may() -> None:
    person = given_person("township_desk")
    used = [PASSWORD, *(f"Another-horse-{n}" for n in range(10, 14))]
    for password in used[1:]:
        change_password(user=person.user, password=password)
    for password in used:
        with pytest.raises(ValidationError, match=r".+"):
            validate_password(password, person.user)
    change_password(user=person.user, password="Another-horse-99")
    validate_password(PASSWORD, person.user)
    assert person.user.former_passwords.count() == 5


@pytest.mark.django_db
def test_a_wrong_present_password_counts_towards_the_lockout() -> None:
    person = given_person("township_desk")
    client = signed_in(person)
    codes = [change(client, "Wrong-password-1", "Another-horse-10").status_code for _ in range(5)]
    assert codes == [200, 200, 200, 200, 429]
    assert post_credentials(Client(), person).status_code == 429


@pytest.mark.django_db
def test_an_account_with_a_temporary_password_changes_it_before_anything_else() -> None:
    person = given_person("township_desk")
    person.password = reset_password(user=person.user)
    client = signed_in(person)
    for path in ("/", OWN_URL, "/accounts/"):
        assert client.get(path)["Location"].startswith(reverse(CHANGE)), path
    api = client.get("/api/v1/schema/")
    assert (api.status_code, api.json()["code"]) == (403, "password_change_required")
    page = client.get(reverse(CHANGE))
    assert page.status_code == 200
    assert change(client, person.password, "Another-horse-10").status_code == 302
    assert client.get(OWN_URL).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "status"), [(89, 200), (91, 302)])
def test_a_password_expires_after_ninety_days(days: int, status: int) -> None:
    person = given_person("township_desk")
    with time_machine.travel(timezone.now() + timedelta(days=days)):
        assert signed_in(person).get(OWN_URL).status_code == status


@pytest.mark.django_db
def test_a_demonstration_account_is_never_asked_to() -> None:
    person = given_person("township_desk")
    person.user.is_demo = True
    person.user.save()
    with time_machine.travel(timezone.now() + timedelta(days=1000)):
        assert signed_in(person).get(OWN_URL).status_code == 200


@pytest.mark.django_db
def test_an_htmx_request_is_led_to_the_page_as_a_whole() -> None:
    person = given_person("township_desk")
    person.password = reset_password(user=person.user)
    answer = signed_in(person).get(OWN_URL, headers={"HX-Request": "true"})
    assert answer["HX-Redirect"].startswith(reverse(CHANGE))


@pytest.mark.django_db
def test_signing_out_everywhere_ends_other_sessions_and_keys() -> None:
    person = given_person("township_desk")
    here, elsewhere = signed_in(person), signed_in(person)
    here.post(reverse("console:sign_out_everywhere"))
    assert here.get(OWN_URL).status_code == 200
    assert elsewhere.get(OWN_URL).status_code == 302


@settings(max_examples=50)
@given(st.integers(0, 10**6))
def test_every_temporary_password_satisfies_the_rules(_seed: int) -> None:
    password = temporary_password()
    assert len(password) >= 12
    assert character_classes(password) == 4


@given(st.integers(-10, 200), st.booleans(), st.booleans())
def test_expiry_is_age_or_order_and_never_for_demonstration(days: int, must: bool, demo: bool) -> None:
    now = timezone.now()
    asked = is_expired(changed_at=now - timedelta(days=days), must_change=must, is_demo=demo, now=now)
    assert asked == ((must or days >= 90) and not demo)


def test_the_factory_password_satisfies_the_rules_it_is_used_to_test() -> None:
    assert character_classes(PASSWORD) >= 3
