"""A county's year in one story, everybody at their own screens (Articles 57, 58, 61): from the scheme to 摘牌."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from assessment.machine.case_opening import NEW as NEW_CASE
from assessment.machine.runs import ANNOUNCED, OPENED
from assessment.models import (
    AccountabilityCase,
    AssessmentRun,
    AssessmentScheme,
    Commendation,
    Objection,
    Restriction,
)
from assessment.pages.case_list import WORDS as CASE_WORDS
from pingan.web.models import IssuedFile
from tests.browser import year
from tests.browser.people import Desk, fill, words
from tests.browser.table import (
    address_of,
    is_told,
    next_steps,
    refused,
    shows_whole_timeline,
    state_of,
    take,
)
from tests.factories.case_papers import photo
from tests.factories.cases import act as step_case
from tests.factories.county_years import given_county_before_its_year, last_year
from tests.factories.runs import counting_toys

PAPER = "康平安〔2026〕3号"


@pytest.fixture
def toys() -> Iterator[None]:
    with counting_toys():
        yield


@pytest.fixture
def evidence(tmp_path: Path) -> Path:
    file = tmp_path / "回访台账.jpg"
    file.write_bytes(photo())
    return file


def test_a_county_assesses_its_townships_and_units_and_one_is_held_to_account(
    desk: Desk, toys: None, evidence: Path, tmp_path: Path
) -> None:
    here, near = desk.world.here, desk.world.neighbour
    given_county_before_its_year(desk.world)
    office = desk.come_as(here.users["body_office"])
    townships, units = derive_schemes(desk, office)

    run = year.prepare_run(office, townships, "乡镇平安建设考核")
    through_its_year(desk, office, run, evidence)
    members_are_assessed(desk, office, units, evidence)
    year.work()

    case = year.candidate("assessment_failed", region=near.township)
    is_told(office, case, NEW_CASE)
    expect(office.locator("main").get_by_text("不合格 < 60%").first).to_be_visible()
    expect(office.locator(f"main a[href='{address_of(run)}']")).to_be_visible()
    listed = talked_with_and_then_listed(desk, office, case, evidence)
    desk.shoot(office, "body_office-case-listed-1440", full=True)
    phone = desk.come_as(near.users["township_desk"], size="phone")
    year.take_with_file(phone, listed, "report", evidence, rectification="三项已全部整改，附现场照片")
    take(office, listed, "accept", note="现场验收合格，摘牌")
    assert state_of(listed) == "accepted"
    assert not Restriction.objects.filter(case=listed, ended_on=None).exists()
    actions = shows_whole_timeline(office, listed, CASE_WORDS.label)
    assert actions[0] == "open_next" and actions[-1] == "accept"

    award_is_refused(desk, office)
    auditor_takes_a_file(desk, run, tmp_path)


def derive_schemes(desk: Desk, office: Page) -> tuple[AssessmentScheme, AssessmentScheme]:
    """The county takes the province's schemes over: another weight within its bounds, one indicator of its own."""
    townships = year.begin_scheme(office, last_year(), "divisions")
    assert townships.parent is not None and townships.parent.region.level == 1
    year.press(office, f"D1 {townships.indicators.get(code='D1').name}")
    fill(office, weight="50", weight_low="50", weight_high="50")
    year.send(office, "#indicator")
    expect(office.locator(".indicators__fault, .notice").first).to_be_visible()  # ten points are missing now
    year.press(office, words("Add an indicator"))
    fill(office, code="Z1", name="本地按期办结", under="D", weight="10", source="computed")
    office.locator("[name=method]").select_option("ratio")
    office.locator("[name=param_floor]").fill("0")
    office.locator("[name=param_target]").fill("100")
    office.locator("[name=expression]").press_sequentially("share(toy.on_time)")
    expect(office.locator("#preview").get_by_text("太窝乡")).to_be_visible()  # counted while it is written
    fill(office, basis="本级试行")
    year.send(office, "#indicator")
    supplied = townships.indicators.get(code="D2")
    year.press(office, f"D2 {supplied.name}")
    fill(office, supplier=desk.world.here.units["housing"].pk)
    year.send(office, "#indicator")
    year.publish_scheme(office, townships, PAPER)
    desk.shoot(office, "body_office-scheme-1440", full=True)
    units = year.begin_scheme(office, last_year(), "units")
    year.publish_scheme(office, units, PAPER)
    return townships, units


def through_its_year(desk: Desk, office: Page, run: AssessmentRun, evidence: Path) -> None:
    """Report with evidence, confirmation, computing, an explained change, an objection upheld, final."""
    here = desk.world.here
    take(office, run, "open", note="")
    phone = desk.come_as(here.users["township_desk"], size="phone")
    is_told(phone, run, OPENED)
    year.report(phone, run, "9", "10", evidence)
    assert "lock" not in next_steps(office, run)  # a department has not confirmed its number yet
    supplier = desk.come_as(here.users["unit_handler_2"])
    year.confirm_all(supplier, run)
    take(office, run, "lock", note="上报已齐")
    expect(office.locator("#run-progress")).to_be_visible()
    year.work()
    # The page asks again by itself.
    expect(office.locator(".page-header .badge").last).to_have_text("审核中", timeout=15_000)
    review(office, here.township.name)
    take(office, run, "announce", note="")
    desk.shoot(office, "body_office-run-1440", full=True)
    leader = desk.come_as(here.users["leader"])
    objected(desk, leader, phone, run)
    assert "finalise" not in next_steps(leader, run)  # the term for objections is still running
    year.end_term(run, "run_objection")
    take(leader, run, "finalise", note="")
    run.refresh_from_db()
    assert run.final_at is not None
    phone.goto(f"{address_of(run)}units/")
    table = phone.locator("main table")
    for text in ("90.0000", "优秀", "18.0000", "不合格"):
        expect(table.get_by_text(text, exact=True)).to_be_visible()
    desk.shoot(phone, "township_desk-run-units-390", full=True)


def review(office: Page, township: str) -> None:
    """From the table to the unit, its score, and other points with their reason."""
    office.locator("main .tiles a[href$='/units/']").first.click()
    year.press(office, township)
    line = office.locator("li[data-row]", has_text="D2")
    line.get_by_role("link", name=words("Change points")).click()
    fill(office, points="30", reason="抽查发现一件回访无记录")
    year.send(office, "#step")
    expect(
        office.locator("li[data-row]", has_text="D2").get_by_text("抽查发现一件回访无记录")
    ).to_be_visible()


def objected(desk: Desk, leader: Page, phone: Page, run: AssessmentRun) -> None:
    """The office changed the points; somebody else answers the objection to them."""
    is_told(phone, run, ANNOUNCED)
    year.to_own_unit(phone, run)
    expect(phone.locator("main").get_by_text("抽查发现一件回访无记录")).to_be_visible()
    line = phone.locator("li[data-row]", has_text="D2")
    line.get_by_role("link", name=words("Raise an objection")).click()
    fill(phone, text="该件回访记录已补附")
    year.send(phone, "#step")
    leader.goto(address_of(run))
    leader.locator(f"main a[href='{address_of(run)}objections/']").first.click()
    year.press(leader, words("Answer"))
    fill(leader, verdict="uphold", points="36", answer="记录属实，恢复原分")
    year.send(leader, "#judge")
    assert Objection.objects.get().is_upheld


def members_are_assessed(desk: Desk, office: Page, scheme: AssessmentScheme, evidence: Path) -> None:
    """The county's member units, by the scheme for units: the first does badly."""
    run = year.prepare_run(office, scheme, "成员单位平安建设考核")
    take(office, run, "open", note="")
    for role, part in (("unit_handler", "4"), ("unit_handler_2", "9")):
        year.report(desk.come_as(desk.world.here.users[role]), run, part, "10", evidence)
    take(office, run, "lock", note="上报已齐")
    year.work()
    take(office, run, "announce", note="")
    year.end_term(run, "run_objection")
    take(desk.come_as(desk.world.here.users["leader"]), run, "finalise", note="")


def talked_with_and_then_listed(
    desk: Desk, office: Page, case: AccountabilityCase, evidence: Path
) -> AccountabilityCase:
    """约谈 first; what was demanded is not met; 挂牌督办 next."""
    near = desk.world.neighbour
    leader = desk.come_as(desk.world.here.users["leader"])
    assessed = desk.come_as(near.users["township_desk"])
    heard(office, assessed, case)
    demanded = {"demand": "逐项整改", "due_on": year.on(30)}
    refused(leader, case, "decide", "skip_reason", measure="talk", **demanded)
    take(leader, case, "decide", measure="talk", skip_reason="全年得分过低", **demanded)
    served(office, assessed, case)
    year.take_with_file(assessed, case, "report", evidence, rectification="已部署")
    take(office, case, "escalate", note="三项只完成一项")
    assert state_of(case) == "escalated"
    listed = AccountabilityCase.objects.select_related("matter__region").get(previous=case)
    heard(office, assessed, listed)
    take(leader, listed, "decide", measure="listed_supervision", **demanded)
    served(office, assessed, listed)
    expect(assessed.locator("main").get_by_text(words("no honours")).first).to_be_visible()
    return listed


def heard(office: Page, assessed: Page, case: AccountabilityCase) -> None:
    take(office, case, "verify", note="")
    # Who answers is offered by the post held on the day, never typed.
    take(office, case, "establish", findings="考核不合格属实", leaders=year.leaders_of(case))
    expect(office.locator("main").get_by_text("钱某某").first).to_be_visible()
    take(office, case, "hear", note="")
    take(assessed, case, "state", statement="接受处理")


def served(office: Page, assessed: Page, case: AccountabilityCase) -> None:
    take(office, case, "serve", recipient=year.recipient_of(case), method_="electronic")
    take(assessed, case, "acknowledge")
    assert state_of(case) == "rectifying"


def award_is_refused(desk: Desk, office: Page) -> None:
    """Another unit failed as well and was vetoed; it nominates itself all the same."""
    here = desk.world.here
    case = year.candidate("assessment_failed", organ=here.units["city_management"])
    for name in ("verify", "establish", "hear", "state"):
        step_case(here, case, name)
    step_case(here, case, "decide", measure="veto", skip_reason="年度任务完成不足一半")
    unit = desk.come_as(here.users["unit_handler"])
    unit.goto("/assessment/commendations/")
    unit.locator("main a[href='/assessment/commendations/new/']").first.click()
    fill(
        unit,
        nominee="unit",
        organ=here.units["city_management"].pk,
        honour="平安建设先进单位",
        deeds="全年无事故",
    )
    unit.locator("#commendation .form__actions button.button--primary").click()
    unit.wait_for_url(year.WITH_KEY)
    row = Commendation.objects.select_related("matter").get()
    refused(office, row, "check", "note", note="材料齐全")
    expect(office.locator("#action-place").get_by_text(case.matter.number).first).to_be_visible()
    assert state_of(row) == "nominated"


def auditor_takes_a_file(desk: Desk, run: AssessmentRun, folder: Path) -> None:
    """The auditor has the workbook made and fetches it; anybody can check the file and a copy that was altered."""
    auditor = desk.come_as(desk.world.here.users["auditor"])
    auditor.goto("/assessment/runs/?tab=all")
    auditor.locator(f"main a[href*='{address_of(run)}']").first.click()
    auditor.locator(f"a[href='{address_of(run)}file/']").first.click()
    fill(auditor, format="xlsx", purpose="年度审计")
    auditor.locator("main .form__actions button.button--primary").click()
    auditor.wait_for_url("**/exports/*/")
    year.work()
    link = auditor.locator("#export-progress a[href$='/download/']")
    expect(link).to_be_visible()
    with auditor.expect_download() as download:
        link.click()
    original, copy = folder / "原件.xlsx", folder / "副本.xlsx"
    download.value.save_as(original)
    book = openpyxl.load_workbook(original)
    [cell] = [one for row in book["明细"].iter_rows() for one in row if one.value == 36][:1]
    cell.value = 40
    book.save(copy)
    anybody = desk.open_as(None)
    code = str(IssuedFile.objects.latest("pk"))
    for file, told in ((original, "未被改动"), (copy, "已被改动")):
        anybody.goto("/verify/")
        anybody.locator("input[type=file]").set_input_files(file)
        fill(anybody, code=code)
        anybody.locator("main button.button--primary").click()
        expect(anybody.get_by_role("status").get_by_text(told).first).to_be_visible()
    desk.shoot(anybody, "anybody-verify-altered-1440")
