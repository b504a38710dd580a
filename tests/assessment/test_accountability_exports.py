"""Cases, commendations and target letters as files: with a purpose, in the security log, without statements and names."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from pingan.audit.models import AuditEntry
from tests.factories.cases import act, given_case, given_commendation
from tests.factories.targets import given_letter
from tests.factories.world import Place

ALL = {"columns": "all", "purpose": "年度汇总"}


def fetched(place: Place, role: str, name: str, format: str = "csv", **query: Any) -> Any:
    return place.client(role).post(
        reverse(f"assessment:{name}_export", query=query), {**ALL, "format": format}
    )


def text_of(answer: Any) -> str:
    assert answer.status_code == 200, answer.content.decode()
    return b"".join(answer.streaming_content).decode("utf-8-sig")


def test_cases_leave_with_what_was_decided_and_without_what_was_stated(here: Place) -> None:
    case = given_case(
        here, "decided", facts="举报人反映的情况甲", decision={"measure": "veto", "skip_reason": "特别严重乙"}
    )
    act(here, case, "serve")
    text = text_of(fetched(here, "body_office", "case", tab="all"))
    for told in (case.matter.number, case.document_number, "一票否决", "(1)", str(case.organ)):
        assert told in text
    for kept in ("举报人", "接受处理", "情况属实", "特别严重乙"):
        assert kept not in text
    entry = AuditEntry.objects.filter(action="export.csv").latest("pk")
    assert entry.reason == ALL["purpose"]


@pytest.mark.parametrize("role", ["leader", "auditor", "unit_handler", "county_government"])
def test_nobody_but_the_office_takes_cases_away(here: Place, role: str) -> None:
    given_case(here, "served")
    assert fetched(here, role, "case", tab="all").status_code == 403
    assert "cases/export" not in here.client("leader").get(reverse("assessment:case_list")).content.decode()
    assert "cases/export" in here.client("body_office").get(reverse("assessment:case_list")).content.decode()


def test_of_a_nominated_person_a_file_holds_neither_name_nor_mask(here: Place) -> None:
    unit = given_commendation(here)
    person = given_commendation(
        here, nominee="individual", organ=here.units["housing"].pk, name="欧阳锋利", deeds="欧阳锋利下水救人"
    )
    for role in ("body_office", "auditor"):
        text = text_of(fetched(here, role, "commendation", tab="all"))
        assert unit.matter.number in text and person.matter.number in text
        assert "欧" not in text and "救人" not in text
        row = next(line for line in text.splitlines() if person.matter.number in line)
        assert "个人" in row and str(person.organ) not in row
    answer = fetched(here, "body_office", "commendation", "xlsx", tab="all")
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    assert fetched(here, "leader", "commendation", tab="all").status_code == 403


def test_target_letters_leave_with_their_numbers_and_without_who_answers_for_a_task(here: Place) -> None:
    letter = given_letter(here, "signed", tasks=3)
    office = here.client("body_office")
    assert "targets/export/?year=" in office.get("/assessment/targets/?year=2026").content.decode()
    text = text_of(fetched(here, "auditor", "target"))
    row = next(line for line in text.splitlines() if str(letter.organ) in line)
    assert ",3,0," in row and "双方已签订" in row
    assert letter.tasks.get(number=1).owner_name not in text
    assert text_of(fetched(here, "body_office", "target", state="draft")).count(str(letter.organ)) == 0
    assert fetched(here, "unit_handler", "target").status_code == 403
    count = "/api/v1/target-letters/count/"
    assert office.get(count).json() == {"count": 1}
    assert office.get(count, {"state": "draft"}).json() == {"count": 0}
