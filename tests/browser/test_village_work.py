"""The village's own job: accept what its grid workers report, see whether what was handled is solved."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.people import Desk, act
from tests.factories.incidents import given_incident, given_report


def test_village_staff_accept_a_report_and_verify_what_was_handled(desk: Desk) -> None:
    here = desk.world.here
    fresh, handled = given_report(here), given_incident(here, "handled")
    staff = desk.open_as(here.users["community_staff"], size="phone")
    staff.goto("/incidents/")
    expect(staff.locator("main").get_by_text(fresh.matter.number).first).to_be_visible()
    act(staff, fresh.pk, "accept")
    staff.goto("/incidents/?tab=verify")
    expect(staff.locator("main").get_by_text(handled.matter.number).first).to_be_visible()
    act(staff, handled.pk, "verify", solved="yes", note="现场查看，路灯已亮")
    for incident, state in ((fresh, "accepted"), (handled, "verified")):
        incident.matter.refresh_from_db()
        assert incident.matter.state == state
    staff.goto(f"/incidents/{handled.pk}/")
    expect(staff.locator("main").get_by_text("现场查看，路灯已亮").first).to_be_visible()
    expect(staff.locator("a[href*='/actions/dispatch/']")).to_have_count(0)
    expect(staff.locator("a[href*='/actions/close/']")).to_have_count(0)
