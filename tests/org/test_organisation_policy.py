"""Who reaches which rows: list and single row agree for every role and table."""

from datetime import date

import pytest
from django.db.models import Model

from pingan.access.policy import allows, registered_models, verbs_of, visible_to
from pingan.org.models import Post, Region, Role
from pingan.org.services import (
    admit_agency,
    admit_member_unit,
    form_group,
    open_center,
    record_responsibility,
    register_non_member,
    set_office,
)
from tests.factories.org import (
    TwoCounties,
    given_actor,
    given_body,
    given_organ,
    given_post,
    system_actor,
)

DAY = date(2025, 1, 1)
MODELS = sorted((m for m in registered_models() if m._meta.app_label == "org"), key=lambda m: m.__name__)
REGION_OF_ROLE = {
    "grid_worker": "village",
    "community_staff": "village",
    "township_desk": "township",
}


def _fill(region: Region) -> None:
    system, body, organ, other = system_actor(), given_body(region), given_organ(region), given_organ(region)
    set_office(actor=system, body_id=body.pk, organ_id=given_organ(region).pk, duties="日常工作")
    form_group(actor=system, body_id=body.pk, name="公共安全组", lead_unit_id=organ.pk, valid_from=DAY)
    admit_member_unit(
        actor=system, body_id=body.pk, organ_id=organ.pk, duties="x", decision_document="甲", valid_from=DAY
    )
    register_non_member(actor=system, body_id=body.pk, organ_id=other.pk)
    center = open_center(actor=system, region_id=region.pk, name="综治中心", valid_from=DAY)
    admit_agency(actor=system, center_id=center.pk, organ_id=organ.pk, mode="resident", valid_from=DAY)
    record_responsibility(
        actor=system, organ_id=organ.pk, kind="primary_responsible", name="甲", title="书记", valid_from=DAY
    )
    given_post("leader", region)


@pytest.mark.parametrize("role", Role.values)
def test_list_and_single_row_agree_for_every_table_and_verb(land: TwoCounties, role: str) -> None:
    for region in (land.county, land.township, land.other_county):
        _fill(region)
    home = getattr(land, REGION_OF_ROLE.get(role, "county"))
    actor = given_actor(role, home, organ=given_organ(home))
    for model in MODELS:
        for verb in verbs_of(model):
            reached = set(visible_to(model, actor, verb))
            allowed = {row for row in model._default_manager.all() if allows(actor, verb, row)}
            assert reached == allowed, (model.__name__, verb)


def test_every_table_with_a_door_has_rows_in_that_comparison(land: TwoCounties) -> None:
    _fill(land.county)
    empty = [model.__name__ for model in MODELS if not model._default_manager.exists()]
    assert empty == ["RegionChange"]


def _codes(model: type[Model], role: str, region: Region, verb: str) -> set[str]:
    return set(visible_to(model, given_actor(role, region), verb).values_list("region__code", flat=True))


def test_county_office_edits_its_county_and_townships_only(land: TwoCounties) -> None:
    from pingan.org.models import CoordinatingBody

    for region in (land.county, land.township, land.other_county):
        given_body(region)
    own = {land.county.code, land.township.code}
    assert _codes(CoordinatingBody, "body_office", land.county, "edit") == own
    assert _codes(CoordinatingBody, "body_office", land.township, "edit") == {land.township.code}
    assert _codes(CoordinatingBody, "leader", land.county, "edit") == set()
    assert _codes(CoordinatingBody, "grid_worker", land.village, "view") == own | {land.other_county.code}
    for administrator in ("system_admin", "audit_admin"):
        assert _codes(CoordinatingBody, administrator, land.county, "view") == set()


def test_posts_are_seen_by_who_gives_them_the_office_and_their_holder(land: TwoCounties) -> None:
    near, far = given_post("township_desk", land.township), given_post("leader", land.other_county)
    everything = visible_to(Post, given_actor("security_admin", land.county))
    assert {near, far} <= set(everything)
    office = set(visible_to(Post, given_actor("body_office", land.county)))
    assert near in office
    assert far not in office
    holder = given_post("leader", land.county)
    from tests.factories.org import actor_of

    assert set(visible_to(Post, actor_of(holder))) == {holder}
