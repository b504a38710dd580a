"""Grade, window, box and interval as pure rules."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disputes.rules.levels import Threshold
from grids.rules.duplicates import metres_between
from risk.models.choices import OF_ARTICLE_42, Domain
from risk.rules.domains import ARTICLES, domain_of_incident
from risk.rules.grades import GradeFacts, computed_grade
from risk.rules.hazards import STATES, IntakeFacts, intake_problems
from risk.rules.inspections import next_inspection
from risk.rules.windows import box_around, months_before

NUMBERS = {
    f"{name}_major": Threshold(Decimal(value), "1.1", "来源")
    for name, value in {
        "needs_stop": 1,
        "beyond_unit": 1,
        "exposed": 30,
        "days": 30,
        "recurrences": 2,
    }.items()
}
FACTS = st.builds(
    GradeFacts,
    exposed=st.none() | st.integers(0, 100),
    days=st.none() | st.integers(0, 100),
    cost=st.none() | st.decimals(0, 10**7, places=2),
    needs_stop=st.none() | st.booleans(),
    is_beyond_unit=st.none() | st.booleans(),
    recurrences=st.integers(0, 5),
)


@given(FACTS)
def test_a_hazard_is_major_exactly_when_a_criterion_reaches_its_number(facts: GradeFacts) -> None:
    grade, reasons = computed_grade(facts, NUMBERS)
    wanted = {
        name
        for name, reached in {
            "exposed": (facts.exposed or 0) >= 30,
            "days": (facts.days or 0) >= 30,
            "needs_stop": facts.needs_stop is True,
            "beyond_unit": facts.is_beyond_unit is True,
            "recurrences": facts.recurrences >= 2,
        }.items()
        if reached
    }
    assert {reason.criterion for reason in reasons} == wanted
    assert grade == ("major" if wanted else "general")
    assert all(reason.source == "来源" and reason.version == "1.1" for reason in reasons)


@given(FACTS)
def test_without_numbers_nothing_counts(facts: GradeFacts) -> None:
    assert computed_grade(facts, {}) == ("general", [])


@given(st.floats(113.5, 118.5), st.floats(24.5, 30), st.floats(0, 1), st.floats(0, 1), st.integers(1, 2000))
def test_the_box_holds_every_point_within_the_distance(
    longitude: float, latitude: float, across: float, up: float, metres: int
) -> None:
    west, south, east, north = box_around(longitude, latitude, metres)
    x, y = longitude + (across - 0.5) * 0.05, latitude + (up - 0.5) * 0.05
    apart = metres_between(longitude, latitude, x, y)
    assert apart is not None
    if apart <= metres:
        assert west <= x <= east and south <= y <= north


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)), st.integers(0, 60))
def test_months_back_keep_the_day_or_take_the_last_of_the_month(moment: datetime, months: int) -> None:
    found = months_before(moment, months)
    assert (found.year * 12 + found.month) == (moment.year * 12 + moment.month - months)
    assert found.day == moment.day or (found + timedelta(days=1)).month != found.month
    assert found.time() == moment.time()


def test_a_window_of_the_end_of_august_begins_at_the_end_of_february() -> None:
    assert months_before(datetime(2026, 8, 31, 9, tzinfo=UTC), 6) == datetime(2026, 2, 28, 9, tzinfo=UTC)
    with pytest.raises(ValueError, match="future"):
        months_before(datetime(2026, 8, 31, tzinfo=UTC), -1)


def test_the_next_round_counts_from_the_last_one_else_from_the_first_day() -> None:
    first = date(2026, 1, 1)
    assert next_inspection(None, first, 7) == date(2026, 1, 8)
    assert next_inspection(date(2026, 3, 1), first, 30) == date(2026, 3, 31)
    with pytest.raises(ValueError, match="one day"):
        next_inspection(None, first, 0)


def test_article_42_names_eighteen_kinds_of_places() -> None:
    assert len(OF_ARTICLE_42) == 18


def test_every_domain_stands_for_an_article_and_classes_of_incidents_lead_to_one() -> None:
    assert set(ARTICLES) == set(Domain.values)
    assert domain_of_incident("HAZARD.FIRE.EXIT") == "fire"
    assert domain_of_incident("HAZARD.DANGEROUS_GOODS") == "dangerous_goods"
    assert domain_of_incident("APPEAL.FACILITY.LAMP") == domain_of_incident("HAZARD.UNKNOWN") == "other"


def test_what_a_registration_must_say() -> None:
    sound = IntakeFacts(True, True, "疏散通道被堵", 114.6, 25.7)
    assert intake_problems(sound) == {}
    wrong = IntakeFacts(False, False, " ", 114.6, None)
    assert set(intake_problems(wrong)) == {"domain", "source", "description", "longitude"}
    assert set(intake_problems(IntakeFacts(True, True, "长" * 2001, None, None))) == {"description"}
    assert len(STATES) == 8
