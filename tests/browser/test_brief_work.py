"""A brief from its draft to the township: the job drafts, the office writes, the leader reviews and issues, all confirm."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

import pingan.office.tasks  # noqa: F401 - registers the job
from pingan.common.models import OutboxEntry
from pingan.common.outbox import deliver
from pingan.office.models import Brief
from pingan.office.services.brief_drafting import JOB, draft_due
from pingan.office.services.refreshing import refresh_summaries
from pingan.org.models import Post
from tests.browser.people import Desk, fill, words
from tests.browser.scene import given_busy_township
from tests.factories.briefs import WORDS, given_brief, given_office_below

CONTEXT = "brief"


def _drafted(desk: Desk) -> None:
    given_busy_township(desk.world.here)
    refresh_summaries()
    draft_due()
    for entry in OutboxEntry.objects.filter(job=JOB, done_at=None).order_by("pk"):
        assert deliver(entry.pk)


def _button(page: Page, text: str) -> None:
    page.locator(".page-header__actions").get_by_role("button", name=words(text)).click()
    page.locator("html[data-ready]").wait_for()


def test_a_draft_appears_is_written_reviewed_issued_and_received(desk: Desk) -> None:
    here = desk.world.here
    below = given_office_below(here)
    Post.objects.filter(user=here.users["township_desk"]).update(organ=below)
    _drafted(desk)
    office = desk.open_as(here.users["body_office"])
    office.goto("/office/briefs/")
    rows = office.locator("[data-row]")
    expect(rows).to_have_count(3)
    desk.shoot(office, "body_office-briefs-1440")
    office.goto("/office/briefs/?cadence=weekly")
    office.locator("[data-row] a").click()
    expect(office.get_by_text(words("draft", CONTEXT)).first).to_be_visible()
    office.get_by_role("link", name=words("Write on the draft")).click()
    fill(office, **WORDS)
    office.locator("main form .form__actions button").first.click()
    expect(office.get_by_text(words("You wrote this draft: another person reviews it."))).to_be_visible()
    desk.shoot(office, "body_office-brief-1440")
    url = re.sub(r"^https?://[^/]+", "", office.url)
    leader = desk.open_as(here.users["leader"])
    leader.goto(url)
    _button(leader, "Reviewed: in order")
    expect(leader.locator(".badge").first).to_have_text(words("reviewed", CONTEXT))
    _button(leader, "Issue and send")
    brief = Brief.objects.get(cadence="weekly", region=here.county)
    assert brief.state == "issued" and brief.document is not None
    for kind in ("PDF", "DOCX"):
        with leader.expect_download() as got:
            leader.get_by_role("link", name=kind, exact=True).click()
        assert got.value.suggested_filename.endswith(f".{kind.lower()}")
    township = desk.open_as(here.users["township_desk"])
    township.goto("/")
    township.locator("main a[href$='/office/briefs/?part=confirm']").first.click()
    township.locator(f"[data-row] a[href='{url}']").click()
    _button(township, "Acknowledge receipt")
    expect(township).to_have_url(re.compile(f"{url}$"))
    expect(township.get_by_text(words("received")).first).to_be_visible()
    office.goto(url)
    expect(office.get_by_text(words("received")).first).to_be_visible()
    desk.shoot(office, "body_office-brief-issued-1440")


@pytest.mark.parametrize("width", [390, 1440])
def test_no_page_of_a_brief_scrolls_sideways(desk: Desk, width: int) -> None:
    given_busy_township(desk.world.here)
    brief = given_brief(desk.world.here, "issued")
    office = desk.come_as(desk.world.here.users["body_office"])
    office.set_viewport_size({"width": width, "height": 900})
    for path in (
        "/office/briefs/",
        f"/office/briefs/{brief.pk}/",
        "/office/briefs/new/",
        f"/office/briefs/{brief.pk}/correct/",
    ):
        office.goto(path)
        office.locator("html[data-ready]").wait_for()
        assert office.evaluate("document.documentElement.scrollWidth") <= width, path
