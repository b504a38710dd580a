"""Each definition that the regulation asks for: sourced, spoken in both languages, ordered, filled in and counted."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from pingan.access.queries import actor_for
from pingan.org.models import MemberUnit, Organ
from pingan.registers.models import RegisterDefinition, RegisterFinding, RegisterReport
from pingan.registers.rules import FieldSpec, specs_from
from pingan.registers.services.answers import ReportInput
from pingan.registers.services.definitions import REFERENCE
from pingan.registers.services.entries import add_entry, renew_entry, settle_entry
from pingan.registers.services.reports import review_report, submit_report
from tests.factories.org import given_body
from tests.factories.registers import given_definition, given_round
from tests.factories.world import Place, World

FILES = ("bodies", "foundations", "prevention", "society")
DOCUMENTS: dict[str, dict[str, Any]] = {
    document["code"]: document
    for name in FILES
    for document in json.loads((REFERENCE / f"{name}.json").read_text(encoding="utf-8"))
}
#: Who fills in what a unit of a kind keeps, in the small world.
WRITERS = {
    "body_division": "body_office", "county_up": "body_office", "county": "body_office", "township": "township_desk",
    "village": "community_staff", "organ": "unit_handler", "authority": "unit_handler", "member_unit": "unit_handler",
}  # fmt: skip


def value_of(spec: FieldSpec, place: Place) -> Any:
    """Return something that a person might give."""
    today = timezone.localdate()
    match spec.type:
        case "whole":
            return 0 if spec.counts_findings or spec.at_most else 12
        case "amount":
            return "12.50"
        case "date":
            return (today if spec.until_today else today + timedelta(days=20)).isoformat()
        case "choice":
            return spec.choices[0].code
        case "choices":
            return [spec.choices[0].code]
        case "yes_no":
            return True
        case "region":
            return place.village.code
        case _:
            return "城市管理局路灯所"


def earlier(code: str, values: dict[str, Any]) -> dict[str, Any]:
    """Return values that need no application: the title was awarded before the register was opened."""
    if code != "peace_titles":
        return values
    return {**values, "basis": "earlier"}


def filled(specs: tuple[FieldSpec, ...], place: Place) -> dict[str, Any]:
    return {
        spec.code: value_of(spec, place)
        for spec in specs
        if spec.is_asked_for and spec.type not in {"file", "entry"}
    }


def kept(world: World, code: str) -> RegisterReport:
    """Return the report of the place's unit in an order that the county's office gave."""
    here = world.here
    definition = given_definition(code)
    if definition.unit_kind == "member_unit":
        MemberUnit.objects.create(
            body=given_body(here.county), organ=here.units["city_management"], duties="城市管理",
            decision_document="康平安〔2026〕1号", valid_from=timezone.localdate(),
        )  # fmt: skip
    is_standing = {"due_on": None} if definition.is_standing else {}
    row = given_round(here.actor("body_office"), here.county, definition, **is_standing)
    reports = RegisterReport.objects.filter(round=row)
    match definition.unit_kind:
        case "organ" | "authority" | "member_unit":
            return reports.get(organ=here.units["city_management"])
        case "township":
            return reports.get(region_code=here.township.code)
        case "village":
            return reports.get(region_code=here.village.code)
        case _:
            return reports.get(region_code=here.county.code)


@pytest.mark.parametrize("code", DOCUMENTS)
def test_every_field_says_what_it_is_for_in_a_definition_with_its_source(code: str) -> None:
    document = DOCUMENTS[code]
    assert re.search(r"条例第[一二三四五六七八九十]+条", document["source"]) and document["confidence"] == "L"
    assert "可信度L" in document["source"], "what no rule says is told to be the product's own"
    assert document["purpose_en"].isascii() or "，" not in document["purpose_en"]
    for row in (*document["fields"], *document["finding_fields"]):
        assert row["purpose"] and row["label_en"].isascii() and not row["label"].isascii(), row["code"]
        for choice in row.get("choices", ()):
            assert choice[2].isascii() and not choice[1].isascii(), choice
        if row["type"] in {"text", "long_text"} and row["type"] == "long_text":
            assert row.get("help") and row.get("help_en"), row["code"]


@pytest.mark.django_db
@pytest.mark.parametrize("code", [code for code, row in DOCUMENTS.items() if row["kind"] == "register"])
def test_a_register_is_kept_renewed_closed_and_counted(world: World, code: str) -> None:
    here, report = world.here, kept(world, code)
    writer = here.actor(WRITERS[report.unit_kind])
    specs = specs_from(report.round.definition.finding_fields)
    values = earlier(code, filled(specs, here))
    entry = add_entry(actor=writer, report_id=report.pk, values=values)
    tally = here.client("leader").get(reverse("registers:entry_tally"), {"definition": code})
    assert tally.status_code == 200 and str(report.round.definition) in tally.content.decode()
    page = here.client("leader").get(reverse("registers:entry_detail", args=[entry.pk]))
    assert page.status_code == 200
    watched = next((spec.code for spec in specs if spec.watched_days is not None), None)
    if watched is not None:
        later = (timezone.localdate() + timedelta(days=400)).isoformat()
        entry = renew_entry(actor=writer, finding_id=entry.pk, values=values | {watched: later})
    for ending in [row["code"] for row in report.round.definition.endings] or [""]:
        ended = add_entry(actor=writer, report_id=report.pk, values=values)
        settle_entry(
            actor=writer, finding_id=ended.pk, on=timezone.localdate(), ending=ending, note="到期或不再执行"
        )
    settle_entry(
        actor=writer, finding_id=entry.pk, on=timezone.localdate(), ending=ending, note="到期或不再执行"
    )
    assert not RegisterFinding.objects.filter(report=report, settled_on=None).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("code", [code for code, row in DOCUMENTS.items() if row["kind"] != "register"])
def test_a_report_is_written_handed_in_and_reviewed_where_it_is(world: World, code: str) -> None:
    here, report = world.here, kept(world, code)
    definition: RegisterDefinition = report.round.definition
    writer = WRITERS[report.unit_kind]
    page = here.client(writer).get(reverse("registers:report_write", args=[report.pk]))
    assert page.status_code == 200
    data = ReportInput(filled(specs_from(definition.fields), here))
    done = submit_report(actor=here.actor(writer), report_id=report.pk, data=data)
    if definition.needs_review:
        desks = {"village": here.users["township_desk"], "county": world.province_office}
        reviewer = actor_for(desks.get(definition.unit_kind, here.users["body_office"]))
        assert reviewer is not None
        done = review_report(actor=reviewer, report_id=report.pk, action="accept")
    assert done.state == "accepted"
    table = here.client("leader").get(reverse("registers:round_table", args=[report.round_id]))
    assert table.status_code == 200


@pytest.mark.django_db
def test_a_title_is_applied_for_reviewed_awarded_and_withdrawn(world: World) -> None:
    """平安小区: the village applies, the desk above reviews and not who applied, the body awards and withdraws."""
    here = world.here
    application = kept(world, "title_applications")
    applied = {
        "applicant": "康乐小区", "title": "community", "met": ["no_grave_case", "hazards"], "account": "成立巡防队",
    }  # fmt: skip
    handed_in = submit_report(
        actor=here.actor("community_staff"),
        report_id=application.pk,
        data=ReportInput({"applied": 1}, (applied,)),
    )
    assert handed_in.state == "submitted"
    returned = review_report(
        actor=here.actor("township_desk"), report_id=application.pk, action="return", note="补充材料"
    )
    assert returned.state == "returned"
    finding = RegisterFinding.objects.get(report=application)
    again = ReportInput({"applied": 1}, (applied | {"number": finding.number},))
    submit_report(actor=here.actor("community_staff"), report_id=application.pk, data=again)
    review_report(actor=here.actor("township_desk"), report_id=application.pk, action="accept")

    titles = kept(world, "peace_titles")
    today, office = timezone.localdate(), here.actor("body_office")
    award = {
        "holder": "康乐小区", "title": "community", "region": here.village.code, "basis": "applied",
        "application": f"{finding.report_id}-{finding.number}",
        "awarded_on": today.isoformat(), "document": "康平安〔2026〕3号",
        "review_on": (today + timedelta(days=1095)).isoformat(),
    }  # fmt: skip
    held = add_entry(actor=office, report_id=titles.pk, values=award)
    settle_entry(actor=office, finding_id=held.pk, on=today, ending="withdrawn", note="发生重大案件")
    page = here.client("township_desk").get(
        reverse("registers:entry_list"), {"definition": "peace_titles", "watch": "settled"}
    )
    assert page.status_code == 200
    shown = here.client("body_office").get(reverse("registers:entry_detail", args=[held.pk])).content.decode()
    assert "已撤销" in shown and "发生重大案件" in shown and "康平安〔2026〕3号" in shown
    assert f"{finding.report_id}-{finding.number} 康乐小区" in shown


@pytest.mark.django_db
def test_bodies_of_four_levels_and_governments_from_the_county_up_keep_their_own(world: World) -> None:
    office = world.here.actor("body_office")
    row = given_round(office, world.here.county, given_definition("body_decisions"), due_on=None)
    levels = set(RegisterReport.objects.filter(round=row).values_list("unit_level", flat=True))
    assert levels == {3, 4} and Organ.objects.exists()
    budget = given_round(office, world.here.county, given_definition("peace_budget"))
    assert list(RegisterReport.objects.filter(round=budget).values_list("region_code", flat=True)) == [
        world.here.county.code
    ]


@pytest.mark.django_db
def test_no_definition_asks_for_accounts_or_persons() -> None:
    """Article 28 is kept by matter, 45 by organisation, 54 by activity (domain.md §9.1)."""
    for code in (
        "opinion_matters",
        "special_group_services",
        "volunteer_activities",
        "political_security_counts",
    ):
        labels = [row["label"] for row in (*DOCUMENTS[code]["fields"], *DOCUMENTS[code]["finding_fields"])]
        assert not [label for label in labels if re.search(r"账号|网名|姓名|名单|对象名", label)], code
