"""The prototypes in a real browser: fingers, keyboard, lost texts, photos."""

import base64
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 390, "height": 844}
Visit = Callable[..., Any]

# Everything one can press, save text links inside sentences (WCAG 2.2, 2.5.8 excepts those) and rows whose link
# covers the whole row.
SMALL_TARGETS = """() => [...document.querySelectorAll('a, button, input:not([type=hidden]), select, textarea, summary')]
  .filter((e) => e.getClientRects().length && !e.matches('.skip-link, .picker__input, .breadcrumb a'))
  .filter((e) => !(e.matches('input') && e.closest('label')) && getComputedStyle(e, '::after').position !== 'absolute')
  .map((e) => ({ box: e.getBoundingClientRect(), e }))
  .filter(({ box }) => box.width < 43.5 || box.height < 43.5)
  .map(({ box, e }) => `${e.tagName}.${e.className} ${Math.round(box.width)}x${Math.round(box.height)}`)"""


@pytest.mark.parametrize("path", ["worker/", "report/", "triage/", "incident/", "error/404/?in"])
def test_targets_on_a_phone_are_large_enough_for_fingers(visit: Visit, path: str) -> None:
    page = visit(path, **PHONE)
    assert page.evaluate(SMALL_TARGETS) == []


def test_a_map_is_not_drawn_before_its_style_sheet_is_there(visit: Visit) -> None:
    page = visit("worker/", **PHONE)
    held: list[Any] = []
    is_free: list[bool] = []
    page.route("**/leaflet*.css", lambda route: route.continue_() if is_free else held.append(route))
    page.reload(wait_until="commit")
    page.locator("html[data-ready]").wait_for()
    page.wait_for_timeout(1500)
    zoom = page.locator(".leaflet-control-zoom-in")
    assert held and zoom.count() == 0
    for route in held:
        route.continue_()
    is_free.append(True)
    zoom.first.wait_for()
    assert page.evaluate(SMALL_TARGETS) == []


@pytest.mark.parametrize("path", ["", "worker/", "report/", "triage/", "incident/", "error/500/"])
@pytest.mark.parametrize("width", [320, 390, 1440])
def test_no_page_scrolls_sideways(visit: Visit, path: str, width: int) -> None:
    page = visit(path, width=width, height=844)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("path", ["worker/", "report/"])
def test_large_type_enlarges_and_still_fits_a_phone(visit: Visit, path: str) -> None:
    usual, large = visit(path, **PHONE), visit(path, **PHONE, pingan_type="large")
    size = "parseFloat(getComputedStyle(document.querySelector('h1')).fontSize)"
    assert large.evaluate(size) == pytest.approx(1.25 * usual.evaluate(size))
    assert large.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_the_chosen_theme_is_in_the_next_page_from_the_first_byte(visit: Visit) -> None:
    page = visit("triage/")
    page.click(".topbar__tools > details:last-child > summary")
    page.click("[data-theme-choice=dark]")
    page.reload(wait_until="commit")
    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_the_inbox_is_worked_by_keyboard_alone(visit: Visit) -> None:
    page = visit("triage/")
    titles = page.locator(".rows__title")
    heading = page.locator("#detail .split__title")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.locator("#detail .split__title", has_text=titles.nth(1).inner_text()).wait_for()
    page.keyboard.press("n")
    page.locator("#detail .split__title", has_text=titles.nth(2).inner_text()).wait_for()
    page.keyboard.press("x")
    assert page.locator("[data-bulk-count]").inner_text() == "1"
    page.keyboard.press("?")
    overlay = page.locator("#keys-dialog")
    assert overlay.is_visible()
    assert {"j", "k", "a", "d", "n", "x", "/"} <= set(overlay.locator("kbd").all_inner_texts())
    page.keyboard.press("j")  # nothing moves behind a dialog
    page.keyboard.press("Escape")
    assert heading.inner_text() == titles.nth(2).inner_text()
    page.keyboard.press("/")
    page.keyboard.type("jn a")
    assert page.locator("[data-search]").input_value() == "jn a"
    assert heading.inner_text() == titles.nth(2).inner_text()


def test_a_conflict_is_told_beside_the_text_which_stays(visit: Visit) -> None:
    page = visit("triage/")
    page.keyboard.press("d")
    page.fill("#dispatch-form textarea", "需多部门处理")
    key = page.locator("#dispatch-form [name=idempotency_key]")
    before = key.input_value()
    page.click("#dispatch-dialog .dialog__foot .button--primary")
    page.locator("#dispatch-form [data-conflict] .notice").wait_for()
    assert page.input_value("#dispatch-form textarea") == "需多部门处理"
    assert page.locator("#dispatch-dialog").is_visible()
    assert len(before) == 36
    assert key.input_value() != before


def test_unsent_text_is_not_replaced_by_the_next_item_without_a_question(visit: Visit) -> None:
    page = visit("triage/")
    heading = page.locator("#detail .split__title")
    first = heading.inner_text()
    page.keyboard.press("d")
    page.fill("#dispatch-form textarea", "还没写完")
    page.keyboard.press("Escape")
    page.locator(".rows__title").nth(3).click()
    page.locator("#confirm-dialog[open]").wait_for()
    page.click("#confirm-dialog [value=no]")
    assert heading.inner_text() == first
    assert page.input_value("#dispatch-form textarea") == "还没写完"


def test_a_lost_session_opens_a_dialog_and_changes_nothing_else(visit: Visit) -> None:
    page = visit("")
    page.click("button:text-is('401')")
    page.locator("#session-dialog[open]").wait_for()
    assert page.locator("#session-dialog a").get_attribute("target") == "_blank"


def test_a_failure_is_told_in_words(visit: Visit) -> None:
    page = visit("")
    page.click("button:text-is('500')")
    page.locator("#toasts .toast--error").wait_for()
    assert "500" not in page.locator("#toasts").inner_text()


def test_the_long_choice_is_searched_and_the_select_is_sent(visit: Visit) -> None:
    page = visit("triage/")
    page.keyboard.press("d")
    page.fill("#dispatch-dialog [role=combobox]", "市场")
    assert page.locator("#dispatch-dialog [role=option]").count() == 1
    page.keyboard.press("Enter")
    assert page.locator("#dispatch-dialog select").evaluate("(select) => select.value") == "2"
    page.fill("#dispatch-dialog [role=combobox]", "没有这个单位")
    page.keyboard.press("Tab")
    assert page.locator("#dispatch-dialog select").evaluate("(select) => select.value") == "2"
    assert page.locator("#dispatch-dialog [role=combobox]").input_value() == "市场监督管理局"


def photo(path: Path) -> None:
    image = Image.effect_noise((3200, 2400), 60).convert("RGB")
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x0132] = "2026:09:20 10:00:00"
    place = exif.get_ifd(0x8825)
    place.update({1: "N", 2: (25.0, 51.0, 0.0), 3: "E", 4: (114.0, 56.0, 0.0)})
    image.save(path, "JPEG", exif=exif, quality=80)


CHOSEN = """async (input) => {
  const bytes = new Uint8Array(await input.files[0].arrayBuffer());
  let text = ''; for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}"""


def test_photos_are_shrunk_upright_and_keep_place_and_time(visit: Visit, tmp_path: Path) -> None:
    photo(tmp_path / "image.jpg")
    page = visit("report/", **PHONE)
    page.set_input_files("#id_photos", [tmp_path / "image.jpg"])
    page.locator(".picker__item").first.wait_for()
    page.set_input_files("#id_photos", [tmp_path / "image.jpg"])  # cameras name every shot alike
    page.locator(".picker__item").nth(1).wait_for()
    page.wait_for_timeout(200)
    chosen = page.locator("#id_photos")
    assert chosen.evaluate("(input) => input.files.length") == 2
    small = Image.open(io.BytesIO(base64.b64decode(chosen.evaluate(CHOSEN))))
    assert small.size == (1536, 2048)
    assert small.getexif()[0x0112] == 1
    assert small.getexif()[0x0132] == "2026:09:20 10:00:00"
    assert small.getexif().get_ifd(0x8825)[4] == (114.0, 56.0, 0.0)
    page.locator(".picker__remove").first.click()
    assert chosen.evaluate("(input) => input.files.length") == 1


def test_what_is_no_photo_is_named_and_left_out(visit: Visit, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x")
    page = visit("report/", **PHONE)
    page.set_input_files("#id_photos", [tmp_path / "notes.txt"])
    page.locator("[data-picker-error]:not([hidden])").wait_for()
    assert "notes.txt" in page.locator("[data-picker-error]").inner_text()
    assert page.locator("#id_photos").evaluate("(input) => input.files.length") == 0


def test_a_place_is_found_by_position_and_by_tapping_the_plain_map(visit: Visit) -> None:
    page = visit("report/", **PHONE)
    page.click("[data-geolocate] button")
    page.locator("[data-geolocate-status]:not([hidden])").wait_for()
    page.wait_for_timeout(300)
    assert page.input_value("#id_longitude") == "114.930000"
    page.locator(".map[data-drawn]").wait_for()
    page.locator(".map").scroll_into_view_if_needed()
    page.locator(".map").click(position={"x": 120, "y": 60})
    picked = float(page.input_value("#id_longitude")), float(page.input_value("#id_latitude"))
    assert picked != (114.93, 25.85)
    assert 114.9 < picked[0] < 115
    assert 25.8 < picked[1] < 25.9


def test_hidden_columns_stay_hidden_on_this_device(visit: Visit) -> None:
    page = visit("")
    page.click("[data-columns-menu] > summary")
    page.uncheck("[data-columns-menu] input[value=place]")
    assert not page.locator("th[data-col=place]").is_visible()
    page.reload()
    page.locator("html[data-ready]").wait_for()
    assert not page.locator("th[data-col=place]").is_visible()
    assert page.locator("th[data-col=number]").is_visible()


def test_a_refused_form_takes_the_reader_to_what_must_be_mended(visit: Visit) -> None:
    page = visit("report/", **PHONE)
    page.click(".form__actions .button--primary")
    page.locator(".error-summary").wait_for()
    assert page.evaluate("document.activeElement.className") == "error-summary"


def test_paper_shows_the_matter_and_not_the_machinery(visit: Visit) -> None:
    page = visit("incident/")
    page.emulate_media(media="print")
    for selector in (".topbar", ".nav", ".button", ".notices"):
        assert not page.locator(selector).first.is_visible()
    assert page.locator(".timeline").is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
