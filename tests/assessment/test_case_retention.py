"""What was said of people in cases and commendations goes when its retention ends; what the law wants kept stays."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from assessment.models import AccountabilityCase, Commendation
from assessment.services.case_retention import blank_expired
from assessment.services.commendations import reveal_nominee
from assessment.tasks import retention
from pingan.celery import app
from pingan.common.errors import Invalid
from pingan.matters.models import EntryNote, Matter
from pingan.matters.queries import chain_faults
from tests.factories.cases import act, days_on, given_case, given_commendation, honour
from tests.factories.world import Place

NAME = "欧阳锋利"


def years_on(years: float) -> datetime:
    return timezone.now() + timedelta(days=365.25 * years)


def given_person(here: Place, state: str = "refused") -> Commendation:
    return given_commendation(
        here, state, nominee="individual", organ=here.units["housing"].pk, name=NAME, deeds="下水救人甲"
    )


def words_of(case: AccountabilityCase) -> str:
    row = AccountabilityCase.objects.select_related("matter").get(pk=case.pk)
    notes = EntryNote.objects.filter(entry__matter_id=case.pk)
    said = [row.facts, row.findings, row.statement, row.rectification, row.ending, row.matter.text]
    return "".join([*said, *(note.text for note in notes), *(one.text for one in case.objections.all())])


def test_words_of_a_case_go_after_their_years_and_what_was_decided_stays(here: Place) -> None:
    case = given_case(here, "served", facts="举报反映甲")
    act(here, case, "object", text="异议乙")
    for name in ("answer", "acknowledge", "report", "accept"):
        act(here, case, name)
    assert blank_expired(years_on(10) - timedelta(days=2)) == 0
    for words in ("举报反映甲", "异议乙", "接受处理", "情况属实"):
        assert words in words_of(case)
    assert blank_expired(years_on(10) + timedelta(days=2)) == 1
    assert words_of(case) == ""
    assert blank_expired(years_on(10) + timedelta(days=3)) == 0
    row = AccountabilityCase.objects.select_related("matter").get(pk=case.pk)
    assert (row.measure, row.document_number) == ("circular", case.document_number or row.document_number)
    assert row.document_number and row.circumstances == [1] and row.lifted_on is not None
    assert list(chain_faults()) == []
    shown = here.client("body_office").get(reverse("assessment:case_detail", args=[case.pk]))
    assert "保存期限" in shown.content.decode() or "删除" in shown.content.decode()


def test_a_case_whose_next_still_runs_or_that_is_held_keeps_its_words(here: Place) -> None:
    handed_on = given_case(here, "escalated")
    held = given_case(here, "closed", organ=here.units["housing"].pk)
    with pytest.raises(Invalid) as refused:
        act(here, held, "hold_deletion", until=days_on(0))
    assert set(refused.value.fields) == {"until"}
    act(here, held, "hold_deletion", until=days_on(5000))
    late = years_on(11)
    assert blank_expired(late) == 0
    act(here, held, "end_hold")
    act(here, AccountabilityCase.objects.get(previous=handed_on), "dismiss", note="已整改")
    assert blank_expired(late) == 3
    assert words_of(handed_on) == words_of(held) == ""


def test_the_database_lets_words_of_a_decided_case_go_at_no_other_time(here: Place) -> None:
    case = given_case(here, "served")
    gone = {"statement": "", "findings": "", "words_deleted_at": timezone.now()}
    with pytest.raises(IntegrityError), transaction.atomic():
        AccountabilityCase.objects.filter(pk=case.pk).update(**gone)
    closed = given_case(here, "accepted")
    with pytest.raises(IntegrityError), transaction.atomic():
        AccountabilityCase.objects.filter(pk=closed.pk).update(**{**gone, "statement": "别的话"})


def test_name_and_deeds_of_a_nominee_go_and_the_honour_stays(here: Place) -> None:
    person, unit = given_person(here), given_commendation(here, "refused")
    assert blank_expired(years_on(5) - timedelta(days=2)) == 0
    assert blank_expired(years_on(5) + timedelta(days=2)) == 2
    row = Commendation.objects.select_related("matter").get(pk=person.pk)
    assert (row.name, row.deeds, row.matter.text) == ("", "", "")
    assert row.matter.title == row.honour == "平安建设先进单位"
    assert "欧" not in str(Matter.objects.filter(pk=row.pk).values())
    assert list(chain_faults()) == []
    with pytest.raises(Invalid):
        reveal_nominee(actor=here.actor("body_office"), commendation_id=row.pk, reason="核对证书")
    assert Commendation.objects.get(pk=unit.pk).name is None
    page = here.client("body_office").get(reverse("assessment:commendation_detail", args=[row.pk]))
    assert page.status_code == 200 and "欧" not in page.content.decode()


def test_an_open_commendation_and_one_that_is_held_keep_the_name(here: Place) -> None:
    running, held = given_person(here, "nominated"), given_person(here)
    honour(here, held, "hold_deletion", until=days_on(5000))
    assert blank_expired(years_on(9)) == 0
    assert {row.name for row in Commendation.objects.filter(pk__in=(running.pk, held.pk))} == {NAME}
    honour(here, held, "end_hold")
    assert blank_expired(years_on(9)) == 1


def test_the_timetable_asks_once_a_day() -> None:
    entry = app.conf.beat_schedule["blank-expired-cases"]
    assert (entry["task"], entry["schedule"]) == (retention.name, 24 * 3600.0)
