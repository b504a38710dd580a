"""A disk that is full takes nothing in; but what has arrived goes from it all the same (issue 6)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route, expect

from pingan.matters.models import Matter
from tests.browser.phones import Phone, assert_whole, camera
from tests.browser.test_offline import TEXTS
from tests.browser.test_offline_rounds import open_page

#: Whatever is written is refused, as a browser refuses it on a full disk; what is deleted needs no room.
FULL = """() => {
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (...given) {
        if (!window.isRoomy) throw new DOMException("no room", "QuotaExceededError");
        return put.apply(this, given);
    };
}"""
DRAFTS = """async () => {
    const asked = (request) => new Promise((done) => { request.onsuccess = () => done(request.result); });
    const names = (await indexedDB.databases()).map(({ name }) => name).filter((name) => name.startsWith("pingan-"));
    const base = await asked(indexedDB.open(names[0]));
    const count = (name) => asked(base.transaction(name).objectStore(name).count());
    const found = [await count("drafts"), await count("blobs")];
    base.close();
    return found;
}"""


@pytest.mark.parametrize("is_roomy_again", [False, True], ids=["full", "was full"])
def test_a_draft_from_before_the_disk_became_full_goes_with_its_report(
    phone: Phone, is_roomy_again: bool
) -> None:
    phone.write(TEXTS[0], camera(0, 1))
    phone.page.wait_for_timeout(1000)
    assert phone.page.evaluate(DRAFTS) == [1, 1]
    phone.page.evaluate(FULL)
    if is_roomy_again:
        phone.context.route(
            "**/api/v1/uploads/**",
            lambda route: (phone.page.evaluate("window.isRoomy = true"), route.continue_()),
        )
    phone.send()
    phone.page.wait_for_url("**/sent/")
    assert_whole(TEXTS[:1], photos=1)
    assert phone.page.evaluate(DRAFTS) == [0, 0]
    open_page(phone, "/report/")
    phone.page.wait_for_timeout(1000)
    expect(phone.page.locator("[data-draft-note]")).to_be_hidden()
    expect(phone.page.locator("[name=description]")).to_have_value("")


def test_what_was_changed_while_it_was_sent_from_a_full_disk_stays_a_draft(phone: Phone) -> None:
    phone.write(TEXTS[0])
    phone.page.wait_for_timeout(1000)
    phone.page.evaluate(FULL)

    def change(route: Route) -> None:
        if route.request.method == "POST":
            phone.page.evaluate("window.isRoomy = true")
            phone.page.locator("[name=description]").fill(TEXTS[1])
            phone.page.wait_for_timeout(500)
        route.continue_()

    phone.context.route("**/report/", change)
    phone.send()
    expect(phone.page.locator("[data-conflict] [role=alert]")).to_contain_text("已经送达")
    phone.context.unroute("**/report/")
    open_page(phone, "/report/")
    expect(phone.page.locator("[name=description]")).to_have_value(TEXTS[1])
    assert Matter.objects.count() == 1
