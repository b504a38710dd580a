"""A body's decision in the browser (Article 11): handed to a unit, told how far it is, and the register by division."""

from __future__ import annotations

import re
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from pingan.registers.models import RegisterFinding, RegisterReport
from pingan.registers.services.answers import ReportInput
from pingan.registers.services.entries import add_entry
from pingan.registers.services.reports import submit_report
from tests.browser.people import SIZES, Desk
from tests.browser.test_every_page import CHROME, FAULTS, WIDER, own_words, switch_to_english
from tests.factories.grids import given_grid
from tests.factories.registers import given_definition, given_own_definition, given_round
from tests.registers.test_body_decisions import DECISION
from tests.registers.test_entry_tallies import CODE, POINT
from tests.registers.test_small_cells import FORM


def decided(desk: Desk) -> RegisterFinding:
    here = desk.world.here
    office = here.actor("body_office")
    row = given_round(office, here.county, given_definition("body_decisions"), due_on=None)
    report = RegisterReport.objects.get(round=row, region_code=here.county.code)
    due = (timezone.localdate() + timedelta(days=5)).isoformat()
    return add_entry(actor=office, report_id=report.pk, values=DECISION | {"due_on": due})


def looked_at(desk: Desk, page: Page, path: str, name: str) -> None:
    """Nothing wider than the page, no fault of form, at both widths."""
    for width in ("desk", "phone"):
        page.set_viewport_size(SIZES[width])  # type: ignore[arg-type]
        page.goto(path)
        assert page.evaluate(WIDER) <= 0 and page.evaluate(FAULTS) == [], (path, width)
        desk.shoot(page, f"{name}-{SIZES[width]['width']}", full=True)


def test_a_decision_goes_to_its_unit_and_comes_back_with_what_was_done(desk: Desk) -> None:
    here, row = desk.world.here, decided(desk)
    path = f"/registers/entries/{row.pk}/"
    office = desk.come_as(here.users["body_office"])
    office.goto(path)
    form = office.locator("form[action$='/hand/']")
    office.locator("details", has=form).locator("summary").click()
    form.locator("select[name=organ]").select_option(str(here.units["city_management"].pk))
    form.locator("button[type=submit]").click()
    expect(office.locator("main").get_by_text(here.units["city_management"].name).first).to_be_visible()
    unit = desk.come_as(here.users["unit_handler"], size="phone")
    unit.goto("/registers/entries/?part=mine")
    unit.get_by_text(DECISION["matter"]).first.tap()
    unit.locator("textarea[name=note]").fill("已修复二十盏，余下五盏等待灯杆到货")
    desk.shoot(unit, "unit_handler-decision-390", full=True)
    unit.locator("form[action$='/progress/'] button[type=submit]").tap()
    expect(unit.locator(".timeline").get_by_text("已修复二十盏")).to_be_visible()
    looked_at(desk, office, path, "body_office-decision")
    expect(office.locator(".timeline").get_by_text("已修复二十盏")).to_be_visible()


def test_registers_by_division_and_tables_with_small_cells_fit_and_are_english(desk: Desk) -> None:
    here = desk.world.here
    office = here.actor("body_office")
    given_round(office, here.county, given_definition(CODE), due_on=None)
    for place in (here, desk.world.neighbour):
        report = RegisterReport.objects.get(region_code=place.township.code, round__definition__code=CODE)
        for kind in ("center", "legal_aid", "adviser"):
            add_entry(actor=place.actor("township_desk"), report_id=report.pk, values=POINT | {"kind": kind})
    given_grid(here.village)
    table = given_round(
        office, here.county, given_own_definition("services", fields=FORM, needs_review=False)
    )
    for report, tasks in zip(RegisterReport.objects.filter(round=table), (6, 20, 15), strict=True):
        given = {"tasks": tasks, "done": tasks - 2}
        place = here if report.region_code == here.village.code else desk.world.neighbour
        submit_report(actor=place.actor("community_staff"), report_id=report.pk, data=ReportInput(given))
    leader = desk.come_as(here.users["leader"])
    paths = {
        f"/registers/entries/tally/?definition={CODE}&measure=knowers": "leader-register-tally",
        f"/registers/rounds/{table.pk}/table/?measure=tasks": "leader-small-cells",
    }
    for path, name in paths.items():
        looked_at(desk, leader, path, name)
    switch_to_english(leader)
    known = own_words(desk)
    for path, name in paths.items():
        looked_at(desk, leader, path, f"{name}-english")
        text = " ".join(leader.evaluate(CHROME))
        for word in known:
            text = text.replace(word, "")
        assert "By division" in text or "Statistical table" in text
        assert not re.search(r"[一-鿿]{2,}分区|合计|对比|现行", text)
