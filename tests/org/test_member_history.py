"""Invariant 3: membership is dated and cites a decision; removal keeps history."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from pingan.common.errors import Conflict, Forbidden, Invalid, Stale
from pingan.org.models import CoordinatingBody, MemberUnit, NonMemberUnit, Organ
from pingan.org.queries import members_on, memberships_of
from pingan.org.services import (
    admit_member_unit,
    edit_member_unit,
    register_non_member,
    remove_member_unit,
)
from tests.factories.org import (
    given_actor,
    given_body,
    given_organ,
    given_two_counties,
    system_actor,
)

pytestmark = pytest.mark.django_db
START, END = date(2024, 3, 1), date(2025, 3, 1)


@pytest.fixture
def body() -> CoordinatingBody:
    return given_body(given_two_counties().county)


@pytest.fixture
def organ(body: CoordinatingBody) -> Organ:
    return given_organ(body.region, "区司法局")


def _admit(body: CoordinatingBody, organ: Organ, **changes: Any) -> MemberUnit:
    values: dict[str, Any] = {
        "actor": system_actor(),
        "duties": "指导人民调解",
        "decision_document": "南平安〔2024〕3号",
        "valid_from": START,
    }
    return admit_member_unit(body_id=body.pk, organ_id=organ.pk, **{**values, **changes})


def _remove(member: MemberUnit, **changes: Any) -> MemberUnit:
    values: dict[str, Any] = {
        "actor": system_actor(),
        "valid_to": END,
        "removal_document": "南平安〔2025〕1号",
    }
    return remove_member_unit(member_id=member.pk, **{**values, **changes})


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("member_cites_decision", {"decision_document": ""}),
        ("member_removal_cites_decision", {"valid_to": END}),
        ("member_removal_cites_decision", {"valid_to": START, "removal_document": "南平安〔2025〕1号"}),
    ],
)
def test_database_refuses_membership_without_decisions(
    body: CoordinatingBody, organ: Organ, constraint: str, values: dict[str, Any]
) -> None:
    base = {"body": body, "organ": organ, "duties": "x", "decision_document": "甲", "valid_from": START}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        MemberUnit.objects.create(**{**base, **values})


def test_database_refuses_overlapping_memberships(body: CoordinatingBody, organ: Organ) -> None:
    _remove(_admit(body, organ))
    with pytest.raises(IntegrityError, match="member_periods_apart"), transaction.atomic():
        MemberUnit.objects.create(
            body=body, organ=organ, duties="x", decision_document="甲", valid_from=END - timedelta(days=1)
        )


def test_removed_unit_stays_in_the_history_and_may_come_back(body: CoordinatingBody, organ: Organ) -> None:
    first = _remove(_admit(body, organ))
    second = _admit(body, organ, decision_document="南平安〔2026〕1号", valid_from=END)
    assert list(members_on(body, END - timedelta(days=1))) == [first]
    assert list(members_on(body, END)) == [second]
    assert list(members_on(body, START - timedelta(days=1))) == []
    assert list(memberships_of(body)) == [second, first]
    assert (first.decision_document, first.removal_document) == ("南平安〔2024〕3号", "南平安〔2025〕1号")


@pytest.mark.parametrize("missing", ["decision_document", "duties"])
def test_admission_needs_duties_and_a_decision(body: CoordinatingBody, organ: Organ, missing: str) -> None:
    with pytest.raises(Invalid) as refusal:
        _admit(body, organ, **{missing: "  "})
    assert list(refusal.value.fields) == [missing]


def test_removal_needs_a_decision_and_a_later_day(body: CoordinatingBody, organ: Organ) -> None:
    member = _admit(body, organ)
    for changes, field in (({"removal_document": ""}, "removal_document"), ({"valid_to": START}, "valid_to")):
        with pytest.raises(Invalid) as refusal:
            _remove(member, **changes)
        assert list(refusal.value.fields) == [field]
    _remove(member)
    with pytest.raises(Conflict):
        _remove(member)


def test_unit_is_a_member_once(body: CoordinatingBody, organ: Organ) -> None:
    _remove(_admit(body, organ))
    with pytest.raises(Invalid):
        _admit(body, organ, valid_from=START)
    _admit(body, organ, valid_from=END)
    with pytest.raises(Conflict):
        _admit(body, organ, valid_from=END + timedelta(days=9))


def test_ended_membership_is_not_rewritten(body: CoordinatingBody, organ: Organ) -> None:
    member = _admit(body, organ)
    assert (
        edit_member_unit(actor=system_actor(), member_id=member.pk, duties="新职责", seen_version=1).version
        == 2
    )
    with pytest.raises(Stale):
        edit_member_unit(actor=system_actor(), member_id=member.pk, duties="旧", seen_version=1)
    _remove(member)
    with pytest.raises(Conflict):
        edit_member_unit(actor=system_actor(), member_id=member.pk, duties="改写")


def test_admission_ends_the_register_entry_of_a_non_member(body: CoordinatingBody, organ: Organ) -> None:
    register_non_member(actor=system_actor(), body_id=body.pk, organ_id=organ.pk)
    with pytest.raises(Conflict):
        register_non_member(actor=system_actor(), body_id=body.pk, organ_id=organ.pk)
    _admit(body, organ)
    assert not NonMemberUnit.objects.exists()
    with pytest.raises(Conflict):
        register_non_member(actor=system_actor(), body_id=body.pk, organ_id=organ.pk)


def test_only_the_office_of_the_area_admits(body: CoordinatingBody, organ: Organ) -> None:
    land = given_two_counties()
    for role, region in (
        ("body_office", land.other_county),
        ("leader", land.county),
        ("auditor", land.county),
    ):
        with pytest.raises(Forbidden):
            _admit(body, organ, actor=given_actor(role, region))
    assert _admit(body, organ, actor=given_actor("body_office", land.county)).valid_to is None
