"""A phone whose sign-in ends: by itself, from afar, by another account; and its owner who signs out (issue 6)."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, Route, expect

from grids.models import Incident
from pingan.accounts.models import User
from pingan.accounts.services import sign_out_devices
from pingan.matters.models import Matter
from tests.browser.people import Desk
from tests.browser.phones import KEPT, Phone
from tests.browser.test_offline import TEXTS, fail
from tests.browser.test_offline_rounds import open_page, wait_until_kept
from tests.browser.test_offline_tasks import FORMS, expect_kept
from tests.factories.incidents import given_incident
from tests.factories.world import PASSWORD, World


@pytest.fixture
def task(world: World) -> Incident:
    return given_incident(world.here, "handled")


def sign_in_here(page: Page, who: User) -> None:
    """On the sign-in page to which an ended session led: it goes on to what was asked for."""
    page.locator("[name=login]").fill(who.username)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("form button.button--primary").click()
    page.wait_for_url(lambda url: "/account/" not in url)
    page.locator("html[data-ready]").wait_for()


def open_at(page: Page, path: str) -> None:
    page.goto(path)
    page.locator("html[data-ready]").wait_for()


def end_session(phone: Phone, path: str) -> None:
    Session.objects.all().delete()
    phone.page.goto(path)
    phone.page.wait_for_url("**/account/login/**")


def test_after_an_ended_session_forms_and_tasks_are_kept_again_whatever_page_is_signed_in_to(
    task: Incident, phone: Phone, world: World
) -> None:
    here = f"/incidents/{task.pk}/"
    act = f"{here}actions/verify/"
    for path in ("/", here, act, *FORMS):
        wait_until_kept(phone, path)
    end_session(phone, "/outbox/")
    sign_in_here(phone.page, world.here.users["grid_worker"])
    phone.page.wait_for_url("**/outbox/")
    for path in ("/", here, act, *FORMS):
        wait_until_kept(phone, path)
    phone.context.set_offline(True)
    for path in ("/", here, act, *FORMS):
        expect_kept(phone, path)


def test_an_ended_session_leaves_the_kept_pages_to_its_owner_while_there_is_no_network(
    task: Incident, phone: Phone
) -> None:
    here = f"/incidents/{task.pk}/"
    for path in ("/", here, *FORMS):
        wait_until_kept(phone, path)
    end_session(phone, "/report/")
    phone.page.locator("html[data-ready]").wait_for()
    phone.context.set_offline(True)
    for path in ("/", here, *FORMS):
        expect_kept(phone, path)


def test_a_form_that_stands_open_while_its_phone_is_wiped_says_so_and_sends_nothing(
    phone: Phone, world: World
) -> None:
    phone.keep_pages()
    phone.write(TEXTS[0])
    assert sign_out_devices(user=world.here.users["grid_worker"]) == 1
    phone.send()
    told = phone.page.locator("[data-conflict] [role=alert]")
    for _attempt in range(2):
        expect(told).to_contain_text("已被远程退出")
        expect(told).to_contain_text("已删除")
        expect(phone.page.locator("#report button[aria-busy]")).to_have_count(0)
        expect(phone.page.locator("[name=description]")).to_have_value(TEXTS[0])
        phone.send()
    # What is typed from now on is not kept on a device that was given up.
    phone.page.locator("[name=description]").fill(TEXTS[1])
    phone.page.wait_for_timeout(800)
    names = phone.page.evaluate("indexedDB.databases().then((all) => all.map(({ name }) => name))")
    assert names == []
    assert not Matter.objects.exists()


def test_a_form_whose_phone_is_signed_in_as_somebody_else_says_so_and_keeps_what_was_typed(
    phone: Phone, world: World
) -> None:
    phone.keep_pages()
    phone.write(TEXTS[0])
    mine = phone.page
    mine.wait_for_timeout(1500)  # what is similar is asked for, still in its own name
    other = phone.context.new_page()
    phone.context.clear_cookies(name="sessionid")
    other.goto("/account/login/")
    sign_in_here(other, world.neighbour.users["grid_worker"])
    mine.bring_to_front()
    # A question that is asked while typing says the same, and takes no token of the other's.
    box = mine.locator("#report [data-conflict] [role=alert]")
    mine.locator("[name=description]").press_sequentially("。")
    mine.locator("[name=description]").blur()
    expect(box).to_contain_text(world.neighbour.users["grid_worker"].name)
    mine.locator("#report .form__actions button").first.click()
    told = mine.locator("[data-conflict] [role=alert]")
    expect(told).to_contain_text(world.neighbour.users["grid_worker"].name)
    expect(told).to_contain_text("登录")
    expect(mine.locator("#session-dialog")).to_be_hidden()
    expect(mine.locator("#report button[aria-busy]")).to_have_count(0)
    expect(mine.locator("[name=description]")).to_have_value(f"{TEXTS[0]}。")
    assert not Matter.objects.exists()
    other.close()
    open_page(phone, "/my/")  # the other's
    phone.sign_out()
    phone.page.wait_for_url("**/account/**")
    phone.sign_in(world.here.users["grid_worker"])
    phone.open_outbox()
    phone.expect_all_sent()
    assert Matter.objects.get().text == f"{TEXTS[0]}。"


def test_the_page_of_an_expired_form_says_that_somebody_else_signed_in(desk: Desk) -> None:
    here = desk.world.here
    incident = given_incident(here, "accepted")
    page = desk.open_as(here.users["township_desk"])
    page.route("**/htmx*.js", lambda route: route.abort())  # sent by the browser itself
    open_at(page, f"/incidents/{incident.pk}/actions/dispatch/")
    page.locator("main form[data-draft] [name=note]").fill(TEXTS[0])
    other = page.context.new_page()
    page.context.clear_cookies(name="sessionid")
    other.goto("/account/login/")
    sign_in_here(other, desk.world.neighbour.users["township_desk"])
    page.locator("main form[data-draft] button.button--primary").click()
    expect(page.locator("[data-draft-others]")).to_be_visible()
    expect(page.locator("[data-draft-kept]")).to_be_hidden()
    desk.forgive("status of 403|ERR_FAILED")


def test_signing_out_names_what_waits_and_the_begun_forms_that_are_deleted(phone: Phone) -> None:
    phone.keep_pages()
    phone.context.route("**/report/", fail)
    phone.write(TEXTS[0])
    phone.send()
    expect(phone.page.locator("[data-conflict] [role=alert]")).to_contain_text(KEPT)
    phone.write(TEXTS[1])
    phone.page.goto("/my/")
    phone.page.locator("html[data-ready]").wait_for()
    phone.sign_out()
    question = phone.page.locator("#confirm-dialog")
    expect(question).to_contain_text("1 条待发")
    expect(question).to_contain_text("1 份")
    question.locator("button[value=no]").click()
    open_page(phone, "/report/")
    expect(phone.page.locator("[name=description]")).to_have_value(TEXTS[1])


def test_signing_out_with_a_begun_form_alone_asks_and_then_deletes_it(phone: Phone, world: World) -> None:
    phone.keep_pages()
    phone.write(TEXTS[0])
    phone.sign_out()
    question = phone.page.locator("#confirm-dialog")
    expect(question).to_contain_text("1 份")
    expect(question).not_to_contain_text("待发")
    question.locator("button[value=yes]").click()
    phone.page.wait_for_url("**/account/**")
    phone.sign_in(world.here.users["grid_worker"])
    open_page(phone, "/report/")
    expect(phone.page.locator("[name=description]")).to_have_value("")


def test_a_draft_holds_the_words_that_were_typed_and_no_name_of_who_reported(phone: Phone) -> None:
    phone.keep_pages()
    phone.write(TEXTS[0])
    for name in ("reporter_name", "reporter_phone"):
        phone.page.locator(f"[name={name}]").evaluate(
            "(box) => { box.value = '13800001111'; box.dispatchEvent(new Event('input', { bubbles: true })); }"
        )
    phone.page.wait_for_timeout(800)
    kept = phone.page.evaluate(
        """async () => {
            const [{ name }] = await indexedDB.databases();
            const asked = (request) => new Promise((done) => { request.onsuccess = () => done(request.result); });
            const base = await asked(indexedDB.open(name));
            return JSON.stringify(await asked(base.transaction("drafts").objectStore("drafts").getAll()));
        }"""
    )
    assert TEXTS[0] in kept
    assert "13800001111" not in kept


def test_signing_out_with_nothing_typed_asks_nothing(phone: Phone) -> None:
    phone.keep_pages()
    open_page(phone, "/report/")
    phone.page.wait_for_timeout(800)
    phone.sign_out()
    phone.page.wait_for_url("**/account/**")


def set_wrong(phone: Phone, minutes: int) -> None:
    """The server's clock, as the phone sees it: a phone that is fast sees a server that is slow."""

    def shifted(route: Route) -> None:
        answer = route.fetch()
        said = answer.json()
        moment = datetime.fromisoformat(said["server_time"]) - timedelta(minutes=minutes)
        route.fulfill(response=answer, json=said | {"server_time": moment.isoformat()})

    phone.context.route("**/phone/state/", shifted)


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(42, "快 42 分钟"), (-42, "慢 42 分钟"), (26 * 60, "快 26 小时"), (-60 * 24 * 90, "慢 90 天"), (2, "")],
)
def test_a_phone_whose_clock_is_wrong_says_so_in_the_bar_and_in_the_report(
    phone: Phone, minutes: int, said: str
) -> None:
    set_wrong(phone, minutes)
    with phone.page.expect_response("**/phone/state/"):
        open_page(phone, "/report/")
    bar = phone.page.locator("[data-sync-text]")
    notice = phone.page.locator("#report [data-clock]")
    if said:
        expect(bar).to_contain_text(said)
        expect(notice).to_contain_text(said)
    else:
        expect(bar).to_contain_text("已联网")
        expect(bar).not_to_contain_text("分钟")
        expect(notice).to_have_count(0)
    # What is typed counts as typed.
    phone.fill_report(TEXTS[0])
    phone.page.locator("details:has([name=occurred_at])").evaluate("(box) => { box.open = true; }")
    phone.page.locator("[name=occurred_at]").fill("2026-05-06T07:08")
    phone.send()
    phone.page.wait_for_url("**/sent/")
    moment = Incident.objects.get().occurred_at
    assert moment is not None and moment.astimezone(ZoneInfo("Asia/Shanghai")).strftime("%H:%M") == "07:08"
    phone.context.unroute_all(behavior="ignoreErrors")
