"""Issue §7.1: one incident from a worker's phone to its evaluation, everybody at their own pages."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from grids.models import Incident
from tests.browser.people import Desk, act, deliver_notices, fill, take, unit
from tests.factories.files import exif_at, image_bytes, picture

NOTE = "请于三日内修复，更换灯泡并检查线路"


def photo(folder: Path, point: tuple[float, float]) -> Path:
    path = folder / "lamp.jpg"
    path.write_bytes(image_bytes(picture(640, 480), exif=exif_at(int(point[1]), int(point[0]))))
    return path


def only_incident() -> Incident:
    return Incident.objects.select_related("matter").get()


def test_a_lamp_goes_from_the_workers_phone_to_its_evaluation(desk: Desk, tmp_path: Path) -> None:
    here = desk.world.here
    place = {"longitude": here.point[0], "latitude": here.point[1], "accuracy": 12}
    worker = desk.open_as(
        here.users["grid_worker"], size="phone", geolocation=place, permissions=["geolocation"]
    )
    report_by_phone(worker, photo(tmp_path, here.point))
    incident = only_incident()
    assert (incident.matter.longitude, incident.matter.latitude) == here.point
    assert incident.matter.files.count() == 1

    township = desk.open_as(here.users["township_desk"])
    accept_and_dispatch_by_keyboard(desk, township, incident)
    unit_signs_and_handles(desk, township, incident)
    co_handler = desk.open_as(here.users["unit_handler_2"])
    act(co_handler, incident.pk, "sign")
    take(co_handler, "handle", result="已检查线路，无隐患")
    lead_reports_the_result(desk, incident)

    deliver_notices()
    worker.goto("/inbox/")
    expect(worker.get_by_text(incident.matter.number).first).to_be_visible()
    act(worker, incident.pk, "verify", solved="yes", note="现场查看，路灯已亮")
    act(township, incident.pk, "answer", channel="phone", note="已电话告知张先生")
    take(township, "close")
    take(township, "evaluate", satisfaction="satisfied", solved="yes", note="群众表示满意")
    assert_whole_timeline(desk, township, incident)
    assert_worker_sees_what_became_of_it(worker, incident)


def report_by_phone(page: Page, picture_of_it: Path) -> None:
    page.locator("main a[href='/report/']").first.click()
    page.locator("#id_photos").set_input_files(picture_of_it)
    expect(page.locator("[data-picker-list] li")).to_have_count(1)
    choose_class(page, "路灯")
    fill(page, description="村口路灯坏了三天，晚上看不见路")
    page.locator("[data-geolocate] button").click()
    expect(page.locator("[name=longitude]")).not_to_have_value("")
    page.locator("#report .form__actions button").click()
    page.wait_for_url("**/sent/")
    expect(page.locator(".number-code")).to_be_visible()


def choose_class(page: Page, words: str) -> None:
    box = page.locator("[data-field=category] [role=combobox]")
    box.fill(words)
    page.locator("[data-field=category] [role=option]").first.click()


def accept_and_dispatch_by_keyboard(desk: Desk, page: Page, incident: Incident) -> None:
    """No mouse: j, Enter, a, then d with the units chosen by keys."""
    page.goto("/incidents/")
    page.locator("html[data-ready]").wait_for()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("#detail h2")).to_have_text(incident.matter.title)
    page.keyboard.press("a")
    expect(page.locator("#action-place form")).to_be_visible()
    send_by_keyboard(page, "accept")
    page.keyboard.press("d")
    expect(page.locator("#action-place form [role=combobox]")).to_be_focused()
    fill(page, organ=unit(desk.world.here, "city_management"), note=NOTE)
    co_handler = page.locator(f"[name=co_handlers][value='{unit(desk.world.here, 'housing')}']")
    co_handler.focus()
    page.keyboard.press("Space")
    expect(co_handler).to_be_checked()
    page.locator("#action-place [name=note]").focus()
    send_by_keyboard(page, "dispatch")
    incident.matter.refresh_from_db()
    assert incident.matter.state == "dispatched"
    page.keyboard.press("?")
    expect(page.locator("#keys-dialog")).to_be_visible()
    page.keyboard.press("Escape")


def send_by_keyboard(page: Page, action: str) -> None:
    page.locator("#action-place form .form__actions button").first.wait_for()
    with page.expect_response(
        lambda answer: answer.request.method == "POST" and action in answer.url
    ) as sent:
        page.keyboard.press("Control+Enter")
    assert sent.value.status == 204
    page.wait_for_load_state("networkidle")
    expect(page.locator("#action-place form")).to_have_count(0)


def unit_signs_and_handles(desk: Desk, township: Page, incident: Incident) -> None:
    handler = desk.open_as(desk.world.here.users["unit_handler"])
    act(handler, incident.pk, "sign")
    take(handler, "request_extension", amount=2, reason="等待配件到货")
    act(township, incident.pk, "allow_extension", request=incident.extension_requests.get().pk, note="同意")


def lead_reports_the_result(desk: Desk, incident: Incident) -> None:
    handler = desk.open_as(desk.world.here.users["unit_handler_b"])
    act(handler, incident.pk, "handle", result="已更换灯泡并加固灯杆")


def assert_whole_timeline(desk: Desk, page: Page, incident: Incident) -> None:
    steps = (
        "report", "accept", "dispatch", "sign", "request_extension", "allow_extension", "sign", "handle", "handle",
        "verify", "answer", "close", "evaluate",
    )  # fmt: skip
    assert tuple(incident.matter.timeline.order_by("seq").values_list("action", flat=True)) == steps
    page.goto(f"/incidents/{incident.pk}/")
    expect(page.locator("main .timeline .timeline__entry")).to_have_count(len(steps))
    for sentence in (NOTE, "等待配件到货", "已更换灯泡并加固灯杆", "现场查看，路灯已亮", "群众表示满意"):
        expect(page.locator("main").get_by_text(sentence).first).to_be_visible()
    desk.shoot(page, "township_desk-incident-closed-1440", full=True)


def assert_worker_sees_what_became_of_it(page: Page, incident: Incident) -> None:
    page.goto("/my/?show=closed")
    expect(page.locator("main").get_by_text(incident.matter.number)).to_be_visible()
