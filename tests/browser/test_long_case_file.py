"""A long file from the page of its dispute: ordered, watched while it is bound, fetched."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

import pingan.web.tasks  # noqa: F401 - registers what binds
from disputes.services import casefile
from pingan.common.models import OutboxEntry
from pingan.common.outbox import deliver
from tests.browser.people import Desk
from tests.disputes.test_case_file import put, texts_of
from tests.factories.case_papers import photo
from tests.factories.disputes import given_dispute


def test_a_long_file_is_ordered_watched_and_fetched(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(casefile, "AT_ONCE_BYTES", 1_000)
    here = desk.world.here
    dispute = given_dispute(here, "mediating")
    put(dispute, here, photo(), "image/jpeg", "现场.jpg")
    page = desk.open_as(here.users["township_desk"])
    page.goto(f"/disputes/{dispute.pk}/")
    page.locator(f"main a[href='/disputes/{dispute.pk}/file.pdf']").click()
    page.wait_for_url(f"**/disputes/{dispute.pk}/file/")
    desk.shoot(page, "township_desk-case-file-order-1440")
    page.locator("[name=purpose]").fill("区司法局案卷评查")
    page.locator("form:has([name=purpose]) button.button--primary").click()
    page.wait_for_url("**/exports/*/")
    expect(page.locator("#export-progress progress")).to_be_visible()
    assert deliver(OutboxEntry.objects.get(job="web.export").pk)
    # The page asks again by itself.
    link = page.locator("#export-progress a[href$='/download/']")
    expect(link).to_be_visible()
    desk.shoot(page, "township_desk-case-file-ready-1440")
    with page.expect_download() as download:
        link.click()
    pages = texts_of(download.value.path().read_bytes())
    assert "证据材料之1" in pages[1]
    assert dispute.matter.number in download.value.suggested_filename
