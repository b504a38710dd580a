"""People who can sign in: with a post, a password and, where the role needs it, an authenticator app."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import reverse

from pingan.access.rules import SECOND_FACTOR_ROLES
from pingan.accounts.models import User
from pingan.accounts.rules.totp import PERIOD, code_at
from pingan.org.models import Organ, Post, Region
from tests.factories.org import given_organ, given_post, given_two_counties, given_user

PASSWORD = "Correct-horse-9"
TOKEN_URL = "/api/v1/auth/token/"
OWN_URL = "/me/"


@dataclass
class Person:
    """An account, its post, and what its holder knows."""

    user: User
    post: Post
    secret: str = ""
    password: str = PASSWORD

    def code(self, *, steps_ahead: int = 0) -> str:
        """Return what the authenticator app shows, now or some steps later."""
        return code_at(self.secret, int(time.time()) // PERIOD + steps_ahead)


def given_person(
    role: str, region: Region | None = None, *, organ: Organ | None = None, with_app: bool | None = None
) -> Person:
    """Return somebody with a post; with an authenticator app where the role needs one, unless told."""
    region = region or given_two_counties().county
    user = given_user(password=PASSWORD)
    organ = organ or (given_organ(region) if role == "unit_handler" else None)
    person = Person(user, given_post(role, region, user=user, organ=organ))
    if role in SECOND_FACTOR_ROLES if with_app is None else with_app:
        person.secret = given_app(user)
    return person


def given_app(user: User) -> str:
    """Set up an authenticator app and return its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def post_credentials(client: Client, person: Person, **extra: Any) -> Any:
    """Send username and password to the sign-in page."""
    data = {"login": person.user.username, "password": person.password}
    return client.post(reverse("account_login"), data, **extra)


def signed_in(person: Person) -> Client:
    """Return a browser in which the person has signed in through the door, second factor included."""
    client = Client()
    response = post_credentials(client, person)
    assert response.status_code == 302, response.content.decode()[:500]
    if person.secret:
        response = client.post(reverse("mfa_authenticate"), {"code": person.code()})
        assert response.status_code == 302, response.content.decode()[:500]
    return client


def token_answer(person: Person, client: Client | None = None, **fields: str) -> Any:
    """Ask the token endpoint and return its answer."""
    data = {"username": person.user.username, "password": person.password, **fields}
    return (client or Client()).post(TOKEN_URL, data, content_type="application/json")


def token_of(person: Person) -> str:
    """Return a token got through the endpoint."""
    fields = {"otp": person.code()} if person.secret else {}
    response = token_answer(person, **fields)
    assert response.status_code == 200, response.content.decode()[:500]
    token: str = response.json()["token"]
    return token
