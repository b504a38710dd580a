"""A warning to three townships, everybody at their own screens: two read and answer, one is late and it goes up."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from django.utils import timezone
from playwright.sync_api import Page, expect

from pingan.accounts.models import User
from pingan.org.models import Post
from risk.machine.issuing import ISSUED
from risk.machine.receiving import UNREAD, URGED
from risk.models import RiskWarning
from risk.pages.warning_list import WORDS
from risk.services.warnings import escalate_unread
from tests.browser.people import Desk, fill, words
from tests.browser.table import (
    address_of,
    is_told,
    next_steps,
    open_form,
    shows_whole_timeline,
    state_of,
    take,
    typed,
)
from tests.factories.org import given_post, given_region
from tests.factories.world import Place

WATCH = "山区滑坡、泥石流，低洼地带积水"
DONE = "已巡查低洼地带，转移群众12人"


def a_third_township(here: Place) -> User:
    """The desk of one more township of the county."""
    return given_post("township_desk", given_region("360703205000", "横寨乡")).user


def draft_and_issue(desk: Desk, dispatcher: Page, townships: list[int | None]) -> RiskWarning:
    dispatcher.goto("/risk/warnings/new/")
    fill(
        dispatcher, title="连续强降雨引发地质灾害风险", category="natural", level="red", channel="internal_notice",
        starts_at=typed(timezone.now()), regions=townships, watch=WATCH, measures="加密巡查，落实值班值守",
        basis="气象局红色预警；近三日同类事件12件",
    )  # fmt: skip
    desk.shoot(dispatcher, "county_dispatcher-warnings-new-1440", full=True)
    dispatcher.locator("#warning .form__actions button").first.click()
    dispatcher.wait_for_url(lambda url: url.rstrip("/").split("/")[-1].isdigit())
    warning = RiskWarning.objects.select_related("matter").get()
    assert "approve" not in next_steps(dispatcher, warning)
    leader = desk.come_as(desk.world.here.users["leader"], size="phone")
    leader.goto("/")
    leader.locator("main a[href$='/risk/warnings/?tab=todo']").click()
    leader.locator(f"main a[href*='{address_of(warning)}']").first.click()
    take(leader, warning, "approve")
    take(dispatcher, warning, "issue")
    return warning


def receipts(page: Page, warning: RiskWarning) -> list[str]:
    """What the page says of each addressee."""
    page.goto(address_of(warning))
    card = page.locator("section.card", has=page.get_by_role("heading", name=words("Receipts"), exact=True))
    return card.locator("tbody tr").all_inner_texts()


def test_a_warning_to_three_townships_of_which_one_is_late(desk: Desk) -> None:
    here, neighbour = desk.world.here, desk.world.neighbour
    third = a_third_township(here)
    dispatcher = desk.come_as(here.users["county_dispatcher"])
    last = Post.objects.get(user=third).region_id
    warning = draft_and_issue(desk, dispatcher, [here.township.pk, neighbour.township.pk, last])

    first = desk.come_as(here.users["township_desk"], size="phone")
    is_told(first, warning, ISSUED)
    assert next_steps(first, warning)[0] == "read"
    take(first, warning, "read")
    take(first, warning, "report", measures=DONE)
    desk.shoot(first, "township_desk-warning-390", full=True)
    second = desk.come_as(neighbour.users["township_desk"])
    take(second, warning, "report", measures=DONE)  # who reports has read
    assert [words("not read") in row for row in receipts(dispatcher, warning)].count(True) == 1

    with time_machine.travel(timezone.now() + timedelta(hours=2, minutes=5)):
        assert escalate_unread(timezone.now()) == 1
        dispatcher = desk.come_as(here.users["county_dispatcher"])
        dispatcher.goto("/risk/warnings/?tab=force")
        row = dispatcher.locator("main").get_by_role("listitem").filter(has_text=warning.matter.number)
        expect(row).to_contain_text("超期 5 分钟")
        is_told(dispatcher, warning, UNREAD)
        assert [words("put to the desk above") in row for row in receipts(dispatcher, warning)].count(
            True
        ) == 1
        desk.shoot(dispatcher, "county_dispatcher-warning-late-1440", full=True)
        take(dispatcher, warning, "remind", note="请立即签收")
        late = desk.come_as(third, size="phone")
        is_told(late, warning, URGED)
        take(late, warning, "read")
        assert not any(words("not read") in row for row in receipts(dispatcher, warning))

    form = open_form(dispatcher, warning, "adjust")
    expect(form.locator("[name=watch]")).to_have_value(WATCH)
    take(dispatcher, warning, "adjust", level="orange", note="雨势减弱")
    assert all(words("not read") in row for row in receipts(dispatcher, warning))
    take(first, warning, "read")
    take(dispatcher, warning, "lift", note="降雨结束")
    assert state_of(warning) == "lifted"
    actions = shows_whole_timeline(dispatcher, warning, WORDS.label)
    assert actions == [
        "draft", "approve", "issue", "read", "report", "report", "escalate", "remind", "read", "adjust", "read", "lift",
    ]  # fmt: skip
    assert next_steps(first, warning) == ["comment"]
