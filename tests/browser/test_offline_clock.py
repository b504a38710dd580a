"""A phone whose clock was wrong when a sending failed, and is right again (issue 6)."""

from __future__ import annotations

import pytest

from pingan.matters.models import Matter
from tests.browser.phones import Phone
from tests.browser.test_offline import TEXTS

#: Every waiting item is due when the clock of that day says so.
PUT_OFF = """async (days) => {
    const asked = (request) => new Promise((done) => { request.onsuccess = () => done(request.result); });
    const [{ name }] = await indexedDB.databases();
    const outbox = (await asked(indexedDB.open(name))).transaction("outbox", "readwrite").objectStore("outbox");
    for (const item of await asked(outbox.getAll())) {
        await asked(outbox.put({ ...item, next_at: Date.now() + days * 86_400_000 }));
    }
}"""


@pytest.mark.parametrize("days", [30, 400])
def test_what_was_put_off_by_a_fast_clock_is_sent_by_itself_and_the_server_is_not_besieged(
    phone: Phone, days: int
) -> None:
    phone.keep_pages()
    phone.context.set_offline(True)
    phone.report_offline(TEXTS[0])
    phone.page.evaluate(PUT_OFF, days)
    phone.kill()
    asked: list[str] = []
    phone.context.on("request", lambda request: asked.append(request.url))
    phone.open_outbox()
    phone.expect_all_sent(seconds=20)
    assert Matter.objects.get().text == TEXTS[0]
    assert len([url for url in asked if url.endswith("/phone/state/")]) < 10


#: Four minutes more for the second alone: the server was not there when it was tried last.
SECOND_LATER = """async () => {
    const asked = (request) => new Promise((done) => { request.onsuccess = () => done(request.result); });
    const [{ name }] = await indexedDB.databases();
    const outbox = (await asked(indexedDB.open(name))).transaction("outbox", "readwrite").objectStore("outbox");
    const items = (await asked(outbox.getAll())).sort((one, other) => one.created_at.localeCompare(other.created_at));
    items.forEach((item, at) => outbox.put({ ...item, is_unheard: true, next_at: Date.now() + at * 240_000 }));
}"""


def test_what_waited_for_the_server_alone_goes_with_the_first_that_gets_through(phone: Phone) -> None:
    phone.keep_pages()
    phone.context.set_offline(True)
    for text in TEXTS[:2]:
        phone.report_offline(text)
    phone.page.evaluate(SECOND_LATER)
    phone.kill()
    phone.open_outbox()
    phone.expect_all_sent(seconds=30)
    assert {matter.text for matter in Matter.objects.all()} == set(TEXTS[:2])
