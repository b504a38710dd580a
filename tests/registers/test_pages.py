"""Pages through the door: what is typed stays, each refusal stands at its field, changes meanwhile are told."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pingan.registers.models import RegisterDefinition, RegisterReport, RegisterRound
from pingan.registers.services.answers import ReportInput
from pingan.registers.services.reports import save_report, submit_report
from tests.factories.registers import (
    VALUES,
    do_jobs,
    given_definition,
    given_draft,
    given_own_definition,
    given_round,
    given_submitted,
    report_of,
)
from tests.factories.world import World

pytestmark = pytest.mark.django_db
TYPED = {f"v-{code}": str(value) for code, value in VALUES.items()}
FOUND = {
    "f0-number": "0", "f0-type": "neighbour", "f0-place": "水渠边", "f0-people": "4",
    "f0-description": "因排水争执", "f0-is_resolved": "false",
}  # fmt: skip


@pytest.fixture
def row(world: World) -> RegisterRound:
    return given_round(world.here.actor("body_office"), world.here.county)


def write(world: World, report: RegisterReport, role: str = "grid_worker", **data: Any) -> Any:
    browser = world.here.client(role)
    usual = {"action": "submit", "seen_version": report.version, "findings": "0"}
    return browser.post(reverse("registers:report_write", args=[report.pk]), usual | data)


def test_nothing_found_is_on_the_home_page_and_one_question_away(world: World, row: RegisterRound) -> None:
    browser, report = world.here.client("grid_worker"), report_of(row, world.here)
    url = reverse("registers:report_nothing", args=[report.pk])
    home = browser.get("/").content.decode()
    assert url in home and "零报告" in home
    answer = browser.post(url, {"seen_version": "1", "back": "home"})
    assert answer.status_code == 302 and answer["Location"] == "/"
    report.refresh_from_db()
    assert (report.state, report.is_nothing_found) == ("submitted", True)
    assert url not in browser.get("/").content.decode()


def test_a_report_with_a_finding_is_handed_in(world: World, row: RegisterRound) -> None:
    report = report_of(row, world.here)
    answer = write(world, report, **TYPED, **FOUND, findings="1")
    assert answer.status_code == 302
    report.refresh_from_db()
    assert (report.state, report.finding_count, report.values["households_visited"]) == ("submitted", 1, 30)
    page = world.here.client("township_desk").get(answer["Location"]).content.decode()
    assert "因排水争执" in page and "邻里" in page and "审核通过" in page


def test_a_refused_form_comes_back_as_it_was_with_each_fault_at_its_field(
    world: World, row: RegisterRound
) -> None:
    report = report_of(row, world.here)
    bad = TYPED | {"v-households_visited": "许多"} | FOUND | {"f0-people": "零"}
    answer = write(world, report, **bad, findings="1")
    page = answer.content.decode()
    assert answer.status_code == 422
    for kept in ("许多", "因排水争执", "水渠边"):
        assert kept in page
    assert page.count("请填写数字") == 2
    assert 'id="id_v-households_visited_error"' in page and 'id="id_f0-people_error"' in page
    report.refresh_from_db()
    assert report.state == "open"


def test_a_finding_that_is_half_written_is_refused_and_a_blank_one_left_out(
    world: World, row: RegisterRound
) -> None:
    report = report_of(row, world.here)
    blank = {name.replace("f0", "f1"): "" for name in FOUND} | {"f1-number": "0"}
    half = write(world, report, **TYPED, **FOUND, **blank | {"f1-place": "老屋组"})
    assert half.status_code == 422 and 'id="id_f1-description_error"' in half.content.decode()
    assert write(world, report, **TYPED, **FOUND, **blank).status_code == 302
    assert report.findings.count() == 1


def test_another_finding_is_added_without_losing_a_word(world: World, row: RegisterRound) -> None:
    report = report_of(row, world.here)
    page = write(world, report, **TYPED, **FOUND, findings="1", action="add").content.decode()
    assert "因排水争执" in page and 'name="f1-place"' in page and 'value="30"' in page
    assert 'name="f1-number" value="0"' in page


def test_a_change_made_meanwhile_is_told_and_what_was_typed_is_kept(world: World, row: RegisterRound) -> None:
    report = report_of(row, world.here)
    save_report(
        actor=world.here.actor("community_staff"),
        report_id=report.pk,
        data=ReportInput({"remarks": "村里先填"}),
    )
    answer = write(world, report, **TYPED)
    page = answer.content.decode()
    assert answer.status_code == 409 and answer["X-Form-Again"] == "1"
    assert "data-message" in page and 'value="30"' in page and 'name="seen_version" value="2"' in page
    assert write(world, report, **TYPED, seen_version="2").status_code == 302


def test_a_report_that_is_handed_in_cannot_be_written_again(world: World, row: RegisterRound) -> None:
    report = given_submitted(row, world.here)
    assert (
        world.here.client("grid_worker").get(reverse("registers:report_write", args=[report.pk])).status_code
        == 302
    )
    assert write(world, report, **TYPED).status_code == 409


def test_review_on_the_page(world: World, row: RegisterRound) -> None:
    report = given_submitted(row, world.here)
    desk = world.here.client("township_desk")
    url = reverse("registers:report_review", args=[report.pk, "return"])
    empty = desk.post(url, {"seen_version": report.version})
    assert empty.status_code == 422 and "请说明原因" in empty.content.decode()
    stale = desk.post(url, {"seen_version": "1", "note": "户数不符"})
    assert stale.status_code == 409 and "户数不符" in stale.content.decode()
    assert desk.post(url, {"seen_version": report.version, "note": "户数不符"}).status_code == 302
    page = world.here.client("grid_worker").get("/").content.decode()
    assert "户数不符" in page


def test_an_order_is_written_opened_urged_and_closed_on_pages(world: World) -> None:
    definition = given_definition()
    office = world.here.client("body_office")
    assert str(definition.pk) in office.get(reverse("registers:round_new")).content.decode()
    url = f"{reverse('registers:round_new')}?definition={definition.pk}"
    page = office.get(url)
    assert page.status_code == 200 and "走访户数" in page.content.decode(), "the form is previewed"
    form = {
        "title": "秋季集中排查",
        "period_from": "2026-11-01",
        "period_to": "2026-11-30",
        "opens_on": "2026-11-01",
    }
    bad = office.post(url, form | {"period_to": "2026-10-01"})
    assert (
        bad.status_code == 422
        and "秋季集中排查" in bad.content.decode()
        and "填报期止早于" in bad.content.decode()
    )
    assert office.post(url, form | {"due_on": "2099-01-01"}).status_code == 302
    row = RegisterRound.objects.latest("pk")
    draft = office.get(reverse("registers:round_detail", args=[row.pk])).content.decode()
    assert 'data-confirm="下发，共2个单位？"' in draft, "before it goes out, it says to how many"
    move = reverse("registers:round_move", args=[row.pk, "open"])
    assert office.post(move, {"seen_version": "1"}).status_code == 302
    do_jobs("registers.list_units")
    shown = office.get(reverse("registers:round_detail", args=[row.pk])).content.decode()
    assert "朱坊乡" in shown and "一键催报" in shown
    urged = office.post(
        reverse("registers:round_urge", args=[row.pk]), {"region": world.here.township.code}, follow=True
    )
    assert "已催报1个单位" in urged.content.decode()
    again = office.post(reverse("registers:round_urge", args=[row.pk]), {}, follow=True).content.decode()
    assert "已催报1个单位" in again and "另有1个单位今天已催报过" in again, (
        "the other township was not urged yet"
    )
    third = office.post(reverse("registers:round_urge", args=[row.pk]), {}, follow=True).content.decode()
    assert "今天已催报过" in third and "已催报1个" not in third and "已催报2个" not in third
    cancel = reverse("registers:round_move", args=[row.pk, "cancel"])
    assert office.post(cancel, {"note": ""}).status_code == 422
    assert office.post(reverse("registers:round_move", args=[row.pk, "close"]), {}).status_code == 302


def test_an_edit_from_an_older_version_keeps_what_was_typed(world: World) -> None:
    draft = given_draft(world.here.actor("body_office"), world.here.county)
    office, url = world.here.client("body_office"), reverse("registers:round_edit", args=[draft.pk])
    form = {"title": "我改的标题", "period_from": "2026-11-01", "period_to": "2026-11-30", "opens_on": "2026-11-01",
            "due_on": "2099-01-01", "seen_version": "7"}  # fmt: skip
    answer = office.post(url, form)
    assert answer.status_code == 409 and "我改的标题" in answer.content.decode()
    assert office.post(url, form | {"seen_version": "1"}).status_code == 302


def test_the_statistical_table_adds_up(world: World, row: RegisterRound) -> None:
    given_submitted(row, world.here)
    given_submitted(row, world.neighbour)
    page = world.here.client("leader").get(reverse("registers:round_table", args=[row.pk])).content.decode()
    assert "走访户数（户）" in page and ">60<" in page
    summary = reverse("registers:definition_summary", args=[row.definition_id])
    assert ">60<" in world.here.client("leader").get(summary).content.decode()


def test_a_finding_is_taken_further_on_the_page(world: World, row: RegisterRound) -> None:
    report = given_submitted(row, world.here)
    browser: Client = world.here.client("grid_worker")
    detail = reverse("registers:report_detail", args=[report.pk])
    refer = reverse("registers:finding_refer", args=[report.findings.get().pk, "dispute"])
    assert refer in browser.get(detail).content.decode()
    assert browser.post(refer).status_code == 302
    page = browser.get(detail).content.decode()
    assert f"/disputes/{report.findings.get().matter_id}/" in page


def _definition_form(**changes: str) -> dict[str, Any]:
    usual = {
        "code": "drill_report", "kind": "periodic_report", "name": "演练情况", "name_en": "Drills", "purpose": "掌握演练",
        "source": "演练办法", "confidence": "L", "unit_kind": "township", "order_levels": ["3"],
        "order_roles": ["body_office"], "warn_hours": "24", "retention_years": "10", "retention_source": "保管期限表",
        "effective_from": "2099-01-01", "reason": "新增", "fields_count": "1", "finding_fields_count": "0",
        "a0-code": "drills", "a0-label": "演练次数", "a0-label_en": "Drills", "a0-type": "whole", "a0-aggregation": "sum",
        "a0-purpose": "掌握演练次数",
    }  # fmt: skip
    return usual | changes


@pytest.mark.parametrize("area", ["360703", "36"])
def test_a_new_form_takes_no_code_that_is_known_here(world: World, area: str) -> None:
    office, url = world.here.client("body_office"), reverse("registers:definition_new")
    known = given_own_definition("drill_report", region_code=area, name="全省演练台账")
    answer = office.post(url, _definition_form(effective_from=f"{timezone.localdate()}"))
    assert answer.status_code == 422
    [sentence] = answer.context["form"].errors["code"]
    assert "全省演练台账" in sentence and "版" in sentence
    assert RegisterDefinition.objects.filter(code="drill_report").count() == 1
    later = office.post(f"{url}?like={known.pk}", _definition_form(seen_version="1" if area != "36" else "0"))
    assert later.status_code == 302, "a version of it is made on purpose"
    elsewhere = given_own_definition("far_report", region_code=world.far.county.code[:6])
    assert office.post(url, _definition_form(code=elsewhere.code)).status_code == 302


def test_each_field_says_what_it_is_asked_for(world: World) -> None:
    office, url = world.here.client("body_office"), reverse("registers:definition_new")
    for blank in ("", " ", "\u200b"):
        answer = office.post(url, _definition_form(**{"a0-purpose": blank}))
        assert answer.status_code == 422 and "purpose" in answer.context["parts"]["fields"][0].errors
    assert not RegisterDefinition.objects.filter(code="drill_report").exists()


def test_an_office_defines_a_form_with_preview_and_versions(world: World) -> None:
    office, url = world.here.client("body_office"), reverse("registers:definition_new")
    assert office.get(url).status_code == 200
    added = office.post(url, _definition_form(action="add_fields")).content.decode()
    assert 'name="a1-code"' in added and "演练次数" in added
    preview = office.post(url, _definition_form(action="preview"))
    assert 'name="v-drills"' in preview.content.decode() and not RegisterDefinition.objects.filter(
        code="drill_report"
    )
    bad = office.post(url, _definition_form(**{"a0-label": "负责人姓名"}))
    assert bad.status_code == 422 and "不建个人台账" in bad.content.decode()
    done = office.post(url, _definition_form())
    assert done.status_code == 302
    row = RegisterDefinition.objects.get(code="drill_report")
    assert (row.region_code, row.version, row.fields[0]["aggregation"]) == ("360703", 1, "sum")
    again = f"{url}?like={row.pk}"
    page = office.get(again).content.decode()
    assert "演练次数" in page and 'name="seen_version" value="1"' in page
    stale = office.post(again, _definition_form(name="改", seen_version="0"))
    assert stale.status_code == 409 and 'value="改"' in stale.content.decode()
    assert office.post(again, _definition_form(name="改", seen_version="1")).status_code == 302
    assert world.here.client("township_desk").get(url).status_code == 403


def test_rules_between_fields_outlast_a_new_version_made_on_the_page(world: World) -> None:
    office, url = world.here.client("body_office"), reverse("registers:definition_new")
    kind = {"unit_kind": "grid", "kind": "round", "fields_count": "2"}
    found = {"a0-code": "found", "a0-counts_findings": "on"}
    done = {
        "a1-code": "done",
        "a1-label": "化解数",
        "a1-label_en": "Done",
        "a1-purpose": "掌握化解数",
        "a1-type": "whole",
        "a1-at_most": "found",
    }
    form = _definition_form(**kind, **found, **done)
    assert office.post(url, form | {"a1-at_most": "nonsense"}).status_code == 422
    assert office.post(url, form).status_code == 302
    row = RegisterDefinition.objects.get(code="drill_report")
    assert row.fields[0]["counts_findings"] is True and row.fields[1]["at_most"] == "found"
    page = office.get(f"{url}?like={row.pk}").content.decode()
    assert 'name="a1-at_most" value="found"' in page
    ticked = page[page.index('name="a0-counts_findings"') :].partition(">")[0]
    assert "checked" in ticked


def test_bad_addresses_are_no_fault_of_ours(world: World, row: RegisterRound) -> None:
    office = world.here.client("body_office")
    for query in (
        "round=x",
        "status=x",
        "region=9",
        "part=x",
        f"round={2**70}",
        "cursor=x",
        "q=" + "x" * 300,
        "q=%00",
    ):
        assert office.get(f"{reverse('registers:report_list')}?{query}").status_code == 200, query
    for query in ("region=x", "region=990000000000"):
        assert office.get(f"{reverse('registers:round_detail', args=[row.pk])}?{query}").status_code == 404
    report = report_of(row, world.here)
    odd = {"findings": "9999", "seen_version": "x", "f0-number": "-1", "v-support_wanted": "\x00\u202e"}
    assert write(world, report, **odd).status_code == 422
    assert submit_report(
        actor=world.here.actor("grid_worker"), report_id=report.pk, data=ReportInput(is_nothing_found=True)
    ).is_nothing_found
