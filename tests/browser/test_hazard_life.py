"""A hazard from a worker's phone to its end, everybody at their own screens; then the same place again."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, expect

from risk.models import Hazard, KeyPlace
from risk.pages.hazard_timelines import WORDS
from tests.browser.people import Desk, fill, unit, words
from tests.browser.table import (
    answer_to,
    next_steps,
    open_form,
    refused,
    shows_whole_timeline,
    state_of,
    take,
    typed_day,
)
from tests.factories.files import image_bytes, picture
from tests.factories.hazards import given_place

FOUND = "疏散通道堆满纸箱，应急灯不亮"
ORDER = {
    "measures": "清理通道，更换应急灯，专人巡查",
    "owner": "园区安全科科长",
    "money": "2,000",
    "plan": "清理前由保安值守，起火立即疏散",
}


def photo(folder: Path, seed: int) -> Path:
    """A picture of a camera that writes down the moment; it is sent a second later."""
    path = folder / f"{seed}.jpg"
    moment = f"{timezone.localtime() + timedelta(seconds=1):%Y:%m:%d %H:%M:%S}"
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = moment
    path.write_bytes(image_bytes(picture(640, 480, seed=seed), exif=exif))
    return path


def register(page: Page, place: KeyPlace, shot: Path) -> Hazard:
    """From the home page of a phone, in a minute."""
    page.goto("/")
    page.locator("main a[href='/risk/hazards/new/']").first.click()
    page.locator("#id_photos").set_input_files(shot)
    expect(page.locator("[data-picker-list] li")).to_have_count(1)
    fill(page, description=FOUND, domain="fire", place=place.pk)
    page.locator("#hazard .form__actions button").first.click()
    page.wait_for_url(lambda url: url.rstrip("/").split("/")[-1].isdigit())
    return Hazard.objects.select_related("matter").latest("pk")


def with_photo(page: Page, hazard: Hazard, action: str, shot: Path, *, kept: int = 0, **fields: Any) -> int:
    """Take an action with a photo; return how the server answered. ``kept``: photos of an attempt before, taken out."""
    form = open_form(page, hazard, action)
    expect(form.locator("[data-picker-list] li")).to_have_count(kept)
    for _photo in range(kept):
        form.locator("[data-picker-list] .picker__remove").first.click()
    form.locator("input[type=file]").set_input_files(shot)
    expect(form.locator("[data-picker-list] li")).to_have_count(1)
    fill(form, **fields)
    return answer_to(page, form, action)


def test_a_hazard_goes_from_a_phone_to_its_end_and_comes_back(desk: Desk, tmp_path: Path) -> None:
    here = desk.world.here
    place = given_place(here)
    worker = desk.come_as(here.users["grid_worker"], size="phone")
    hazard = register(worker, place, photo(tmp_path, 1))
    assert (hazard.place, hazard.matter.grid, hazard.matter.files.count()) == (place, here.grid, 1)
    desk.shoot(worker, "grid_worker-hazard-390", full=True)

    township = desk.come_as(here.users["township_desk"])
    assert next_steps(township, hazard)[0] == "grade"
    take(township, hazard, "grade", needs_stop="no", is_beyond_unit="no", exposed=5, days_needed=3)
    due = typed_day(timezone.now() + timedelta(days=10))
    order = {**ORDER, "organ": unit(here, "city_management"), "due_on": due}
    refused(township, hazard, "order", "plan", **{**order, "plan": " "})
    take(township, hazard, "order", **order)
    desk.shoot(township, "township_desk-hazard-1440", full=True)

    handler = desk.come_as(here.users["unit_handler"])
    shown = photo(tmp_path, 2)
    assert with_photo(handler, hazard, "report_done", shown, result="通道已清空，应急灯已换") == 204
    # The picture of the report proves nothing a second time.
    seen = {"is_passed": "yes", "note": "现场查看，通道畅通"}
    assert with_photo(worker, hazard, "reinspect", shown, **seen) == 422
    expect(worker.locator("#action-place .field__error").first).to_be_visible()
    assert with_photo(worker, hazard, "reinspect", photo(tmp_path, 3), kept=1, **seen) == 204
    assert state_of(hazard) == "cleared"
    staff = desk.come_as(here.users["community_staff"])
    take(staff, hazard, "look_back", holds="yes", note="一月后回访，保持良好")
    assert state_of(hazard) == "closed"
    assert shows_whole_timeline(staff, hazard, WORDS.label) == [
        "register", "grade", "order", "report_done", "reinspect", "look_back",
    ]  # fmt: skip

    again = register(worker, place, photo(tmp_path, 4))
    assert again.recurrences == 1
    expect(worker.get_by_text(words("Cleared here before, and back again"))).to_be_visible()
    expect(worker.locator(f"main a[href='/risk/hazards/{hazard.pk}/']").first).to_be_visible()
