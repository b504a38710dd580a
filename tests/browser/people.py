"""People at their browsers: sign-in through the page, actions through their forms, faults collected."""

from __future__ import annotations

import io
import re
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import translation
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Response, expect

import pingan.notify.tasks  # noqa: F401 - registers what delivers
from pingan.access.rules import SECOND_FACTOR_ROLES
from pingan.accounts.models import User
from pingan.accounts.rules.totp import PERIOD, code_at
from pingan.common.models import OutboxEntry
from pingan.common.outbox import deliver
from pingan.org.models import Post
from tests.factories.accounts import given_app
from tests.factories.world import PASSWORD, Place, World, signed_in

SIZES = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1440, "height": 900}}
LARGEST_SHOT = 150_000
#: Chromium reports every answer of 4xx and 5xx as an error of its own; statuses are judged apart.
_LOADING = re.compile(r"^Failed to load resource: the server responded with a status of (409|412|422)")
#: What keeps pages for a day without a network is looked at in test_offline; elsewhere it would cost each test seconds.
_NO_WORKER = "Service Worker registration blocked by Playwright"


def words(text: str, context: str = "") -> str:
    """What the Chinese page says for a sentence of the code."""
    with translation.override("zh-hans"):
        return translation.pgettext(context, text) if context else translation.gettext(text)


@dataclass
class Desk:
    """All browsers of one test."""

    browser: Browser
    url: str
    world: World
    shots: Path | None
    contexts: list[BrowserContext] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    secrets: dict[int, str] = field(default_factory=dict)

    def open_as(self, who: User | None, *, size: str = "desk", **options: Any) -> Page:
        """A fresh browser in which this person has signed in; nobody: the sign-in page."""
        page = self._window(size, **options)
        page.goto("/account/login/")
        if who is not None:
            self.sign_in(page, who)
        return page

    def come_as(self, who: User, *, size: str = "desk", **options: Any) -> Page:
        """A browser of a person who signed in before: quicker, where the signing in itself is not looked at."""
        page = self._window(size, **options)
        name = settings.SESSION_COOKIE_NAME
        key = signed_in(who).cookies[name].value
        page.context.add_cookies([{"name": name, "value": key, "url": self.url}])
        return page

    def window(self, size: str, **options: Any) -> Page:
        """A browser of somebody who is not signed in."""
        return self._window(size, **options)

    def _window(self, size: str, **options: Any) -> Page:
        wanted: dict[str, Any] = {
            "viewport": SIZES[size],
            "locale": "zh-CN",
            "timezone_id": "Asia/Shanghai",
            "service_workers": "block",
        }
        if size == "phone":
            wanted |= {"has_touch": True, "is_mobile": True, "device_scale_factor": 2}
        context = self.browser.new_context(base_url=self.url, **{**wanted, **options})
        context.set_default_timeout(10_000)
        self.contexts.append(context)
        page = context.new_page()
        self._watch(page)
        return page

    def second_window(self, page: Page, *, size: str) -> Page:
        """The same person at another screen, without signing in again: a code is good once."""
        state = page.context.storage_state()
        return self._window(size, storage_state=state)

    def sign_in(self, page: Page, who: User) -> None:
        """Name, password and, where the post needs it, the code of the authenticator app."""
        secret = self.secret_of(who)
        page.locator("[name=login]").fill(who.username)
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("form button.button--primary").click()
        if secret:
            self.type_code(page, secret)
        page.wait_for_url(lambda url: "/account/" not in url)

    def type_code(self, page: Page, secret: str) -> None:
        """Type what the authenticator app shows now."""
        page.locator("[name=code]").fill(code_at(secret, int(time.time()) // PERIOD))
        page.locator("form button.button--primary").click()

    def secret_of(self, who: User) -> str:
        roles = set(Post.objects.filter(user=who).values_list("role", flat=True))
        if roles & SECOND_FACTOR_ROLES and who.pk not in self.secrets:
            self.secrets[who.pk] = given_app(who)
        return self.secrets.get(who.pk, "")

    def _watch(self, page: Page) -> None:
        def on_console(message: ConsoleMessage) -> None:
            is_told = _LOADING.match(message.text) or message.text == _NO_WORKER
            if message.type in {"error", "warning"} and not is_told:
                self.faults.append(f"console {message.type} on {page.url}: {message.text}")

        def on_response(response: Response) -> None:
            if response.status >= 500 or response.status == 404:
                self.faults.append(f"{response.status} for {response.url}")

        page.on("console", on_console)
        page.on(
            "pageerror",
            lambda error: self.faults.append(f"script error on {page.url}: {error.stack or error}"),
        )
        page.on("response", on_response)

    def forgive(self, pattern: str) -> None:
        """Take out faults that a test has caused on purpose."""
        self.faults = [fault for fault in self.faults if not re.search(pattern, fault)]

    def keep_last_sight(self, folder: Path) -> None:
        """Keep what every browser shows, for whoever looks into a failure."""
        folder.mkdir(parents=True, exist_ok=True)
        for number, page in enumerate(page for context in self.contexts for page in context.pages):
            page.screenshot(path=folder / f"{number}.png", full_page=True)
            (folder / f"{number}.html").write_text(f"<!-- {page.url} -->\n{page.content()}", encoding="utf-8")

    def close(self) -> None:
        for context in self.contexts:
            context.close()
        assert self.faults == [], "\n".join(self.faults)

    def shoot(self, page: Page, name: str, *, dark: bool = False, full: bool = False) -> None:
        """Keep a picture of the page for docs/screenshots, where the run was asked to."""
        if self.shots is None:
            return
        page.emulate_media(color_scheme="dark" if dark else "light")
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(250)
        picture = Image.open(io.BytesIO(page.screenshot(full_page=full, animations="disabled")))
        _keep(picture.convert("RGB"), self.shots / f"{name}.png")
        page.emulate_media(color_scheme="light")


def _keep(picture: Image.Image, path: Path) -> None:
    """Write it with as few colours as its size limit asks for."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if picture.width > 1440 or (picture.width < 1000 and picture.width > 390):
        width = 1440 if picture.width > 1440 else 390
        picture = picture.resize((width, picture.height * width // picture.width), Image.Resampling.LANCZOS)
    for colours in (256, 128, 64, 32, 16):
        made = io.BytesIO()
        picture.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
            made, "PNG", optimize=True
        )
        if made.tell() <= LARGEST_SHOT:
            break
    path.write_bytes(made.getvalue())


def deliver_notices() -> None:
    """Do what the worker does, at once; by night too."""
    for key in OutboxEntry.objects.filter(done_at=None, parked_at=None).values_list("pk", flat=True):
        assert deliver(key), OutboxEntry.objects.get(pk=key).last_error


def fill(page: Page | Locator, **fields: Any) -> None:
    """Fill a form by the names of its fields: text, select, radio buttons, check boxes."""
    for name, value in fields.items():
        found = page.locator(f"[name={name}]")
        # A long list becomes a search box when its script has come: before, it would vanish under the hand that chooses.
        expect(page.locator(f"[data-combobox]:not([data-wired]) select[name={name}]")).to_have_count(0)
        kind = found.first.evaluate("e => e.tagName === 'INPUT' ? e.type : e.tagName.toLowerCase()")
        if kind == "select" and found.is_hidden():
            _choose(page, found, str(value))
        elif kind == "select":
            found.select_option(str(value))
        elif kind in {"radio", "checkbox"}:
            for one in value if isinstance(value, list | tuple) else [value]:
                page.locator(f"[name={name}][value='{one}']").check()
        else:
            found.fill(str(value))


def _choose(page: Page | Locator, select: Locator, value: str) -> None:
    """A long list is a search box: type, take the first that fits, all by keyboard."""
    label = select.evaluate("(e, v) => [...e.options].find((o) => o.value === v).textContent.trim()", value)
    box = page.locator(f".combobox:has([name={select.get_attribute('name')}]) [role=combobox]")
    box.fill(label)
    box.press("Enter")
    expect(select).to_have_value(value)


def act(page: Page, incident_id: int, action: str, **fields: Any) -> None:
    """Open the incident's page, take one action with its form, and wait until it is done."""
    page.goto(f"/incidents/{incident_id}/")
    take(page, action, **fields)


def open_action(page: Page, action: str) -> None:
    """Press the button of an action; on a phone it may stand in the folded rest."""
    button = page.locator(f"a[href*='/actions/{action}/']:visible")
    page.locator("[data-actions]:visible").first.wait_for()
    if button.count() == 0:
        page.locator("[data-actions]:visible summary").click()
    button.first.click()


def take(page: Page, action: str, **fields: Any) -> None:
    """Take one action on the page of an incident that is open."""
    open_action(page, action)
    form = page.locator("#action-place form")
    expect(form).to_be_visible()
    fill(form, **fields)
    # A phone's form goes through its outbox, whose answer is a document.
    taken = 204 if form.get_attribute("data-outbox") is None else 200
    with (
        page.expect_navigation(),
        page.expect_response(
            lambda answer: f"/actions/{action}/" in answer.url and answer.request.method == "POST"
        ) as sent,
    ):
        form.locator("button:not([type=button])").click()
        assert sent.value.status == taken, sent.value.text()
    page.wait_for_load_state("networkidle")


def state_of(page: Page) -> str:
    """The state that the page of the incident shows."""
    return page.locator(".page-header .badge").last.inner_text()


def unit(place: Place, name: str) -> int:
    return place.units[name].pk
