"""The network is cut, answers are lost, tabs are killed: everything arrives once and whole (issue 6, line 1)."""

from __future__ import annotations

import json
import tarfile

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Route, expect

from pingan.accounts.services import sign_out_devices
from pingan.files.models import StoredFile
from pingan.matters.models import Matter
from tests.browser.phones import KEPT, BadLine, Phone, assert_whole, camera
from tests.factories.incidents import given_incident, step
from tests.factories.world import World

TEXTS = [f"第{number}处路灯不亮，夜里看不见路" for number in range(5)]


def test_five_reports_from_a_dead_zone_arrive_once_each_with_all_their_photos(phone: Phone) -> None:
    phone.keep_pages()
    phone.context.set_offline(True)
    for number, text in enumerate(TEXTS):
        phone.report_offline(text, camera(number))
    phone.kill()
    phone.context.set_offline(True)
    phone.open_outbox()
    phone.expect_waiting(5)
    assert Matter.objects.count() == 0

    line = BadLine()
    phone.context.route("**/*", line)
    phone.context.set_offline(False)
    phone.expect_all_sent(seconds=120)
    assert line.lost >= 10
    assert_whole(TEXTS)
    assert StoredFile.objects.count() == 15


def fail(route: Route) -> None:
    if route.request.method == "POST":
        route.fulfill(status=500, body="oops")
    else:
        route.continue_()


def new_version(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server has a new build, and the browser notices."""
    before = phone.page.evaluate("caches.keys()")
    monkeypatch.setattr("pingan.web.shell.build", lambda: "0123456789abcdef")
    phone.page.evaluate("navigator.serviceWorker.getRegistration().then((found) => found.update())")
    # The app is fetched anew behind whatever else is on the line: with a priority of its own, three files at once.
    expect(phone.page.locator("[data-sync-text]")).to_contain_text("新版本", timeout=20_000)
    assert set(phone.page.evaluate("caches.keys()")) > set(before)


def test_faults_an_expired_login_another_account_and_a_new_version_lose_nothing(
    phone: Phone, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone.keep_pages()
    phone.context.set_offline(True)
    for number, text in enumerate(TEXTS):
        phone.report_offline(text, camera(number))
    phone.open_outbox()
    # 1. every form meets a fault of the server
    phone.context.route("**/report/", fail)
    phone.context.set_offline(False)
    expect(phone.page.get_by_text("服务器处理出错").first).to_be_visible()
    phone.expect_waiting(5)
    new_version(phone, monkeypatch)
    # 2. the session ends meanwhile
    phone.context.unroute("**/report/")
    phone.context.set_offline(True)
    Session.objects.all().delete()
    phone.context.set_offline(False)
    expect(phone.page.locator("[data-state=signed_out]")).to_have_count(5)
    assert Matter.objects.count() == 0
    # 3. somebody else signs in on the same phone: sees nothing of it and sends nothing of it
    phone.sign_in(world.neighbour.users["grid_worker"])
    phone.open_outbox()
    phone.expect_all_sent()
    phone.expect_waiting(0)
    phone.sign_out()
    phone.page.wait_for_url("**/account/**")
    assert Matter.objects.count() == 0
    # 4. its owner comes back, over a line that loses answers
    phone.context.route("**/*", BadLine())
    phone.sign_in(world.here.users["grid_worker"])
    phone.open_outbox()
    phone.expect_all_sent(seconds=120)
    phone.context.unroute("**/*")
    assert_whole(TEXTS)


def test_a_new_version_takes_over_and_the_form_being_typed_stays(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone.keep_pages()
    phone.write(TEXTS[0], camera(0))
    phone.page.evaluate("window.stillHere = true")
    new_version(phone, monkeypatch)
    assert phone.page.evaluate("window.stillHere")
    expect(phone.page.locator("[name=description]")).to_have_value(TEXTS[0])
    phone.send()
    phone.page.wait_for_url("**/sent/")
    assert_whole(TEXTS[:1])


def test_what_is_refused_stays_with_its_reason_and_is_sent_once_mended(phone: Phone) -> None:
    phone.keep_pages()
    phone.context.set_offline(True)
    phone.report_offline("", camera(0))
    phone.open_outbox()
    phone.context.set_offline(False)
    item = phone.page.locator("[data-state=refused]")
    expect(item).to_contain_text("情况描述：请说明发生了什么")
    phone.kill()
    phone.open_outbox()
    phone.page.locator("[data-state=refused] a[href*='outbox=']").click()
    expect(phone.page.locator("[data-field=photos] [data-picker-list] li")).to_have_count(3)
    expect(phone.page.locator("[data-field=description] .field__error")).to_be_visible()
    phone.page.locator("[name=description]").fill(TEXTS[0])
    phone.send()
    phone.page.wait_for_url("**/sent/")
    phone.open_outbox()
    phone.expect_all_sent()
    assert_whole(TEXTS[:1])


def test_what_changed_meanwhile_stands_beside_what_was_typed(phone: Phone, world: World) -> None:
    incident = given_incident(world.here, "accepted")
    phone.keep_pages()
    phone.page.goto(f"/incidents/{incident.pk}/actions/comment/")
    phone.page.locator("html[data-ready]").wait_for()
    phone.page.locator("#action-place [name=note]").fill("现场已拉警戒线")
    phone.context.set_offline(True)
    phone.page.locator("#action-place .form__actions button").first.click()
    expect(phone.page.locator("[data-conflict] [role=alert]")).to_contain_text(KEPT)
    phone.open_outbox()
    step(world.here, incident, "dispatch")
    phone.context.set_offline(False)
    item = phone.page.locator("[data-state=conflict]")
    expect(item).to_contain_text("现场已拉警戒线")
    expect(item.locator(".outbox__changes")).to_contain_text("分流")
    assert not incident.matter.timeline.filter(action="comment").exists()
    item.get_by_role("button", name="仍然发送").click()
    phone.expect_all_sent()
    assert incident.matter.timeline.filter(action="comment").count() == 1


def test_a_full_disk_is_told_and_what_was_typed_can_still_be_saved_and_sent(
    fresh_phone: Phone, world: World
) -> None:
    phone = fresh_phone
    phone.page.goto("/account/login/")
    # before anything is kept: the browser looks at its quota twice a minute only
    session = phone.context.new_cdp_session(phone.page)
    session.send("Storage.overrideQuotaForOrigin", {"origin": phone.url, "quotaSize": 1})
    phone.sign_in(world.here.users["grid_worker"])
    phone.context.route("**/report/", fail)
    phone.write(TEXTS[0], camera(0))
    told = phone.page.locator("[data-conflict] [role=alert]")
    expect(told).to_contain_text("关闭页面后所填内容不会保留")
    # … also where the person is typing: the head of the form is out of sight there.
    phone.page.locator("[name=description]").press_sequentially("。")
    expect(phone.page.locator("[data-field=description] [data-told-near]")).to_be_in_viewport()
    phone.page.locator("[name=description]").fill(TEXTS[0])
    phone.send()
    expect(told).to_contain_text("只保存在当前页面")
    with phone.page.expect_download() as saved:
        told.get_by_role("button", name="另存为文件").click()
    with tarfile.open(saved.value.path()) as archive:
        assert archive.getnames() == ["1.json", "1-1.jpg", "1-2.jpg", "1-3.jpg"]
        typed = archive.extractfile("1.json")
        assert typed is not None and TEXTS[0] in json.dumps(json.load(typed), ensure_ascii=False)
    asked: list[str] = []
    phone.page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    phone.page.evaluate("() => { location.href = '/'; }")
    for _ in range(50):
        if asked:
            break
        phone.page.wait_for_timeout(200)
    assert asked == ["beforeunload"]  # what stands in this page alone is not left without a question
    phone.context.unroute("**/report/")
    phone.page.wait_for_url("**/sent/")
    assert_whole(TEXTS[:1])


def test_a_full_disk_stays_told_while_a_slow_line_sends_for_long(fresh_phone: Phone, world: World) -> None:
    """After six seconds whoever sends may go on; but not away from the only page that holds it."""
    phone = fresh_phone
    phone.page.goto("/account/login/")
    session = phone.context.new_cdp_session(phone.page)
    session.send("Storage.overrideQuotaForOrigin", {"origin": phone.url, "quotaSize": 1})
    phone.sign_in(world.here.users["grid_worker"])
    held: list[Route] = []
    phone.context.route("**/api/v1/uploads/**", lambda route: held.append(route))
    phone.write(TEXTS[0], camera(0, 1))
    phone.send()
    told = phone.page.locator("[data-conflict] [role=alert]")
    expect(told).to_contain_text("只保存在当前页面")
    expect(phone.page.locator("#report button[aria-busy]")).to_have_count(0, timeout=20_000)
    expect(told).to_contain_text("只保存在当前页面")
    expect(told.get_by_role("button", name="另存为文件")).to_be_visible()


def test_signing_out_with_something_waiting_asks_first(phone: Phone) -> None:
    phone.keep_pages()
    phone.context.route("**/report/", fail)
    phone.write(TEXTS[0], camera(0))
    phone.send()
    expect(phone.page.locator("[data-conflict] [role=alert]")).to_contain_text(KEPT)
    phone.sign_out()
    question = phone.page.locator("#confirm-dialog")
    expect(question).to_contain_text("还有 1 条待发")
    question.locator("button[value=no]").click()
    phone.context.unroute("**/report/")
    phone.open_outbox()
    phone.expect_all_sent()
    assert_whole(TEXTS[:1])


def test_the_sign_in_page_says_that_what_waits_is_not_lost(phone: Phone) -> None:
    phone.keep_pages()
    phone.context.route("**/report/", fail)
    phone.write(TEXTS[0])
    phone.send()
    expect(phone.page.locator("[data-conflict] [role=alert]")).to_contain_text(KEPT)
    phone.kill()
    phone.context.clear_cookies()
    phone.page.goto("/account/login/")
    expect(phone.page.locator("[data-waits-here]")).to_contain_text("1条内容待发送")


def test_a_device_that_was_signed_out_from_afar_is_wiped_at_its_next_contact(
    phone: Phone, world: World
) -> None:
    phone.keep_pages()
    phone.context.set_offline(True)
    phone.report_offline(TEXTS[0], camera(0))
    phone.write(TEXTS[1])
    assert sign_out_devices(user=world.here.users["grid_worker"]) == 1
    phone.context.set_offline(False)
    expect(phone.page.locator("[data-sync-text]")).to_contain_text("已被远程退出")
    phone.sign_in(world.here.users["grid_worker"])
    phone.open_outbox()
    phone.expect_all_sent()
    phone.page.goto("/report/")
    phone.page.locator("html[data-ready]").wait_for()
    expect(phone.page.locator("[name=description]")).to_have_value("")
    assert Matter.objects.count() == 0


def test_two_windows_send_everything_once(phone: Phone) -> None:
    phone.keep_pages()
    phone.context.set_offline(True)
    for number, text in enumerate(TEXTS[:3]):
        phone.report_offline(text, camera(number))
    posted: list[str] = []
    phone.context.on(
        "request", lambda asked: posted.append(asked.method) if asked.url.endswith("/report/") else None
    )
    others = [phone.context.new_page() for _ in range(2)]
    for page in others:
        page.goto("/outbox/")
        page.locator("html[data-ready]").wait_for()
    phone.context.set_offline(False)
    phone.expect_all_sent()
    assert_whole(TEXTS[:3])
    assert posted.count("POST") == 3


def test_an_item_is_deleted_only_after_a_question(phone: Phone) -> None:
    phone.keep_pages()
    phone.context.set_offline(True)
    phone.report_offline(TEXTS[0], camera(0))
    phone.open_outbox()
    question = phone.page.locator("#confirm-dialog")
    for answer, left in (("no", 1), ("yes", 0)):
        phone.page.locator("[data-outbox-list] .button--danger").click()
        question.locator(f"button[value={answer}]").click()
        phone.expect_waiting(left)
    phone.context.set_offline(False)
    phone.open_outbox()
    phone.expect_all_sent()
    assert Matter.objects.count() == 0
