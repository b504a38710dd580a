"""Large type on narrow phones, in both languages: no number in two lines, no word cut off, nothing beyond its box."""

from __future__ import annotations

import pytest

from tests.browser.people import Desk
from tests.browser.reporting import phone
from tests.factories.incidents import given_report

PATHS = ("/", "/report/emergency/", "/my/", "/ledger/")
#: Words that reach beyond their box or are cut by it, and numbers in two lines.
CUT = """() => [...document.querySelectorAll(".nav__bar .nav__label, .tile__value, .call-first a span, .chip, .number-code")]
  .filter((box) => box.offsetParent)
  .filter((box) => {
    const range = document.createRange();
    range.selectNodeContents(box);
    const { left, right, height } = range.getBoundingClientRect();
    const around = (box.matches(".call-first span") ? box.parentElement : box).getBoundingClientRect();
    const isBroken = box.matches(".tile__value") && height > 1.6 * Number.parseFloat(getComputedStyle(box).fontSize);
    return isBroken || right > around.right + 1 || left < around.left - 1 || right > innerWidth;
  }).map((box) => `${box.className} ${box.textContent.trim()}`)"""


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("width", [320, 390])
def test_large_type_cuts_no_word_and_breaks_no_number(desk: Desk, language: str, width: int) -> None:
    for number in range(11):
        given_report(desk.world.here, description=f"第{number}处路灯不亮")
    page = phone(desk)
    page.set_viewport_size({"width": width, "height": 844})
    cookies = {"django_language": language, "pingan_type": "large"}
    page.context.add_cookies(
        [{"name": name, "value": value, "url": desk.url} for name, value in cookies.items()]
    )
    for path in PATHS:
        page.goto(path)
        page.locator("html[data-ready]").wait_for()
        assert page.evaluate(CUT) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
