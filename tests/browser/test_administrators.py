"""Three administrators who exclude one another: second factor at the door, no business data behind it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from pingan.accounts.models import User
from pingan.org.models import Post
from tests.browser.people import Desk, fill
from tests.factories.incidents import given_incident


def assert_sees_no_business(desk: Desk, page: Page, incident_id: int) -> None:
    """No row, no page, no number of any matter; the list itself is empty rather than hidden."""
    for path in (f"/incidents/{incident_id}/", "/overview/", "/report/", "/incidents/export/"):
        assert page.request.get(path).status in {403, 404}, path
    for path in ("/", "/inbox/", "/incidents/?tab=all", "/incidents/?tab=all&q=路灯"):
        shown = page.request.get(path).text()
        assert "SJ36" not in shown, path
        assert "朱坊村委会第一网格" not in shown, path
    expect(page.locator("nav a[href='/incidents/']")).to_have_count(0)


def test_the_system_administrator_opens_an_account(desk: Desk) -> None:
    incident = given_incident(desk.world.here)
    page = desk.open_as(desk.world.admins["system_admin"])
    desk.shoot(page, "system_admin-home-1440")
    page.goto("/accounts/new/")
    fill(page, username="xin_wangge", name="新网格员")
    page.locator("main form .form__actions button").first.click()
    user = User.objects.get(username="xin_wangge")
    expect(page.locator("main")).to_contain_text("xin_wangge")
    page.goto("/accounts/")
    expect(page.locator("main").get_by_text("xin_wangge").first).to_be_visible()
    desk.shoot(page, "system_admin-accounts-1440")
    assert_sees_no_business(desk, page, incident.pk)
    assert page.request.get("/posts/").status == 403
    assert page.request.get("/audit/").status == 403
    assert not Post.objects.filter(user=user).exists()


def test_the_security_administrator_gives_and_ends_a_post(desk: Desk) -> None:
    incident = given_incident(desk.world.here)
    newcomer = User.objects.create(username="xin_jieban", name="接班人")
    page = desk.open_as(desk.world.admins["security_admin"])
    page.goto(f"/posts/{newcomer.pk}/")
    fill(page, role="township_desk", region=desk.world.here.township.code, reason="接任综治中心受理岗")
    page.locator("main form:has([name=role]) .form__actions button").first.click()
    expect(page.locator("main table tbody tr")).to_have_count(1)
    assert Post.objects.get(user=newcomer).role == "township_desk"
    desk.shoot(page, "security_admin-posts-1440")
    assert_sees_no_business(desk, page, incident.pk)
    assert page.request.get("/accounts/").status == 403
    assert page.request.get("/audit/").status == 403


def test_the_audit_administrator_reads_the_books(desk: Desk) -> None:
    incident = given_incident(desk.world.here)
    page = desk.open_as(desk.world.admins["audit_admin"])
    page.goto("/audit/")
    expect(page.locator("main table tbody tr, main .rows__item").first).to_be_visible()
    desk.shoot(page, "audit_admin-log-1440")
    assert_sees_no_business(desk, page, incident.pk)
    assert page.request.get("/accounts/").status == 403
    assert page.request.get("/posts/").status == 403


def test_a_wrong_code_is_refused_with_a_sentence_and_the_right_one_opens(desk: Desk) -> None:
    admin = desk.world.admins["audit_admin"]
    page = desk.open_as(None)
    secret = desk.secret_of(admin)
    page.locator("[name=login]").fill(admin.username)
    page.locator("[name=password]").fill("Ceshi-2026-Pingan")
    page.locator("form button.button--primary").click()
    desk.shoot(page, "sign-in-second-factor-1440")
    page.locator("[name=code]").fill("000000")
    page.locator("form button.button--primary").click()
    expect(page.locator("[data-error-summary], .field__error").first).to_be_visible()
    assert page.request.get("/audit/", max_redirects=0).status in {302, 403}
    page.goto("/account/2fa/authenticate/")
    desk.type_code(page, secret)
    page.wait_for_url(lambda url: "/account/" not in url)


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_the_sign_in_page_refuses_a_wrong_password_and_names_no_account(desk: Desk, size: str) -> None:
    page = desk.open_as(None, size=size)
    desk.shoot(page, f"sign-in-{'390' if size == 'phone' else '1440'}")
    fill(page, login="nobody_here", password="wrong-Password-1")
    page.locator("form button.button--primary").click()
    unknown = page.locator("[data-error-summary]").inner_text()
    fill(page, login=desk.world.here.users["leader"].username, password="wrong-Password-1")
    page.locator("form button.button--primary").click()
    assert page.locator("[data-error-summary]").inner_text() == unknown
