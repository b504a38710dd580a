"""A draft that comes back late, from a slow disk: neither the position nor what is typed meanwhile costs it anything."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect

from pingan.matters.models import Matter
from tests.browser.phones import Phone, camera
from tests.factories.case_papers import photo
from tests.factories.world import World

BEGUN = "昨天写的很长的草稿"
#: The page's own database answers nothing about drafts until the test lets it, as on a cheap phone that starts. It is
#: opened before the page's first script runs, so that nothing of the page is in the queue before it.
_SLOW_DISK = """(() => {
  let isHeld = true;
  window.letDraftsBack = () => { isHeld = false; };
  for (const name of NAMES) {
    const asked = indexedDB.open(name);
    asked.onsuccess = () => {
      const store = asked.result.transaction("drafts", "readwrite").objectStore("drafts");
      const spin = () => { if (isHeld) store.get("nothing").onsuccess = spin; };
      spin();
    };
  }
})()"""


def _open_on_a_slow_disk(page: Page) -> None:
    names = page.evaluate("indexedDB.databases().then((found) => found.map(({ name }) => name))")
    assert names
    page.add_init_script(_SLOW_DISK.replace("NAMES", json.dumps(names)))
    page.goto("/report/")


def _let_drafts_back(page: Page) -> None:
    page.evaluate("window.letDraftsBack()")


@pytest.fixture
def begun(phone: Phone, world: World) -> Phone:
    """A report that was begun, with a photo, on a phone that tells its position; opened anew on a slow disk."""
    longitude, latitude = world.here.point
    phone.context.grant_permissions(["geolocation"])
    phone.context.set_geolocation({"longitude": longitude, "latitude": latitude, "accuracy": 15})
    page = phone.page
    page.goto("/report/")
    page.locator("html[data-ready]").wait_for()
    page.locator("[name=description]").fill(BEGUN)
    page.locator("#id_photos").set_input_files(
        {"name": "image.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    )
    expect(page.locator("[data-field=photos] [data-picker-list] li")).to_have_count(1)
    page.wait_for_timeout(800)
    _open_on_a_slow_disk(page)
    return phone


def _comes_back(phone: Phone, description: str) -> None:
    page = phone.page
    expect(page.locator("[name=description]")).to_have_value(description)
    expect(page.locator("[data-field=photos] [data-picker-list] li")).to_have_count(1)


def test_a_position_that_is_found_first_leaves_the_draft(begun: Phone) -> None:
    expect(begun.page.locator("[name=longitude]")).not_to_have_value("")
    _let_drafts_back(begun.page)
    _comes_back(begun, BEGUN)
    begun.page.wait_for_timeout(2500)
    begun.page.goto("/report/")
    _let_drafts_back(begun.page)
    _comes_back(begun, BEGUN)


def test_what_is_typed_first_stands_after_the_draft(begun: Phone) -> None:
    begun.page.locator("[name=description]").fill("新")
    _let_drafts_back(begun.page)
    _comes_back(begun, f"{BEGUN}\n新")
    begun.page.wait_for_timeout(2500)
    begun.page.goto("/report/")
    _let_drafts_back(begun.page)
    _comes_back(begun, f"{BEGUN}\n新")


@pytest.mark.parametrize("photos", [0, 1])
def test_what_is_sent_before_the_draft_is_back_takes_nothing_of_it_along(begun: Phone, photos: int) -> None:
    begun.fill_report("立刻就发的", camera(1)[:photos])
    begun.send()
    _let_drafts_back(begun.page)
    begun.page.wait_for_url("**/sent/", timeout=60_000)
    assert [matter.text for matter in Matter.objects.all()] == ["立刻就发的"]
    begun.page.goto("/report/")
    _let_drafts_back(begun.page)
    expect(begun.page.locator("[name=description]")).to_have_value(BEGUN, timeout=40_000)
    _comes_back(begun, BEGUN)


def test_what_is_chosen_before_the_draft_is_back_stays_chosen(begun: Phone) -> None:
    page = begun.page
    box = page.locator("[data-field=category] [role=combobox]")
    box.fill("路灯")
    page.locator("[data-field=category] [role=option]").first.click()
    _let_drafts_back(page)
    page.wait_for_timeout(2500)
    page.goto("/report/")
    box.fill("道路")
    page.locator("[data-field=category] [role=option]").first.click()
    chosen = box.input_value()
    _let_drafts_back(page)
    expect(page.locator("[name=description]")).to_have_value(BEGUN, timeout=30_000)
    expect(box).to_have_value(chosen)
    assert "道路" in chosen
