"""The office connects a system: recorded, drafted, approved by another, a secret shown once, a call, revoked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Page, expect

from pingan.exchange.models import CatalogueEntry, Delivery, Partner
from tests.browser.people import Desk, fill
from tests.exchange.test_hand_overs import given_system
from tests.factories.exchange import given_caller, given_entry, given_partner, given_subscription
from tests.factories.incidents import given_incident, given_report

#: What reaches beyond the screen: a card would cut it off, and the page itself stay narrow.
BEYOND = """
() => [...document.querySelectorAll("main *")]
  .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map((one) => one.outerHTML.slice(0, 90))
"""

#: Titles of rows that end in an ellipsis: nobody can read the rest of them.
CUT = """
() => [...document.querySelectorAll("main .rows__title")]
  .filter((one) => one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1)
  .map((one) => one.textContent)
"""
LARGE = {"django_language": "en", "pingan_type": "large"}


@pytest.fixture(autouse=True)
def _no_counts_of_others() -> None:
    cache.clear()


def press(page: Page, text: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=text, exact=True).click()


def calls(url: str, client: tuple[str, str], scope: str) -> httpx.Response:
    """Get a token and read incidents, as a partner's program does."""
    token = httpx.post(
        f"{url}/exchange/v1/token/",
        data={"grant_type": "client_credentials", "scope": scope},
        auth=client,
    )
    if token.status_code != 200:
        return token
    headers = {"Authorization": f"Bearer {token.json()['access_token']}"}
    return httpx.get(f"{url}/exchange/v1/incidents/", headers=headers)


def test_the_office_connects_a_system_and_revokes_its_permission(desk: Desk) -> None:
    here = desk.world.here
    incident = given_report(here)
    office = desk.come_as(here.users["body_office"])
    office.goto("/exchange/")
    office.locator("main a[href$='/partners/new/']").first.click()
    fill(office, name="住建监管平台", organ=here.units["housing"].pk, contact="办公室 0797-6600001")
    press(office, "保存")
    expect(office.locator("h1")).to_contain_text("住建监管平台")
    office.locator("main a[href$='/entries/new/']").first.click()
    fill(
        office,
        direction="read",
        fields_named=["title", "state"],
        purpose="住建类事项办理情况共享",
        legal_ground="《江西省平安建设条例》第十八条",
    )
    press(office, "保存")
    entry = CatalogueEntry.objects.get()
    with office.expect_navigation():
        office.locator("form[action$='/submit/'] button").click()
    assert office.locator("form[action$='/approve/']").count() == 0  # who drafted does not decide

    leader = desk.come_as(here.users["leader"])
    leader.goto("/exchange/")
    leader.locator(f"main a[href='/exchange/entries/{entry.pk}/']").first.click()
    with leader.expect_navigation():
        leader.locator("form[action$='/approve/'] button").click()

    office.goto(f"/exchange/partners/{Partner.objects.get().pk}/")
    office.locator("form[action$='/clients/'] button").click()
    with office.expect_navigation():
        office.locator("dialog[open] .button--primary, dialog[open] .button--danger").first.click()
    shown = office.locator("main dd.number-code")
    assert not office.evaluate(BEYOND)
    client = (shown.nth(0).inner_text(), shown.nth(1).inner_text())
    assert client[0].startswith("pingan-") and len(client[1]) > 30
    answer = calls(desk.url, client, entry.code)
    assert [row["number"] for row in answer.json()["results"]] == [incident.matter.number]
    office.goto(f"/exchange/partners/{Partner.objects.get().pk}/")
    assert client[1] not in office.content()
    office.locator("main a[href$='/calls/']").first.click()
    expect(office.locator("main table")).to_contain_text("/exchange/v1/incidents/")

    leader.goto(f"/exchange/entries/{entry.pk}/")
    form = leader.locator("form[action$='/revoke/']")
    form.locator("[name=reason]").fill("合作终止")
    with leader.expect_navigation():
        form.locator("button").click()
    assert calls(desk.url, client, entry.code).status_code in {400, 403}


@pytest.fixture
def everything(desk: Desk) -> dict[str, str]:
    """Something on every page of exchange, and the address of each."""
    here = desk.world.here
    partner = given_partner(here, "12345热线平台（赣州市政务服务便民热线）")
    entry = given_entry(
        here, partner, fields=["title", "category", "state", "opened_at", "closed_at", "organ"]
    )
    url = "https://hotline.example.ganzhou.gov.cn/open-platform/webhooks/pingan/events"
    given_subscription(here, url, entry)
    given_entry(here, partner, "read", state="submitted", decided_by=None)
    given_entry(here, partner, "inbound", fields=[])
    reads = given_entry(here, partner, "read")
    given_caller(here, reads).get("hand-overs/7f6a1f0e-4b1c-4f5e-9a55-0e8d4c2b1a90/acknowledge/")
    given_report(here)
    given_system(here)
    given_incident(here, "dispatched")
    now = timezone.now()
    Delivery.objects.filter(subscription__url=url).update(
        state="dead", first_at=now - timedelta(days=3), last_error="timeout", attempts=14
    )
    return {
        "list": "/exchange/",
        "new-partner": "/exchange/partners/new/",
        "partner": f"/exchange/partners/{partner.pk}/",
        "new-entry": f"/exchange/partners/{partner.pk}/entries/new/",
        "entry": f"/exchange/entries/{entry.pk}/",
        "calls": f"/exchange/partners/{partner.pk}/calls/",
        "letters": "/exchange/letters/",
        "hand-overs": "/exchange/hand-overs/",
    }


@pytest.mark.parametrize(
    ("size", "cookies"),
    [("phone", {}), ("narrow", {"django_language": "en"}), ("phone", LARGE), ("desk", {})],
)
def test_every_page_of_exchange_fits_its_screen(
    desk: Desk, everything: dict[str, str], size: str, cookies: dict[str, str]
) -> None:
    narrow = {"viewport": {"width": 320, "height": 700}} if size == "narrow" else {}
    office: Any = desk.come_as(
        desk.world.here.users["body_office"], size="desk" if size == "desk" else "phone", **narrow
    )
    office.context.add_cookies(
        [{"name": name, "value": value, "url": desk.url} for name, value in cookies.items()]
    )
    for name, address in everything.items():
        office.goto(address)
        assert not (wide := office.evaluate(BEYOND)), f"{name}: {wide}"
        assert not (cut := office.evaluate(CUT)), f"{name}: {cut}"
    assert not desk.faults


def test_classes_are_found_by_words_and_stay_when_something_else_is_missing(desk: Desk) -> None:
    here = desk.world.here
    office = desk.come_as(here.users["body_office"])
    office.goto(f"/exchange/partners/{given_partner(here).pk}/entries/new/")
    fill(office, direction="read", fields_named=["title"], legal_ground="《江西省平安建设条例》第十八条")
    box = office.get_by_role("combobox", name="事项类别")
    for typed in ("路灯", "xf"):
        box.fill(typed)
        box.press("Enter")
    chips = office.locator("[data-several] .chip")
    expect(chips).to_have_count(2)
    expect(box).to_have_value("")
    chips.nth(1).locator("button").click()
    expect(chips).to_have_count(1)
    press(office, "保存")
    expect(office.locator("[data-error-summary]")).to_contain_text("用途")
    expect(chips).to_have_count(1)
    fill(office, purpose="住建类事项办理情况共享")
    press(office, "保存")
    assert CatalogueEntry.objects.get().class_codes == ["APPEAL.FACILITY.LAMP"]
    expect(office.locator("main")).to_contain_text("路灯照明")


def test_a_secret_is_copied_by_a_button(desk: Desk) -> None:
    here = desk.world.here
    office = desk.come_as(here.users["body_office"], permissions=["clipboard-read", "clipboard-write"])
    office.goto(f"/exchange/partners/{given_partner(here).pk}/")
    office.locator("form[action$='/clients/'] button").click()
    with office.expect_navigation():
        office.locator("dialog[open] .button--primary, dialog[open] .button--danger").first.click()
    office.get_by_role("button", name="复制密钥").click()
    expect(office.locator("#toasts")).to_contain_text("已复制")
    copied = office.evaluate("navigator.clipboard.readText()")
    assert copied == office.locator("#issued-secret").inner_text()
