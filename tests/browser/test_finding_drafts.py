"""A report that is begun and a finding of a walk are two: neither takes the other's words or place along."""

from __future__ import annotations

from uuid import uuid4

from playwright.sync_api import expect

from grids.models import Incident
from tests.browser.people import Desk
from tests.browser.reporting import opened_form, phone, send_button
from tests.factories.patrols import given_plan


def test_a_finding_begins_empty_and_leaves_the_report_that_was_begun(desk: Desk) -> None:
    plan = given_plan(desk.world.here)
    point = plan.points.order_by("pk")[0]
    page = phone(desk)
    opened_form(page)
    page.fill("#id_description", "半截草稿")
    page.wait_for_timeout(600)
    walk = f"{uuid4()}.{point.pk}"
    page.goto(f"/report/?patrol={walk}&grid={plan.grid_id}")
    page.locator("html[data-ready]").wait_for()
    page.wait_for_timeout(400)
    expect(page.locator("#id_description")).to_have_value("")
    expect(page.locator("[data-draft-note]")).to_be_hidden()
    page.fill("#id_description", "祠堂门口电线老化")
    page.wait_for_timeout(600)
    page.reload()
    expect(page.locator("#id_description")).to_have_value("祠堂门口电线老化")
    page.locator("[data-field=category] [role=combobox]").fill("街灯")
    page.locator("[data-field=category] [role=option]").first.tap()
    send_button(page).tap()
    page.wait_for_url("**/sent/**")
    incident = Incident.objects.select_related("matter").latest("pk")
    assert incident.matter.text == "祠堂门口电线老化"
    page.get_by_role("link", name="继续巡查").tap()
    page.wait_for_url(f"**/patrols/plans/{plan.pk}/walk/")
    opened_form(page)
    expect(page.locator("#id_description")).to_have_value("半截草稿")
    page.goto(f"/report/?patrol={walk}&grid={plan.grid_id}")
    page.locator("html[data-ready]").wait_for()
    page.wait_for_timeout(400)
    expect(page.locator("#id_description")).to_have_value("")
