"""Committees and mediators through their pages: who keeps them, what is refused at which field, what is counted."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from disputes.models import MediationCommittee, Mediator
from pingan.audit.models import AuditEntry
from tests.factories.committees import given_committee, given_mediator
from tests.factories.disputes import act, given_dispute
from tests.factories.world import Place, World

pytestmark = pytest.mark.django_db


def new_committee(place: Place, **changes: Any) -> dict[str, Any]:
    return {
        "region": place.village.pk, "name": "朱坊村人民调解委员会", "kind": "village", "chair": "刘主任",
        "rooms": "调解室\n调解室\n 会议室 ", "document_code": "朱坊村", "phone": "0797-6600000",
        "established_on": "2020-05-01", **changes,
    }  # fmt: skip


def test_a_desk_adds_a_committee_with_its_organ_and_rooms(here: Place) -> None:
    client = here.client("township_desk")
    answer = client.post(reverse("disputes:committee_new"), new_committee(here))
    committee = MediationCommittee.objects.get(organ__name="朱坊村人民调解委员会")
    assert answer.status_code == 302
    assert answer["Location"] == reverse("disputes:committee_detail", args=[committee.pk])
    assert committee.rooms == ["调解室", "会议室"]
    organ = committee.organ
    assert (organ.kind, organ.document_code, organ.region) == ("mediation_committee", "朱坊村", here.village)
    entry = AuditEntry.objects.get(action="committee.added", object_id=committee.pk)
    assert entry.region_code == here.village.code
    shown = client.get(answer["Location"]).content.decode()
    assert "会议室" in shown and "tel:0797-6600000" in shown


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"kind": "nonsense"}, "kind"),
        ({"established_on": "2999-01-01"}, "established_on"),
        ({"rooms": "\n".join(f"室{number}" for number in range(21))}, "rooms"),
        ({"name": "朱坊乡人民调解委员会", "region": "township"}, "name"),
        ({"document_code": "taken"}, "document_code"),
        ({"region": "far"}, "region"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    world: World, changes: dict[str, Any], field: str
) -> None:
    here = world.here
    if changes.get("region") == "township":
        changes = {**changes, "region": here.township.pk, "name": here.committee.organ.name}
    if changes.get("region") == "far":
        changes = {**changes, "region": world.far.village.pk}
    if changes.get("document_code") == "taken":
        changes = {**changes, "document_code": here.committee.organ.document_code}
    answer = here.client("township_desk").post(
        reverse("disputes:committee_new"), new_committee(here, **changes)
    )
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "刘主任" in answer.content.decode()
    assert MediationCommittee.objects.count() == 3


def test_a_city_is_asked_for_the_county_first(world: World) -> None:
    from tests.factories.world import signed_in

    client = signed_in(world.province_office)
    address = reverse("disputes:committee_new")
    assert "county" in client.get(address).context["form"].fields
    answer = client.post(address, {"county": world.here.county.code})
    assert answer["Location"] == f"{address}?region={world.here.county.code}"
    assert "name" in client.get(answer["Location"]).context["form"].fields


def test_others_read_and_do_not_write(world: World) -> None:
    here = world.here
    detail = reverse("disputes:committee_detail", args=[here.committee.pk])
    edit = reverse("disputes:committee_edit", args=[here.committee.pk])
    for role in ("grid_worker", "mediator", "unit_handler", "leader"):
        client = here.client(role)
        assert client.get(detail).status_code == 200
        assert client.get(edit).status_code == 403
        assert client.get(reverse("disputes:committee_new")).status_code == 403
    assert world.neighbour.client("township_desk").get(edit).status_code == 403
    assert here.client("county_dispatcher").get(edit).status_code == 200
    assert here.client("township_desk").get(reverse("disputes:committee_edit", args=[0])).status_code == 404


def test_an_edit_over_another_is_refused_and_one_without_a_change_writes_nothing(here: Place) -> None:
    client, pk = here.client("township_desk"), here.committee.pk
    address = reverse("disputes:committee_edit", args=[pk])
    same = {
        "name": here.committee.organ.name, "kind": "township", "rooms": "调解室一\n调解室二",
        "document_code": here.committee.organ.document_code,
    }  # fmt: skip
    assert client.post(address, {**same, "seen_version": "1"}).status_code == 302
    assert not AuditEntry.objects.filter(action="committee.edited").exists()
    changed = {**same, "rooms": "调解室一", "document_code": "康", "seen_version": "1"}
    assert client.post(address, changed).status_code == 302
    entry = AuditEntry.objects.get(action="committee.edited")
    assert entry.data == {"changed": ["document_code", "rooms"]}
    committee = MediationCommittee.objects.get(pk=pk)
    assert (committee.version, committee.rooms, committee.organ.document_code) == (2, ["调解室一"], "康")
    assert client.post(address, changed).status_code == 409


def test_a_mediator_is_named_corrected_and_ended(here: Place) -> None:
    client = here.client("township_desk")
    address = reverse("disputes:mediator_new", args=[here.committee.pk])
    data = {
        "name": "王律师", "kind": "lawyer", "user": "", "specialities": ["LABOR", "TRAFFIC"],
        "phone": "0797-6611111", "active_from": "2025-01-01", "trained_on": "2026-03-01",
    }  # fmt: skip
    assert client.post(address, data).status_code == 302
    row = Mediator.objects.get(name="王律师")
    assert {kind.code for kind in row.specialities.all()} == {"LABOR", "TRAFFIC"}
    assert row.user is None
    edit = reverse("disputes:mediator_edit", args=[row.pk])
    assert "王律师" in client.get(edit).content.decode()
    assert client.post(edit, {**data, "name": "王芳", "specialities": ["LABOR"]}).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.version) == ("王芳", 2)
    end = reverse("disputes:mediator_end", args=[row.pk])
    assert client.post(end, {"reason": ""}).status_code == 422
    assert client.post(end, {"reason": "聘期届满"}).status_code == 302
    row.refresh_from_db()
    assert row.active_to == timezone.localdate()
    assert AuditEntry.objects.get(action="mediator.ended").reason == "聘期届满"
    listed = client.get(reverse("disputes:mediator_list")).content.decode()
    assert "王芳" not in listed
    assert "王芳" in client.get(reverse("disputes:mediator_list"), {"ended": "true"}).content.decode()
    assert here.client("mediator").post(end, {"reason": "无权"}).status_code == 403


def test_only_a_holder_of_the_post_becomes_the_account_and_only_once(world: World) -> None:
    here = world.here
    client = here.client("township_desk")
    address = reverse("disputes:mediator_new", args=[here.committee.pk])
    data = {"name": "某人", "kind": "full_time", "active_from": "2026-01-01"}
    for user in (here.users["grid_worker"], world.neighbour.users["mediator"], here.users["mediator"]):
        answer = client.post(address, {**data, "user": user.pk})
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == ["user"]


def test_nobody_ends_while_a_dispute_is_in_hand(here: Place) -> None:
    given_dispute(here, "mediating")
    client, row = here.client("township_desk"), here.mediators[0]
    answer = client.post(reverse("disputes:mediator_end", args=[row.pk]), {"reason": "调离"})
    assert answer.status_code == 422
    row.refresh_from_db()
    assert row.active_to is None


def test_lists_filter_and_count_what_is_in_hand(world: World) -> None:
    here = world.here
    village = given_committee(here.village)
    lawyer = given_mediator(village, name="陈律师")
    lawyer.kind = "lawyer"
    lawyer.save()
    lawyer.specialities.set([kind for kind in _types() if kind.code == "LABOR"])
    given_dispute(here, "mediating")
    given_dispute(here, "performing")
    client = here.client("township_desk")
    rows = _committees(client, {})
    assert {row.pk for row, _load in rows} == {here.committee.pk, village.pk}
    load = {row.pk: load for row, load in rows}[here.committee.pk]
    assert (load.in_hand, load.ended, load.agreed) == (1, 1, 1)
    assert {row.pk for row, _load in _committees(client, {"kind": "village"})} == {village.pk}
    assert {row.pk for row, _load in _committees(client, {"type": "LABOR"})} == {village.pk}
    assert {row.pk for row, _load in _committees(client, {"q": village.organ.name[:3]})} == {village.pk}
    assert not _committees(client, {"q": "没有这个委员会"})
    everywhere = {row.pk for row, _load in _committees(client, {"region": "360000000000"})}
    assert everywhere == set(MediationCommittee.objects.values_list("pk", flat=True))
    listed = client.get(reverse("disputes:mediator_list"), {"kind": "lawyer"}).context["rows"]
    assert [row.name for row, *_rest in listed] == ["陈律师"]


def _types() -> Any:
    from disputes.models import DisputeType

    return DisputeType.objects.all()


def _committees(client: Any, query: dict[str, str]) -> Any:
    return client.get(reverse("disputes:committee_list"), query).context["rows"]


def test_a_caseload_does_not_betray_a_restricted_dispute(here: Place) -> None:
    dispute = given_dispute(here, "accepted", restriction="domestic_violence")
    act(here, dispute, "mediate", "township_desk", mediator=here.mediators[0].pk)
    for name in ("mediator_detail", "mediator_list", "committee_list"):
        address = reverse(
            f"disputes:{name}", args=[here.mediators[0].pk] if name == "mediator_detail" else []
        )
        assert _in_hand(here.client("community_staff"), address) == {0}
        assert _in_hand(here.client("township_desk"), address) == {0, 1}
    api = here.client("community_staff").get("/api/v1/mediators/", {"committee": here.committee.pk})
    assert {row["caseload"] for row in api.json()["results"]} == {0}
    api = here.client("township_desk").get("/api/v1/mediators/", {"committee": here.committee.pk})
    assert {row["caseload"] for row in api.json()["results"]} == {1}


def _in_hand(client: Any, address: str) -> set[int]:
    """Return what a page says of loads, and that of nobody."""
    context = client.get(address).context
    loads = [context["load"]] if "load" in context else [row[1] for row in context["rows"]]
    return {0, *(load.in_hand for load in loads)}


@pytest.mark.parametrize("name", ["committee_list", "mediator_list"])
def test_a_list_costs_the_same_whatever_its_length(
    here: Place, name: str, django_assert_max_num_queries: Any
) -> None:
    client = here.client("township_desk")
    client.get(reverse(f"disputes:{name}"))
    with django_assert_max_num_queries(40) as few:
        client.get(reverse(f"disputes:{name}"))
    for number in range(5):
        committee = given_committee(here.village, f"第{number}调委会")
        for _count in range(3):
            given_mediator(committee).specialities.set(_types()[:3])
    with django_assert_max_num_queries(len(few)):
        client.get(reverse(f"disputes:{name}"))
