"""The form of a rule of the screening: a class is found by its name among those of what is counted."""

from __future__ import annotations

from playwright.sync_api import expect

from risk.models import BackTest
from tests.browser.people import Desk, fill


def test_the_classes_offered_are_those_of_what_is_counted(desk: Desk) -> None:
    page = desk.open_as(desk.world.here.users["body_office"])
    page.goto("/risk/screening/rules/new/")
    box = page.locator("[data-field=class_code] [role=combobox]")
    offered = page.locator("[data-field=class_code] [role=option]")
    box.fill("邻里纠纷")
    expect(offered).to_contain_text(["事项 · "])
    page.select_option("[name=counted]", "dispute")
    box.fill("邻里纠纷")
    expect(offered).to_have_text(["矛盾纠纷 · 邻里纠纷"])
    offered.first.click()
    page.select_option("[name=counted]", "incident")
    expect(box).to_have_value("")
    page.select_option("[name=counted]", "dispute")
    box.fill("邻里纠纷")
    offered.first.click()
    fill(page, name="邻里纠纷多起", source="县平安办2026年规则")
    page.locator("main form button.button--primary").click()
    page.wait_for_url("**/risk/screening/trials/*/")
    assert BackTest.objects.get().class_code == "NEIGHBOUR"
