"""朱坊乡 360703203 becomes 朱坊镇 360703109: history stays, the new desk sees the old matters."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from pingan.common.errors import Conflict, Forbidden, Invalid, NotFound
from pingan.common.slots import organisation_changes, region_successions
from pingan.org.models import CoordinatingBody, GovernanceCenter, Post, Region, RegionChange
from pingan.org.queries import (
    children_of,
    covered_prefixes,
    current_post_holders,
    path_to,
    region_by_code,
    successor_of,
)
from pingan.org.services import (
    abolish_region,
    admit_member_unit,
    create_region,
    merge_regions,
    open_center,
    recode_region,
    rename_region,
)
from tests.factories.org import (
    TwoCounties,
    given_actor,
    given_body,
    given_organ,
    given_post,
    given_region,
    given_two_counties,
    system_actor,
)

pytestmark = pytest.mark.django_db
ON = date(2025, 3, 1)
BEFORE = ON - timedelta(days=1)
DOCUMENT = "赣府字〔2025〕12号"


@pytest.fixture
def land() -> TwoCounties:
    return given_two_counties()


@pytest.fixture
def successions() -> Iterator[list[tuple[Any, ...]]]:
    calls: list[tuple[Any, ...]] = []
    region_successions.fill("test", lambda *call: calls.append(call))
    yield calls
    region_successions._entries.pop("test")


def _recode(region: Region, code: str = "360703109000", name: str = "朱坊镇", **more: Any) -> Region:
    more.setdefault("actor", system_actor())
    return recode_region(
        region_id=region.pk, new_code=code, new_name=name, effective_on=ON, document=DOCUMENT, **more
    )


def test_recoded_township_leaves_a_readable_history(land: TwoCounties) -> None:
    new = _recode(land.township)
    assert region_by_code("360703203000", BEFORE) == land.township
    assert region_by_code("360703203000", ON) is None
    assert region_by_code("360703109000", BEFORE) is None
    assert region_by_code("360703109000", ON) == new
    land.township.refresh_from_db()
    assert (land.township.name, land.township.valid_to, successor_of(land.township)) == ("朱坊乡", ON, new)
    change = RegionChange.objects.get()
    assert (change.kind, change.region, change.successor) == ("recode", land.township, new)
    assert (change.old_name, change.new_name, change.document) == ("朱坊乡", "朱坊镇", DOCUMENT)


def test_successor_covers_the_old_code_and_the_county_loses_nothing(land: TwoCounties) -> None:
    new = _recode(land.township)
    assert covered_prefixes(new, ON) == ("360703109", "360703203")
    assert covered_prefixes(new, BEFORE) == ("360703109",)
    assert covered_prefixes(land.county, ON) == ("360703",)
    again = recode_region(
        actor=system_actor(), region_id=new.pk, new_code="360703009000", new_name="朱坊街道",
        effective_on=ON + timedelta(days=100), document=DOCUMENT,
    )  # fmt: skip
    assert covered_prefixes(again) == ("360703009", "360703109", "360703203")


def test_township_from_elsewhere_brings_its_old_code_to_the_new_county(land: TwoCounties) -> None:
    _recode(land.township, "360704109000")
    assert covered_prefixes(land.other_county) == ("360703203", "360704")


def test_villages_keep_their_codes_and_stand_under_the_successor(land: TwoCounties) -> None:
    new = _recode(land.township)
    assert list(children_of(new)) == [land.village, land.other_village]
    assert list(children_of(land.county)) == [new, land.other_township]
    land.village.refresh_from_db()
    assert [region.name for region in path_to(land.village)] == [
        "江西省",
        "赣州市",
        "南康区",
        "朱坊镇",
        "朱坊村委会",
    ]


def test_villages_with_a_stated_code_get_it(land: TwoCounties) -> None:
    new = _recode(land.township, child_codes={"360703203200": "360703109200"})
    village = region_by_code("360703109200")
    assert village is not None
    assert (village.parent, village.urban_rural_code) == (new, "220")
    assert [child.code for child in children_of(new)] == ["360703109200", "360703203201"]
    assert covered_prefixes(village) == ("360703109200", "360703203200")


def test_code_that_is_not_inside_undoes_the_whole_change(land: TwoCounties) -> None:
    with pytest.raises(Invalid) as refusal:
        _recode(land.township, child_codes={"360704100200": "360703109200"})
    assert list(refusal.value.fields) == ["child_codes"]


def test_posts_bodies_centres_and_units_follow(land: TwoCounties) -> None:
    system = system_actor()
    organ, body = given_organ(land.township, "朱坊司法所"), given_body(land.township)
    center = open_center(
        actor=system, region_id=land.township.pk, name="朱坊综治中心", valid_from=date(2024, 5, 1)
    )
    old_post = given_post("township_desk", land.township, organ=organ)
    new = _recode(land.township)
    (post,) = current_post_holders("township_desk", new)
    old_post.refresh_from_db()
    assert (post.user, post.organ, post.held_from, post.held_to) == (old_post.user, organ, ON, None)
    assert (old_post.region, old_post.held_to) == (land.township, ON)
    assert CoordinatingBody.objects.get(pk=body.pk).region == new
    assert GovernanceCenter.objects.get(pk=center.pk).region == new
    organ.refresh_from_db()
    assert organ.region == new


def test_post_that_began_after_the_effective_day_only_moves(land: TwoCounties) -> None:
    post = given_post("township_desk", land.township, held_from=ON + timedelta(days=5))
    new = _recode(land.township)
    post.refresh_from_db()
    assert (post.region, post.held_to, Post.objects.count()) == (new, None, 1)


def test_merged_township_ends_its_body_with_the_decision(land: TwoCounties) -> None:
    ending, staying = given_body(land.township), given_body(land.other_township)
    organ = given_organ(land.township)
    member = admit_member_unit(
        actor=system_actor(), body_id=ending.pk, organ_id=organ.pk, duties="平安宣传",
        decision_document="朱委〔2024〕3号", valid_from=date(2024, 2, 1),
    )  # fmt: skip
    merge_regions(
        actor=system_actor(), region_ids=[land.township.pk], into_id=land.other_township.pk,
        effective_on=ON, document=DOCUMENT,
    )  # fmt: skip
    for row in (ending, staying, member):
        row.refresh_from_db()
    assert (ending.valid_to, staying.valid_to) == (ON, None)
    assert (member.valid_to, member.removal_document) == (ON, DOCUMENT)
    assert covered_prefixes(land.other_township) == ("360703203", "360703204")
    assert set(children_of(land.other_township)) == {land.village, land.other_village}


def test_person_with_the_same_post_on_both_sides_keeps_one(land: TwoCounties) -> None:
    post = given_post("township_desk", land.township)
    given_post("township_desk", land.other_township, user=post.user)
    merge_regions(
        actor=system_actor(), region_ids=[land.township.pk], into_id=land.other_township.pk,
        effective_on=ON, document=DOCUMENT,
    )  # fmt: skip
    assert current_post_holders("township_desk", land.other_township).count() == 1


def test_slot_hears_old_new_and_actor(land: TwoCounties, successions: list[tuple[Any, ...]]) -> None:
    actor = given_actor("body_office", land.county)
    new = _recode(land.township, actor=actor)
    assert successions == [(land.township, new, actor)]


def test_change_is_written_into_the_book(land: TwoCounties) -> None:
    lines: list[dict[str, Any]] = []
    organisation_changes.fill("test", lambda **line: lines.append(line))
    try:
        new = _recode(land.township)
    finally:
        organisation_changes._entries.pop("test")
    assert [(line["action"], line["object_id"], line["reason"]) for line in lines] == [
        ("region.recode", land.township.pk, DOCUMENT)
    ]
    assert lines[0]["data"] == {"old": "360703203000", "new": new.code}


def test_rename_keeps_code_and_old_name(land: TwoCounties) -> None:
    region = rename_region(
        actor=system_actor(),
        region_id=land.township.pk,
        new_name="三江镇",
        effective_on=ON,
        document=DOCUMENT,
    )
    change = RegionChange.objects.get()
    assert (region.code, region.name, region.name_initials) == ("360703203000", "三江镇", "sjz")
    assert (change.old_name, change.new_name, change.successor) == ("朱坊乡", "三江镇", None)


@pytest.mark.parametrize(
    ("code", "field"),
    [
        ("360703204000", "new_code"),
        ("360703109200", "new_code"),
        ("360799109000", "new_code"),
        ("360000000000", "new_code"),
        ("abc", "new_code"),
    ],
)
def test_impossible_codes_are_refused_at_their_field(land: TwoCounties, code: str, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        _recode(land.township, code)
    assert list(refusal.value.fields) == [field]


def test_change_needs_document_and_a_day_that_has_come(land: TwoCounties) -> None:
    with pytest.raises(Invalid) as refusal:
        recode_region(
            actor=system_actor(),
            region_id=land.township.pk,
            new_code="360703109000",
            effective_on=ON,
            document=" ",
        )
    assert list(refusal.value.fields) == ["document"]
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(Invalid) as refusal:
        rename_region(
            actor=system_actor(),
            region_id=land.township.pk,
            new_name="乙",
            effective_on=tomorrow,
            document=DOCUMENT,
        )
    assert list(refusal.value.fields) == ["effective_on"]


def test_closed_division_cannot_change_again(land: TwoCounties) -> None:
    _recode(land.township)
    with pytest.raises(Invalid):
        _recode(land.township, "360703110000")


@pytest.mark.parametrize(
    ("role", "at"),
    [
        ("body_office", "other_county"),
        ("body_office", "township"),
        ("township_desk", "township"),
        ("leader", "county"),
    ],
)
def test_only_an_office_above_may_change_divisions(land: TwoCounties, role: str, at: str) -> None:
    with pytest.raises(Forbidden):
        _recode(land.township, actor=given_actor(role, getattr(land, at)))
    assert not RegionChange.objects.exists()


def test_county_office_may_recode_its_township(land: TwoCounties) -> None:
    assert _recode(land.township, actor=given_actor("body_office", land.county)).name == "朱坊镇"


def test_unknown_division_is_not_found() -> None:
    with pytest.raises(NotFound):
        rename_region(
            actor=system_actor(), region_id=10**9, new_name="甲", effective_on=ON, document=DOCUMENT
        )


def test_division_in_use_is_not_abolished(land: TwoCounties) -> None:
    def abolish(region: Region) -> Region:
        return abolish_region(actor=system_actor(), region_id=region.pk, effective_on=ON, document=DOCUMENT)

    with pytest.raises(Conflict):
        abolish(land.township)
    given_post("township_desk", land.other_township)
    with pytest.raises(Conflict):
        abolish(land.other_township)
    assert abolish(land.village).valid_to == ON
    assert list(children_of(land.township)) == [land.other_village]
    land.village.refresh_from_db()
    assert successor_of(land.village) is None


def test_merging_across_levels_or_into_itself_is_refused(land: TwoCounties) -> None:
    for region in (land.village, land.township):
        with pytest.raises(Invalid):
            merge_regions(
                actor=system_actor(), region_ids=[region.pk], into_id=land.township.pk,
                effective_on=ON, document=DOCUMENT,
            )  # fmt: skip


def test_new_division_begins_with_its_decision(land: TwoCounties) -> None:
    region = create_region(
        actor=given_actor("body_office", land.county), code="360703003000", name="南水街道",
        effective_on=ON, document=DOCUMENT,
    )  # fmt: skip
    assert (region.parent, region.level, region.valid_from) == (land.county, 4, ON)
    assert region in children_of(land.county)
    assert region not in children_of(land.county, on=BEFORE)
    assert RegionChange.objects.get().kind == "create"


def test_virtual_villages_stay_out_of_pickers(land: TwoCounties) -> None:
    placeholder = given_region("360703203498", "开发区虚拟社区")
    Region.objects.filter(pk=placeholder.pk).update(is_virtual=True)
    assert placeholder not in children_of(land.township)
    assert placeholder in children_of(land.township, include_virtual=True)
