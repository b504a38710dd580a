"""No network, a server that is away, a form that has expired: what was typed stays, and is sent once."""

from __future__ import annotations

from django.conf import settings
from playwright.sync_api import Page, Route, expect

from pingan.matters.models import Matter
from tests.browser.people import Desk, fill, open_action, unit
from tests.browser.table import answer_to
from tests.factories.disputes import given_dispute
from tests.factories.incidents import given_incident, step

TYPED = "村口路灯不亮，夜里有人摔倒"
KEPT = "不会丢失"


def typed_report(page: Page) -> None:
    page.goto("/report/")
    page.locator("html[data-ready]").wait_for()
    box = page.locator("[data-field=category] [role=combobox]")
    box.fill("路灯")
    page.locator("[data-field=category] [role=option]").first.click()
    fill(page, description=TYPED)


def send(page: Page) -> None:
    page.locator("main .form__actions button").first.click()


def expire(page: Page) -> None:
    """As after signing in anew in another window: the token of this page fits no longer."""
    page.context.clear_cookies(name="csrftoken")


def test_a_report_without_a_network_stays_and_goes_by_itself_once(desk: Desk) -> None:
    worker = desk.open_as(desk.world.here.users["grid_worker"], size="phone")
    typed_report(worker)
    worker.context.set_offline(True)
    send(worker)
    expect(worker.locator("[data-conflict] [role=alert]")).to_contain_text(KEPT)
    expect(worker.locator("[name=description]")).to_have_value(TYPED)
    assert worker.url.endswith("/report/")
    desk.shoot(worker, "grid_worker-without-network-390")
    send(worker)  # pressed again in the dead zone
    expect(worker.locator("[name=description]")).to_have_value(TYPED)
    assert Matter.objects.count() == 0

    worker.context.set_offline(False)
    worker.wait_for_url("**/sent/")
    assert [matter.text for matter in Matter.objects.all()] == [TYPED]
    worker.goto("/report/")
    expect(worker.locator("[name=description]")).to_have_value("")
    desk.forgive("ERR_INTERNET_DISCONNECTED|htmx:sendError|htmx:afterRequest")


def test_a_report_whose_answer_was_lost_is_not_made_twice(desk: Desk) -> None:
    worker = desk.open_as(desk.world.here.users["grid_worker"], size="phone")
    typed_report(worker)
    lost: list[int] = []

    def lose_the_first(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch(max_redirects=0).status)
            route.abort("connectionreset")
        else:
            route.continue_()

    worker.route("**/report/", lose_the_first)
    send(worker)
    worker.wait_for_url("**/sent/")
    assert Matter.objects.count() == 1 and lost == [200]
    desk.forgive("ERR_CONNECTION_RESET")


def test_after_back_a_report_that_was_sent_is_not_there_to_send_again(desk: Desk) -> None:
    worker = desk.open_as(desk.world.here.users["grid_worker"], size="phone")
    typed_report(worker)
    fill(worker, place_text="村口")
    send(worker)
    worker.wait_for_url("**/sent/")
    worker.go_back()
    worker.locator("html[data-ready]").wait_for()
    worker.wait_for_timeout(300)  # what a browser puts back, it puts back after the page has come
    for name in ("description", "place_text", "category"):
        expect(worker.locator(f"[name={name}]")).to_have_value("")
    send(worker)
    expect(worker.locator("[data-error-summary]")).to_be_visible()
    assert Matter.objects.count() == 1


def test_what_was_changed_meanwhile_does_not_leave_by_itself(desk: Desk) -> None:
    worker = desk.open_as(desk.world.here.users["grid_worker"], size="phone")
    typed_report(worker)
    worker.context.set_offline(True)
    send(worker)
    expect(worker.locator("[data-conflict] [role=alert]")).to_contain_text("自动提交")
    worker.locator("[name=description]").press_sequentially("，补")
    expect(worker.locator("[data-conflict] [role=alert]")).to_contain_text("重新提交")
    worker.context.set_offline(False)
    worker.wait_for_timeout(1000)
    assert Matter.objects.count() == 0
    send(worker)
    worker.wait_for_url("**/sent/")
    assert Matter.objects.get().text.startswith(TYPED)
    desk.forgive("ERR_INTERNET_DISCONNECTED|htmx:sendError|htmx:afterRequest")


def test_an_expired_report_renews_its_token_and_arrives_with_its_text(desk: Desk) -> None:
    worker = desk.open_as(desk.world.here.users["grid_worker"], size="phone")
    typed_report(worker)
    expire(worker)
    send(worker)
    worker.wait_for_url("**/sent/")
    assert Matter.objects.get().text == TYPED
    # what asks for similar reports while one types goes on with the old token
    desk.forgive("status of 403|htmx:responseError|Response Status Error Code 403")


def test_an_expired_action_keeps_its_text_and_can_be_sent_again(desk: Desk) -> None:
    here = desk.world.here
    incident = given_incident(here, "accepted")
    page = desk.open_as(here.users["township_desk"])
    page.goto(f"/incidents/{incident.pk}/")
    open_action(page, "dispatch")
    fill(page, organ=unit(here, "housing"), note=TYPED)
    expire(page)
    send(page)
    expect(page.locator("#action-place [data-conflict] [role=alert]")).to_contain_text("仍在这里")
    expect(page.locator("#action-place [name=note]")).to_have_value(TYPED)
    send(page)
    expect(page.locator("#action-place form")).to_have_count(0)
    assert incident.matter.timeline.filter(action="dispatch").count() == 1
    desk.forgive("status of 403|htmx:responseError|Response Status Error Code 403")


def test_a_warning_keeps_its_words_and_every_township_it_goes_to(desk: Desk) -> None:
    """The session ends while it is written; after signing in anew all of it stands there again."""
    townships = {str(desk.world.here.township.pk), str(desk.world.neighbour.township.pk)}
    page = desk.come_as(desk.world.here.users["county_dispatcher"])
    page.goto("/risk/warnings/new/")
    page.locator("html[data-ready]").wait_for()
    fill(page, title="强降雨", watch=TYPED, measures="加密巡查", basis="气象局预警", regions=[*townships])
    kept = page.context.cookies()
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    send(page)
    expect(page.get_by_role("dialog").get_by_text("请重新登录")).to_be_visible()
    expect(page.locator("[name=watch]")).to_have_value(TYPED)
    page.context.add_cookies([cookie for cookie in kept if cookie["name"] == settings.SESSION_COOKIE_NAME])
    page.goto("/risk/warnings/new/")
    expect(page.locator("[data-draft-note]")).to_be_visible()
    expect(page.locator("[name=watch]")).to_have_value(TYPED)
    ticked = page.locator("[name=regions]:checked").evaluate_all("found => found.map((e) => e.value)")
    assert set(ticked) == townships
    fill(page, category="natural", channel="internal_notice")
    send(page)
    page.wait_for_url(lambda url: url.rstrip("/").split("/")[-1].isdigit())
    page.goto("/risk/warnings/new/")
    expect(page.locator("[name=watch]")).to_have_value("")
    desk.forgive("status of 40[13]|htmx:responseError|Response Status Error Code 40[13]")


def test_the_page_of_an_expired_form_leads_back_to_what_was_typed(desk: Desk) -> None:
    """Sent by the browser itself, as where the library that sends forms did not arrive."""
    here = desk.world.here
    incident = given_incident(here, "accepted")
    page = desk.open_as(here.users["township_desk"])
    page.route("**/htmx*.js", lambda route: route.abort())
    page.goto(f"/incidents/{incident.pk}/actions/dispatch/")
    page.locator("html[data-ready]").wait_for()
    page.locator("main form[data-draft] [name=note]").fill(TYPED)
    expire(page)
    send(page)
    expect(page.locator("[data-draft-kept]")).to_be_visible()
    page.locator("[data-draft-back]").click()
    expect(page.locator("main [name=note]")).to_have_value(TYPED)
    expect(page.locator("[data-draft-note]")).to_be_visible()
    desk.forgive("status of 403|ERR_FAILED")


def test_a_draft_of_an_action_ends_with_its_cancellation(desk: Desk) -> None:
    here = desk.world.here
    incident = given_incident(here, "accepted")
    page = desk.open_as(here.users["township_desk"])
    page.goto(f"/incidents/{incident.pk}/")
    open_action(page, "dispatch")
    fill(page, note=TYPED)
    page.evaluate("delete document.querySelector('#action-place form').dataset.dirty")
    page.reload()
    open_action(page, "dispatch")
    expect(page.locator("#action-place [name=note]")).to_have_value(TYPED)
    page.locator("#action-place .form__actions [data-close-action]").click()
    open_action(page, "dispatch")
    expect(page.locator("#action-place [name=note]")).to_have_value("")


def test_a_form_that_comes_back_obeys_the_page_s_own_rules(desk: Desk) -> None:
    """A text area that was drawn larger carries a style; the next form under its id must not take it over."""
    here = desk.world.here
    incident = given_incident(here, "accepted")
    page = desk.open_as(here.users["township_desk"])
    page.goto(f"/incidents/{incident.pk}/")
    open_action(page, "dispatch")
    fill(page, organ=unit(here, "housing"), note=TYPED)
    page.locator("#action-place [name=note]").evaluate("e => { e.style.height = '240px'; }")
    step(here, incident, "dispatch")
    send(page)
    expect(page.locator("#action-place [data-message]")).to_be_visible()
    expect(page.locator("#action-place [name=note]")).to_have_value(TYPED)


def test_the_interactive_api_page_obeys_the_page_s_own_rules(desk: Desk) -> None:
    page = desk.open_as(desk.world.here.users["township_desk"])
    page.goto("/api/v1/docs/")
    expect(page.locator(".swagger-ui .opblock").first).to_be_visible(timeout=20_000)


def test_a_form_sent_again_from_the_way_back_is_stale(desk: Desk) -> None:
    here = desk.world.here
    dispute = given_dispute(here, "resolved")
    page = desk.open_as(here.users["township_desk"])
    found = {
        "performance": "full", "satisfaction": "satisfied", "went_to_court": "no", "latent_risk": "no", "note": TYPED,
    }  # fmt: skip
    page.goto(f"/disputes/{dispute.pk}/actions/visit/")
    page.locator("html[data-ready]").wait_for()
    form = page.locator("#action-place form")
    fill(form, **found)
    with page.expect_navigation():
        assert answer_to(page, form, "visit") == 204
    page.evaluate("setTimeout(() => history.back(), 20)")
    page.wait_for_url("**/actions/visit/")
    # A page that the browser kept whole loads itself anew on the way: until then its form looks sent.
    expect(page.locator("html[data-ready] #action-place form:not([data-sent])")).to_be_visible()
    fill(form, **found)
    assert answer_to(page, form, "visit") == 409
    expect(page.locator("#action-place [data-message]")).to_be_visible()
    expect(page.locator("#action-place [name=note]")).to_have_value(TYPED)
    assert dispute.visits.count() == 1


def test_signing_out_without_a_network_says_that_one_is_still_signed_in(desk: Desk) -> None:
    worker = desk.open_as(desk.world.here.users["grid_worker"], size="phone")
    worker.goto("/report/")
    worker.locator("html[data-ready]").wait_for()
    worker.context.set_offline(True)
    worker.locator("details.menu summary.tool").filter(has=worker.locator("use[href*=user]")).click()
    worker.locator("details.menu[open] form button").filter(has_text="退出").click()
    told = worker.locator("#toasts")
    expect(told).to_contain_text("未能退出登录")
    expect(told).not_to_contain_text("已填内容")
    worker.context.set_offline(False)
    desk.forgive("ERR_INTERNET_DISCONNECTED|htmx:sendError|htmx:afterRequest")
