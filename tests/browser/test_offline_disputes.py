"""A dispute registered where there is no signal waits on the phone under seal, and arrives once (issue 6, Article 15)."""

from __future__ import annotations

import json
import tarfile

import pytest
from playwright.sync_api import expect

from disputes.models import Dispute
from tests.browser.people import fill, words
from tests.browser.phones import KEPT, Phone, camera
from tests.browser.test_offline_rounds import come_back_over_a_bad_line, open_page, wait_until_kept
from tests.factories.disputes import given_registration
from tests.factories.world import World

FORM = "/disputes/new/"
TEXT = "两家因排水沟走向争吵，欧阳志远堵了沟"
PEOPLE = {"parties-0-name": "欧阳志远", "parties-0-phone": "13907970001", "parties-1-name": "钟文斌"}
#: Everything that lies in the databases of the phone and in its caches, as one text.
LYING = """async () => {
    const texts = [];
    for (const { name } of await indexedDB.databases()) {
        const base = await new Promise((go) => { const ask = indexedDB.open(name); ask.onsuccess = () => go(ask.result); });
        for (const store of base.objectStoreNames) {
            const rows = await new Promise((go) => {
                const ask = base.transaction(store).objectStore(store).getAll();
                ask.onsuccess = () => go(ask.result);
            });
            texts.push(`${store}: ${JSON.stringify(rows)}`);
        }
        base.close();
    }
    for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const request of await cache.keys()) texts.push(await (await cache.match(request)).text());
    }
    return texts.join("\\n");
}"""


def typed(phone: Phone, **fields: str) -> None:
    page = phone.page
    page.locator("[data-field=type] [role=combobox]").fill("邻里")
    page.locator("[data-field=type] [role=option]").first.click()
    fill(page, **{"description": TEXT, **PEOPLE, **fields})


def send(phone: Phone) -> None:
    phone.page.locator("#dispute .form__actions button").first.click()


def test_a_dispute_without_signal_is_sealed_opened_again_and_arrives_once(phone: Phone) -> None:
    wait_until_kept(phone, FORM)
    phone.context.set_offline(True)
    open_page(phone, "/")
    phone.page.locator(f"main a[href='{FORM}']").first.click()
    phone.page.wait_for_url(f"**{FORM}")
    phone.page.locator("html[data-ready]").wait_for()
    typed(phone)
    phone.page.get_by_text(words("More parties")).click()
    fill(phone.page, **{"parties-2-name": "万淑贞"})
    phone.page.locator("#id_photos").set_input_files(camera(1, 2))
    expect(phone.page.locator("[data-field=photos] [data-picker-list] li")).to_have_count(2)
    send(phone)
    expect(phone.page.locator("[data-conflict] [role=alert]")).to_contain_text(KEPT)
    lying = phone.page.evaluate(LYING)
    assert "outbox: [{" in lying
    for secret in (TEXT, "走向争吵", *PEOPLE.values(), "万淑贞"):
        assert secret not in lying, secret
    phone.kill()
    phone.context.set_offline(True)
    phone.open_outbox()
    phone.expect_waiting(1)
    expect(phone.page.locator("[data-outbox-list]")).not_to_contain_text("欧阳")
    phone.page.locator("[data-outbox-list] a").last.click()
    phone.page.wait_for_url("**/disputes/new/?outbox=**")
    phone.page.locator("html[data-ready]").wait_for()
    expect(phone.page.locator("[name=description]")).to_have_value(TEXT)
    expect(phone.page.locator("[name='parties-2-name']")).to_be_visible()
    expect(phone.page.locator("[name='parties-2-name']")).to_have_value("万淑贞")
    expect(phone.page.locator("[data-field=photos] [data-picker-list] li")).to_have_count(2)
    fill(phone.page, description=f"{TEXT}，已劝开")
    send(phone)
    expect(phone.page.locator("[data-conflict] [role=alert]")).to_contain_text(KEPT)
    come_back_over_a_bad_line(phone)
    dispute = Dispute.objects.get()
    assert "已劝开" in dispute.matter.text and "欧阳志远" not in dispute.matter.text
    assert sorted(party.name for party in dispute.parties.all()) == sorted(["欧阳志远", "钟文斌", "万淑贞"])
    assert dispute.matter.files.count() == 2
    assert "欧阳" not in phone.page.evaluate(LYING)


def test_what_was_refused_waits_under_seal_until_it_is_mended(phone: Phone) -> None:
    wait_until_kept(phone, FORM)
    phone.context.set_offline(True)
    open_page(phone, FORM)
    typed(phone, **{"parties-0-phone": "12"})
    for place in range(3, 5):  # more parties than the form opens with next time
        phone.page.locator("#dispute").evaluate(
            """(form, place) => {
                const row = document.createElement("input");
                Object.assign(row, { name: `parties-${place + 1}-name`, value: `某${place}` });
                form.append(row);
                form.querySelector("#parties-total").value = place + 2;
            }""",
            place,
        )
    send(phone)
    expect(phone.page.locator("[data-conflict] [role=alert]")).to_contain_text(KEPT)
    phone.context.set_offline(False)
    phone.open_outbox()
    expect(phone.page.locator("[data-outbox-list] .outbox__reason")).not_to_have_count(0)
    phone.page.locator("[data-outbox-list] a").last.click()
    phone.page.wait_for_url("**/disputes/new/?outbox=**")
    phone.page.locator("html[data-ready]").wait_for()
    expect(phone.page.locator("[name='parties-0-phone']")).to_have_value("12")
    fill(phone.page, **{"parties-0-phone": "13907970001"})
    send(phone)
    phone.page.wait_for_url(lambda url: url.rstrip("/").split("/")[-1].isdigit())
    assert Dispute.objects.get().parties.count() == 4
    phone.open_outbox()
    phone.expect_waiting(0)


@pytest.mark.parametrize("is_online", [True, False])
def test_a_repeat_is_shown_before_it_is_registered_and_registered_if_it_is_another(
    world: World, phone: Phone, is_online: bool
) -> None:
    given_registration(world.here)
    there = Dispute.objects.get().matter.text
    wait_until_kept(phone, FORM)
    phone.context.set_offline(not is_online)
    open_page(phone, FORM)
    phone.page.route("**/disputes/new/similar/", lambda route: route.abort())
    typed(phone, description=there)
    send(phone)
    # What a form that is still on its way shows below may be clicked in vain: it is sent once.
    expect(phone.page.locator("#dispute [role=alert]").first).to_be_visible()
    expect(phone.page.locator("#dispute button[aria-busy]")).to_have_count(0)
    if not is_online:
        expect(phone.page.locator("[data-conflict] [role=alert]")).to_contain_text(KEPT)
    phone.page.unroute("**/disputes/new/similar/")
    if not is_online:
        phone.context.set_offline(False)
        phone.open_outbox()
        expect(phone.page.locator("[data-outbox-list] .outbox__reason")).not_to_have_count(0)
        phone.page.locator("[data-outbox-list] a").last.click()
        phone.page.wait_for_url("**/disputes/new/?outbox=**")
    phone.page.locator("#repeats button[type=submit]").click()
    phone.page.wait_for_url(lambda url: url.rstrip("/").split("/")[-1].isdigit())
    assert Dispute.objects.count() == 2


def test_a_saved_dispute_holds_all_that_was_typed_after_a_question(phone: Phone) -> None:
    wait_until_kept(phone, FORM)
    phone.context.set_offline(True)
    open_page(phone, FORM)
    typed(phone)
    phone.page.locator("#id_photos").set_input_files(camera(1, 1))
    expect(phone.page.locator("[data-field=photos] [data-picker-list] li")).to_have_count(1)
    send(phone)
    expect(phone.page.locator("[data-conflict] [role=alert]")).to_contain_text(KEPT)
    phone.open_outbox()
    phone.page.locator("[data-item]").get_by_role("button", name="另存为文件").click()
    question = phone.page.locator("#confirm-dialog")
    expect(question).to_contain_text("当事人")
    with phone.page.expect_download() as saved:
        question.locator("button[value=yes]").click()
    with tarfile.open(saved.value.path()) as archive:
        assert archive.getnames() == ["1.json", "1-1.jpg"]
        read = archive.extractfile("1.json")
        assert read is not None
        held = json.load(read)
    fields = dict(held["fields"])
    assert fields["description"] == TEXT
    assert PEOPLE.items() <= fields.items()
    assert TEXT in [words for _label, words in held["typed"]]
    # What lies on the phone is under seal as before.
    assert "欧阳" not in phone.page.evaluate(LYING)
