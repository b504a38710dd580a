"""Before a dispute is registered, open ones that it may repeat are shown; nothing typed is lost, nothing restricted told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from disputes.models import Dispute
from disputes.queries.duplicates import Unsent, likely_repeats
from disputes.rules.likeness import ALIKE, likeness
from tests.factories.disputes import act, given_dispute, given_registration
from tests.factories.files import image_bytes, upload
from tests.factories.grids import given_grid
from tests.factories.world import Place, World

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


def typed(place: Place, **values: Any) -> dict[str, Any]:
    """What somebody types about the same quarrel; by other people, so that no party tells it."""
    return {
        "type": "NEIGHBOUR", "description": "排水沟走向的事又吵起来了", "longitude": place.point[0],
        "latitude": place.point[1], "parties_total": 2, "parties-0-side": "applicant", "parties-0-name": "郭某某",
        "parties-1-side": "respondent", "parties-1-name": "曾某某", **values,
    }  # fmt: skip


def unsent(place: Place, **values: Any) -> Unsent:
    return Unsent(
        **{
            "type": "NEIGHBOUR",
            "text": "排水沟走向的事又吵起来了",
            "longitude": place.point[0],
            "latitude": place.point[1],
            **values,
        }
    )


def found(place: Place, role: str = "grid_worker", **values: Any) -> list[int]:
    return [alike.dispute.pk for alike in likely_repeats(place.actor(role), unsent(place, **values))]


@pytest.mark.parametrize("role", ["grid_worker", "township_desk"])
def test_sending_shows_what_may_be_the_same_and_keeps_what_was_typed(here: Place, role: str) -> None:
    first = given_registration(here)
    client = here.client(role)
    sent = typed(here)
    answer = client.post("/disputes/new/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422 and Dispute.objects.count() == 1
    assert f'href="/disputes/{first.pk}/" target="_blank"' in page  # beside the form, not instead of it
    for kept in ("排水沟走向的事又吵起来了", "郭某某", "曾某某", str(here.point[0])):
        assert kept in page, kept
    done = client.post("/disputes/new/", {**sent, "seen_repeats": [first.pk]})
    assert done.status_code == 302 and Dispute.objects.count() == 2


def test_photos_that_were_sent_are_kept(here: Place) -> None:
    given_registration(here)
    worker = here.client("grid_worker")
    answer = worker.post("/disputes/new/", {**typed(here), "photos": upload(image_bytes())})
    kept = answer.context["kept"]
    assert answer.status_code == 422 and len(kept) == 1
    seen = [repeat["dispute"].pk for repeat in answer.context["repeats"]]
    worker.post("/disputes/new/", {**typed(here), "kept_files": kept[0], "seen_repeats": seen})
    assert Dispute.objects.latest("pk").matter.files.get().file_id == kept[0]


def test_what_came_meanwhile_is_shown_though_others_were_seen(here: Place) -> None:
    first = given_registration(here)
    given_registration(here)
    answer = here.client("grid_worker").post("/disputes/new/", {**typed(here), "seen_repeats": [first.pk]})
    assert answer.status_code == 422 and Dispute.objects.count() == 2


def test_it_is_shown_while_it_is_typed(here: Place) -> None:
    first = given_registration(here)
    worker = here.client("grid_worker")
    page = worker.post("/disputes/new/similar/", typed(here), **HTMX).content.decode()
    assert first.matter.number in page
    assert f'name="seen_repeats" value="{first.pk}"' in page
    for nothing in ({}, {"type": "x"}, {"type": "NEIGHBOUR", "longitude": "1e9", "latitude": "x"}):
        answer = worker.post("/disputes/new/similar/", nothing, **HTMX)
        assert answer.status_code == 200
    other = worker.post("/disputes/new/similar/", typed(here, type="LABOR"), **HTMX).content.decode()
    assert first.matter.number not in other
    assert here.client("leader").post("/disputes/new/similar/", typed(here), **HTMX).status_code == 403


def test_only_open_recent_ones_of_the_type_count(here: Place) -> None:
    first = given_registration(here)
    assert found(here) == [first.pk]
    assert found(here, type="LABOR") == []
    act(here, first, "reject", "township_desk", reason="法院已经受理", note="请通过诉讼解决")
    assert found(here) == []
    old = given_registration(here)
    for days, wanted in ((150, [old.pk]), (200, [])):  # the window of repeats is six months
        now = timezone.now() + timedelta(days=days)
        hints = likely_repeats(here.actor("grid_worker"), unsent(here), now=now)
        assert [alike.dispute.pk for alike in hints] == wanted


def test_near_means_the_grid_the_point_or_the_same_place_in_words(here: Place) -> None:
    nowhere = {"longitude": None, "latitude": None}
    in_grid = given_registration(here, **nowhere, grid=here.grid.pk)
    assert found(here, "township_desk", **nowhere, grid=here.grid.pk) == [in_grid.pk]
    other = given_grid(here.village)
    assert found(here, "township_desk", **nowhere, grid=other.pk) == []
    in_words = given_registration(
        here, "township_desk", source="walk_in", **nowhere, grid=other.pk, place_text="新屋组水渠边"
    )
    asked = {**nowhere, "region": here.village.code}
    assert found(here, "township_desk", **asked, place_text="新屋组 水渠边") == [in_words.pk]
    assert found(here, "township_desk", **asked, place_text="老街文化广场") == []


def test_the_most_alike_stand_first_and_few_are_shown(here: Place) -> None:
    others = [given_registration(here, description=f"排水沟堵了，第{n}次") for n in range(4)]
    same = given_registration(here, description="排水沟走向的事吵起来了")
    ranked = found(here)
    assert len(ranked) == 3 and ranked[0] == same.pk
    assert set(ranked[1:]) < {one.pk for one in others}


def test_a_restricted_dispute_is_never_told_not_to_its_readers_either(here: Place) -> None:
    hidden = given_registration(here, restriction="domestic_violence")
    later = given_registration(here)
    act(here, later, "restrict", "township_desk", restriction="minor", note="涉及未成年人")
    for role in ("grid_worker", "township_desk", "community_staff", "mediator", "county_dispatcher"):
        assert found(here, role) == [], role
        client = here.client(role)
        page = client.post("/disputes/new/similar/", typed(here), **HTMX).content.decode()
        for dispute in (hidden, later):
            assert dispute.matter.number not in page and f"/disputes/{dispute.pk}/" not in page
    done = here.client("grid_worker").post("/disputes/new/", typed(here))
    assert done.status_code == 302  # nothing stops the way: that alone would tell


def test_what_lies_outside_the_area_is_not_shown(world: World, here: Place) -> None:
    foreign = given_registration(world.neighbour)
    for role in ("grid_worker", "township_desk"):
        assert found(here, role) == []
        spot = {"longitude": world.neighbour.point[0], "latitude": world.neighbour.point[1]}
        assert foreign.pk not in found(here, role, **spot)


def test_a_refusal_after_that_keeps_what_was_seen(here: Place) -> None:
    first = given_registration(here)
    sent = typed(here, source="court", seen_repeats=[first.pk])  # a court's referral needs its number
    page = here.client("township_desk").post("/disputes/new/", sent)
    assert page.status_code == 422
    assert f'name="seen_repeats" value="{first.pk}"' in page.content.decode()


def test_a_closed_dispute_of_the_same_place_does_not_stop_anybody(here: Place) -> None:
    given_dispute(here, "closed")
    assert here.client("grid_worker").post("/disputes/new/", typed(here)).status_code == 302


UNRELATED = (
    "楼上夜间打麻将声响影响休息，双方多次发生争吵",
    "两家因晒谷坪占用发生争执，多次口角",
    "家禽进入邻居菜地，双方发生口角",
)


@pytest.mark.parametrize("text", UNRELATED)
def test_another_quarrel_at_the_same_spot_interrupts_nobody(here: Place, text: str) -> None:
    given_registration(here)
    assert found(here, text=text) == []
    assert found(here, "township_desk", text=text, longitude=None, latitude=None, grid=here.grid.pk) == []
    done = here.client("grid_worker").post("/disputes/new/", typed(here, description=text))
    assert done.status_code == 302 and Dispute.objects.count() == 2


def test_the_same_address_is_shown_in_whatever_words(here: Place) -> None:
    first = given_registration(here, place_text="新屋组水渠边3号")
    assert found(here, text=UNRELATED[0], place_text="新屋组 水渠边3号") == [first.pk]


@pytest.mark.parametrize(
    ("one", "other", "is_alike"),
    [
        ("两家因排水沟走向发生争执，多次口角", "排水沟走向的事又吵起来了", True),
        ("楼上漏水致楼下天花板受损，双方对维修有分歧", "楼上又漏水，楼下天花板坏了", True),
        ("业主因电梯停运拒交物业费，物业停用门禁卡", "同一小区门禁卡停用引发争执", True),
        ("申请人甲与被申请人甲因宅基地边界发生争执", "申请人甲与被申请人甲因屋檐滴水发生争执", False),
        ("两家因排水沟走向发生争执", "两家因屋檐滴水发生争执", False),
        ("发生争执", "发生争执", False),
        ("", "两家因排水沟走向发生争执", False),
    ],
)
def test_stock_phrases_make_no_two_quarrels_alike(one: str, other: str, is_alike: bool) -> None:
    assert (likeness(one, other) >= ALIKE) is is_alike
    assert likeness(one, other) == likeness(other, one)
