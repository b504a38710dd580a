"""The organisation for programs: invariants 2 and 3 through the door, filters, GeoJSON, entity tags."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from pingan.org.models import CoordinatingBody, MemberUnit, Region
from pingan.org.services import open_center, recode_region
from tests.factories.org import TwoCounties, given_body, given_organ, system_actor

ClientFor = Callable[..., Client]
API = "/api/v1"


@pytest.fixture
def office(land: TwoCounties, client_for: ClientFor) -> Client:
    return client_for("body_office", land.county)


def _post(client: Client, path: str, data: dict[str, Any], **headers: str) -> Any:
    return client.post(f"{API}{path}", data, content_type="application/json", headers=headers)


def _patch(client: Client, path: str, data: dict[str, Any], **headers: str) -> Any:
    return client.patch(f"{API}{path}", data, content_type="application/json", headers=headers)


def _names(client: Client, **query: Any) -> list[str]:
    return [row["name"] for row in client.get(f"{API}/regions/", query).json()["results"]]


def test_regions_filter_by_level_parent_text_and_day(land: TwoCounties, office: Client) -> None:
    recode_region(
        actor=system_actor(), region_id=land.township.pk, new_code="360703109000", new_name="朱坊镇",
        effective_on=date(2025, 3, 1), document="甲",
    )  # fmt: skip
    assert _names(office, level=3) == ["南康区", "赣县区"]
    assert _names(office, parent=land.county.pk, in_force="true") == ["朱坊镇", "太窝乡"]
    assert _names(office, parent=land.county.pk, on="2025-02-28") == ["朱坊乡", "太窝乡"]
    assert _names(office, q="zfz") == ["朱坊镇"]
    assert _names(office, q="朱坊", level=5) == ["朱坊村委会"]
    assert _names(office, code="360704") == ["赣县区", "梅林镇"]


@pytest.mark.parametrize(
    "query", [{"level": "9"}, {"parent": "x"}, {"parent": str(2**70)}, {"on": "never"}, {"q": "\x00"}]
)
def test_unreadable_filters_are_refused(land: TwoCounties, office: Client, query: dict[str, str]) -> None:
    answer = office.get(f"{API}/regions/", query)
    assert answer.status_code in {400, 422}
    assert answer["Content-Type"] == "application/problem+json"


def test_region_tells_path_predecessors_and_changes(land: TwoCounties, office: Client) -> None:
    new = recode_region(
        actor=system_actor(), region_id=land.township.pk, new_code="360703109000", new_name="朱坊镇",
        effective_on=date(2025, 3, 1), document="甲",
    )  # fmt: skip
    shown = office.get(f"{API}/regions/{new.pk}/").json()
    assert [step["name"] for step in shown["path"]] == ["江西省", "赣州市", "南康区", "朱坊镇"]
    assert [old["code"] for old in shown["predecessors"]] == ["360703203000"]
    assert shown["changes"][0]["document"] == "甲"
    assert office.get(f"{API}/regions/{land.township.pk}/").json()["successor"]["id"] == new.pk


def test_regions_with_a_boundary_come_as_geojson(land: TwoCounties, office: Client) -> None:
    square = {"type": "Polygon", "coordinates": [[[114, 25], [115, 25], [115, 26], [114, 25]]]}
    Region.objects.filter(pk=land.county.pk).update(boundary=square)
    answer = office.get(f"{API}/regions/", {"level": 3, "format": "geojson"})
    assert answer["Content-Type"] == "application/geo+json"
    (feature,) = answer.json()["features"]
    assert feature["geometry"] == square
    assert feature["properties"]["code"] == "360703000000"
    assert _names(office, has_boundary="true") == ["南康区"]
    plain = office.get(f"{API}/regions/{land.county.pk}/").json()
    assert plain["has_boundary"] is True
    assert "boundary" not in plain


def test_one_body_in_force_per_region_and_four_levels(land: TwoCounties, office: Client) -> None:
    body = {"region": land.township.pk, "name": "领导小组", "document": "甲", "valid_from": "2025-01-01"}
    created = _post(office, "/bodies/", body)
    assert created.status_code == 201
    assert (created.json()["level"], created["ETag"]) == (4, '"1"')
    assert _post(office, "/bodies/", body).status_code == 409
    village = _post(office, "/bodies/", {**body, "region": land.village.pk})
    assert village.status_code == 422
    assert list(village.json()["errors"]) == ["region"]
    assert CoordinatingBody.objects.count() == 1


def test_membership_is_dated_cites_its_decision_and_leaves_history(land: TwoCounties, office: Client) -> None:
    body, organ = given_body(land.county), given_organ(land.county)
    given = {
        "body": body.pk, "organ": organ.pk, "duties": "指导调解", "decision_document": "甲1号",
        "valid_from": "2024-02-01",
    }  # fmt: skip
    for missing in ("decision_document", "valid_from", "duties"):
        partial = {key: value for key, value in given.items() if key != missing}
        assert list(_post(office, "/member-units/", partial).json()["errors"]) == [missing]
    created = _post(office, "/member-units/", given)
    assert created.status_code == 201
    pk = created.json()["id"]
    assert _post(office, "/member-units/", given).status_code == 409
    assert _post(office, f"/member-units/{pk}/remove/", {"valid_to": "2025-02-01"}).status_code == 422
    removal = {"valid_to": "2025-02-01", "removal_document": "甲2号"}
    assert _post(office, f"/member-units/{pk}/remove/", removal).json()["valid_to"] == "2025-02-01"
    assert _post(office, f"/member-units/{pk}/remove/", removal).status_code == 409
    listed = office.get(f"{API}/member-units/", {"body": body.pk}).json()["results"]
    assert [(row["decision_document"], row["removal_document"]) for row in listed] == [("甲1号", "甲2号")]
    on = {"body": body.pk, "on": "2025-02-01"}
    assert office.get(f"{API}/member-units/", on).json()["results"] == []
    assert MemberUnit.objects.count() == 1


def test_edit_needs_the_tag_that_was_read(land: TwoCounties, office: Client) -> None:
    body = given_body(land.county)
    path = f"/bodies/{body.pk}/"
    tag = office.get(f"{API}{path}")["ETag"]
    assert _patch(office, path, {"name": "甲"}).status_code == 422
    edited = _patch(office, path, {"name": "甲"}, **{"If-Match": tag})
    assert (edited.status_code, edited["ETag"], edited.json()["name"]) == (200, '"2"', "甲")
    assert _patch(office, path, {"name": "乙"}, **{"If-Match": tag}).status_code == 412


def test_centre_opens_is_checked_and_stands_on_the_map(land: TwoCounties, office: Client) -> None:
    given = {
        "region": land.village.pk, "name": "村综治中心", "valid_from": "2025-01-01",
        "longitude": 114.7, "latitude": 25.7,
    }  # fmt: skip
    created = _post(office, "/governance-centers/", given)
    assert (created.status_code, created.json()["level"]) == (201, 5)
    pk = created.json()["id"]
    assert len(created.json()["checklist"]) == 10
    checked = _post(office, f"/governance-centers/{pk}/checks/", {"code": "has_sign", "is_met": True})
    assert [line["is_met"] for line in checked.json()["checklist"] if line["code"] == "has_sign"] == [True]
    assert (
        _post(office, f"/governance-centers/{pk}/checks/", {"code": "x", "is_met": True}).status_code == 404
    )
    features = office.get(f"{API}/governance-centers/", {"format": "geojson"}).json()["features"]
    assert [feature["geometry"]["coordinates"] for feature in features] == [[114.7, 25.7]]
    half = _patch(office, f"/governance-centers/{pk}/", {"latitude": None}, **{"If-Match": '"1"'})
    assert half.status_code == 422


def test_outsiders_read_but_do_not_write(land: TwoCounties, client_for: ClientFor) -> None:
    body = given_body(land.county)
    center = open_center(
        actor=system_actor(), region_id=land.county.pk, name="区综治中心", valid_from=date(2025, 1, 1)
    )
    for role, region in (("body_office", land.other_county), ("leader", land.county)):
        client = client_for(role, region)
        assert client.get(f"{API}/bodies/{body.pk}/").status_code == 200
        new = {"region": land.township.pk, "name": "x", "document": "甲", "valid_from": "2025-01-01"}
        assert _post(client, "/bodies/", new).status_code == 403
        tag = {"If-Match": '"1"'}
        assert _patch(client, f"/bodies/{body.pk}/", {"name": "x"}, **tag).status_code == 403
        assert _patch(client, f"/governance-centers/{center.pk}/", {"name": "x"}, **tag).status_code == 403
    assert client_for("audit_admin", land.county).get(f"{API}/bodies/").status_code == 403
    assert Client().get(f"{API}/regions/").status_code == 401


def test_one_key_admits_once(land: TwoCounties, office: Client) -> None:
    body = {"region": land.township.pk, "name": "领导小组", "document": "甲", "valid_from": "2025-01-01"}
    answers = [_post(office, "/bodies/", body, **{"Idempotency-Key": "k-1"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert CoordinatingBody.objects.count() == 1


@pytest.mark.parametrize("resource", ["regions", "bodies", "member-units", "governance-centers"])
def test_unknown_and_absurd_ids_are_not_found(land: TwoCounties, office: Client, resource: str) -> None:
    for pk in ("0", str(2**80)):
        assert office.get(f"{API}/{resource}/{pk}/").status_code == 404
