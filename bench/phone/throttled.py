"""One visit of one page in a Chromium that throttles itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page

#: The moment at which the page's own scripts have wired everything, in milliseconds since the navigation began.
WATCH = """
new MutationObserver((_, watch) => {
  if (document.documentElement?.dataset.ready === undefined) return;
  window.usableAt = performance.now();
  watch.disconnect();
}).observe(document, { attributes: true, subtree: true, attributeFilter: ["data-ready"] });
"""
_TIMES = """() => ({
  paint: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? null,
  usable: window.usableAt ?? null,
})"""


#: What the phone is.
LOOK: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True,
    "device_scale_factor": 2, "locale": "zh-CN", "timezone_id": "Asia/Shanghai",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A line: kilobits a second in both directions, milliseconds that each request waits for its first byte."""

    name: str
    kilobits: int
    latency_ms: int


SLOW = Line("slow 3G: 400 kbit/s, 400 ms", 400, 400)
SLOWEST = Line("DevTools' old “Slow 3G”: 400 kbit/s, 2000 ms", 400, 2000)


@dataclass
class Visit:
    """What one visit cost. Bytes as they came over the line, headers included; what the cache gave costs none."""

    bytes: int = 0
    requests: int = 0
    first_paint_ms: float = 0
    usable_ms: float = 0
    cached: set[str] = field(default_factory=set)


def phone(
    browser: Browser, url: str, cookie: dict[str, str] | None, line: Line, slower: int
) -> tuple[Page, CDPSession]:
    """Return a page of a fresh phone on this line; ``slower``: how often slower its processor is than this machine's."""
    context: BrowserContext = browser.new_context(**LOOK, base_url=url, service_workers="block")
    if cookie:
        context.add_cookies([{**cookie, "url": url}])  # type: ignore[typeddict-item]
    page = context.new_page()
    page.add_init_script(WATCH)
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    speed = line.kilobits * 1000 / 8
    conditions = {
        "offline": False,
        "latency": line.latency_ms,
        "downloadThroughput": speed,
        "uploadThroughput": speed,
    }
    session.send("Network.emulateNetworkConditions", conditions)
    if slower > 1:
        session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    return page, session


def visit(page: Page, session: CDPSession, path: str) -> Visit:
    """Open a page and wait until nothing is fetched any more."""
    made = Visit()

    def on_cached(event: dict[str, Any]) -> None:
        made.cached.add(event["requestId"])

    def on_finished(event: dict[str, Any]) -> None:
        if event["requestId"] not in made.cached:
            made.bytes += int(event["encodedDataLength"])
            made.requests += 1

    session.on("Network.requestServedFromCache", on_cached)
    session.on("Network.loadingFinished", on_finished)
    page.goto(path, wait_until="commit", timeout=120_000)
    page.locator("html[data-ready]").wait_for(state="attached", timeout=120_000)
    page.wait_for_load_state("networkidle", timeout=120_000)
    times = page.evaluate(_TIMES)
    session.remove_listener("Network.requestServedFromCache", on_cached)
    session.remove_listener("Network.loadingFinished", on_finished)
    made.first_paint_ms, made.usable_ms = times["paint"] or 0.0, times["usable"]
    return made
