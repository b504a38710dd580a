"""What the written-out statements read is what the models hold, to the last character (decision 0038)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.utils import timezone

from grids.api import incident_rows
from grids.models.incidents import EmergencyReport, ExtensionRequest, Incident, IncidentTask, Supervision
from grids.queries.incidents import incidents_visible
from pingan.matters.models import MatterFile
from tests.api.conftest import Api
from tests.factories.files import given_file
from tests.factories.incidents import WALKS, given_incident, given_report, rewrite
from tests.factories.world import World

#: Odd moments: no fraction, a fraction with zeros at its end, summer time of 1988, which was nine hours ahead.
MOMENTS = (
    datetime(2026, 3, 1, 8, 30, tzinfo=UTC),
    datetime(2026, 3, 1, 8, 30, 0, 120000, tzinfo=UTC),
    datetime(1988, 7, 1, 12, 0, 0, 1, tzinfo=UTC),
)


def written(value: Any) -> Any:
    """A column's value as the API writes it."""
    return timezone.localtime(value).isoformat() if isinstance(value, datetime) else value


def same(shown: list[dict[str, Any]], rows: Any) -> None:
    """Each key names a column, or the key of a foreign one, or a unit's name."""
    rows = list(rows)
    assert len(shown) == len(rows) > 0
    for found, row in zip(shown, rows, strict=True):
        for key, value in found.items():
            if key == "organ_name":
                assert value == (row.organ.name if row.organ else None)
            else:
                assert value == written(getattr(row, f"{key}_id", getattr(row, key, None))), key


def test_a_row_shows_what_the_models_hold_in_every_state(world: World) -> None:
    found = [given_incident(world.here, state) for state in WALKS]
    for incident, moment in zip(found, MOMENTS, strict=False):
        Incident.objects.filter(pk=incident.pk).update(occurred_at=moment, accuracy_m=0.1)
        rewrite(incident.pk, opened_at=moment, longitude=None, grid=None)
    desk = Api(world.here.users["township_desk"])
    listed = desk.get("/incidents/").json()["results"]
    rows = list(incidents_visible(world.here.actor("township_desk")))
    now = timezone.now()
    assert len(rows) == len(WALKS)
    assert listed == [incident_rows.incident_row(incident_rows.values_of(row), now) for row in rows]
    for row in listed:
        detail = desk.get(f"/incidents/{row['id']}/").json()
        assert {key: detail[key] for key in row} == row
        assert list(detail)[: len(row)] == list(row)


def test_a_resource_shows_what_belongs_to_it(world: World) -> None:
    here = world.here
    incident = given_incident(here, "handled")
    unit, other = here.units["city_management"], here.units["housing"]
    author = here.users["township_desk"]
    IncidentTask.objects.create(incident=incident, organ=other, part="called", dispatched_at=MOMENTS[0])
    ExtensionRequest.objects.create(
        incident=incident, organ=unit, amount=2, reason="等配件", asked_by=author, asked_at=MOMENTS[1]
    )
    for step, organ in (("letter", unit), ("candidate", None)):
        Supervision.objects.create(
            incident=incident, step=step, organ=organ, reason="逾期", made_at=MOMENTS[2], made_by=author
        )
    for kind in ("final", "first"):
        EmergencyReport.objects.create(
            incident=incident,
            kind=kind,
            channel="phone",
            content=f"一人受伤（{kind}）\\x",
            recipient_level=3,
            reported_at=MOMENTS[0],
        )
    files = [given_file(here.actor("grid_worker"), seed) for seed in (1, 2)]
    for stored in reversed(files):
        MatterFile.objects.create(matter=incident.matter, file=stored, purpose="report")
    desk = Api(author)
    calm = desk.get(f"/incidents/{incident.pk}/").json()
    assert calm["emergency_reports"] == []  # of no interest until it is one
    Incident.objects.filter(pk=incident.pk).update(is_emergency=True, determined_organ=other)

    detail = desk.get(f"/incidents/{incident.pk}/").json()
    kept = Incident.objects.get(pk=incident.pk)
    same(detail["tasks"], kept.tasks.all())
    assert [task["result"] for task in detail["tasks"]] == ["已更换灯泡", None]
    same(detail["extension_requests"], kept.extension_requests.all())
    same(detail["supervisions"], kept.supervisions.all())
    same(detail["emergency_reports"], kept.emergency_reports.all())
    assert detail["attachments"] == [stored.pk for stored in reversed(files)]
    assert detail["reporter"] == {"name": "张*", "phone": "138****5678"}
    assert detail["determined_organ_name"] == other.name
    for key in (
        "external_number", "accuracy_m", "people_involved", "clue_receipt", "wants_no_reply", "desk_level",
        "escalated_at", "returned_count", "reopened_count", "route", "reject_reason", "merged_into_id",
        "answered_at", "answer_channel", "evaluated_at", "evaluated_solved", "determined_organ_id",
    ):  # fmt: skip
        assert detail[key.removesuffix("_id")] == written(getattr(kept, key)), key


def test_words_with_signs_of_the_statement_are_words(world: World) -> None:
    given_report(world.here, description="路灯 100% 坏了 {page} %s")
    desk = Api(world.here.users["township_desk"])
    assert len(desk.get("/incidents/", q="100% 坏了").json()["results"]) == 1
    assert len(desk.get("/incidents/", q="{page} %s").json()["results"]) == 1
