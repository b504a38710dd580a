"""Article 7: who answered for a unit on a day."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from pingan.common.errors import Forbidden, Invalid
from pingan.org.models import LeaderResponsibility, Organ
from pingan.org.queries import responsible_on
from pingan.org.services import end_responsibility, record_responsibility
from tests.factories.org import given_actor, given_organ, given_region, given_two_counties, system_actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def organ() -> Organ:
    return given_organ(given_region("360703000000"), "区应急管理局")


def _record(organ: Organ, name: str, kind: str, start: date, portfolio: str = "") -> LeaderResponsibility:
    return record_responsibility(
        actor=system_actor(), organ_id=organ.pk, kind=kind, name=name, title="局长", valid_from=start,
        portfolio=portfolio,
    )  # fmt: skip


def test_persons_are_resolved_as_at_the_day(organ: Organ) -> None:
    direct = _record(organ, "王五", "direct_responsible", date(2025, 1, 1))
    first = _record(organ, "李四", "primary_responsible", date(2025, 1, 1))
    end_responsibility(actor=system_actor(), responsibility_id=first.pk, valid_to=date(2025, 7, 1))
    second = _record(organ, "赵六", "primary_responsible", date(2025, 7, 1))
    assert list(responsible_on(organ, date(2025, 6, 30))) == [first, direct]
    assert list(responsible_on(organ, date(2025, 7, 1))) == [second, direct]
    assert list(responsible_on(organ, date(2025, 12, 31))) == [second, direct]
    assert list(responsible_on(organ, date(2026, 1, 1))) == []
    assert list(responsible_on(organ, date(2024, 12, 31))) == []


def test_direct_leadership_names_its_portfolio(organ: Organ) -> None:
    with pytest.raises(Invalid) as refusal:
        _record(organ, "孙七", "direct_leadership", date(2025, 1, 1))
    assert list(refusal.value.fields) == ["portfolio"]
    assert _record(organ, "孙七", "direct_leadership", date(2025, 1, 1), "防火").portfolio == "防火"


def test_period_stays_inside_its_year(organ: Organ) -> None:
    row = _record(organ, "李四", "primary_responsible", date(2025, 5, 1))
    for day in (date(2025, 4, 30), date(2026, 1, 2)):
        with pytest.raises(Invalid):
            end_responsibility(actor=system_actor(), responsibility_id=row.pk, valid_to=day)
        with pytest.raises(IntegrityError), transaction.atomic():
            LeaderResponsibility.objects.filter(pk=row.pk).update(valid_to=day)
    end_responsibility(actor=system_actor(), responsibility_id=row.pk, valid_to=date(2026, 1, 1))


def test_office_of_the_area_keeps_the_register(organ: Organ) -> None:
    land = given_two_counties()
    values = {"organ_id": organ.pk, "kind": "primary_responsible", "name": "甲", "title": "书记"}
    for role, region in (
        ("leader", land.county),
        ("auditor", land.county),
        ("body_office", land.other_county),
    ):
        with pytest.raises(Forbidden):
            record_responsibility(actor=given_actor(role, region), valid_from=date(2025, 1, 1), **values)
    record_responsibility(
        actor=given_actor("body_office", land.county), valid_from=date(2025, 1, 1), **values
    )
