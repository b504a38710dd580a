"""A worker's phone: one browser with a storage that outlives its pages, lines that break, photos all named alike."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import BrowserContext, BrowserType, FilePayload, Page, Route, expect

from pingan.accounts.models import User
from pingan.files.services import open_file
from pingan.matters.models import Matter
from tests.browser.people import SIZES, fill
from tests.factories.world import PASSWORD

#: What the form says of something that waits.
KEPT = "不会丢失"
CHANGING = {"POST", "PUT", "PATCH"}


@dataclass
class Phone:
    """Its storage lies in a folder; it can be switched off and on again."""

    kind: BrowserType
    launch: dict[str, Any]
    folder: Path
    url: str
    context: BrowserContext = field(init=False)

    def __post_init__(self) -> None:
        self._start()

    def _start(self) -> None:
        self.context = self.kind.launch_persistent_context(
            str(self.folder),
            **self.launch,
            base_url=self.url,
            viewport=SIZES["phone"],
            has_touch=True,
            is_mobile=True,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
        )
        self.context.set_default_timeout(30_000)

    @property
    def page(self) -> Page:
        return self.context.pages[-1]

    def kill(self) -> None:
        """Kill the tab and the browser; the storage and the sign-in stay, as a phone keeps them."""
        cookies = self.context.cookies()
        self.page.close(run_before_unload=False)
        self.context.close()
        self._start()
        self.context.add_cookies(cookies)  # type: ignore[arg-type] - what it gave, it takes

    def sign_in(self, who: User) -> None:
        page = self.page
        page.goto("/account/login/")
        page.locator("[name=login]").fill(who.username)
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("form button.button--primary").click()
        page.wait_for_url(lambda url: "/account/" not in url)
        page.locator("html[data-ready]").wait_for()

    def sign_out(self) -> None:
        self.page.locator(".topbar__tools > details:last-child > summary").click()
        self.page.locator("form[action*='/logout/'] button").click()

    def keep_pages(self) -> None:
        """Wait until the service worker holds the pages of a day without a network."""
        self.page.evaluate(
            """async () => {
                const isKept = async (path) => Boolean(await caches.match(path));
                while (!(await isKept("/report/") && await isKept("/outbox/"))) {
                    await new Promise((resolve) => setTimeout(resolve, 100));
                }
            }"""
        )

    def write(self, text: str, photos: Sequence[FilePayload] = ()) -> None:
        """Open the form anew and fill it."""
        page = self.page
        page.goto("/report/")
        page.locator("html[data-ready]").wait_for()
        self.fill_report(text, photos)

    def fill_report(self, text: str, photos: Sequence[FilePayload] = ()) -> None:
        """Fill the report that is open."""
        page = self.page
        if photos:
            page.locator("#id_photos").set_input_files(list(photos))
            expect(page.locator("[data-field=photos] [data-picker-list] li")).to_have_count(len(photos))
        box = page.locator("[data-field=category] [role=combobox]")
        box.fill("路灯")
        page.locator("[data-field=category] [role=option]").first.click()
        fill(page, description=text)

    def send(self) -> None:
        self.page.locator("#report .form__actions button").first.click()

    def report_offline(self, text: str, photos: Sequence[FilePayload] = ()) -> None:
        self.write(text, photos)
        self.send()
        expect(self.page.locator("[data-conflict] [role=alert]")).to_contain_text(KEPT)

    def open_outbox(self) -> None:
        self.page.goto("/outbox/")
        self.page.locator("html[data-ready]").wait_for()

    def expect_waiting(self, count: int) -> None:
        expect(self.page.locator("[data-outbox-list] > li")).to_have_count(count)

    def expect_all_sent(self, *, seconds: int = 60) -> None:
        expect(self.page.locator("[data-outbox-empty]")).to_be_visible(timeout=seconds * 1000)


@dataclass
class BadLine:
    """Every sending reaches the server twice; every third answer is lost on its way back."""

    sent: int = 0
    lost: int = 0

    def __call__(self, route: Route) -> None:
        if route.request.method not in CHANGING:
            route.continue_()
            return
        self.sent += 1
        route.fetch(max_redirects=0)
        answer = route.fetch(max_redirects=0)
        if self.sent % 3 == 0:
            self.lost += 1
            route.abort("connectionreset")
        else:
            route.fulfill(response=answer)


def shot(report: int, number: int) -> tuple[int, int]:
    """Width and height by which a photo is known again."""
    return 200 + 8 * report, 160 + 8 * number


def camera(report: int, count: int = 3) -> list[FilePayload]:
    """Distinct photos, all named ``image.jpg`` as cameras do."""
    made: list[FilePayload] = []
    for number in range(count):
        content = io.BytesIO()
        colour = (40 * report + 20, 80 * number + 20, 120)
        Image.new("RGB", shot(report, number), colour).save(content, "JPEG", quality=95)
        made.append({"name": "image.jpg", "mimeType": "image/jpeg", "buffer": content.getvalue()})
    return made


def stored_photos(matter: Matter) -> Iterator[tuple[tuple[int, int], tuple[int, ...], str]]:
    """Yield size, colour and digest of each photo that the server holds for a matter, decoded to the last pixel."""
    for linked in matter.files.select_related("file").order_by("pk"):
        plain = b"".join(open_file(linked.file))
        with Image.open(io.BytesIO(plain)) as image:
            image.load()
            middle = image.convert("RGB").getpixel((image.width // 2, image.height // 2))
            assert isinstance(middle, tuple)
            yield image.size, tuple(round(value / 20) for value in middle), hashlib.sha256(plain).hexdigest()


def assert_whole(texts: Sequence[str], *, photos: int = 3) -> None:
    """The server holds each report exactly once, with its own photos, all of them different."""
    matters = list(Matter.objects.order_by("pk"))
    assert sorted(matter.text for matter in matters) == sorted(texts)
    digests: set[str] = set()
    for matter in matters:
        report = texts.index(matter.text)
        found = list(stored_photos(matter))
        assert sorted(size for size, _colour, _digest in found) == [shot(report, n) for n in range(photos)]
        assert sorted(colour for _size, colour, _digest in found) == [
            (2 * report + 1, 4 * number + 1, 6) for number in range(photos)
        ]
        digests |= {digest for _size, _colour, digest in found}
    assert len(digests) == len(texts) * photos
