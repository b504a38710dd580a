"""Invariant 2: one body in force per region, on four levels; centres stand on five."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from pingan.common.errors import Conflict, Forbidden, Invalid, Stale
from pingan.org.models import CenterChecklistItem, CoordinatingBody, GovernanceCenter, Region
from pingan.org.queries import body_of, center_of, checklist_lines
from pingan.org.services import (
    admit_agency,
    check_line,
    close_center,
    close_group,
    dissolve_body,
    edit_body,
    edit_center,
    end_agency,
    establish_body,
    form_group,
    open_center,
    register_organ,
    set_office,
)
from tests.factories.org import (
    LONG_AGO,
    TwoCounties,
    given_actor,
    given_body,
    given_organ,
    given_two_counties,
    system_actor,
)

pytestmark = pytest.mark.django_db
DAY = date(2025, 6, 1)
DOCUMENT = "赣平安〔2025〕2号"


@pytest.fixture
def land() -> TwoCounties:
    return given_two_counties()


def _refused(constraint: str, model: type[CoordinatingBody | GovernanceCenter], **values: object) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        model.objects.create(name="某机构", **values)


def test_database_refuses_a_second_body_in_force(land: TwoCounties) -> None:
    body = given_body(land.county)
    _refused("body_periods_apart|body_once", CoordinatingBody, region=land.county, level=3, valid_from=DAY)
    CoordinatingBody.objects.filter(pk=body.pk).update(valid_to=DAY)
    _refused("body_periods_apart", CoordinatingBody, region=land.county, level=3, valid_from=LONG_AGO)
    CoordinatingBody.objects.create(name="新", region=land.county, level=3, valid_from=DAY)


def test_database_refuses_a_body_on_another_level_than_its_region(land: TwoCounties) -> None:
    _refused("body_level_of_region", CoordinatingBody, region=land.county, level=2)
    _refused("body_on_four_levels", CoordinatingBody, region=land.village, level=5)
    _refused("center_level_of_region", GovernanceCenter, region=land.village, level=4)


def test_service_refuses_what_the_database_would(land: TwoCounties) -> None:
    def establish(region: Region) -> CoordinatingBody:
        return establish_body(
            actor=system_actor(),
            region_id=region.pk,
            name="平安建设领导小组",
            document=DOCUMENT,
            valid_from=DAY,
        )

    body = establish(land.township)
    assert (body.level, body_of(land.township, DAY), body_of(land.township, LONG_AGO)) == (4, body, None)
    with pytest.raises(Conflict):
        establish(land.township)
    with pytest.raises(Invalid):
        establish(land.village)


def test_dissolved_body_ends_with_its_groups_and_another_may_follow(land: TwoCounties) -> None:
    system, body = system_actor(), given_body(land.county)
    lead = given_organ(land.county)
    group = form_group(
        actor=system, body_id=body.pk, name="矛盾纠纷化解组", lead_unit_id=lead.pk, valid_from=LONG_AGO
    )
    dissolve_body(actor=system, body_id=body.pk, valid_to=DAY, document=DOCUMENT)
    group.refresh_from_db()
    assert group.valid_to == DAY
    follower = establish_body(
        actor=system, region_id=land.county.pk, name="新领导小组", document=DOCUMENT, valid_from=DAY
    )
    assert body_of(land.county, DAY) == follower
    assert body_of(land.county, LONG_AGO) == body
    with pytest.raises(Conflict):
        dissolve_body(actor=system, body_id=body.pk, valid_to=DAY, document=DOCUMENT)


def test_group_has_a_lead_unit_and_one_name_at_a_time(land: TwoCounties) -> None:
    system, body, lead = system_actor(), given_body(land.county), given_organ(land.county)
    others = [given_organ(land.county).pk for _ in range(2)]
    values = {"actor": system, "body_id": body.pk, "name": "公共安全组", "lead_unit_id": lead.pk}
    group = form_group(**values, valid_from=LONG_AGO, member_ids=others)
    assert (group.lead_unit, group.members.count()) == (lead, 2)
    with pytest.raises(Conflict):
        form_group(**values, valid_from=DAY)
    close_group(actor=system, group_id=group.pk, valid_to=DAY)
    assert form_group(**values, valid_from=DAY).pk != group.pk


def test_office_is_that_of_one_body(land: TwoCounties) -> None:
    system = system_actor()
    body, other = given_body(land.county), given_body(land.township)
    organ = register_organ(
        actor=system,
        name="区委平安办",
        kind="coordinating_office",
        region_id=land.county.pk,
        short_name="平安办",
    )
    set_office(actor=system, body_id=body.pk, organ_id=organ.pk, duties="日常工作")
    assert (
        set_office(actor=system, body_id=body.pk, organ_id=organ.pk, duties="统筹协调").duties == "统筹协调"
    )
    with pytest.raises(Invalid):
        set_office(actor=system, body_id=other.pk, organ_id=organ.pk, duties="")
    with pytest.raises(Conflict):
        register_organ(actor=system, name="区委平安办", kind="department", region_id=land.county.pk)


def test_office_edits_in_its_own_area_only(land: TwoCounties) -> None:
    body = given_body(land.township)
    assert edit_body(actor=given_actor("body_office", land.county), body_id=body.pk, name="甲").name == "甲"
    for role, region in (
        ("body_office", land.other_county),
        ("leader", land.county),
        ("body_office", land.village),
    ):
        with pytest.raises(Forbidden):
            edit_body(actor=given_actor(role, region), body_id=body.pk, name="乙")


def test_edit_on_an_older_reading_is_refused(land: TwoCounties) -> None:
    system, body = system_actor(), given_body(land.county)
    edited = edit_body(actor=system, body_id=body.pk, seen_version=1, name="甲")
    assert edited.version == 2
    with pytest.raises(Stale):
        edit_body(actor=system, body_id=body.pk, seen_version=1, name="乙")
    assert edit_body(actor=system, body_id=body.pk, seen_version=2, name="甲").version == 2


def test_centre_of_a_village_opens_with_every_line_unchecked(land: TwoCounties) -> None:
    system = system_actor()
    center = open_center(actor=system, region_id=land.village.pk, name="村综治中心", valid_from=DAY)
    assert (center.level, center_of(land.village, DAY)) == (5, center)
    lines = CenterChecklistItem.objects.filter(center=center)
    assert set(lines.values_list("code", "is_met")) == {(line.code, None) for line in checklist_lines()}
    with pytest.raises(Conflict):
        open_center(actor=system, region_id=land.village.pk, name="又一个", valid_from=DAY)
    close_center(actor=system, center_id=center.pk, valid_to=DAY)
    open_center(actor=system, region_id=land.village.pk, name="又一个", valid_from=DAY)


def test_check_says_who_looked_and_when(land: TwoCounties) -> None:
    office = given_actor("body_office", land.county)
    center = open_center(actor=office, region_id=land.county.pk, name="区综治中心", valid_from=DAY)
    item = check_line(actor=office, center_id=center.pk, code="has_sign", is_met=False, remark="牌子缺失")
    assert (item.is_met, item.checked_by, item.checked_on is not None) == (False, office.name, True)
    cleared = check_line(actor=office, center_id=center.pk, code="has_sign", is_met=None)
    assert (cleared.pk, cleared.is_met, cleared.checked_by, cleared.checked_on) == (item.pk, None, "", None)


@pytest.mark.parametrize("point", [{"longitude": 114.0}, {"longitude": 200.0, "latitude": 20.0}])
def test_position_is_whole_and_on_earth(land: TwoCounties, point: dict[str, float]) -> None:
    center = open_center(actor=system_actor(), region_id=land.county.pk, name="区综治中心", valid_from=DAY)
    with pytest.raises(Invalid):
        edit_center(actor=system_actor(), center_id=center.pk, **point)


def test_agency_works_in_a_centre_from_to(land: TwoCounties) -> None:
    system, organ = system_actor(), given_organ(land.county, "区人民法院")
    center = open_center(actor=system, region_id=land.county.pk, name="区综治中心", valid_from=DAY)
    values = {"actor": system, "center_id": center.pk, "organ_id": organ.pk, "mode": "rotating"}
    agency = admit_agency(**values, valid_from=DAY, schedule="每周三")
    with pytest.raises(Conflict):
        admit_agency(**values, valid_from=DAY)
    assert end_agency(actor=system, agency_id=agency.pk, valid_to=DAY).valid_to == DAY
    with pytest.raises(Conflict):
        end_agency(actor=system, agency_id=agency.pk, valid_to=DAY)
    with pytest.raises(Invalid):
        admit_agency(**{**values, "mode": "sometimes"}, valid_from=DAY)
