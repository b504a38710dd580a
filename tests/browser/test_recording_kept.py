"""A recording is what was said once: it is removed after a question alone, and outlives its tab (issue 6)."""

from __future__ import annotations

import base64
import os
import re
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserType, Error, Page, expect
from pytest_django.live_server_helper import LiveServer

from pingan.files.rules.webm import seconds_of_webm
from pingan.matters.models import MatterFile
from tests.browser.people import Desk
from tests.browser.phones import Phone
from tests.browser.reporting import opened_form
from tests.browser.reporting import phone as worker_phone
from tests.browser.test_full_disk import DRAFTS
from tests.browser.test_offline_rounds import open_page
from tests.browser.test_recorder import talking_browser  # noqa: F401 - a fixture
from tests.factories.world import World

CUT = "录音时页面被关闭"


def record(page: Page, seconds: int) -> None:
    page.locator("[data-recorder-button]").tap()
    expect(page.locator("[data-recorder-button]")).to_have_text(re.compile(f"{seconds} 秒"), timeout=20_000)


def test_a_recording_is_removed_only_after_a_question(desk: Desk, talking_browser: Browser) -> None:  # noqa: F811
    desk.browser = talking_browser
    page = worker_phone(desk)
    page.context.grant_permissions(["geolocation", "microphone"])
    opened_form(page)
    record(page, 1)
    page.locator("[data-recorder-button]").tap()
    sound, remove = page.locator("[data-recorder-sound]"), page.locator("[data-recorder] .picker__remove")
    question = page.locator("#confirm-dialog")
    remove.tap()
    expect(question).to_be_visible()
    expect(question).to_have_accessible_name(re.compile("录音.*无法恢复"))
    desk.shoot(page, "grid_worker-report-recording-question-390")
    question.get_by_role("button", name="取消").tap()
    expect(sound).to_be_visible()
    # By the keyboard, as by what reads the page aloud: the question takes the focus and gives it back.
    remove.press("Enter")
    expect(question).to_be_visible()
    assert page.evaluate("document.querySelector('#confirm-dialog').contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(question).to_be_hidden()
    expect(sound).to_be_visible()
    expect(remove).to_be_focused()
    page.keyboard.press("Enter")
    question.get_by_role("button", name="移除").press("Enter")
    expect(sound).to_be_hidden()
    expect(page.locator("[data-recorder-button]")).to_be_focused()


@pytest.fixture
def talking_phone(
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    live_server: LiveServer,
    world: World,
    tmp_path: Path,
) -> Iterator[Phone]:
    hums = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    args = {**browser_type_launch_args, "args": [*browser_type_launch_args["args"], *hums]}
    made = Phone(browser_type, args, tmp_path / "phone", live_server.url)
    made.context.grant_permissions(["microphone"])
    made.sign_in(world.here.users["grid_worker"])
    yield made
    made.context.close()


def slay(phone: Phone) -> None:
    """The system ends the browser: no script of it runs any more, and nothing is asked."""
    cookies = phone.context.cookies()
    mark = f"--user-data-dir={phone.folder}"
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            words = entry.read_bytes().decode(errors="replace").split("\0")
            if mark in words and not any(word.startswith("--type=") for word in words):
                os.kill(int(entry.parent.name), signal.SIGKILL)
    with suppress(Error):
        phone.context.close()
    for left in phone.folder.glob("Singleton*"):
        left.unlink(missing_ok=True)
    phone._start()
    phone.context.grant_permissions(["microphone"])
    phone.context.add_cookies(cookies)  # type: ignore[arg-type] - what it gave, it takes


def cut_off(phone: Phone) -> None:
    open_page(phone, "/report/")
    record(phone.page, 5)
    slay(phone)


def test_a_recording_whose_tab_is_killed_while_it_runs_is_there_again(talking_phone: Phone) -> None:
    phone = talking_phone
    cut_off(phone)
    open_page(phone, "/report/")
    page = phone.page
    expect(page.locator("[data-recorder-sound]")).to_be_visible()
    expect(page.locator("[data-recorder-status]")).to_contain_text(CUT)
    heard = page.evaluate(
        """async () => {
            const [file] = document.querySelector("[data-recorder] input[type=file]").files;
            const sound = await new AudioContext().decodeAudioData(await file.arrayBuffer());
            return sound.duration;
        }"""
    )
    assert heard >= 3
    box = page.locator("[data-field=category] [role=combobox]")
    box.fill("路灯")
    page.locator("[data-field=category] [role=option]").first.click()
    phone.send()
    page.wait_for_url("**/sent/")
    assert MatterFile.objects.get().file.kind == "audio"
    assert page.evaluate(DRAFTS) == [0, 0]


def test_a_recording_that_was_cut_off_goes_with_the_sign_out_after_a_question(talking_phone: Phone) -> None:
    phone = talking_phone
    cut_off(phone)
    open_page(phone, "/")
    assert phone.page.evaluate(DRAFTS) == [1, 1]
    phone.sign_out()
    question = phone.page.locator("#confirm-dialog")
    expect(question).to_contain_text("1")
    question.locator("button[value=yes]").click()
    phone.page.wait_for_url("**/account/login/**")
    assert phone.page.evaluate(DRAFTS) == [0, 0]


def test_wherever_a_recording_breaks_off_what_is_left_is_whole(phone: Phone) -> None:
    recorded = (Path(__file__).parents[1] / "files" / "recorded_by_chrome.webm").read_bytes()
    cuts = [*range(0, 400, 7), *range(400, len(recorded), len(recorded) // 60), len(recorded)]
    kept = phone.page.evaluate(
        """async ([recorded, cuts]) => {
            const { wholeOf } = await import("/static/js/phone/cut_sound.js");
            const bytes = Uint8Array.from(atob(recorded), (letter) => letter.charCodeAt(0));
            const broken = (cut) => new File([bytes.subarray(0, cut)], "a.weba", { type: "audio/webm" });
            const sizeOf = async (cut) => (await wholeOf(broken(cut)))?.size ?? 0;
            return Promise.all(cuts.map(sizeOf));
        }""",
        [base64.b64encode(recorded).decode(), cuts],
    )
    assert kept[-1] == len(recorded)
    assert all(size <= cut for size, cut in zip(kept, cuts, strict=True))
    for size in filter(None, kept):
        assert seconds_of_webm(recorded[:size]) <= 2
    assert sum(size > 0 for size in kept) > 60
