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
