"""What the outbox says of items that the server did not take, and of a photo that cannot be taken (issue 6)."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Locator, Route, expect

from grids.models import Incident
from pingan.matters.models import Matter
from tests.browser.phones import KEPT, Phone, assert_whole, camera
from tests.browser.test_offline import TEXTS
from tests.browser.test_offline_rounds import open_page, wait_until_kept
from tests.factories.incidents import given_incident, step
from tests.factories.registers import given_definition, given_round
from tests.factories.world import World


def too_large(route: Route) -> None:
    """Of the server itself: what stands before it is told apart (test_offline_gateway.py)."""
    if route.request.method == "POST":
        body = {"code": "too_large", "title": "提交的内容太大", "status": 413}
        route.fulfill(status=413, content_type="application/problem+json", body=json.dumps(body))
    else:
        route.continue_()


def send_all(phone: Phone) -> None:
    phone.page.locator("[data-outbox-send]").click()


def test_send_all_tries_what_was_refused_as_a_whole_and_says_what_it_leaves(phone: Phone) -> None:
    phone.keep_pages()
    phone.context.set_offline(True)
    phone.report_offline(TEXTS[0], camera(0))
    phone.report_offline("")
    phone.open_outbox()
    phone.context.route("**/report/", too_large)
    phone.context.set_offline(False)
    expect(phone.page.locator("[data-state=refused]")).to_have_count(2)
    send_all(phone)
    left = phone.page.locator("[data-outbox-left]")
    expect(left).to_contain_text("有2条没有发送")
    phone.context.unroute("**/report/")
    send_all(phone)
    phone.expect_waiting(1)
    expect(left).to_contain_text("有1条没有发送")
    assert_whole(TEXTS[:1])


def test_an_empty_photo_is_named_at_its_field(phone: Phone) -> None:
    phone.keep_pages()
    empty = {"name": "empty.jpg", "mimeType": "image/jpeg", "buffer": b""}
    phone.write(TEXTS[0], [*camera(0, 1), empty])  # type: ignore[list-item]
    phone.send()
    box = phone.page.locator("[data-field=photos]")
    expect(box.locator(".field__error[data-told]")).to_contain_text("empty.jpg: 文件是空的。")
    expect(box.locator("[data-picker-list] li")).to_have_count(1)
    phone.send()
    phone.page.wait_for_url("**/sent/")
    assert Matter.objects.get().files.count() == 1


def test_a_coordinate_that_is_no_number_is_named_above_the_form(phone: Phone) -> None:
    phone.keep_pages()
    phone.write(TEXTS[0])
    phone.page.evaluate(
        "for (const name of ['longitude', 'latitude']) document.querySelector(`#id_${name}`).value = '1e400'"
    )
    phone.send()
    told = phone.page.locator("[data-error-summary]")
    expect(told).to_contain_text("经度：请填写数字。")
    expect(told).to_contain_text("纬度：请填写数字。")


def waiting_and_changed(phone: Phone, change: str) -> None:
    """Something waits, and is changed: in the form that sent it, or opened from the outbox. The tab is closed on it."""
    phone.keep_pages()
    phone.context.set_offline(True)
    phone.report_offline(TEXTS[0], camera(0))
    if change == "opened from the outbox":
        phone.open_outbox()
        phone.page.locator("[data-item] a", has_text="打开修改").click()
        phone.page.locator("html[data-ready]").wait_for()
        expect(phone.page.locator("[name=description]")).to_have_value(TEXTS[0])
    phone.page.locator("[name=description]").fill(TEXTS[1])
    phone.page.wait_for_timeout(800)
    phone.kill()


@pytest.mark.parametrize("change", ["in the form that sent it", "opened from the outbox"])
def test_what_was_changed_is_sent_as_changed_or_not_at_all(phone: Phone, change: str) -> None:
    waiting_and_changed(phone, change)
    phone.context.set_offline(False)
    phone.open_outbox()
    item = phone.page.locator("[data-item]")
    expect(item).to_contain_text("修改")
    expect(item.get_by_role("button", name="立即发送")).to_have_count(0)
    send_all(phone)
    phone.page.wait_for_timeout(500)
    assert Matter.objects.count() == 0
    item.get_by_role("link", name="打开修改").click()
    phone.page.locator("html[data-ready]").wait_for()
    expect(phone.page.locator("[name=description]")).to_have_value(TEXTS[1])
    expect(phone.page.locator("[data-field=photos] [data-picker-list] li")).to_have_count(3)
    phone.send()
    phone.page.wait_for_url("**/sent/")
    assert_whole(TEXTS[1:2])
    phone.page.goto("/report/")
    phone.page.locator("html[data-ready]").wait_for()
    expect(phone.page.locator("[name=description]")).to_have_value("")


SEEN = "现场看过，路灯已亮，灯杆编号是七号"


def verify_without_signal(phone: Phone, incident: Incident, *, is_sent: bool) -> str:
    act = f"/incidents/{incident.pk}/actions/verify/"
    wait_until_kept(phone, act)
    phone.context.set_offline(True)
    open_page(phone, act)
    phone.page.locator("#action-place textarea").first.fill(SEEN)
    if is_sent:
        phone.page.locator("#action-place .form__actions button").first.click()
        expect(phone.page.locator("[data-conflict] [role=alert]")).to_contain_text(KEPT)
        phone.open_outbox()
    else:
        phone.page.wait_for_timeout(800)
        open_page(phone, "/outbox/")
    return act


def expect_its_words(phone: Phone) -> Locator:
    item = phone.page.locator("[data-item]")
    expect(item.locator(".outbox__typed")).to_be_visible()
    expect(item.locator(".outbox__typed")).to_contain_text(SEEN)
    expect(item.locator(".outbox__reason").first).to_be_visible()
    expect(item.get_by_role("button", name="立即发送")).to_have_count(0)
    expect(item.get_by_role("link", name="打开修改")).to_have_count(0)
    expect(item.get_by_role("button", name="另存为文件")).to_be_visible()
    expect(item.get_by_role("button", name="删除")).to_be_visible()
    return item


@pytest.fixture
def handled(world: World) -> Incident:
    return given_incident(world.here, "handled")


def test_an_action_that_became_impossible_shows_in_the_outbox_what_was_typed_and_why(
    handled: Incident, phone: Phone, world: World
) -> None:
    act = verify_without_signal(phone, handled, is_sent=True)
    step(world.here, handled, "verify")
    phone.context.set_offline(False)
    item = expect_its_words(phone)
    expect(item.locator(".outbox__changes li").first).to_be_visible()
    # Its page, opened by its address or from the history, is no dead end either.
    key = item.get_attribute("data-item")
    phone.page.goto(f"{act}?outbox={key}")
    typed = phone.page.locator("[data-typed-here]")
    expect(typed).to_contain_text(SEEN)
    typed.get_by_role("link", name="待发箱").click()
    expect_its_words(phone)


def test_what_became_impossible_under_an_open_form_stays_in_the_outbox(
    handled: Incident, phone: Phone, world: World
) -> None:
    act = f"/incidents/{handled.pk}/actions/verify/"
    wait_until_kept(phone, act)
    phone.context.set_offline(True)
    open_page(phone, act)
    form = phone.page.locator("#action-place")
    form.locator("textarea").first.fill(SEEN)
    form.locator(".form__actions button").first.click()
    told = phone.page.locator("[data-conflict] [role=alert]")
    expect(told).to_contain_text(KEPT)
    step(world.here, handled, "verify")
    phone.context.set_offline(False)
    expect(told.locator(".outbox__changes li").first).to_be_visible()
    expect(form.locator("textarea").first).to_have_value(SEEN)
    # Typed on, it is no draft either that nobody finds.
    form.locator("textarea").first.press_sequentially("。")
    phone.page.wait_for_timeout(800)
    phone.open_outbox()
    expect_its_words(phone).get_by_role("button", name="删除").click()
    phone.page.locator("#confirm-dialog button[value=yes]").click()
    phone.expect_all_sent()


def test_a_begun_action_that_became_impossible_stands_on_the_page_that_says_so(
    handled: Incident, phone: Phone, world: World
) -> None:
    act = verify_without_signal(phone, handled, is_sent=False)
    step(world.here, handled, "verify")
    phone.context.set_offline(False)
    phone.page.goto(act)
    expect(phone.page.locator(".error-page__code")).to_contain_text("409")
    expect(phone.page.locator("[data-typed-here]")).to_contain_text(SEEN)


def test_a_refused_quick_record_names_the_field(phone: Phone, world: World) -> None:
    place = world.here
    given_round(
        place.actor("township_desk"), place.township, given_definition("household_visits"), due_on=None
    )
    path = "/registers/quick/household_visits/"
    phone.keep_pages()
    open_page(phone, path)
    phone.context.set_offline(True)
    phone.page.locator("#quick .form__actions button").first.click()
    expect(phone.page.locator("[data-conflict] [role=alert]")).to_contain_text(KEPT)
    labels = phone.page.locator("#quick label.field__label").all_inner_texts()
    phone.open_outbox()
    phone.context.set_offline(False)
    reasons = phone.page.locator("[data-state=refused] .outbox__reason")
    expect(reasons.first).to_be_visible()
    told = reasons.all_inner_texts()
    assert any(text.endswith("：请填写这一项。") for text in told)
    assert not [text for text in told if text.strip() == "请填写这一项。"]
    assert any(label.split("（")[0].split("\n")[0].strip() in text for label in labels for text in told)
