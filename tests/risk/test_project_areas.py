"""The area of a project, and the disputes and incidents that are found in it."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.utils import timezone

from pingan.common.errors import Invalid
from pingan.common.models import OutboxEntry
from pingan.common.outbox import deliver
from pingan.documents.models import OfficialDocument
from pingan.matters.models import Matter, TimelineEntry
from pingan.org.models import Organ
from risk.models import AreaMatter, MajorDecision, ProjectArea
from risk.models.decision_choices import MOST_POINTS
from risk.rules.project_areas import read_area
from risk.services.project_areas import link_area, link_areas
from tests.factories.decisions import act, given_decision
from tests.factories.disputes import given_registration
from tests.factories.incidents import given_report
from tests.factories.world import Place, World, square

pytestmark = pytest.mark.django_db
URL = "/api/v1/decisions/"


def around(place: Place) -> str:
    """A square around the place's point, smaller than its grid."""
    return json.dumps(square(place.point[0] - 0.005, place.point[1] - 0.005, 0.01))


def elsewhere(place: Place) -> dict[str, Any]:
    return {"longitude": place.point[0] + 0.008, "latitude": place.point[1] + 0.008}


def drawn(place: Place, decision: MajorDecision | None = None, **values: Any) -> MajorDecision:
    """A decision with an area around the place's point, looked at as the outbox does."""
    decision = act(
        place, decision or given_decision(place), "set_area", "unit_handler",
        **{"boundary": around(place), **values},
    )  # fmt: skip
    for entry in OutboxEntry.objects.filter(job="risk.link_area", done_at=None):
        assert deliver(entry.pk)
    return decision


def linked(decision: MajorDecision) -> dict[int, str]:
    rows = AreaMatter.objects.filter(decision=decision, taken_off_at=None)
    return dict(rows.values_list("matter_id", "found_by"))


def runs(decision: MajorDecision) -> list[dict[str, Any]]:
    rows = TimelineEntry.objects.filter(matter_id=decision.pk, action="link_area").order_by("seq")
    return [entry.data for entry in rows]


def test_what_lies_in_the_drawn_area_is_linked_once_and_the_timeline_says_how_many(world: World) -> None:
    here = world.here
    incident, dispute = given_report(here), given_registration(here)
    outside = given_report(here, **elsewhere(here))
    given_report(world.neighbour)
    decision = drawn(here)
    assert linked(decision) == {incident.pk: "point", dispute.pk: "point"}
    assert runs(decision) == [{"found": 2, "gone": 0}]
    assert not link_area(decision.pk), "a second run finds nothing new"
    later = given_report(here)
    assert link_areas() >= 1
    assert link_area(decision.pk)
    assert set(linked(decision)) == {incident.pk, dispute.pk, later.pk} and outside.pk not in linked(decision)
    assert [entry["found"] for entry in runs(decision)] == [2, 1]


def test_without_a_point_the_grid_places_a_matter(here: Place) -> None:
    pointless = given_registration(here, longitude=None, latitude=None, grid=here.grid.pk)
    decision = drawn(here)
    assert linked(decision) == {}, "the drawn area is a part of the grid only"
    decision = drawn(here, decision, grids=(str(here.grid.pk),))
    assert linked(decision) == {pointless.pk: "grid"}
    whole = json.dumps(square(here.point[0] - 0.02, here.point[1] - 0.02, 0.04))
    decision = drawn(here, decision, boundary=whole, grids=())
    assert linked(decision) == {pointless.pk: "grid"}, "a grid wholly inside counts without being chosen"


def test_a_township_is_the_area_where_nothing_was_drawn_and_a_county_is_none(world: World) -> None:
    here = world.here
    incident = given_report(here)
    given_report(world.neighbour)
    decision, wide = given_decision(here), given_decision(here, region=here.county.code)
    assert link_area(decision.pk) and not link_area(wide.pk)
    assert linked(decision) == {incident.pk: "division"}
    act(here, wide, "set_area", "unit_handler", regions=(here.township.code,))
    assert link_area(wide.pk)
    assert linked(wide) == {incident.pk: "grid"}


def test_only_what_was_opened_within_the_months_before_is_linked(here: Place) -> None:
    now = timezone.now()
    with time_machine.travel(now - timedelta(days=370), tick=False):
        given_report(here)
    with time_machine.travel(now - timedelta(days=360), tick=False):
        new = given_report(here)
    assert set(linked(drawn(here))) == {new.pk}


def test_another_area_lets_go_of_what_no_longer_lies_in_it(here: Place) -> None:
    first, second = given_report(here), given_report(here, **elsewhere(here))
    decision = drawn(here)
    corner = json.dumps(square(here.point[0] + 0.006, here.point[1] + 0.006, 0.004))
    decision = drawn(here, decision, boundary=corner)
    assert set(linked(decision)) == {second.pk}
    assert runs(decision)[-1] == {"found": 1, "gone": 1}
    drawn(here, decision, boundary="")
    assert linked(decision) == {first.pk: "division", second.pk: "point"}


def test_a_restricted_matter_is_never_linked_and_one_restricted_later_disappears(here: Place) -> None:
    closed, later = given_report(here), given_report(here)
    Matter.objects.filter(pk=closed.pk).update(is_restricted=True)
    decision = drawn(here)
    assert set(linked(decision)) == {later.pk} and runs(decision)[0]["found"] == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        AreaMatter.objects.create(
            decision=decision, matter_id=closed.pk, found_by="point", found_at=timezone.now()
        )
    client = here.client("county_government")
    url = f"{URL}{decision.pk}/area-matters/"
    assert [row["id"] for row in client.get(url).json()["results"]] == [later.pk]
    assert later.matter.number in client.get(f"/risk/decisions/{decision.pk}/").content.decode()
    Matter.objects.filter(pk=later.pk).update(is_restricted=True)
    assert client.get(url).json()["results"] == []
    for path in ("", "area/"):
        page = client.get(f"/risk/decisions/{decision.pk}/{path}").content.decode()
        assert later.matter.number not in page
    assert not link_area(decision.pk), "that it is closed to readers is told by no number"


def test_what_was_taken_off_with_a_reason_is_never_linked_again(here: Place) -> None:
    incident, other = given_report(here), given_report(here)
    decision = drawn(here)
    pk, number = decision.pk, incident.matter.number
    client = here.client("county_government")
    form = client.get(f"/risk/decisions/{pk}/actions/take_off/?number={number}").content.decode()
    assert f'value="{number}"' in form
    url = f"{URL}{pk}/actions/take_off/"
    sent = {"number": number, "note": ""}
    assert client.post(url, sent, content_type="application/json").status_code == 422
    sent["note"] = "路灯损坏，与征收无关"
    assert client.post(url, sent, content_type="application/json").status_code == 200
    assert "actions/take_off/" in client.get(f"/risk/decisions/{pk}/").content.decode()
    again = client.post(url, sent, content_type="application/json")
    assert again.status_code == 422 and "number" in again.json()["errors"]
    assert not link_area(pk)
    assert set(linked(decision)) == {other.pk}
    page = client.get(f"/risk/decisions/{pk}/area/?show=off").content.decode()
    assert number in page and "与征收无关" in page
    assert number not in client.get(f"/risk/decisions/{pk}/area/").content.decode()
    sent = {"number": other.matter.number, "note": "与征收无关"}
    assert client.post(url, sent, content_type="application/json").status_code == 200
    nothing_left = client.post(url, sent, content_type="application/json")
    assert nothing_left.status_code == 409, "not offered where nothing is linked"
    row = AreaMatter.objects.get(matter=incident.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        AreaMatter.objects.filter(pk=row.pk).update(reason=" ")


def test_readers_see_of_the_area_what_they_see_anyway(here: Place) -> None:
    given_report(here)
    decision = given_decision(here, "assessing")
    drawn(here, decision)
    url = f"{URL}{decision.pk}/area-matters/"
    assert len(here.client("township_desk").get(url).json()["results"]) == 1
    expert = here.client("expert")
    assert expert.get(f"/risk/decisions/{decision.pk}/area/").status_code == 200
    assert expert.get(url).json()["results"] == []


def test_the_area_comes_and_goes_as_geojson(here: Place) -> None:
    incident = given_report(here)
    decision = given_decision(here)
    client = here.client("unit_handler")
    url = f"{URL}{decision.pk}/"
    assert client.get(url).json()["project_area"]["boundary"] is None
    sent = {"boundary": json.loads(around(here)), "grids": [str(here.grid.pk)]}
    answer = client.post(f"{url}actions/set_area/", sent, content_type="application/json")
    assert answer.status_code == 200, answer.content
    area = answer.json()["project_area"]
    assert area["boundary"]["type"] == "Polygon" and area["grids"] == [here.grid.pk]
    assert area["months_before"] == 12 and area["months_version"] == 1 and "默认值" in area["months_source"]
    assert "默认值" in client.get(f"/risk/decisions/{decision.pk}/").content.decode()
    assert 1_000_000 < area["area_m2"] < 1_250_000
    assert link_area(decision.pk)
    rows = here.client("leader").get(f"{url}area-matters/?kind=incident&open=true").json()["results"]
    assert [(row["id"], row["found_by"]) for row in rows] == [(incident.pk, "point")]
    assert here.client("leader").get(f"{url}area-matters/?kind=dispute").json()["results"] == []


_RING = [[114.6, 25.7], [114.61, 25.7], [114.61, 25.71], [114.6, 25.7]]
_BOW = [[114.6, 25.7], [114.61, 25.71], [114.61, 25.7], [114.6, 25.71], [114.6, 25.7]]


@pytest.mark.parametrize(
    ("boundary", "sentence"),
    [
        ("kein JSON", "GeoJSON"),
        ('{"type": "Point", "coordinates": [114.6, 25.7]}', "GeoJSON"),
        (json.dumps({"type": "Polygon", "coordinates": [_RING[:-1]]}), "闭合"),
        (json.dumps({"type": "Polygon", "coordinates": [_BOW]}), "相交"),
        (json.dumps({"type": "Polygon", "coordinates": [[[y, x] for x, y in _RING]]}), "江西"),
        (json.dumps(square(116.0, 28.0)), "决策机关"),
        ("[" * 5000, "GeoJSON"),
    ],
)
def test_what_is_no_area_gets_a_sentence_at_its_field(here: Place, boundary: str, sentence: str) -> None:
    here.county.boundary = square(114.5, 25.6, 0.5)
    here.county.save(update_fields=["boundary"])
    decision = given_decision(here)
    answer = here.client("unit_handler").post(
        f"{URL}{decision.pk}/actions/set_area/", {"boundary": boundary}, content_type="application/json"
    )
    assert answer.status_code == 422, answer.content
    assert sentence in answer.json()["errors"]["boundary"][0]
    assert not ProjectArea.objects.exists()


def test_an_area_may_reach_over_the_line_of_the_deciding_body(here: Place) -> None:
    here.county.boundary = square(114.5, 25.6, here.point[0] - 114.5)
    here.county.save(update_fields=["boundary"])
    assert drawn(here).pk


def test_an_area_has_a_bounded_number_of_points() -> None:
    ring = [[114.6 + step / 1_000_000, 25.7] for step in range(MOST_POINTS)]
    ring += [[114.6, 25.8], ring[0]]
    with pytest.raises(ValueError, match="more than"):
        read_area(json.dumps({"type": "Polygon", "coordinates": [ring]}))
    feature = {"type": "Feature", "properties": {}, "geometry": square(114.6, 25.7)}
    found = read_area(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    assert found is not None and found.area == pytest.approx(0.0004)


@pytest.mark.parametrize(
    "boundary",
    [
        {"type": "Point", "coordinates": [114.6, 25.7]},
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [_RING[:-1]]},
        {"type": "Polygon", "coordinates": [[*_RING[:-1], [114.6, "25.7"]]]},
        {"type": "MultiPolygon", "coordinates": [[_RING], [[[1, 2], [1, 2]]]]},
        {"type": "Polygon", "coordinates": [[_RING[0]] * (MOST_POINTS + 1)]},
    ],
)
def test_the_database_keeps_no_area_that_is_none(here: Place, boundary: Any) -> None:
    corners = {"west": 114.6, "south": 25.7, "east": 114.61, "north": 25.71}
    decision = given_decision(here)
    with pytest.raises(DatabaseError), transaction.atomic():
        ProjectArea.objects.create(decision=decision, boundary=boundary, set_at=timezone.now(), **corners)
    kept = {"type": "MultiPolygon", "coordinates": [[_RING]]}
    assert ProjectArea.objects.create(decision=decision, boundary=kept, set_at=timezone.now(), **corners)


def test_an_area_of_another_county_cannot_be_chosen(world: World) -> None:
    decision = given_decision(world.here)
    for values in ({"regions": (world.far.village.code,)}, {"grids": (str(world.far.grid.pk),)}, {}):
        with pytest.raises(Invalid):
            act(world.here, decision, "set_area", "unit_handler", **values)


def test_the_report_counts_what_happened_in_the_area(here: Place) -> None:
    from pingan.matters.machine import Move
    from risk.machine.decisions import DECISIONS
    from risk.machine.report_paper import facts_of

    given_report(here)
    given_registration(here)
    decision = drawn(here, given_decision(here, "assessed"))
    spec = DECISIONS.action("file_report")
    assert spec is not None
    move = Move(here.actor("unit_handler"), decision.matter, decision, spec, None, timezone.now())
    facts = facts_of(move, decision.assessments.get())
    assert "矛盾纠纷1件（未结1件）" in facts.situation and "12个月" in facts.situation


def test_a_report_counts_what_no_daily_look_has_found_yet_and_says_where_nothing_is_counted(
    here: Place,
) -> None:
    given_report(here)
    Organ.objects.filter(pk=here.units["city_management"].pk).update(document_code="南城管")
    decision, wide = (
        given_decision(here, "assessed"),
        given_decision(here, "assessed", region=here.county.code),
    )
    for one in (decision, wide):
        act(here, one, "file_report", "unit_handler")
    first, second = [json.loads(paper.snapshot)["text"] for paper in OfficialDocument.objects.order_by("pk")]
    assert "1件（未结1件）" in first and "未发现" not in first
    assert len(linked(decision)) == 1
    assert "未划定项目区域" in second and "未发现" not in second


def test_a_township_is_looked_at_right_after_its_decision_was_put_into_the_catalogue(here: Place) -> None:
    incident = given_report(here)
    decision = given_decision(here)
    for entry in OutboxEntry.objects.filter(job="risk.link_area", done_at=None):
        assert deliver(entry.pk)
    assert linked(decision) == {incident.pk: "division"}
