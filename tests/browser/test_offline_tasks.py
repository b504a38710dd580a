"""Own tasks, own grids and the forms open without a network once Today was seen; what is not kept says so (issue 6)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from grids.models import Incident
from tests.browser.phones import KEPT, Phone
from tests.browser.test_offline_rounds import open_page, wait_until_kept
from tests.factories.incidents import given_incident
from tests.factories.world import World

FORMS = ("/report/", "/report/emergency/", "/disputes/new/", "/risk/hazards/new/", "/patrols/start/")
LOOKED_UP = ("/my/", "/ledger/", "/my/area/")


@pytest.fixture
def task(world: World) -> Incident:
    """To be verified by the worker who reported it; there before the phone is."""
    return given_incident(world.here, "handled")


def cut(phone: Phone, *paths: str) -> None:
    for path in paths:
        wait_until_kept(phone, path)
    phone.context.set_offline(True)


def expect_kept(phone: Phone, path: str) -> None:
    open_page(phone, path)
    assert "missing" not in phone.page.url
    assert phone.page.evaluate("document.documentElement.dataset.kept")


def test_an_own_task_opens_from_today_and_is_acted_on_without_a_network(
    task: Incident, phone: Phone, world: World
) -> None:
    here, act = f"/incidents/{task.pk}/", f"/incidents/{task.pk}/actions/verify/"
    cut(phone, "/", here, act, "/report/")
    open_page(phone, "/")
    phone.page.locator(f"main a[href='{here}']").first.click()
    phone.page.wait_for_url(f"**{here}")
    main = phone.page.locator("main")
    expect(main).to_contain_text(task.matter.title)
    expect(main).to_contain_text("联网")
    for user in world.here.users.values():
        if user != world.here.users["grid_worker"]:
            expect(main).not_to_contain_text(user.name)
    phone.page.locator(f"main a[href='{act}']").first.click()
    phone.page.wait_for_url(f"**{act}")
    phone.page.locator("html[data-ready]").wait_for()
    phone.page.locator("#action-place textarea").first.fill("现场看过，路灯已亮")
    phone.page.locator("#action-place .form__actions button").first.click()
    said = phone.page.locator("[data-conflict] [role=alert]")
    expect(said).to_contain_text(KEPT)
    # A step of one matter is done once; only a report may be followed by another one.
    expect(said).not_to_contain_text("再报一条")
    open_page(phone, "/report/")
    phone.fill_report("路灯又坏了")
    phone.send()
    expect(said).to_contain_text("再报一条")


def test_forms_own_grids_and_what_is_looked_up_open_without_a_network(
    task: Incident, phone: Phone, world: World
) -> None:
    grid = f"/grids/{world.here.grid.pk}/"
    cut(phone, "/", grid, *FORMS, *LOOKED_UP)
    for path in ("/", grid, *FORMS, *LOOKED_UP):
        expect_kept(phone, path)
    expect(phone.page.locator("main a[href^='tel:']")).to_have_count(0)


def test_the_list_behind_a_number_opens_without_a_network(task: Incident, phone: Phone) -> None:
    tile = phone.page.locator("main a.tile").first.get_attribute("href")
    assert tile
    cut(phone, "/", tile)
    expect_kept(phone, tile)
    expect(phone.page.locator(f"main a[href='/incidents/{task.pk}/']")).to_have_count(1)


def test_a_link_that_needs_a_connection_says_so_and_leads_nowhere(task: Incident, phone: Phone) -> None:
    cut(phone, "/", f"/incidents/{task.pk}/")
    open_page(phone, "/")
    unreached = phone.page.locator("a[data-unreached]:visible").first
    grey = phone.page.locator(f"a[href='{unreached.get_attribute('href')}']:visible").first
    expect(grey).to_have_attribute("aria-disabled", "true")
    expect(phone.page.locator(f"main a[href='/incidents/{task.pk}/']").first).not_to_have_attribute(
        "aria-disabled", "true"
    )
    expect(phone.page.locator("[data-sync-links]")).to_be_visible()
    grey.click(force=True)  # as a finger does: it knows nothing of aria-disabled
    expect(phone.page.locator("#toasts")).to_contain_text("联网")
    assert phone.page.url.rstrip("/") == phone.url
    phone.context.set_offline(False)
    expect(grey).not_to_have_attribute("aria-disabled", "true")


def test_who_saves_data_keeps_the_forms_and_fetches_nothing_else(
    task: Incident, fresh_phone: Phone, world: World
) -> None:
    fresh_phone.context.add_init_script(
        "Object.defineProperty(Navigator.prototype, 'connection', { get: () => ({ saveData: true }) })"
    )
    fresh_phone.sign_in(world.here.users["grid_worker"])
    # The last of the forms: what belongs to the lists before it would come next.
    for path in ("/outbox/", "/report/", "/risk/hazards/new/", "/patrols/start/"):
        wait_until_kept(fresh_phone, path)
    fresh_phone.page.wait_for_timeout(1500)
    for path in (f"/incidents/{task.pk}/", f"/incidents/{task.pk}/actions/verify/"):
        assert not fresh_phone.page.evaluate("path => caches.match(path).then(Boolean)", path)


def test_what_is_kept_is_not_fetched_again_until_it_changes(task: Incident, phone: Phone) -> None:
    here = f"/incidents/{task.pk}/"
    wait_until_kept(phone, here)
    wait_until_kept(phone, f"{here}actions/verify/")
    phone.page.wait_for_timeout(1500)
    asked: list[str] = []
    phone.context.on("request", lambda request: asked.append(request.url))
    open_page(phone, "/")
    phone.page.wait_for_timeout(3000)
    assert not [url for url in asked if "/incidents/" in url]
