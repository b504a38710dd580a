"""What keeping pages for later costs a phone on a slow line: bytes, time, and a page that is opened meanwhile."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from playwright.sync_api import Browser, BrowserContext, Page

from bench.phone.narrow import Narrow, narrowed
from bench.phone.throttled import LOOK, SLOW, WATCH

#: The line counts as idle after so long without a byte; what a phone keeps ends with that.
_IDLE_S = 5.0
_KEPT = "async () => (await (await caches.open('pages-2')).keys()).length"
_FORGET = "async () => { await caches.delete('pages-2'); }"
_USABLE = "() => window.usableAt ?? null"
HEAD = (
    "| day | fetched in the background | pages | until all is kept | report opened: alone | meanwhile | costs |\n"
    "|---|--:|--:|--:|--:|--:|--:|"
)


@dataclass(frozen=True)
class Kept:
    """Bytes of the line after the home page could be used, seconds until nothing came any more, pages held then."""

    bytes: int
    seconds: float
    pages: int


@dataclass(frozen=True)
class Row:
    day: str
    kept: list[Kept]
    alone_ms: list[float]
    meanwhile_ms: list[float]

    def told(self) -> str:
        """Return the line of the table."""
        size, took, pages = (
            median(values) for values in zip(*((k.bytes, k.seconds, k.pages) for k in self.kept), strict=True)
        )
        alone, meanwhile = median(self.alone_ms) / 1000, median(self.meanwhile_ms) / 1000
        return (
            f"| {self.day} | {size / 1000:.0f} kB | {pages:.0f} | {took:.1f} s | {alone:.2f} s | {meanwhile:.2f} s "
            f"| {meanwhile - alone:+.2f} s |"
        )


@dataclass(frozen=True)
class Bench:
    """A browser, the port of the server behind TLS, and the cookie of a grid worker."""

    browser: Browser
    port: int
    cookie: dict[str, str]

    def rows(self, rounds: int) -> Iterator[Row]:
        """Measure each day in turns: alone, meanwhile, undisturbed."""
        for day, is_first in (("first: app and pages", True), ("every day: pages", False)):
            alone, meanwhile, kept = [], [], []
            for _ in range(rounds):
                alone.append(self._alone(is_first=is_first))
                meanwhile.append(self._meanwhile(is_first=is_first))
                kept.append(self._kept(is_first=is_first))
            yield Row(day, kept, alone, meanwhile)

    def _phone(self, narrow: Narrow, *, keeps: bool) -> tuple[BrowserContext, Page]:
        url = f"https://127.0.0.1:{narrow.port}"
        context = self.browser.new_context(
            **LOOK, base_url=url, service_workers="allow" if keeps else "block"
        )
        context.add_cookies([{**self.cookie, "url": url}])  # type: ignore[typeddict-item]
        page = context.new_page()
        page.add_init_script(WATCH)
        return context, page

    def _alone(self, *, is_first: bool) -> float:
        """A report opened while nothing is fetched: with an app that is not kept yet, or with one that is."""
        with narrowed(SLOW, self.port) as narrow:
            context, page = self._phone(narrow, keeps=not is_first)
            usable(page, "/")
            settle(narrow)
            took = usable(page, "/report/")
            context.close()
        return took

    def _meanwhile(self, *, is_first: bool) -> float:
        """The same while pages are fetched to be kept."""
        with narrowed(SLOW, self.port) as narrow:
            context, page = self._phone(narrow, keeps=True)
            self._home(page, narrow, is_first=is_first)
            begin = narrow.down
            while narrow.down - begin < 4_000:  # the worker is at work
                time.sleep(0.02)
            took = usable(page, "/report/")
            context.close()
        return took

    def _kept(self, *, is_first: bool) -> Kept:
        with narrowed(SLOW, self.port) as narrow:
            context, page = self._phone(narrow, keeps=True)
            self._home(page, narrow, is_first=is_first)
            before, began = narrow.down, time.monotonic()
            seconds = settle(narrow) - began
            pages = page.evaluate(_KEPT)
            context.close()
        return Kept(narrow.down - before, seconds, pages)

    @staticmethod
    def _home(page: Page, narrow: Narrow, *, is_first: bool) -> None:
        usable(page, "/")
        if not is_first:
            settle(narrow)
            page.evaluate(_FORGET)
            usable(page, "/")


def usable(page: Page, path: str) -> float:
    """Open a page; return the milliseconds after which it can be used."""
    page.goto(path, wait_until="commit", timeout=120_000)
    page.locator("html[data-ready]").wait_for(state="attached", timeout=120_000)
    return float(page.evaluate(_USABLE))


def settle(narrow: Narrow) -> float:
    """Wait until nothing comes any more; return when the last byte came."""
    seen, last = narrow.down, time.monotonic()
    while time.monotonic() - last < _IDLE_S:
        time.sleep(0.05)
        if narrow.down != seen:
            seen, last = narrow.down, time.monotonic()
    return last
