"""The service worker on its own, with a network that answers when it is told to: keeping costs nobody a page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from pingan.web.shell import WORKER

ROOT = Path(__file__).resolve().parents[2]
SHELL = [
    "/static/js/app.0123456789ab.js",
    "/static/icons.svg",
    *(f"/static/js/{n}.0123456789ab.js" for n in range(8)),
]
#: A worker's surroundings: ``asked`` are the requests that left, ``answer`` lets one of them be answered.
STAGE = """
([script, shell]) => {
  const heard = {}, kept = new Map(), waiting = new Map();
  window.asked = [];
  window.modes = {};
  const pathOf = (what) => new URL(what.url ?? what, "https://phone.test").pathname;
  const ask = (what, { cache } = {}) => new Promise((resolve) => {
    const path = pathOf(what);
    window.asked.push(path);
    window.modes[path] = what.cache ?? cache;
    waiting.set(path, resolve);
  });
  window.kept = kept;
  window.answer = async (path, { status = 200, headers = { "X-Offline-Page": "1", "X-Account": "7" } } = {}) => {
    waiting.get(path)(new Response("<html >", { status, headers }));
    for (let turn = 0; turn < 30; turn += 1) await null;
    await new Promise((resolve) => { setTimeout(resolve, 20); });
  };
  const cache = {
    match: async (what) => kept.get(pathOf(what))?.clone(),
    put: async (what, response) => {
      if (window.isFull) throw new DOMException("full", "QuotaExceededError");
      kept.set(pathOf(what), response);
    },
    add: async (what) => { kept.set(pathOf(what), await ask(what)); },
    delete: async (what) => kept.delete(pathOf(what)),
    keys: async () => [],
  };
  const self = {
    location: { origin: "https://phone.test" }, skipWaiting: async () => {}, clients: { claim: async () => {} },
    addEventListener: (kind, hear) => { heard[kind] = hear; },
  };
  const caches = { open: async () => {
      if (window.isFull === "whole") throw new DOMException("full", "QuotaExceededError");
      return cache;
    }, keys: async () => [], match: cache.match, delete: async () => true };
  class Asked { constructor(url, options) { Object.assign(this, options, { url }); } }
  new Function("self", "caches", "fetch", "Request", "BUILD", "SHELL", script)(self, caches, ask, Asked, "1", shell);
  const wait = async () => new Promise((resolve) => { setTimeout(resolve, 20); });
  window.tell = async (pages) => {
    heard.message({ data: { kind: "keep", pages, account: "7" }, waitUntil: () => {} });
    await wait();
  };
  window.say = async (kind) => { heard.message({ data: { kind }, waitUntil: () => {} }); await wait(); };
  window.open_ = async (path, mode = "navigate") => {
    const request = { url: `https://phone.test${path}`, method: "GET", mode };
    const respondWith = (answer) => { window.given = answer.then(({ status }) => status); };
    heard.fetch({ request, waitUntil: () => {}, respondWith });
    await wait();
  };
  window.install = async () => { heard.install({ waitUntil: () => {} }); await wait(); };
}
"""


@pytest.fixture
def worker(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    page.evaluate(
        STAGE, ["".join((ROOT / "static" / name).read_text(encoding="utf-8") for name in WORKER), SHELL]
    )
    yield page
    page.close()


def asked(worker: Page) -> list[str]:
    return list(worker.evaluate("window.asked"))


def test_while_a_page_is_on_its_way_nothing_is_fetched_for_later(worker: Page) -> None:
    worker.evaluate("tell([['/a/', '', false], ['/b/', '', false], ['/c/', '', false]])")
    assert asked(worker) == ["/a/"]
    worker.evaluate("open_('/report/')")
    worker.evaluate("answer('/a/')")
    assert asked(worker) == ["/a/", "/report/"]
    worker.evaluate("answer('/report/')")
    assert asked(worker) == ["/a/", "/report/"], "the page is here, what it consists of is not"
    worker.evaluate("tell([])")
    assert asked(worker) == ["/a/", "/report/", "/b/"]
    worker.evaluate("answer('/b/')")
    assert asked(worker)[3:] == ["/c/"]


def test_the_app_is_fetched_a_few_files_at_a_time_and_not_twice(worker: Page) -> None:
    worker.evaluate("install()")
    assert asked(worker) == SHELL[:3]
    worker.evaluate(f"answer('{SHELL[0]}')")
    assert asked(worker) == SHELL[:4]
    modes = worker.evaluate("window.modes")
    assert modes[SHELL[0]] == "default", "its name says what is in it: what the page has fetched will do"
    assert modes[SHELL[1]] == "reload"


def test_one_that_serves_no_page_yet_hears_from_the_page_that_somebody_leaves_it(worker: Page) -> None:
    worker.evaluate("install()")
    worker.evaluate("say('leaving')")
    worker.evaluate(f"answer('{SHELL[0]}')")
    assert asked(worker) == SHELL[:3]
    worker.evaluate("say('there')")
    assert asked(worker) == SHELL[:4]


#: What the hotspot of an inn or a gateway puts in the place of our pages, and of our files.
OF_OTHERS = {"content-type": "text/html"}
STATUSES = (200, 403, 404, 410)


def is_kept(worker: Page, path: str) -> bool:
    return bool(worker.evaluate("path => (kept.get(path)?.status ?? 0) === 200", path))


def keep(worker: Page, path: str) -> None:
    worker.evaluate("path => tell([[path, '', false]])", path)
    worker.evaluate("path => answer(path)", path)
    assert is_kept(worker, path)


@pytest.mark.parametrize("status", STATUSES)
def test_a_page_of_somebody_elses_neither_replaces_nor_deletes_a_kept_one(worker: Page, status: int) -> None:
    keep(worker, "/a/")
    worker.evaluate("open_('/a/')")
    worker.evaluate("([status, headers]) => answer('/a/', { status, headers })", [status, OF_OTHERS])
    assert is_kept(worker, "/a/"), "opened by hand"
    worker.evaluate("tell([['/a/', '2', true]])")
    worker.evaluate("([status, headers]) => answer('/a/', { status, headers })", [status, OF_OTHERS])
    assert is_kept(worker, "/a/"), "fetched to be kept"


@pytest.mark.parametrize("status", STATUSES[1:])
def test_our_own_refusal_deletes_a_kept_page(worker: Page, status: int) -> None:
    keep(worker, "/a/")
    worker.evaluate("open_('/a/')")
    worker.evaluate("status => answer('/a/', { status, headers: { 'X-Account': '7' } })", status)
    assert not is_kept(worker, "/a/")


def test_a_page_in_the_place_of_a_file_of_the_app_is_not_kept_as_that_file(worker: Page) -> None:
    worker.evaluate("install()")
    worker.evaluate(f"answer('{SHELL[0]}', {{ headers: {{ 'content-type': 'text/html' }} }})")
    worker.evaluate(f"answer('{SHELL[1]}', {{ headers: {{ 'content-type': 'image/svg+xml' }} }})")
    assert not is_kept(worker, SHELL[0])
    assert is_kept(worker, SHELL[1])


@pytest.mark.parametrize("full", [True, "whole"])
@pytest.mark.parametrize(("path", "mode"), [("/report/1/sent/", "navigate"), (SHELL[0], "no-cors")])
def test_on_a_full_disk_what_the_server_answers_arrives(
    worker: Page, path: str, mode: str, *, full: bool | str
) -> None:
    """Whose pages are kept could not be noted down, and the page that had been answered was lost with that."""
    worker.evaluate("full => { window.isFull = full; }", full)
    worker.evaluate("([path, mode]) => open_(path, mode)", [path, mode])
    worker.evaluate("path => answer(path)", path)
    assert worker.evaluate("given") == 200
