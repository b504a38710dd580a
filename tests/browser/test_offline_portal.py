"""A network that wants a sign-in of its own, and other answers that are not ours: told, kept, sent later (issue 6)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from pingan.matters.models import Matter
from tests.browser.people import Desk, open_action
from tests.browser.phones import CHANGING, KEPT, Phone, assert_whole, camera
from tests.browser.test_offline import TEXTS
from tests.browser.test_offline_refusals import send_all
from tests.factories.incidents import given_incident

PAGE = "<!doctype html><html><body><h1>Free Wi-Fi</h1><form action='/login'></form></body></html>"
SIGN_IN = "当前网络需要先完成上网认证"
ITS_PAGE = "应答的是网络的认证页面"
STRANGE = "应答并非来自本系统服务器"

PORTALS: dict[str, Callable[[Route], None]] = {
    "511": lambda route: route.fulfill(status=511, content_type="text/html", body=PAGE),
    "200": lambda route: route.fulfill(status=200, content_type="text/html", body=PAGE),
    "302": lambda route: route.fulfill(status=302, headers={"Location": "http://portal.invalid/"}),
}


def asked(route: Route) -> bool:
    """What scripts ask: pages and files come from what the phone keeps."""
    return route.request.method in CHANGING or route.request.url.endswith("/phone/state/")


@pytest.mark.parametrize("kind", PORTALS)
@pytest.mark.parametrize("is_all", [True, False], ids=["everything", "the form alone"])
def test_a_network_that_wants_a_sign_in_is_told_as_one_and_costs_nothing(
    phone: Phone, kind: str, is_all: bool
) -> None:
    def answer(route: Route) -> None:
        if asked(route) if is_all else route.request.method in CHANGING:
            PORTALS[kind](route)
        else:
            route.continue_()

    phone.keep_pages()
    phone.write(TEXTS[0], camera(0, 1))
    phone.context.route("**/*", answer)
    phone.send()
    told = phone.page.locator("[data-conflict] [role=alert]")
    expect(told).to_contain_text(ITS_PAGE)
    expect(told).to_contain_text(KEPT)
    # What is similar is asked meanwhile: its answer is nobody's, and no word about this.
    with phone.page.expect_request("**/report/similar/"):
        phone.page.evaluate("document.querySelector('#report').dispatchEvent(new Event('change'))")
    phone.page.wait_for_timeout(600)
    expect(told).to_contain_text(ITS_PAGE)
    expect(phone.page.locator("#session-dialog")).to_be_hidden()
    if is_all:
        expect(phone.page.locator("[data-sync-text]")).to_contain_text(SIGN_IN)
    phone.open_outbox()
    item = phone.page.locator("[data-outbox-list] > li")
    expect(item).to_have_attribute("data-state", "waiting")
    expect(item.locator(".outbox__reason")).to_contain_text(ITS_PAGE)
    phone.context.unroute_all(behavior="ignoreErrors")
    assert Matter.objects.count() == 0
    send_all(phone)
    phone.expect_all_sent()
    expect(phone.page.locator("[data-sync-text]")).not_to_contain_text(SIGN_IN)
    assert_whole(TEXTS[:1], photos=1)


@pytest.mark.parametrize("is_all", [True, False], ids=["everything", "the form alone"])
def test_an_answer_that_breaks_off_inside_its_header_is_none(phone: Phone, is_all: bool) -> None:
    """Browsers give it out as a 200 with nothing in it."""

    def answer(route: Route) -> None:
        if asked(route) if is_all else route.request.method in CHANGING:
            route.fulfill(status=200, body="", headers={"Server": "x"})
        else:
            route.continue_()

    phone.keep_pages()
    phone.write(TEXTS[0])
    phone.context.route("**/*", answer)
    phone.send()
    told = phone.page.locator("[data-conflict] [role=alert]")
    expect(told).to_contain_text(KEPT)
    expect(told).to_contain_text("服务器没有应答")
    expect(told).not_to_contain_text("认证")
    expect(phone.page.locator("[data-sync-text]")).not_to_contain_text(SIGN_IN)
    phone.context.unroute_all(behavior="ignoreErrors")
    phone.open_outbox()
    phone.expect_all_sent()
    assert_whole(TEXTS[:1], photos=0)


@pytest.mark.parametrize("part", ["**/report/", "**/api/v1/uploads/**"])
@pytest.mark.parametrize("status", [409, 412])
def test_a_409_in_html_is_nobodys_change_and_is_sent_again(phone: Phone, part: str, status: int) -> None:
    def answer(route: Route) -> None:
        if route.request.method in CHANGING:
            route.fulfill(status=status, content_type="text/html", body=PAGE)
        else:
            route.continue_()

    phone.keep_pages()
    phone.context.route(part, answer)
    phone.write(TEXTS[0], camera(0, 1))
    phone.send()
    told = phone.page.locator("[data-conflict] [role=alert]")
    expect(told).to_contain_text(STRANGE)
    expect(told).to_contain_text(KEPT)
    phone.open_outbox()
    expect(phone.page.locator("[data-state=waiting] .outbox__reason")).to_contain_text(STRANGE)
    phone.context.unroute(part)
    send_all(phone)
    phone.expect_all_sent()
    assert_whole(TEXTS[:1], photos=1)


@pytest.mark.parametrize("status", [403, 409])
@pytest.mark.parametrize("content_type", ["application/json", "application/problem+json"])
def test_a_gateways_json_to_what_is_asked_aside_is_no_word_of_a_change(
    phone: Phone, status: int, content_type: str
) -> None:
    def answer(route: Route) -> None:
        if route.request.method in CHANGING:
            route.fulfill(status=status, content_type=content_type, body='{"error": "x"}')
        else:
            route.continue_()

    phone.keep_pages()
    phone.write(TEXTS[0])
    phone.context.route("**/report/**", answer)
    with phone.page.expect_request("**/report/similar/"):
        phone.page.evaluate("document.querySelector('#report').dispatchEvent(new Event('change'))")
    phone.page.wait_for_timeout(600)
    expect(phone.page.locator("[data-conflict]")).to_be_empty()
    expect(phone.page.locator("#toasts")).to_be_empty()
    phone.send()
    told = phone.page.locator("[data-conflict] [role=alert]")
    expect(told).to_contain_text(KEPT)
    with phone.page.expect_request("**/report/similar/"):
        phone.page.evaluate("document.querySelector('#report').dispatchEvent(new Event('change'))")
    phone.page.wait_for_timeout(600)
    expect(told).to_contain_text(KEPT)
    expect(told).not_to_contain_text("新的变化")
    phone.context.unroute("**/report/**")
    phone.open_outbox()
    send_all(phone)
    phone.expect_all_sent()
    assert_whole(TEXTS[:1], photos=0)


@pytest.mark.parametrize("kind", PORTALS)
def test_each_form_names_the_sign_in_that_the_network_wants(phone: Phone, kind: str) -> None:
    phone.keep_pages()
    phone.context.route("**/*", lambda route: PORTALS[kind](route) if asked(route) else route.continue_())
    for text in TEXTS[:3]:
        phone.write(text)
        phone.send()
        told = phone.page.locator("[data-conflict] [role=alert]")
        expect(told).to_contain_text(KEPT)
        expect(told).to_contain_text(ITS_PAGE)
    phone.open_outbox()
    expect(phone.page.locator("[data-outbox-list] .outbox__reason", has_text=ITS_PAGE)).to_have_count(3)
    phone.context.unroute_all(behavior="ignoreErrors")
    send_all(phone)
    phone.expect_all_sent()
    assert_whole(TEXTS[:3], photos=0)


@pytest.mark.parametrize("status", [200, 401, 409, 511])
def test_at_a_desk_too_a_strangers_page_is_no_answer(desk: Desk, status: int) -> None:
    incident = given_incident(desk.world.here, "accepted")
    page = desk.open_as(desk.world.here.users["township_desk"])
    page.goto(f"/incidents/{incident.pk}/")
    open_action(page, "comment")
    page.locator("#action-place [name=note]").fill("现场已拉警戒线")

    def answer(route: Route) -> None:
        if route.request.method == "POST":
            route.fulfill(status=status, content_type="text/html", body=PAGE)
        else:
            route.continue_()

    page.route("**/actions/comment/", answer)
    page.locator("#action-place .form__actions button").first.click()
    expect(page.locator("#action-place [data-conflict] [role=alert]")).to_contain_text(STRANGE)
    expect(page.locator("#action-place [name=note]")).to_have_value("现场已拉警戒线")
    expect(page.locator("#session-dialog")).to_be_hidden()
    desk.forgive("/actions/comment/|status of")
    page.unroute("**/actions/comment/")
    page.locator("#action-place .form__actions button").first.click()
    expect(page.locator("#action-place form")).to_have_count(0)
    assert incident.matter.timeline.filter(action="comment").count() == 1
