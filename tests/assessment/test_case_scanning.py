"""Every night repeated petitions and serious events are looked for; a candidate is proposed once, and a person decides."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from assessment.models import AccountabilityCase, CaseRecord
from assessment.rules.candidates import PetitionNumbers, SeriousEvent, SeriousNumbers, again, occasion
from assessment.services.case_scanning import scan_for_candidates
from assessment.tasks import scan
from grids.models import Incident
from pingan.celery import app
from pingan.matters.models import Matter
from tests.factories.cases import act
from tests.factories.disputes import act as step
from tests.factories.disputes import given_dispute
from tests.factories.incidents import given_report
from tests.factories.world import Place

NUMBERS = SeriousNumbers(at_least=3, days=90, level=3, gravest=1, classes=("EMERGENCY",))
NOW = datetime(2026, 5, 4, 2, tzinfo=UTC)


def given_event(place: Place, severity: str = "03", days: int = 1, **values: Any) -> Incident:
    """An emergency of so many days ago, or what ``values`` say instead."""
    at = timezone.now() - timedelta(days=days)
    data = {"category": "EMERGENCY.ACCIDENT", "severity": severity, "occurred_at": at, **values}
    return given_report(place, **data)


def petition(place: Place, dispute: Any, number: str) -> None:
    step(place, dispute, "link_petition", "township_desk", external_number=number)


def found_cases() -> list[AccountabilityCase]:
    return list(AccountabilityCase.objects.select_related("matter").order_by("pk"))


def test_three_serious_events_within_the_days_propose_the_township_once(here: Place) -> None:
    events = [given_event(here, days=days) for days in (3, 40)]
    given_event(here, days=91)
    given_event(here, severity="04")
    given_event(here, category="APPEAL.FACILITY.ROAD")
    assert scan_for_candidates(timezone.now()) == 0
    events.append(given_event(here, severity="02", days=1))
    assert scan() == 1
    assert scan() == 0
    (case,) = found_cases()
    assert (case.region, case.matter.region, case.matter.state) == (here.township, here.county, "candidate")
    assert (case.circumstances, case.rule) == ([1], "serious_incidents")
    assert "：3（assessment.candidate.serious_incidents v1；" in case.threshold
    assert case.event_on == timezone.localdate(timezone.now() - timedelta(days=1))
    assert {row.matter_id for row in case.records.all()} == {event.pk for event in events}


def test_what_gave_occasion_once_gives_none_again_and_new_events_do(here: Place) -> None:
    for days in (3, 2, 1):
        given_event(here, days=days)
    assert scan_for_candidates(timezone.now()) == 1
    (case,) = found_cases()
    given_event(here)
    act(here, case, "dismiss", note="核实后责任已另行追究")
    assert scan_for_candidates(timezone.now()) == 0
    given_event(here)
    given_event(here)
    assert scan_for_candidates(timezone.now()) == 1
    assert [row.records.count() for row in found_cases()] == [3, 3]


def test_one_of_the_gravest_is_enough(here: Place) -> None:
    given_event(here, severity="01")
    assert scan_for_candidates(timezone.now()) == 1
    assert "特别重大1起" in found_cases()[0].facts


def test_a_matter_petitioned_about_again_proposes_its_township_once(here: Place) -> None:
    dispute = given_dispute(here)
    petition(here, dispute, "信-1")
    assert scan_for_candidates(timezone.now()) == 0
    petition(here, dispute, "信-2")
    assert scan_for_candidates(timezone.now() + timedelta(days=366)) == 0
    assert scan_for_candidates(timezone.now()) == 1
    petition(here, dispute, "信-3")
    assert scan_for_candidates(timezone.now()) == 0
    (case,) = found_cases()
    assert (case.region, case.circumstances, case.source_id) == (here.township, [2], dispute.pk)
    assert "：2（assessment.candidate.petitions v1；" in case.threshold
    assert dispute.matter.number in case.facts


def test_the_records_open_from_the_candidate_and_a_closed_one_only_for_its_readers(here: Place) -> None:
    first, second = given_dispute(here), given_dispute(here)
    for dispute in (first, second):
        petition(here, dispute, f"信-{dispute.pk}-1")
        petition(here, dispute, f"信-{dispute.pk}-2")
    Matter.objects.filter(pk=second.pk).update(is_restricted=True)
    assert scan_for_candidates(timezone.now()) == 2
    client = here.client("body_office")
    open_case, closed_case = found_cases()
    page = client.get(reverse("assessment:case_detail", args=[open_case.pk])).content.decode()
    assert reverse("disputes:dispute_detail", args=[first.pk]) in page
    told = client.get(f"/api/v1/accountability-cases/{open_case.pk}/").json()
    assert [row["id"] for row in told["records"]] == [first.pk]
    page = client.get(reverse("assessment:case_detail", args=[closed_case.pk])).content.decode()
    assert second.matter.number not in page
    told = client.get(f"/api/v1/accountability-cases/{closed_case.pk}/").json()
    assert (told["records"], told["record_count"]) == ([], 1)


def test_the_database_holds_a_record_to_one_candidate_of_a_rule(here: Place) -> None:
    event = given_event(here, severity="01")
    scan_for_candidates(timezone.now())
    (case,) = found_cases()
    with pytest.raises(IntegrityError, match="once_per_rule"), transaction.atomic():
        CaseRecord.objects.create(case=case, matter_id=event.pk, rule=case.rule)
    with pytest.raises(IntegrityError, match="bears the rule"), transaction.atomic():
        CaseRecord.objects.create(case=case, matter_id=event.pk, rule="repeated_petition")
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        case.records.all().delete()


def test_the_timetable_looks_once_a_day() -> None:
    entry = app.conf.beat_schedule["scan-candidates"]
    assert (entry["task"], entry["schedule"]) == (scan.name, 24 * 3600.0)


@given(st.lists(st.integers(1, 4), max_size=8), st.integers(0, 8))
def test_more_events_never_take_an_occasion_away(levels: list[int], first: int) -> None:
    events = [SeriousEvent(place, level, NOW) for place, level in enumerate(levels)]
    counted, some = occasion(events[:first], NUMBERS), levels[:first]
    assert all(one.level <= NUMBERS.level for one in counted)
    assert not counted or set(counted) <= set(occasion(events, NUMBERS))
    assert bool(counted) == (sum(level <= 3 for level in some) >= 3 or 1 in some)


@given(st.lists(st.integers(-400, 5), max_size=6), st.integers(1, 4), st.integers(1, 366))
def test_petitions_count_within_their_days_alone(days: list[int], least: int, period: int) -> None:
    moments = [NOW + timedelta(days=day) for day in days]
    inside = sorted(day for day in days if -period <= day <= 0)
    found = again(moments, PetitionNumbers(least, period), NOW)
    assert [(one - NOW).days for one in found] == (inside if len(inside) >= least else [])
    assert again(moments, None, NOW) == ()
