"""Schemes through page and API: drafted, edited, previewed, compared and published."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse

from assessment.models import AssessmentScheme
from tests.factories.incidents import given_incident
from tests.factories.schemes import (
    SMALL,
    YEAR,
    given_draft,
    given_published,
    indicator,
    province_office,
    toy_figures,
)
from tests.factories.world import World, signed_in

pytestmark = pytest.mark.django_db
API = "/api/v1/assessment-schemes/"
JSON = "application/json"
PAPER = "康平安〔2026〕3号"


@pytest.fixture(autouse=True)
def _figures() -> Iterator[None]:
    with toy_figures():
        yield


@pytest.fixture
def above(world: World) -> AssessmentScheme:
    return given_published(province_office(world))


def typed(**words: Any) -> dict[str, Any]:
    """Return what somebody types into the form of an own indicator."""
    return {
        "code": "Z1", "name": "本地平安创建", "under": "G", "weight": "5", "source": "computed", "method": "ratio",
        "param_floor": "60", "param_target": "95", "expression": "share(toy.closed)", "weight_low": "0",
        "weight_high": "1000", "order": "9", "basis": "本级试行", "confidence": "L", **words,
    }  # fmt: skip


def test_a_county_walks_its_scheme_from_draft_to_force_on_the_pages(
    world: World, above: AssessmentScheme
) -> None:
    client = world.here.client("body_office")
    begun = client.post(reverse("assessment:scheme_new"), {"year": YEAR, "audience": "divisions"})
    row = AssessmentScheme.objects.get(region=world.here.county)
    assert begun.status_code == 302 and begun["Location"] == reverse(
        "assessment:scheme_detail", args=[row.pk]
    )
    weight = {"weight": "35", "weight_low": "35", "weight_high": "35", "order": "0", "confidence": "L"}
    edit = reverse("assessment:indicator_edit", args=[row.pk, row.indicators.get(code="G1").pk])
    assert "沿用上级" in client.get(edit).content.decode()
    sent = {**weight, "is_applicable": "on", "seen_version": row.edition, "basis": "本级试行"}
    assert client.post(edit, sent).status_code == 302
    # Whoever had the page open before has not seen this change.
    assert client.post(edit, sent).status_code == 409
    page = client.get(begun["Location"]).content.decode()
    assert "与上级不同" in page and "95" in page and "尚有1处问题" in page
    refused = client.post(begun["Location"], {"document": PAPER})
    assert refused.status_code == 422 and "分值合计 95 分" in refused.content.decode()
    new = reverse("assessment:indicator_new", args=[row.pk])
    assert client.post(new, typed(param_target="60")).status_code == 422
    assert client.post(new, typed()).status_code == 302
    assert client.post(begun["Location"], {"document": PAPER}).status_code == 302
    row.refresh_from_db()
    assert row.state == "published" and row.indicators.get(code="Z1").params == {
        "floor": "60",
        "target": "95",
    }
    compared = client.get(reverse("assessment:scheme_compare", args=[row.pk, above.pk])).content.decode()
    assert "本地平安创建" in compared and "35.00" in compared
    page = client.get(begun["Location"]).content.decode()
    assert "自设" in page and "其余不合格" in page
    # From now on nobody edits it; the pages of a draft say so.
    assert client.post(new, typed(code="Z2")).status_code == 409


def test_what_was_typed_comes_back_with_the_sentence_at_its_field(world: World) -> None:
    client = signed_in(world.province_office)
    row = given_draft(province_office(world))
    sent = typed(expression="share(toy.closed) + x", under="", name="=HYPERLINK(1)<b>")
    page = client.post(reverse("assessment:indicator_new", args=[row.pk]), sent)
    text = page.content.decode()
    assert page.status_code == 422
    assert "share(toy.closed) + x" in text and "=HYPERLINK(1)&lt;b&gt;" in text and "<b>" not in text
    assert 'id="id_param_floor"' in text


def test_numbers_that_are_pairs_are_typed_line_by_line(world: World) -> None:
    client = signed_in(world.province_office)
    row = given_draft(province_office(world))
    new = reverse("assessment:indicator_new", args=[row.pk])
    steps = typed(
        code="P1",
        under="",
        method="threshold_step",
        source="survey",
        expression="",
        param_steps="96：0.25\n90 0.5",
    )
    assert client.post(new, steps).status_code == 302
    assert row.indicators.get(code="P1").params["steps"] == [["96", "0.25"], ["90", "0.5"]]
    page = client.get(reverse("assessment:indicator_edit", args=[row.pk, row.indicators.get(code="P1").pk]))
    assert "96 0.25\n90 0.5" in page.content.decode()
    assert client.post(new, {**steps, "code": "P2", "param_steps": "96 0.25 7\nx"}).status_code == 422


def test_another_method_asks_for_its_own_numbers(world: World) -> None:
    client = signed_in(world.province_office)
    url = reverse("assessment:method_numbers")
    text = client.get(url, {"method": "deduct_per_case", "param_per_case": "0.5"}).content.decode()
    assert 'name="param_per_case"' in text and 'value="0.5"' in text and "param_floor" not in text
    assert client.get(url, {"method": "__class__"}).status_code == 200


def test_the_preview_counts_the_own_area_and_shows_faults_at_their_place(world: World) -> None:
    given_incident(world.here)
    given_incident(world.neighbour)
    given_incident(world.far)
    client = world.here.client("body_office")
    url = reverse("assessment:expression_preview")
    ask = {"audience": "divisions", "period": "half"}
    text = client.get(url, {**ask, "expression": "share(toy.closed)"}).content.decode()
    assert world.here.township.name in text and world.far.township.name not in text
    fault = client.get(url, {**ask, "expression": "share(toy.closed) ** 2"}).content.decode()
    assert "<mark>* 2</mark>" in fault
    for hostile in (
        "().__class__",
        "open('x')",
        "a" * 5000,
        "(" * 299,
        "<script>alert(1)</script>",
        "'); drop table x --",
    ):
        answer = client.get(url, {**ask, "expression": hostile})
        assert answer.status_code == 200 and "<script>" not in answer.content.decode()
    assert world.here.client("township_desk").get(url, {"expression": "1"}).status_code == 403


def test_a_program_drafts_edits_and_publishes(world: World, above: AssessmentScheme) -> None:
    client = world.here.client("body_office")
    made = client.post(API, {"year": YEAR, "audience": "divisions"}, content_type=JSON)
    assert made.status_code == 201 and made.json()["derives_from"] == above.pk
    url, tag = f"{API}{made.json()['id']}/", made["ETag"]
    assert [row["code"] for row in made.json()["indicators"]] == [one.code for one in SMALL]
    assert client.patch(url, {"few": 20}, content_type=JSON).status_code == 422
    changed = client.patch(url, {"few": 20}, content_type=JSON, headers={"If-Match": tag})
    assert changed.status_code == 200 and changed.json()["few"] == 20
    assert client.patch(url, {"few": 9}, content_type=JSON, headers={"If-Match": tag}).status_code == 412
    locked = client.patch(f"{url}indicators/D2/", {"expression": "100"}, content_type=JSON)
    assert locked.status_code == 422 and "expression" in locked.json()["errors"]
    heavy = client.patch(f"{url}indicators/D1/", {"weight": "45"}, content_type=JSON)
    assert heavy.status_code == 200 and heavy.json()["under"] == "D"
    problems = client.get(f"{url}problems/").json()["results"]
    assert [one["indicator"] for one in problems] == [""]
    refused = client.post(f"{url}publish/", {"document": PAPER}, content_type=JSON)
    assert refused.status_code == 422 and "" in refused.json()["errors"]
    assert client.delete(f"{url}indicators/D2/").status_code == 422
    own = {
        "code": "Z1",
        "name": "自设",
        "weight": "5",
        "source": "manual",
        "method": "manual",
        "basis": "试行",
    }
    assert client.post(f"{url}indicators/", own, content_type=JSON).status_code == 201
    assert client.delete(f"{url}indicators/Z1/").status_code == 204
    client.patch(f"{url}indicators/D1/", {"weight": "40"}, content_type=JSON)
    done = client.post(f"{url}publish/", {"document": PAPER}, content_type=JSON)
    assert done.status_code == 200 and done.json()["state"] == "published"
    assert client.delete(url).status_code == 409


@pytest.mark.parametrize(
    "params",
    [
        {"floor": {"$ne": 1}},
        {"floor": "1e9", "target": "2"},
        {"floor": "1", "target": "2", "__proto__": {}},
        {"bands": [[]]},
    ],
)
def test_numbers_of_a_method_that_are_none_are_refused_at_their_field(
    world: World, params: dict[str, Any]
) -> None:
    row = given_draft(province_office(world))
    sent = {
        "code": "X1",
        "name": "x",
        "source": "computed",
        "method": "ratio",
        "expression": "1",
        "params": params,
    }
    answer = signed_in(world.province_office).post(f"{API}{row.pk}/indicators/", sent, content_type=JSON)
    assert answer.status_code == 422
    assert any(name.startswith("params.") for name in answer.json()["errors"])


def test_a_program_previews_and_reads_where_the_fault_is(world: World) -> None:
    given_incident(world.here)
    client = world.here.client("body_office")
    sent = {"expression": "toy.closed.part / toy.closed.whole", "audience": "divisions"}
    found = client.post(f"{API}preview/", sent, content_type=JSON).json()
    assert found["figures"] == ["toy.closed"] and len(found["lines"]) <= 20
    assert found["lines"][0]["value"] is None
    fault = client.post(f"{API}preview/", {**sent, "expression": "1 +"}, content_type=JSON).json()
    assert fault["fault"] and fault["at"] == 3


def test_drafts_are_the_own_bodys_and_published_schemes_concern_those_around(
    world: World, above: AssessmentScheme
) -> None:
    row = given_draft(world.here.actor("body_office"))
    for client, seen in (
        (world.here.client("body_office"), True),
        (world.here.client("leader"), True),
        (world.here.client("township_desk"), False),
        (world.far.client("body_office"), False),
        (signed_in(world.province_office), False),
    ):
        assert client.get(f"{API}{above.pk}/").status_code == 200
        assert client.get(f"{API}{row.pk}/").status_code == (200 if seen else 404)
        page = client.get(reverse("assessment:scheme_detail", args=[row.pk]))
        assert page.status_code == (200 if seen else 404)
    listed = world.here.client("township_desk").get(reverse("assessment:scheme_list"), {"state": "published"})
    assert above.title in listed.content.decode()


def test_each_number_shows_its_source(world: World, above: AssessmentScheme) -> None:
    page = world.here.client("township_desk").get(reverse("assessment:scheme_detail", args=[above.pk]))
    scored = [one for one in SMALL if one.method]
    assert page.content.decode().count("示例数，未见本省公开规定") >= len(scored)
    assert indicator("X").basis
