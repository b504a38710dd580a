"""The office: numbers that open their lists, the catalogue, the supervision letter; leader and auditor."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from grids.models import IncidentCategory
from pingan.audit.models import AuditEntry
from tests.browser.people import Desk, act, fill
from tests.factories.incidents import given_incident

LAMP = "APPEAL.FACILITY.LAMP"


def test_every_number_of_the_overview_opens_the_list_it_counts(desk: Desk) -> None:
    here = desk.world.here
    for state in ("reported", "reported", "dispatched", "closed"):
        given_incident(here, state)
    given_incident(desk.world.neighbour, "accepted")
    given_incident(desk.world.far, "reported")
    office = desk.open_as(here.users["body_office"])
    office.goto("/overview/")
    desk.shoot(office, "body_office-overview-1440")
    links = office.locator("main .tiles a[href*='/incidents/?'], main table a[href*='/incidents/?']")
    pairs = {
        (link.get_attribute("href") or "", _number(link.inner_text()))
        for link in links.all()
        if _has_number(link.inner_text())
    }
    assert len(pairs) >= 7
    assert {number for _url, number in pairs} >= {1, 5}
    for url, number in sorted(pairs):
        office.goto(url)
        rows = office.locator("#inbox [data-row]")
        assert rows.count() == number, f"{url} is said to hold {number}"
    office.goto("/overview/")
    place = office.locator("main table td.is-title a").first
    name = place.inner_text()
    place.click()
    expect(office.locator("h1")).to_contain_text(name)


def _has_number(text: str) -> bool:
    return re.search(r"\d", text) is not None


def _number(text: str) -> int:
    found = re.findall(r"\d[\d,]*", text)
    return int(found[-1].replace(",", ""))


def test_an_edited_class_is_a_new_version_and_the_old_one_stays(desk: Desk) -> None:
    office = desk.open_as(desk.world.province_office)
    before = IncidentCategory.objects.filter(code=LAMP).count()
    office.goto("/catalogue/")
    desk.shoot(office, "body_office-catalogue-1440")
    office.goto(f"/catalogue/classes/{LAMP}/edit/")
    fill(office, name="路灯照明（含景观灯）", reason="按本县职责清单细化")
    office.locator("main form .form__actions button").first.click()
    expect(office.locator("h1")).to_contain_text("路灯照明（含景观灯）")
    versions = IncidentCategory.objects.filter(code=LAMP).order_by("version")
    assert versions.count() == before + 1
    assert [row.name for row in versions][-2:] == ["路灯照明", "路灯照明（含景观灯）"]
    desk.shoot(office, "body_office-category-1440")


def test_the_office_reminds_and_serves_a_supervision_letter(desk: Desk) -> None:
    here = desk.world.here
    incident = given_incident(here, "dispatched")
    office = desk.open_as(here.users["body_office"])
    act(office, incident.pk, "remind", note="已临近时限，请尽快签收")
    act(office, incident.pk, "supervise", demand="三日内办结并书面报告", due_at="2027-01-15")
    step = incident.supervisions.get(step="letter")
    assert step.document is not None
    expect(office.locator("main").get_by_text(step.document.number).first).to_be_visible()
    office.locator("main").get_by_role("link", name=step.document.number).first.click()
    with office.expect_download() as got:
        office.locator(f"main a[href='/documents/{step.document.pk}/pdf/']").first.click()
    assert Path(got.value.path()).read_bytes().startswith(b"%PDF-")
    desk.shoot(office, "body_office-supervision-1440")


def test_a_leader_sees_the_area_and_changes_nothing(desk: Desk) -> None:
    here = desk.world.here
    incident = given_incident(here, "dispatched")
    leader = desk.open_as(here.users["leader"])
    desk.shoot(leader, "leader-home-1440")
    leader.goto(f"/incidents/{incident.pk}/")
    expect(leader.locator("main .timeline__entry")).to_have_count(3)
    expect(leader.locator("a[href*='/actions/dispatch/'], a[href*='/actions/handle/']")).to_have_count(0)


def test_an_auditor_reads_the_log_and_a_timeline(desk: Desk) -> None:
    here = desk.world.here
    incident = given_incident(here, "closed")
    worker = desk.open_as(here.users["township_desk"])
    reveal_contact(worker, incident.pk)
    auditor = desk.open_as(here.users["auditor"])
    auditor.goto("/audit/")
    assert AuditEntry.objects.filter(action="personal_data.reveal").count() == 1
    expect(auditor.locator("main").get_by_text("电话回访核实情况").first).to_be_visible()
    desk.shoot(auditor, "auditor-log-1440")
    auditor.goto(f"/incidents/{incident.pk}/")
    expect(auditor.locator("main .timeline__entry")).to_have_count(8)
    expect(auditor.locator("main").get_by_text("13812345678")).to_have_count(0)
    desk.shoot(auditor, "auditor-timeline-1440")


def reveal_contact(page: Page, incident_id: int) -> None:
    """The masked phone, shown for a reason that is written down."""
    page.goto(f"/incidents/{incident_id}/")
    expect(page.get_by_text("13812345678")).to_have_count(0)
    page.locator("[data-dialog-open='reporter-reveal']").click()
    fill(page, reason="电话回访核实情况")
    page.locator("#reporter-reveal .button--primary").click()
    expect(page.locator("#reporter a[href='tel:13812345678']")).to_be_visible()
