"""Signing in and out over a line that breaks: what is kept goes only once the server has done it (issue 6)."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Error, Route, expect

from pingan.accounts.models import User
from tests.browser.phones import Phone
from tests.browser.test_offline import TEXTS, fail
from tests.browser.test_offline_rounds import open_page, wait_until_kept
from tests.browser.test_offline_tasks import expect_kept
from tests.factories.world import PASSWORD, World

KEPT_PAGES = ("/", "/report/", "/report/emergency/", "/outbox/")
#: A dead Wi-Fi, a weak signal: nothing arrives, and the browser believes that there is a network.
BELIEVES = "Object.defineProperty(Navigator.prototype, 'onLine', { get: () => true })"


@pytest.fixture
def stocked(fresh_phone: Phone, world: World) -> Phone:
    fresh_phone.context.add_init_script(BELIEVES)
    fresh_phone.sign_in(world.here.users["grid_worker"])
    for path in KEPT_PAGES:
        wait_until_kept(fresh_phone, path)
    return fresh_phone


def to_sign_in(phone: Phone) -> None:
    """Lead to the sign-in page, because the session has ended by itself."""
    Session.objects.all().delete()
    phone.page.goto("/report/")
    phone.page.wait_for_url("**/account/login/**")
    phone.page.locator("html[data-ready]").wait_for()


def try_to_sign_in(phone: Phone, who: User, password: str = PASSWORD) -> None:
    phone.page.locator("[name=login]").fill(who.username)
    phone.page.locator("[name=password]").fill(password)
    phone.page.locator("form button.button--primary").click()


def expect_nothing_shown(phone: Phone, path: str) -> None:
    with pytest.raises(Error):
        phone.page.goto(path)


def test_a_sign_in_that_is_lost_on_its_way_leaves_the_kept_pages(stocked: Phone, world: World) -> None:
    to_sign_in(stocked)
    stocked.context.set_offline(True)
    try_to_sign_in(stocked, world.here.users["grid_worker"])
    stocked.page.wait_for_timeout(1500)
    for path in KEPT_PAGES:
        expect_kept(stocked, path)


def test_a_wrong_password_leaves_the_kept_pages(stocked: Phone, world: World) -> None:
    to_sign_in(stocked)
    try_to_sign_in(stocked, world.here.users["grid_worker"], "falsch-2026-Wort")
    expect(stocked.page.locator("[data-error-summary], [role=alert]").first).to_be_visible()
    stocked.context.set_offline(True)
    for path in KEPT_PAGES:
        expect_kept(stocked, path)


def test_whoever_signs_in_is_shown_no_page_of_the_account_before_not_even_without_a_network(
    stocked: Phone, world: World
) -> None:
    to_sign_in(stocked)
    # Signed in, and the network is gone before the first page.
    stocked.context.route(lambda url: "/account/" not in url, lambda route: route.abort())
    try_to_sign_in(stocked, world.neighbour.users["grid_worker"])
    while not Session.objects.exists():
        stocked.page.wait_for_timeout(100)
    stocked.page.wait_for_timeout(1500)
    assert [cookie for cookie in stocked.context.cookies() if cookie.get("name") == "sessionid"]
    for path in KEPT_PAGES:
        expect_nothing_shown(stocked, path)
    stocked.context.unroute_all(behavior="ignoreErrors")
    open_page(stocked, "/my/")
    for path in KEPT_PAGES:
        wait_until_kept(stocked, path)
    stocked.context.set_offline(True)
    for path in KEPT_PAGES:
        expect_kept(stocked, path)
        name = stocked.page.locator("body").get_attribute("data-account")
        assert name == str(world.neighbour.users["grid_worker"].pk)


def test_who_signs_in_again_has_the_own_pages_at_the_first_answer(stocked: Phone, world: World) -> None:
    to_sign_in(stocked)
    asked: list[str] = []
    stocked.context.on("request", lambda request: asked.append(request.url))
    try_to_sign_in(stocked, world.here.users["grid_worker"])
    stocked.page.wait_for_url("**/report/")
    stocked.page.locator("html[data-ready]").wait_for()
    stocked.page.wait_for_timeout(1500)
    assert not [url for url in asked if url.endswith("/emergency/")], "it was there before"
    stocked.context.set_offline(True)
    for path in KEPT_PAGES:
        expect_kept(stocked, path)


def begin_and_leave(phone: Phone) -> None:
    phone.write(TEXTS[0])
    phone.page.wait_for_timeout(800)
    open_page(phone, "/")


def expect_still_in(phone: Phone) -> None:
    expect(phone.page.locator("#toasts")).to_contain_text("未能退出")
    expect(phone.page.locator("#confirm-dialog")).to_be_hidden()
    expect(phone.page.locator("button[aria-busy]")).to_have_count(0)
    for path in KEPT_PAGES:
        wait_until_kept(phone, path)
    open_page(phone, "/report/")
    expect(phone.page.locator("[name=description]")).to_have_value(TEXTS[0])


def test_signing_out_over_a_dead_network_says_so_and_deletes_nothing(stocked: Phone) -> None:
    begin_and_leave(stocked)
    stocked.context.set_offline(True)
    stocked.sign_out()
    expect_still_in(stocked)
    stocked.context.set_offline(False)
    open_page(stocked, "/report/")
    expect(stocked.page.locator("[name=description]")).to_have_value(TEXTS[0])
    assert Session.objects.count() == 1


def lead_astray(route: Route) -> None:
    """Answer as a Wi-Fi does that wants a sign-in of its own."""
    route.fulfill(status=302, headers={"Location": "http://portal.invalid/"})


@pytest.mark.parametrize(
    "fault", [fail, lambda route: route.abort(), lead_astray], ids=["500", "lost", "portal"]
)
def test_signing_out_that_the_server_does_not_confirm_says_so_and_deletes_nothing(
    stocked: Phone, fault: object
) -> None:
    begin_and_leave(stocked)

    def answer(route: Route) -> None:
        fault(route)  # type: ignore[operator]

    stocked.context.route("**/account/logout/", answer)
    stocked.sign_out()
    stocked.page.locator("#confirm-dialog button[value=yes]").click()
    expect_still_in(stocked)
    assert Session.objects.count() == 1


def test_a_sign_in_that_something_else_answered_leaves_the_kept_pages(stocked: Phone, world: World) -> None:
    to_sign_in(stocked)
    stocked.context.route(
        "**/account/login/",
        lambda route: lead_astray(route) if route.request.method == "POST" else route.continue_(),
    )
    with stocked.context.expect_event("response", lambda answer: answer.url.endswith("/phone/state/")):
        try_to_sign_in(stocked, world.here.users["grid_worker"])
    stocked.page.wait_for_timeout(1000)
    stocked.context.set_offline(True)
    for path in KEPT_PAGES:
        expect_kept(stocked, path)


def test_nobody_signs_out_for_whoever_signed_in_in_another_window(stocked: Phone, world: World) -> None:
    open_page(stocked, "/")
    first, other = stocked.page, stocked.context.new_page()
    other.goto("/account/login/")
    Session.objects.all().delete()
    other.reload()
    other.locator("[name=login]").fill(world.neighbour.users["grid_worker"].username)
    other.locator("[name=password]").fill(PASSWORD)
    other.locator("form button.button--primary").click()
    other.wait_for_url(lambda url: "/account/" not in url)
    first.locator(".topbar__tools > details:last-child > summary").click()
    first.locator("form[action*='/logout/'] button").click()
    expect(first.locator("#toasts")).to_contain_text(world.neighbour.users["grid_worker"].name)
    assert Session.objects.count() == 1


def test_a_sign_out_whose_answer_was_lost_is_one(stocked: Phone) -> None:
    begin_and_leave(stocked)

    def lose(route: Route) -> None:
        route.fetch(max_redirects=0)
        route.abort()

    stocked.context.route("**/account/logout/", lose)
    stocked.sign_out()
    stocked.page.locator("#confirm-dialog button[value=yes]").click()
    stocked.page.wait_for_url("**/account/login/**")
    assert not Session.objects.exists()
    stocked.context.set_offline(True)
    for path in KEPT_PAGES:
        expect_nothing_shown(stocked, path)


def test_what_is_said_of_a_refused_sign_out_does_not_lie_over_its_button(stocked: Phone) -> None:
    open_page(stocked, "/")
    stocked.context.set_offline(True)
    stocked.sign_out()
    expect(stocked.page.locator("#toasts")).to_contain_text("未能退出")
    stocked.page.locator("form[action*='/logout/'] button").click(timeout=3_000)


def test_signing_out_from_a_kept_page_works_though_its_token_has_run_out(
    stocked: Phone, world: World
) -> None:
    to_sign_in(stocked)
    try_to_sign_in(stocked, world.here.users["grid_worker"])
    stocked.page.wait_for_url("**/report/")
    stocked.context.set_offline(True)
    expect_kept(stocked, "/")
    stocked.context.set_offline(False)
    stocked.sign_out()
    stocked.page.wait_for_url("**/account/login/**")
    assert not Session.objects.exists()
    stocked.context.set_offline(True)
    for path in KEPT_PAGES:
        expect_nothing_shown(stocked, path)
