"""At a matter of any kind, in browsers: one action with its form, the notices, the timeline, the file as a PDF."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol

from django.utils import timezone
from django.utils.translation import override
from playwright.sync_api import APIResponse, Locator, Page, expect

from disputes.pages.timelines import action_label
from pingan.common.slots import matter_urls
from tests.browser.people import deliver_notices, fill, words
from tests.browser.test_every_page import WIDER


class Detail(Protocol):
    """The particulars of a matter of any kind."""

    pk: Any
    matter: Any


def address_of(row: Detail) -> str:
    """Return where the page of a matter is."""
    address = matter_urls.get(row.matter.kind)
    assert address is not None
    return address(row.pk)


def open_form(page: Page, row: Detail, action: str) -> Locator:
    """Go to the matter, press the button of an action (it may stand in the folded rest), return the form."""
    page.goto(address_of(row))
    button = page.locator(f"a[href*='/actions/{action}/']:visible")
    page.locator("[data-actions]:visible").first.wait_for()
    if button.count() == 0:
        page.locator("[data-actions]:visible summary").click()
    button.first.click()
    form = page.locator("#action-place form")
    expect(form).to_be_visible()
    expect(page.locator("details[data-menu][open]")).to_have_count(0)
    return form


def take(page: Page, row: Detail, action: str, **fields: Any) -> None:
    """Take one action with its form, and follow the script to the matter's page, which fits its window."""
    form = open_form(page, row, action)
    fill(form, **fields)
    with page.expect_navigation():
        assert answer_to(page, form, action) == 204
    page.wait_for_load_state("networkidle")
    assert page.evaluate(WIDER) <= 0, f"too wide after {action}"


def refused(page: Page, row: Detail, action: str, at: str, **fields: Any) -> None:
    """Send a form that a rule refuses; the field says why, and what was typed is still there."""
    form = open_form(page, row, action)
    fill(form, **fields)
    assert answer_to(page, form, action) == 422
    expect(page.locator(f"#action-place [data-field={at}] .field__error").first).to_be_visible()
    assert page.evaluate(WIDER) <= 0, f"too wide after {action} was refused"


def answer_to(page: Page, form: Locator, action: str) -> int:
    with page.expect_response(
        lambda answer: f"/actions/{action}/" in answer.url and answer.request.method == "POST"
    ) as sent:
        form.locator("button:not([type=button])").click()
    # A phone's form goes through its outbox, whose answer is a document.
    is_taken = sent.value.status == 200 and "json" in sent.value.headers.get("content-type", "")
    return 204 if is_taken else sent.value.status


def next_steps(page: Page, row: Detail) -> list[str]:
    """What the page puts forward as the next lawful steps, the first one first."""
    page.goto(address_of(row))
    shown = page.locator("[data-actions]:visible > a.button").all()
    return [str(button.get_attribute("href")).strip("/").split("/")[-1] for button in shown]


def is_told(page: Page, row: Detail, template: str) -> None:
    """Deliver what waits and follow the notice in the inbox to the matter."""
    deliver_notices()
    page.goto("/inbox/")
    sentence = words(template) % {"number": row.matter.number, "title": row.matter.title}
    page.locator("main").get_by_text(sentence).first.click()
    page.wait_for_url(f"**{address_of(row)}")


def shows_whole_timeline(page: Page, row: Detail, label: Callable[[str], object] = action_label) -> list[str]:
    """Compare the page's timeline with what was written down; return the actions, oldest first."""
    page.goto(address_of(row))
    actions = list(row.matter.timeline.order_by("seq").values_list("action", flat=True))
    card = page.locator("section.card", has=page.get_by_role("heading", name=words("Timeline"), exact=True))
    with override("zh-hans"):
        expected = [str(label(action)) for action in reversed(actions)]
    assert page.evaluate(WIDER) <= 0
    assert card.locator(".timeline__what").all_inner_texts() == expected
    return actions


def opens_the_file(page: Page, row: Detail) -> None:
    """Find the link to the whole file on the page, say what it is wanted for, and fetch it: a PDF."""
    page.goto(address_of(row))
    link = page.get_by_role("link", name=words("Whole file (PDF)"))
    expect(link).to_be_visible()
    page.goto(str(link.get_attribute("href")))
    answer = whole_file(page)
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.body().startswith(b"%PDF-")


def whole_file(page: Page) -> APIResponse:
    """Send the form that asks what a short file is wanted for, as it stands on the page; return the answer."""
    form = page.locator("form:has([name=purpose])")
    form.locator("[name=purpose]").fill("区司法局案卷评查")
    sent = form.evaluate("form => Object.fromEntries(new FormData(form))")
    return page.request.post(page.url, form=sent, headers={"Referer": page.url})


def state_of(row: Detail) -> str:
    row.matter.refresh_from_db()
    return str(row.matter.state)


def typed(moment: datetime) -> str:
    """What a person types into a field for a moment."""
    return f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}"


def typed_day(moment: datetime) -> str:
    """What a person types into a field for a day."""
    return f"{timezone.localtime(moment):%Y-%m-%d}"
