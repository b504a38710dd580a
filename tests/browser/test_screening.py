"""集中排查: the county orders, the worker answers in two taps or with findings, the township reviews."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from pingan.registers.models import RegisterReport, RegisterRound
from tests.browser.people import Desk, deliver_notices, fill
from tests.browser.test_every_page import CHROME, FAULTS, WIDER, own_words, switch_to_english
from tests.factories.grids import given_grid
from tests.factories.registers import given_definition, given_round, given_submitted, report_of


def test_a_worker_says_on_the_phone_that_nothing_was_found(desk: Desk) -> None:
    here = desk.world.here
    row = given_round(here.actor("body_office"), here.county)
    worker = desk.open_as(here.users["grid_worker"], size="phone")
    expect(worker.get_by_text(row.title).first).to_be_visible()
    desk.shoot(worker, "grid_worker-screening-home-390")
    button = worker.locator("form[action*='/nothing/'] button").first
    box = button.bounding_box()
    assert box is not None and box["height"] >= 44, "a target for fingers"
    button.tap()
    dialog = worker.get_by_role("dialog")
    expect(dialog).to_be_visible()
    desk.shoot(worker, "grid_worker-zero-report-390")
    dialog.locator("button.button--primary, button.button--danger-solid").first.tap()
    expect(worker.locator("form[action*='/nothing/']")).to_have_count(0)
    report = report_of(row, here)
    assert (report.state, report.is_nothing_found) == ("submitted", True)


def test_a_worker_reports_what_was_found_on_the_phone(desk: Desk) -> None:
    here = desk.world.here
    row = given_round(here.actor("body_office"), here.county)
    report = report_of(row, here)
    worker = desk.open_as(here.users["grid_worker"], size="phone")
    worker.goto(f"/registers/reports/{report.pk}/write/")
    expect(worker.locator("[data-field=support_wanted]")).to_be_hidden()
    fill(worker, **{"v-households_visited": "40", "v-disputes_found": "1", "v-resolved_on_the_spot": "0"})
    worker.locator("[name='v-needs_support'][value=true]").check()
    expect(worker.locator("[name='v-support_wanted']")).to_be_visible()
    fill(worker, **{"v-support_wanted": "请司法所派人到场"})
    desk.shoot(worker, "grid_worker-screening-report-390", full=True)
    worker.locator("button[value=add]").tap()
    expect(worker.locator("[name='f0-place']")).to_be_visible()
    assert worker.locator("[name='v-households_visited']").input_value() == "40"
    fill(worker, **{"f0-place": "水渠边", "f0-people": "4", "f0-description": "因排水争执"})
    worker.locator("#report button[value=submit]").tap()
    expect(worker.locator("[data-field=type] .field__error").first).to_be_visible()
    assert worker.locator("[name='f0-description']").input_value() == "因排水争执"
    fill(worker, **{"f0-type": "neighbour"})
    worker.locator("[name='f0-is_resolved'][value=false]").check()
    worker.locator("#report button[value=submit]").tap()
    worker.wait_for_url(f"**/registers/reports/{report.pk}/")
    width = worker.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
    desk.shoot(worker, "grid_worker-screening-sent-390", full=True)
    report.refresh_from_db()
    assert (report.state, report.finding_count) == ("submitted", 1)


def test_the_county_orders_sees_how_far_it_is_and_urges(desk: Desk) -> None:
    here, neighbour = desk.world.here, desk.world.neighbour
    for place in (here, neighbour):
        for _number in range(3):
            given_grid(place.village)
    definition = given_definition()
    office = desk.open_as(here.users["body_office"])
    office.goto("/registers/")
    office.locator("a[href$='/rounds/new/']").first.click()
    office.get_by_role("link", name="集中排查矛盾纠纷").click()
    office.wait_for_url(f"**/new/?definition={definition.pk}")
    desk.shoot(office, "body_office-screening-order-1440")
    fill(office, title="秋季矛盾纠纷集中排查", instructions="逐户走访，没有发现的也要零报告。")
    office.locator("form button[type=submit].button--primary").last.click()
    office.wait_for_url("**/registers/rounds/*/")
    row = RegisterRound.objects.latest("pk")
    office.locator("form[action$='/do/open/'] button").click()
    office.get_by_role("dialog").locator("button.button--primary, button.button--danger-solid").first.click()
    expect(office.locator(".page-header .badge").first).to_have_text("进行中")
    deliver_notices()
    given_submitted(row, here)
    given_submitted(row, neighbour, nothing=True)
    office.goto(f"/registers/rounds/{row.pk}/")
    expect(office.get_by_text("朱坊乡").first).to_be_visible()
    desk.shoot(office, "body_office-screening-coverage-1440")
    office.get_by_text("一键催报").click()
    office.get_by_role("dialog").locator("button.button--primary, button.button--danger-solid").first.click()
    expect(office.get_by_text("已催报6个单位")).to_be_visible()
    office.goto(f"/registers/rounds/{row.pk}/table/")
    expect(office.get_by_text("合计").first).to_be_visible()
    desk.shoot(office, "body_office-screening-table-1440")
    report = report_of(row, here)
    township = desk.open_as(here.users["township_desk"])
    township.goto("/registers/reports/?part=review")
    township.locator("[data-open]").first.click()
    expect(township.locator("#review")).to_be_visible()
    township.locator("html[data-ready]").wait_for()  # letters are heard from then on
    desk.shoot(township, "township_desk-screening-review-1440", full=True)
    township.keyboard.press("a")
    expect(township.locator(".page-header .badge").first).to_have_text("已审核")
    assert RegisterReport.objects.get(pk=report.pk).state == "accepted"
    office.goto(f"/registers/definitions/{definition.pk}/")
    desk.shoot(office, "body_office-screening-definition-1440", full=True)
    office.goto(f"/registers/definitions/new/?like={definition.pk}")
    desk.shoot(office, "body_office-screening-definition-form-1440", full=True)
    office.goto(f"/registers/rounds/{row.pk}/import/")
    expect(office.get_by_text("下载表格").first).to_be_visible()


ROUND, REPORT = "/registers/rounds/{round}/", "/registers/reports/{report}/"
DEFINITION = "/registers/definitions/{definition}/"
PAGES = {
    "grid_worker": ("/", "/registers/reports/", f"{REPORT}write/", ROUND),
    "township_desk": ("/registers/", "/registers/reports/?part=review", "/registers/reports/?part=all", REPORT, ROUND),
    "body_office": (
        "/registers/", ROUND, f"{ROUND}table/", f"{ROUND}edit/", f"{ROUND}import/", "/registers/rounds/new/",
        "/registers/rounds/new/?definition={definition}", "/registers/definitions/", DEFINITION, f"{DEFINITION}summary/",
        "/registers/definitions/new/?like={definition}",
    ),
}  # fmt: skip


@pytest.mark.parametrize("role", list(PAGES))
def test_pages_are_well_made_at_every_width_and_in_english(desk: Desk, role: str) -> None:
    here, neighbour = desk.world.here, desk.world.neighbour
    row = given_round(here.actor("body_office"), here.county, title="Screening")
    report = report_of(row, here) if role == "grid_worker" else given_submitted(row, here)
    given_submitted(row, neighbour)
    names = {"round": row.pk, "report": report.pk, "definition": row.definition_id}
    page = desk.open_as(here.users[role])
    switch_to_english(page)
    data, problems = [*own_words(desk), *given_words(row)], []
    for path in (path.format(**names) for path in PAGES[role]):
        answer = page.goto(path)
        assert answer is not None and answer.status == 200, path
        problems += [f"{path}: {fault}" for fault in page.evaluate(FAULTS)]
        for width in (320, 390, 1440):
            page.set_viewport_size({"width": width, "height": 844})
            if (wider := page.evaluate(WIDER)) > 0:
                problems.append(f"{path}: {wider} px too wide at {width}")
        for text in page.evaluate(CHROME):
            rest = text
            for word in data:
                rest = rest.replace(word, "")
            if re.search(r"[\u4e00-\u9fff]", rest):
                problems.append(f"{path}: {text.strip()[:80]}")
    assert not problems, "\n".join(sorted(set(problems)))


def given_words(row: RegisterRound) -> list[str]:
    """What the office wrote in Chinese: sources, purposes of fields, what workers typed."""
    definition = row.definition
    words = [
        definition.source,
        definition.retention_source,
        definition.name,
        definition.purpose,
        definition.reason,
    ]
    words += [str(field.get(name, "")) for field in definition.fields + definition.finding_fields
              for name in ("purpose", "label", "unit")]  # fmt: skip
    words += ["新屋组水渠边", "因排水发生争执", "户", "处", "件", "人", "code=中文=English"]
    return sorted((word for word in words if word), key=len, reverse=True)
