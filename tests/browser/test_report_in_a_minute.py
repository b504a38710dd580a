"""A phone in one hand: a valid report in at most six taps plus text, eight fields in sight, spoken or typed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from grids.models import Incident
from pingan.matters.models import Matter, MatterFile
from tests.browser.people import Desk
from tests.browser.reporting import opened_form, phone, send_button
from tests.factories.files import exif_at, image_bytes
from tests.factories.incidents import given_report

TYPED = "村口路灯不亮，夜里有人摔倒"
FIELDS_IN_SIGHT = """() => [...document.querySelectorAll("#report [data-field]")]
  .filter((field) => field.checkVisibility({ contentVisibilityAuto: true })).map((field) => field.dataset.field)"""
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


class Thumb:
    """Taps, and counts them."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.taps = 0

    def tap(self, target: Locator) -> None:
        target.scroll_into_view_if_needed()
        target.tap()
        self.taps += 1

    def photograph(self, target: Locator) -> None:
        """The camera opens, and hands a picture over."""
        with self.page.expect_file_chooser() as chooser:
            self.tap(target)
        chooser.value.set_files({"name": "image.jpg", "mimeType": "image/jpeg", "buffer": image_bytes()})


def test_a_valid_report_takes_six_taps_and_a_few_words_from_the_home_page_on(desk: Desk) -> None:
    given_report(desk.world.here)  # somebody in this grid reported a lamp before: its class stands ready
    page = phone(desk)
    page.goto("/")
    page.locator("html[data-ready]").wait_for()
    thumb = Thumb(page)
    thumb.tap(page.locator("a.big-action"))
    page.wait_for_url("**/report/")
    page.locator("html[data-ready]").wait_for()
    expect(page.locator("[data-geolocate-status]")).to_contain_text("12")
    expect(page.locator("[data-place]")).to_contain_text(desk.world.here.grid.name)
    seen = page.evaluate(FIELDS_IN_SIGHT)
    assert 4 <= len(seen) <= 8, seen
    thumb.photograph(page.locator(".picker-camera label"))
    thumb.tap(page.locator(".chip--choice").first)
    thumb.tap(page.locator("[name=description]"))
    page.keyboard.type(TYPED)
    expect(page.locator("[data-picker-list] img")).to_have_count(1)
    desk.shoot(page, "grid_worker-report-in-a-minute-390")
    thumb.tap(send_button(page))
    page.wait_for_url("**/sent/")
    assert thumb.taps <= 6
    incident = Incident.objects.select_related("matter__grid").latest("pk")
    assert incident.matter.text == TYPED
    assert incident.matter.class_code == "APPEAL.FACILITY.LAMP"
    assert incident.matter.grid == desk.world.here.grid
    assert incident.matter.longitude == pytest.approx(desk.world.here.point[0], abs=1e-6)
    assert incident.accuracy_m == 12
    assert MatterFile.objects.filter(matter=incident.matter).count() == 1


def test_a_class_is_found_by_its_first_letters_and_stands_ready_on_this_device_next_time(desk: Desk) -> None:
    page = phone(desk)
    opened_form(page)
    box = page.locator("[data-field=category] [role=combobox]")
    box.tap()
    page.keyboard.type("ldzm")
    page.locator("[data-field=category] [role=option]").first.tap()
    expect(page.locator("[name=category]")).to_have_value("APPEAL.FACILITY.LAMP")
    page.context.set_offline(True)
    page.locator("[name=description]").fill(TYPED)
    send_button(page).tap()  # remembered when it was sent, not when it arrived
    page.context.set_offline(False)
    page.wait_for_url("**/sent/")
    opened_form(page)
    chip = page.locator(".chip--choice").first
    expect(chip).to_have_text("路灯照明")
    chip.tap()
    expect(page.locator("[name=category]")).to_have_value("APPEAL.FACILITY.LAMP")
    expect(chip).to_have_attribute("aria-pressed", "true")
    chip.tap()
    expect(page.locator("[name=category]")).to_have_value("")
    desk.forgive("ERR_INTERNET_DISCONNECTED|htmx:sendError|htmx:afterRequest")


def test_report_and_resolve_is_the_same_form(desk: Desk) -> None:
    page = phone(desk)
    opened_form(page)
    page.locator("[data-field=category] [role=combobox]").fill("街灯")
    page.locator("[data-field=category] [role=option]").first.tap()
    page.locator("[name=description]").fill(TYPED)
    expect(page.locator("[name=resolution]")).to_be_hidden()
    page.locator("[name=is_resolved]").check()
    expect(page.locator("[data-field=resolution] label")).not_to_contain_text("选填")
    page.context.set_offline(
        True
    )  # nothing is kept on the phone that the server would refuse when it is back
    send_button(page).tap()
    expect(page.locator("[data-field=resolution] [data-told]")).to_contain_text("请填写处理情况")
    assert page.locator("#report").get_attribute("data-queued") is None
    page.context.set_offline(False)
    page.locator("[name=resolution]").fill("已换灯泡")
    assert len(page.evaluate(FIELDS_IN_SIGHT)) <= 8
    send_button(page).tap()
    page.wait_for_url("**/sent/")
    assert Incident.objects.latest("pk").is_self_resolved


def test_the_same_thing_nearby_is_joined_from_the_keyboard(desk: Desk) -> None:
    there = given_report(desk.world.here)
    page = phone(desk)
    opened_form(page)
    expect(page.locator("[data-place]")).to_contain_text(desk.world.here.grid.name)
    page.locator("[data-field=category] [role=combobox]").fill("路灯")
    page.locator("[data-field=category] [role=option]").first.tap()
    page.locator("[name=description]").fill(TYPED)
    page.keyboard.press("Tab")
    join = page.locator("#similar button")
    expect(join.first).to_be_visible()
    assert page.evaluate(WIDER) <= 0
    box = join.first.bounding_box()
    assert box is not None and box["height"] >= 44
    join.first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/report/{there.pk}/sent/?joined=*")
    expect(page.locator("h1")).to_contain_text("已补充到此前上报的事项")
    assert Matter.objects.count() == 1
    assert there.matter.timeline.filter(action="comment").count() == 1


@pytest.mark.parametrize("size", [320, 390])
def test_the_form_fits_a_narrow_phone_in_large_type_as_well(desk: Desk, size: int) -> None:
    page = phone(desk, viewport={"width": size, "height": 640})
    cookie = {"name": "pingan_type", "value": "large", "url": desk.url}
    page.context.add_cookies([cookie])
    for path in ("/report/", "/report/emergency/"):
        page.goto(path)
        page.locator("html[data-ready]").wait_for()
        assert page.evaluate(WIDER) <= 0, path
    if size == 320:
        page.goto("/report/")
        page.locator("html[data-ready]").wait_for()
        desk.shoot(page, "grid_worker-report-large-320", dark=True)


def test_where_the_position_is_refused_the_form_says_so_and_goes_on(desk: Desk) -> None:
    page = desk.come_as(desk.world.here.users["grid_worker"], size="phone", permissions=[])
    opened_form(page)
    expect(page.locator("[data-place]")).to_contain_text(desk.world.here.grid.name)
    page.locator("[data-geolocate] button").tap()
    expect(page.locator("[data-geolocate-status]")).to_be_visible()


def test_without_a_position_the_photo_tells_the_place_before_it_is_sent(desk: Desk) -> None:
    page = desk.come_as(desk.world.here.users["grid_worker"], size="phone", permissions=[])
    opened_form(page)
    longitude, latitude = desk.world.here.point
    far = desk.world.far.point
    for name, (x, y) in (("far.jpg", far), ("here.jpg", (longitude, latitude))):
        photo = {"name": name, "mimeType": "image/jpeg", "buffer": image_bytes(exif=exif_at(y, x))}
        page.locator("#id_photos").set_input_files(photo)
        expect(page.locator("[data-picker-list] img")).to_have_count(1 if name == "far.jpg" else 2)
        if name == "far.jpg":
            expect(page.locator("[name=longitude]")).to_have_value("")
    expect(page.locator("[data-place]")).to_contain_text("照片")
    assert float(page.locator("[name=longitude]").input_value()) == pytest.approx(longitude, abs=1e-5)
    assert float(page.locator("[name=latitude]").input_value()) == pytest.approx(latitude, abs=1e-5)
