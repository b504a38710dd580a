"""Browsers that signed in: known again, signed out from afar at once, told to clear what they keep."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from pingan.accounts.models import Device
from pingan.accounts.rules.devices import is_secret, label_of, new_secret
from pingan.accounts.services import close_account, sweep_devices
from pingan.audit.models import AuditEntry
from tests.factories.accounts import OWN_URL, Person, given_person, post_credentials, signed_in

pytestmark = pytest.mark.django_db
STATE = "/phone/state/"
ANDROID = "Mozilla/5.0 (Linux; Android 13; 22041211AC) AppleWebKit/537.36 Chrome/124.0 Mobile Safari/537.36"


def state(client: Client) -> dict[str, Any]:
    answer = client.get(STATE)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    told: dict[str, Any] = answer.json()
    return told


def sign_out(client: Client, device: Device) -> Any:
    return client.post(reverse("console:device_sign_out", args=[device.pk]))


def sign_in(client: Client, person: Person) -> None:
    assert post_credentials(client, person).status_code == 302


@pytest.fixture
def worker() -> Person:
    return given_person("grid_worker")


def test_a_browser_that_signs_in_is_known_from_then_on(worker: Person) -> None:
    client = Client(headers={"User-Agent": ANDROID})
    assert (state(client)["device"], state(client)["account"]) == ("unknown", None)
    sign_in(client, worker)
    told = state(client)
    assert (told["device"], told["account"], told["name"]) == ("known", worker.user.pk, worker.user.name)
    assert (told["wipe"], bool(told["build"]), bool(told["csrf"])) == ([], True, True)
    cookie = client.cookies["pingan_device"]
    assert (bool(cookie["httponly"]), cookie["samesite"]) == (True, "Lax")
    device = Device.objects.get()
    assert device.label == "Chrome · Android"
    assert cookie.value not in (device.digest, device.session_key)
    client.post(reverse("account_logout"))
    assert (state(client)["device"], state(client)["account"]) == ("known", None)
    sign_in(client, worker)
    assert Device.objects.count() == 1


def test_a_lost_phone_is_signed_out_at_once_and_wiped_at_its_next_contact(worker: Person) -> None:
    phone, desk = signed_in(worker), signed_in(worker)
    lost = Device.objects.earliest("pk")
    page = desk.get(OWN_URL).content.decode()
    assert reverse("console:device_sign_out", args=[lost.pk]) in page
    assert sign_out(desk, lost).status_code == 302
    assert phone.get(OWN_URL).status_code == 302
    assert desk.get(OWN_URL).status_code == 200
    # An answer may be lost: it is told again until the account signs in here anew.
    for _attempt in range(2):
        told = state(phone)
        assert (told["device"], told["wipe"], told["account"]) == ("wiped", [worker.user.pk], None)
    lost.refresh_from_db()
    assert lost.wiped_at is not None
    sign_in(phone, worker)
    assert (state(phone)["device"], state(phone)["wipe"]) == ("known", [])
    entry = AuditEntry.objects.get(action="device.signed_out")
    assert (entry.actor_id, entry.object_id) == (worker.user.pk, worker.user.pk)


def test_who_signs_in_before_the_phone_was_told_is_told_all_the_same(worker: Person) -> None:
    phone, desk = signed_in(worker), signed_in(worker)
    sign_out(desk, Device.objects.earliest("pk"))
    sign_in(phone, worker)
    assert state(phone)["device"] == "wiped"
    assert state(phone)["device"] == "known"


def test_on_a_shared_phone_only_the_data_of_the_account_that_was_signed_out_goes(worker: Person) -> None:
    other = given_person("grid_worker", worker.post.region)
    phone, desk = signed_in(worker), signed_in(worker)
    phone.post(reverse("account_logout"))
    sign_in(phone, other)
    sign_out(desk, Device.objects.filter(user=worker.user).earliest("pk"))
    told = state(phone)
    assert (told["wipe"], told["account"]) == ([worker.user.pk], other.user.pk)
    assert phone.get(OWN_URL).status_code == 200


def test_closing_an_account_wipes_all_its_devices(worker: Person) -> None:
    phones = [signed_in(worker), signed_in(worker)]
    close_account(user=worker.user)
    assert [state(phone)["device"] for phone in phones] == ["wiped", "wiped"]


def test_the_device_is_found_although_a_new_password_changed_the_key_of_its_session(worker: Person) -> None:
    phone, desk = signed_in(worker), signed_in(worker)
    new = {"oldpassword": worker.password, "password1": "Another-horse-8", "password2": "Another-horse-8"}
    assert phone.post(reverse("account_change_password"), new).status_code == 302
    assert phone.get(OWN_URL).status_code == 200
    device = Device.objects.earliest("pk")
    assert device.session_key == phone.session.session_key
    desk = Client()
    sign_in(desk, Person(worker.user, worker.post, password="Another-horse-8"))
    sign_out(desk, device)
    assert phone.get(OWN_URL).status_code == 302


def test_the_system_administrator_signs_a_lost_phone_out_with_a_reason(worker: Person) -> None:
    phone, admin = signed_in(worker), signed_in(given_person("system_admin", worker.post.region))
    device = Device.objects.get(user=worker.user)
    address = reverse("console:account_act", args=[worker.user.pk, "sign-out-device"])
    assert (
        "sign-out-device"
        in admin.get(reverse("console:account_detail", args=[worker.user.pk])).content.decode()
    )
    assert admin.post(address, {"reason": "", "device": device.pk}).status_code == 422
    assert admin.post(address, {"reason": "手机遗失", "device": "x"}).status_code == 404
    assert state(phone)["device"] == "known"
    assert admin.post(address, {"reason": "手机遗失", "device": device.pk}).status_code == 302
    assert state(phone)["device"] == "wiped"
    assert AuditEntry.objects.filter(action="device.signed_out", reason="手机遗失").count() == 1


def test_devices_of_others_are_none_of_anybodys_business(worker: Person) -> None:
    other = signed_in(given_person("township_desk", worker.post.region))
    phone = signed_in(worker)
    assert sign_out(other, Device.objects.get(user=worker.user)).status_code == 404
    assert state(phone)["device"] == "known"


def test_the_phone_is_answered_when_its_session_stood_idle_and_keeps_none_alive(worker: Person) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        phone = signed_in(worker)
        phone.get(OWN_URL)
        clock.shift(timedelta(hours=11, minutes=30))
        assert state(phone)["account"] == worker.user.pk
        clock.shift(timedelta(minutes=31))
        assert (state(phone)["account"], state(phone)["device"]) == (None, "known")


def test_a_cookie_of_no_device_is_unknown(worker: Person) -> None:
    client = Client()
    for secret in (new_secret(), "x", "'; drop table"):
        client.cookies["pingan_device"] = secret
        assert state(client)["device"] == "unknown"


def test_browsers_that_stayed_away_for_400_days_are_forgotten(worker: Person) -> None:
    signed_in(worker)
    assert sweep_devices(now=timezone.now() + timedelta(days=399)) == 0
    assert sweep_devices(now=timezone.now() + timedelta(days=401)) == 1


def test_the_service_worker_and_the_card_of_the_app_stand_at_the_root() -> None:
    script = Client().get("/sw.js")
    assert (script["Cache-Control"], script["Service-Worker-Allowed"]) == ("no-cache", "/")
    text = script.content.decode()
    assert text.startswith(f'const BUILD = "{state(Client())["build"]}";\nconst SHELL = ["/static/')
    assert "/static/js/app.js" in text.partition("\n")[2].partition("\n")[0]
    card = Client().get("/manifest.webmanifest").json()
    assert {icon["purpose"] for icon in card["icons"]} == {"any", "maskable"}
    assert {icon["sizes"] for icon in card["icons"]} == {"192x192", "512x512"}


@given(st.text(max_size=300))
def test_no_header_makes_a_label_longer_than_its_column_or_a_secret_of_a_word(header: str) -> None:
    assert len(label_of(header)) <= 40
    assert not is_secret(header) or len(header) == 43


def test_signing_out_everywhere_else_wipes_the_others_and_leaves_this_one(worker: Person) -> None:
    phone, desk = signed_in(worker), signed_in(worker)
    assert desk.post(reverse("console:sign_out_everywhere")).status_code == 302
    assert phone.get(OWN_URL).status_code == 302
    assert state(phone)["wipe"] == [worker.user.pk]
    told = state(desk)
    assert (told["device"], told["wipe"], told["account"]) == ("known", [], worker.user.pk)
    assert Device.objects.filter(signed_out_at=None).count() == 1
    sign_in(phone, worker)
    assert state(phone)["wipe"] == []
