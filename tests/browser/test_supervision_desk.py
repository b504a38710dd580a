"""The office pushes: a list, reminders in bulk, a letter, a circular that another approves, its receipt, a proposal."""

from __future__ import annotations

import re
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from assessment.models import AccountabilityCase
from pingan.office.models import Circular
from tests.browser.people import Desk, words
from tests.supervision.staged import desk_with_unit, due_day, overdue


def _send(page: Page, form: str) -> None:
    page.locator(f"{form} .form__actions button").first.click()
    page.wait_for_load_state("networkidle")


def _fits(page: Page) -> None:
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} px wider than its window"


def test_the_office_pushes_what_is_late_up_the_whole_ladder(desk: Desk) -> None:
    here = desk.world.here
    unit = desk_with_unit(desk.world)
    first, second = overdue(here), overdue(here, description="桥头护栏松动，行人过桥危险")
    office = desk.open_as(here.users["body_office"])
    office.goto("/office/supervision/")
    expect(office.locator("#desk tbody tr")).to_have_count(2)
    _fits(office)
    desk.shoot(office, "body_office-supervision-desk-1440")
    office.locator("[data-select-all]").check()
    office.locator("#desk-bulk button[value=remind]").click()
    office.locator("textarea[name=note]").fill("已超期，请三日内办结")
    office.locator("form button.button--primary").first.click()
    expect(office.locator(".rows__item")).to_have_count(2)
    expect(office.locator(".rows__aside").get_by_text(words("done"), exact=True)).to_have_count(2)

    office.goto(f"/office/supervision/{first.pk}/")
    office.locator("#id_letter_demand").fill("五日内办结并书面反馈")
    office.locator("#id_letter_due_at").fill(due_day())
    _send(office, "#letter")
    document = first.supervisions.get(step="letter").document
    assert document is not None
    expect(office.locator("#ladder").get_by_text(document.number)).to_be_visible()
    expect(office.locator("#ladder").get_by_text(words("served, not acknowledged yet"))).to_be_visible()

    office.goto("/office/supervision/?rung=letter")
    expect(office.locator("#desk tbody tr")).to_have_count(1)
    office.locator("#desk tbody input[type=checkbox]").check()
    office.locator("#desk-bulk button[value=circular]").click()
    expect(office.locator("[name=text]")).to_have_value(re.compile(first.matter.number))
    office.locator("[name=recipients]").select_option([str(unit.pk), str(here.units["city_management"].pk)])
    office.locator("form button.button--primary").first.click()
    office.wait_for_url(re.compile(r"/office/circulars/\d+/"))
    office.locator("form[action$='/submit/'] button").click()
    expect(
        office.locator("main").get_by_text(words("Another person approves what you worded."))
    ).to_be_visible()
    circular = Circular.objects.get()

    leader = desk.open_as(here.users["leader"])
    leader.goto(f"/office/circulars/{circular.pk}/")
    leader.on("dialog", lambda dialog: dialog.accept())
    leader.locator("form[action$='/approve/'] button").click()
    confirm = leader.locator("dialog[open] button.button--primary, dialog[open] button.button--danger-solid")
    if confirm.count():
        confirm.first.click()
    expect(leader.locator("main").get_by_text(words("issued", "circular")).first).to_be_visible()
    circular.refresh_from_db()
    assert circular.document is not None

    township = desk.open_as(here.users["township_desk"])
    township.goto("/office/supervision/received/")
    expect(township.locator("main").get_by_text(circular.document.number)).to_be_visible()
    township.locator("form[action*='/acknowledge/'] button").click()
    township.wait_for_url(re.compile(r"/documents/\d+/"))
    office.goto(f"/office/circulars/{circular.pk}/")
    expect(office.locator("main").get_by_text(words("served and acknowledged"))).to_have_count(1)

    office.goto(f"/office/supervision/{first.pk}/")
    office.locator("#id_case_circumstance").select_option("58-6")
    office.locator("#id_case_note").fill("久拖不决，群众反映强烈")
    _send(office, "#case")
    expect(office.locator("#ladder li")).to_have_count(4)
    desk.shoot(office, "body_office-supervision-ladder-1440", full=True)
    assert AccountabilityCase.objects.filter(source_id=first.pk).count() == 1
    assert second.supervisions.count() == 1


def test_the_desk_fits_a_phone_and_says_what_is_missing(desk: Desk) -> None:
    here = desk.world.here
    late = overdue(here)
    phone = desk.open_as(here.users["body_office"], size="phone")
    phone.goto("/office/supervision/")
    expect(phone.locator("#desk").get_by_text(late.matter.number)).to_be_visible()
    _fits(phone)
    phone.goto(f"/office/supervision/{late.pk}/")
    _fits(phone)
    phone.locator("#letter summary").click()
    phone.locator("#id_letter_demand").fill("三日内办结")
    phone.locator("#id_letter_due_at").fill(f"{timezone.localdate() + timedelta(days=3):%Y-%m-%d}")
    _send(phone, "#letter")
    expect(phone.locator("#letter .field__error, #letter .error-summary").first).to_be_visible()
    expect(phone.locator("#id_letter_demand")).to_have_value("三日内办结")
    _fits(phone)
