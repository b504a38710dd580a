"""An incident whose dispute is closed to its reader looks like one that nobody handed to the dispute desk."""

from __future__ import annotations

from typing import Any

import pytest

from disputes.models import Dispute
from grids.models import Incident
from pingan.matters.machine import machine_for
from pingan.matters.models import Matter, TimelineEntry
from tests.api.conftest import Api
from tests.factories.disputes import act
from tests.factories.files import given_file
from tests.factories.incidents import given_report
from tests.factories.world import Place

pytestmark = pytest.mark.django_db
REMARK = "孩子在场"


def handed_over(here: Place, *codes: str, **report: Any) -> tuple[Incident, Dispute]:
    incident = given_report(here, **report)
    desk = Api(here.users["township_desk"])
    values = {"type": "MARRIAGE_FAMILY", "codes": list(codes), "note": REMARK}
    done = desk.post(f"/incidents/{incident.pk}/actions/to_mediation/", values)
    assert done.status_code == 200, done.content
    return incident, Dispute.objects.select_related("matter").latest("pk")


def told(reader: Api, incident: Incident) -> dict[str, Any]:
    """What the incident says to a reader, without keys, moments and chain."""
    book = reader.get(f"/incidents/{incident.pk}/timeline/").json()["results"]
    again = reader.post(f"/incidents/{incident.pk}/actions/to_mediation/", {"type": "NEIGHBOUR"})
    return {
        "book": [{name: row.get(name) for name in ("action", "data", "note", "from_state", "to_state")} for row in book],
        "again": (again.status_code, again.json().get("title"), again.json().get("detail")),
        "incident": sorted(reader.get(f"/incidents/{incident.pk}/").json()),
    }  # fmt: skip


@pytest.mark.parametrize("role", ["community_staff", "county_dispatcher", "leader"])
def test_an_incident_with_a_closed_dispute_looks_like_one_without_that_step(here: Place, role: str) -> None:
    terse = given_report(here, description="邻里纠纷", category="DISPUTE.NEIGHBOUR")
    secret, closed = handed_over(here, "custody", "minor_exposed", category="DISPUTE.NEIGHBOUR")
    assert closed.matter.is_restricted
    reader = Api(here.users[role])
    label = str(machine_for("incident").action("to_mediation").label)
    page = here.client(role).get(f"/incidents/{secret.pk}/").content.decode()
    assert page.count(label) == here.client(role).get(f"/incidents/{terse.pk}/").content.decode().count(label)
    rows = [reader.get(f"/incidents/{row.pk}/").json() for row in (terse, secret)]
    assert len({row["description"] for row in rows}) == 1, rows
    assert told(reader, terse) == told(reader, secret)
    everything = str(reader.get(f"/incidents/{secret.pk}/timeline/").json())
    assert REMARK not in everything and closed.matter.number not in everything
    page = here.client(role).get(f"/incidents/{secret.pk}/").content.decode()
    assert REMARK not in page and closed.matter.number not in page


def test_the_remark_stays_with_the_dispute(here: Place) -> None:
    _incident, plain = handed_over(here)
    _incident, flagged = handed_over(here, "minor_exposed")
    first = TimelineEntry.objects.filter(matter_id=plain.pk).earliest("pk")
    assert first.note.text == REMARK
    assert flagged.flags.get().note == REMARK


def test_the_link_is_there_for_whoever_sees_both(here: Place) -> None:
    incident, dispute = handed_over(here)
    leader = here.client("leader")
    address = f'href="/disputes/{dispute.pk}/"'
    assert address in leader.get(f"/incidents/{incident.pk}/").content.decode()
    act(here, dispute, "flag", "township_desk", codes=("minor_exposed",), note=REMARK)
    assert address not in leader.get(f"/incidents/{incident.pk}/").content.decode()
    assert address in here.client("township_desk").get(f"/incidents/{incident.pk}/").content.decode()


ACCOUNT = "赫连春水打孩子13966600099"


def book_of(here: Place, role: str, incident: Incident) -> list[tuple[int, str]]:
    rows = Api(here.users[role]).get(f"/incidents/{incident.pk}/timeline/").json()["results"]
    return [(row["seq"], row["action"]) for row in rows]


def test_the_step_is_told_to_whoever_sees_the_dispute_and_counted_for_nobody_else(here: Place) -> None:
    incident, _dispute = handed_over(here, "minor_exposed")
    Api(here.users["township_desk"]).post(f"/incidents/{incident.pk}/actions/comment/", {"note": "已记录"})
    assert book_of(here, "township_desk", incident) == [(1, "report"), (2, "to_mediation"), (3, "comment")]
    assert book_of(here, "leader", incident) == [(1, "report"), (2, "comment")]


def test_the_step_appears_when_the_dispute_is_opened_again(here: Place) -> None:
    incident, dispute = handed_over(here, "minor_exposed")
    act(here, dispute, "lift_restriction", "township_desk", note="经核实不涉及未成年人")
    assert (2, "to_mediation") in book_of(here, "leader", incident)


def test_a_form_made_before_the_step_is_refused_without_telling_of_it(here: Place) -> None:
    incident = given_report(here)
    stale = {"note": "请补充照片", "seen_version": str(incident.matter.version)}
    desk = Api(here.users["township_desk"])
    values = {"type": "MARRIAGE_FAMILY", "codes": ["minor_exposed"], "note": REMARK}
    assert desk.post(f"/incidents/{incident.pk}/actions/to_mediation/", values).status_code == 200
    label = str(machine_for("incident").action("to_mediation").label)
    for role, is_told in (("county_dispatcher", False), ("township_desk", True)):
        answer = here.client(role).post(f"/incidents/{incident.pk}/actions/comment/", stale)
        assert answer.status_code == 409
        assert (label in answer.content.decode()) is is_told, role


@pytest.mark.parametrize("codes", [("custody",), ("minor_exposed",)])
def test_the_account_moves_to_the_dispute_with_its_photos(here: Place, codes: tuple[str, ...]) -> None:
    photo = given_file(here.actor("grid_worker"))
    report = {"description": ACCOUNT, "place_text": "赫连家门口", "attachments": (photo.pk,)}
    incident, dispute = handed_over(here, *codes, **report)
    matter = Matter.objects.get(pk=incident.pk)
    assert (matter.text, Incident.objects.get(pk=incident.pk).place_text) == (incident.category.name, "")
    assert "赫连" not in f"{matter.title} {matter.keywords}"
    assert dispute.matter.text.startswith("赫连春水") and dispute.place_text == "赫连家门口"
    assert [row.file_id for row in dispute.matter.files.all()] == [photo.pk]
    assert not matter.files.exists()
    leader = Api(here.users["leader"])
    assert "赫连" not in str(leader.get(f"/incidents/{incident.pk}/").json())
    assert leader.get("/incidents/", q="赫连春水").json()["results"] == []
