"""What the outbox says of items that the server did not take, and of a photo that cannot be taken (issue 6)."""

from __future__ import annotations

from playwright.sync_api import Route, expect

from pingan.matters.models import Matter
from tests.browser.phones import Phone, assert_whole, camera
from tests.browser.test_offline import TEXTS


def too_large(route: Route) -> None:
    if route.request.method == "POST":
        route.fulfill(status=413, body="too large")
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
