"""What stands between a phone and the server refuses, answers in its place, or holds the line: told apart, nothing lost."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import suppress
from random import Random

import pytest
from PIL import Image
from playwright.sync_api import Error, FilePayload, Route, expect

from grids.models import Incident
from pingan.matters.models import Matter
from tests.browser.phones import CHANGING, Phone, assert_whole, camera
from tests.browser.test_offline import TEXTS
from tests.browser.test_offline_refusals import send_all

SAID = {400: "途中的网关没有看懂", 403: "途中被拒绝", 404: "途中找不到服务器", 413: "途中被拦下：内容太大"}


def gateway(status: int) -> Callable[[Route], None]:
    """A gateway that lets nothing through that changes something; it speaks HTML and has never heard of Pingan."""

    def answer(route: Route) -> None:
        if route.request.method in CHANGING:
            route.fulfill(status=status, content_type="text/html", body="<html><h1>nginx</h1></html>")
        else:
            route.continue_()

    return answer


@pytest.mark.parametrize("status", SAID)
def test_a_photo_that_is_refused_on_the_way_says_so_and_is_sent_again(phone: Phone, status: int) -> None:
    phone.keep_pages()
    phone.context.route("**/api/v1/uploads/**", gateway(status))
    phone.write(TEXTS[0], camera(0, 1))
    phone.send()
    told = phone.page.locator("[data-conflict] [role=alert]")
    expect(told).to_contain_text(SAID[status])
    expect(told).to_contain_text("image.jpg")
    phone.open_outbox()
    expect(phone.page.locator("[data-state=waiting]")).to_contain_text(SAID[status])
    phone.context.unroute("**/api/v1/uploads/**")
    send_all(phone)
    phone.expect_all_sent()
    assert_whole(TEXTS[:1], photos=1)


@pytest.mark.parametrize("status", [403, 404])
def test_a_form_that_is_refused_on_the_way_is_not_given_up(phone: Phone, status: int) -> None:
    phone.keep_pages()
    phone.context.route("**/report/", gateway(status))
    phone.write(TEXTS[0])
    phone.send()
    expect(phone.page.locator("[data-conflict] [role=alert]")).to_contain_text(SAID[status])
    phone.context.unroute("**/report/")
    # by itself: nobody need come back to it
    phone.page.wait_for_url("**/sent/", timeout=20_000)
    assert_whole(TEXTS[:1], photos=0)


def grainy() -> FilePayload:
    """A photo that no compression makes small."""
    content = io.BytesIO()
    Image.frombytes("RGB", (300, 300), Random(1).randbytes(270_000)).save(content, "JPEG", quality=95)
    assert len(content.getvalue()) > 100_000
    return {"name": "image.jpg", "mimeType": "image/jpeg", "buffer": content.getvalue()}


def test_a_gateway_that_lets_small_pieces_through_gets_small_pieces(phone: Phone) -> None:
    def narrow(route: Route) -> None:
        if len(route.request.post_data_buffer or b"") > 50_000:
            route.fulfill(status=413, content_type="text/html", body="<h1>413</h1>")
        else:
            route.continue_()

    phone.keep_pages()
    phone.context.route("**/api/v1/uploads/**", narrow)
    phone.write(TEXTS[0], [grainy()])
    phone.send()
    phone.page.wait_for_url("**/sent/")
    assert Matter.objects.get().files.count() == 1


def test_a_line_that_hangs_is_not_called_online(phone: Phone) -> None:
    phone.keep_pages()
    held: list[Route] = []
    phone.context.route("**/phone/state/", lambda route: held.append(route))
    phone.page.goto("/report/")
    bar = phone.page.locator("[data-sync]")
    expect(bar).to_contain_text("正在等待服务器回应", timeout=6_000)
    expect(bar).not_to_contain_text("已联网")
    expect(bar).to_have_attribute("data-sync", "waiting")
    phone.context.unroute("**/phone/state/")
    for route in held:
        with suppress(Error):  # of a page that was left meanwhile
            route.continue_()
    expect(bar).to_contain_text("已联网")
    expect(bar).not_to_contain_text("正在等待")


def lost_and_changed(phone: Phone) -> str:
    """The report arrives, its answer is lost, and it is changed and sent again; returns where the record stands."""

    def lose(route: Route) -> None:
        if route.request.method == "POST":
            route.fetch(max_redirects=0)
            route.abort("connectionreset")
        else:
            route.continue_()

    phone.keep_pages()
    phone.context.route("**/report/", lose)
    phone.write(TEXTS[0])
    phone.send()
    expect(phone.page.locator("[data-conflict] [role=alert]")).to_contain_text("没有应答", timeout=20_000)
    phone.page.locator("[name=description]").fill(TEXTS[1])
    expect(phone.page.locator("[data-conflict] [role=alert]")).to_contain_text("重新提交")
    phone.context.unroute("**/report/")
    return f"/report/{Incident.objects.get().pk}/sent/"


def test_an_earlier_sending_that_arrived_leads_to_its_record(phone: Phone) -> None:
    record = lost_and_changed(phone)
    phone.send()
    told = phone.page.locator("[data-conflict] [role=alert]")
    expect(told).to_contain_text("此前的一次提交已经送达")
    expect(told.get_by_role("link", name="打开已送达的记录")).to_have_attribute("href", record)
    assert Incident.objects.count() == 1


def test_from_the_outbox_too_an_earlier_sending_leads_to_its_record(phone: Phone) -> None:
    record = lost_and_changed(phone)
    phone.context.set_offline(True)
    phone.send()
    # Left sooner it would not have been sent again: what was changed waits for its owner's hand.
    expect(phone.page.locator("[data-conflict] [role=alert]")).to_contain_text("恢复后自动提交")
    phone.open_outbox()
    phone.context.set_offline(False)
    item = phone.page.locator("[data-state=refused]")
    item.get_by_role("link", name="打开已送达的记录").click()
    phone.page.wait_for_url(f"**{record}")
