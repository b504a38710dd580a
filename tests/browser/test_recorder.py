"""A report that is spoken: what is wanted is recorded, and no microphone stays open that nobody wants."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from grids.models import Incident
from pingan.matters.models import MatterFile
from tests.browser.people import Desk
from tests.browser.reporting import opened_form, phone, send_button


@pytest.fixture(scope="session")
def talking_browser(
    browser_type: Any, browser_type_launch_args: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    """A browser whose microphone hums."""
    hums = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    args = {**browser_type_launch_args, "args": [*browser_type_launch_args["args"], *hums]}
    made = browser_type.launch(**args)
    yield made
    made.close()


def test_a_report_is_spoken_heard_taken_back_spoken_again_and_sent(
    desk: Desk, talking_browser: Browser
) -> None:
    desk.browser = talking_browser
    page = phone(desk)
    page.context.grant_permissions(["geolocation", "microphone"])
    opened_form(page)
    page.locator("[data-field=category] [role=combobox]").fill("街灯")
    page.locator("[data-field=category] [role=option]").first.tap()
    button = page.locator("[data-recorder-button]")
    sound = page.locator("[data-recorder-sound]")
    button.tap()
    expect(button).to_have_attribute("aria-pressed", "true")
    page.wait_for_timeout(1200)
    button.tap()
    expect(sound).to_be_visible()
    expect(button).to_be_hidden()  # nothing is recorded over what is there
    desk.shoot(page, "grid_worker-report-spoken-390")
    page.locator("[data-recorder] .picker__remove").tap()
    page.locator("#confirm-dialog button[value=yes]").tap()
    expect(sound).to_be_hidden()
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_text(re.compile("1 秒"))
    send_button(page).tap()  # while it still records: it ends, and goes along
    page.wait_for_url("**/sent/")
    incident = Incident.objects.select_related("matter").latest("pk")
    assert incident.matter.text == "语音上报，内容见录音。"
    sent = MatterFile.objects.select_related("file").get(matter=incident.matter).file
    assert (sent.kind, sent.media_type) == ("audio", "audio/webm")
    page.goto(f"/incidents/{incident.pk}/")
    player = page.locator("audio.sound")
    is_heard = player.evaluate(
        "(e) => new Promise((done) => { e.onloadeddata = () => done(true); e.onerror = () => done(false); e.load(); })"
    )
    assert is_heard


#: A microphone that takes its time, and tells how many are open.
_SLOW_MICROPHONE = """
  const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  window.microphones = [];
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    await new Promise((done) => setTimeout(done, 800));
    const stream = await real(wanted);
    window.microphones.push(stream);
    return stream;
  };
  const isLive = (stream) => stream.getTracks().some((track) => track.readyState === "live");
  window.open_microphones = () => window.microphones.filter(isLive).length;
  window.finger = (kind) => document.querySelector("[data-recorder-button]")
    .dispatchEvent(new PointerEvent(kind, { button: 0, bubbles: true }));
"""


@pytest.mark.parametrize(
    ("moves", "why"),
    [
        ((("pointerdown", 100), ("pointercancel", 1500)), "a finger that scrolled the page"),
        ((("pointerdown", 600), ("pointerup", 1500)), "held, and let go before the microphone was there"),
        (
            (("pointerdown", 100), ("pointerup", 100), ("pointerdown", 100), ("pointerup", 1500)),
            "tapped twice while the microphone was asked for",
        ),
    ],
)
def test_no_microphone_stays_open_that_nobody_wants(
    desk: Desk, talking_browser: Browser, moves: tuple[tuple[str, int], ...], why: str
) -> None:
    desk.browser = talking_browser
    page = phone(desk)
    page.context.grant_permissions(["geolocation", "microphone"])
    page.add_init_script(_SLOW_MICROPHONE)
    opened_form(page)
    button = page.locator("[data-recorder-button]")
    for kind, wait in moves:
        page.evaluate("(kind) => finger(kind)", kind)
        page.wait_for_timeout(wait)
    assert page.evaluate("open_microphones()") == 0, why
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(page.locator("[data-recorder-sound]")).to_be_hidden()
    # and one that is wanted works all the same, once
    page.evaluate("() => { finger('pointerdown'); finger('pointerup'); }")
    expect(button).to_have_attribute("aria-pressed", "true")
    page.wait_for_timeout(1000)
    assert page.evaluate("open_microphones()") == 1
    page.evaluate("() => finger('pointerdown')")
    expect(page.locator("[data-recorder-sound]")).to_be_visible()
    assert page.evaluate("open_microphones()") == 0


def test_a_finger_that_scrolls_late_or_early_leaves_the_recording_that_is_there(
    desk: Desk, talking_browser: Browser
) -> None:
    desk.browser = talking_browser
    page = phone(desk)
    page.context.grant_permissions(["geolocation", "microphone"])
    page.add_init_script(_SLOW_MICROPHONE.replace("800", "0"))
    opened_form(page)
    sizes = "() => document.querySelector('[data-recorder] input[type=file]').files[0]?.size"
    page.evaluate("() => { finger('pointerdown'); finger('pointerup'); }")
    page.wait_for_timeout(1500)
    page.evaluate("() => finger('pointerdown')")
    expect(page.locator("[data-recorder-sound]")).to_be_visible()
    kept = page.evaluate(sizes)
    page.evaluate("() => finger('pointerup')")
    page.evaluate("() => finger('pointerdown')")
    page.wait_for_timeout(200)
    page.evaluate("() => finger('pointercancel')")
    page.wait_for_timeout(800)
    assert page.evaluate(sizes) == kept
    assert page.evaluate("open_microphones()") == 0


@pytest.mark.parametrize("way", ["another page", "another app"])
def test_a_recording_that_runs_while_one_leaves_is_ended_and_kept(
    desk: Desk, talking_browser: Browser, way: str
) -> None:
    desk.browser = talking_browser
    page = phone(desk)
    page.context.grant_permissions(["geolocation", "microphone"])
    page.add_init_script(_SLOW_MICROPHONE.replace("800", "0"))
    opened_form(page)
    page.evaluate("() => { finger('pointerdown'); finger('pointerup'); }")
    expect(page.locator("[data-recorder-button]")).to_have_text(re.compile("2 秒"))
    if way == "another page":
        page.evaluate("() => { location.href = '/outbox/'; }")
        page.wait_for_url("**/outbox/")
        page.locator("html[data-ready]").wait_for()
        opened_form(page)
    else:
        page.evaluate(
            """() => {
                Object.defineProperty(document, "hidden", { get: () => true });
                Object.defineProperty(document, "visibilityState", { get: () => "hidden" });
                document.dispatchEvent(new Event("visibilitychange"));
            }"""
        )
        assert page.evaluate("open_microphones()") == 0
    expect(page.locator("[data-recorder-sound]")).to_be_visible()
