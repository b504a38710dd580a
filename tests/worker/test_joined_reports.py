"""A report of what is there already joins it: nothing of it is lost, and whoever joined hears what becomes of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from grids.models import GridAssignment, Incident, IncidentCategory, JoinedReport
from grids.services.retention import blank_expired
from pingan.access.policy import allows, verbs_of
from pingan.audit.models import AuditEntry
from pingan.common.errors import Invalid
from pingan.common.models import OutboxEntry
from pingan.matters.models import MatterFile, TimelineEntry
from tests.factories.files import given_file, image_bytes, upload
from tests.factories.grids import given_assignment
from tests.factories.incidents import act, given_incident, given_report, rewrite
from tests.factories.world import World
from tests.worker.test_report_pages import LAMP, send

WHOLE = {
    "place_text": "5栋楼下",
    "is_resolved": "on",
    "resolution": "已劝停，当场解决",
    "people_involved": "3",
    "occurred_at": "",
    "reporter_name": "王某某",
    "reporter_phone": "13800000000",
}


def joined(world: World, there: Incident, role: str = "community_staff", **values: object) -> str:
    """Join as a role; return the page after it."""
    client = world.here.client(role)
    answer = send(client, f"/report/join/{there.pk}/", **values)
    assert answer.status_code == 302, answer.content.decode()
    return client.get(answer.url).content.decode()


def last_note(incident: Incident) -> str:
    return TimelineEntry.objects.filter(matter_id=incident.pk).latest("seq").note.text


def notices(world: World, role: str) -> set[str]:
    user = world.here.users[role]
    rows = OutboxEntry.objects.filter(job="notify.deliver", payload__recipients__contains=user.pk)
    return {row.payload["content"]["kind"] for row in rows}


def test_place_result_and_numbers_stand_in_the_note(world: World) -> None:
    there = given_report(world.here)
    joined(world, there, **WHOLE)
    note = last_note(there)
    for words in (LAMP["description"], "5栋楼下", "已劝停，当场解决", "3"):
        assert words in note
    assert "王某某" not in note and "13800000000" not in note


def test_a_long_description_is_not_cut(world: World) -> None:
    there = given_report(world.here)
    joined(world, there, description="灯" * 4000)
    assert "灯" * 4000 in last_note(there)


def test_words_of_a_clue_are_not_stored(world: World) -> None:
    there = given_report(world.here)
    clue = IncidentCategory.objects.filter(is_clue=True, reportable=True).first()
    assert clue is not None
    joined(world, there, category=clue.code, description="某人吸毒", clue_receipt="XS-1")
    assert "某人吸毒" not in last_note(there) and "XS-1" in last_note(there)


def test_what_the_form_refuses_is_told_and_joins_nothing(world: World) -> None:
    there = given_report(world.here)
    client = world.here.client("grid_worker")
    for values, field in (
        ({"reporter_phone": "1" * 31}, "reporter_phone"),
        ({"reporter_phone": "12"}, "reporter_phone"),
        ({"is_resolved": "on"}, "resolution"),
    ):
        answer = send(client, f"/report/join/{there.pk}/", **values)
        assert answer.status_code == 422
        assert answer.context["form"].errors[field]
    assert TimelineEntry.objects.filter(matter_id=there.pk).count() == 1


def test_who_told_of_it_later_is_masked_and_shown_for_a_reason(world: World) -> None:
    there = given_report(world.here)
    joined(world, there, **WHOLE)
    desk = world.here.client("township_desk")
    text = desk.get(f"/incidents/{there.pk}/").content.decode()
    assert "王*" in text and "138****0000" in text and "13800000000" not in text
    shown = desk.post(f"/incidents/{there.pk}/reveal/", {"reason": "答复反映人"}).content.decode()
    assert "王某某" in shown and "13800000000" in shown
    assert AuditEntry.objects.filter(action="personal_data.reveal", object_id=str(there.pk)).count() == 1


def test_the_first_reporter_does_not_read_whom_others_heard_it_from(world: World) -> None:
    there = given_report(world.here)
    joined(world, there, **WHOLE)
    worker = world.here.client("grid_worker")
    shown = worker.post(f"/incidents/{there.pk}/reveal/", {"reason": "核实情况"}).content.decode()
    assert "13800000000" not in shown


def test_the_contact_is_stored_encrypted_and_goes_with_the_first_ones(world: World) -> None:
    there = given_report(world.here)
    joined(world, there, **WHOLE)
    row = JoinedReport.objects.get(incident=there)
    assert (row.reporter_name, row.reporter_phone) == ("王某某", "13800000000")
    Incident.objects.filter(pk=there.pk).update(reporter_name=None, reporter_phone=None)
    rewrite(there.pk, closed_at=timezone.now())
    blank_expired(timezone.now() + timedelta(days=366))
    row.refresh_from_db()
    assert (row.reporter_name, row.reporter_phone) == (None, None)


def test_nobody_closes_unanswered_what_a_later_reporter_waits_for(world: World) -> None:
    there = given_incident(world.here, "verified")
    Incident.objects.filter(pk=there.pk).update(reporter_name=None, reporter_phone=None, wants_no_reply=True)
    joined(world, there, **{**WHOLE, "is_resolved": ""})
    with pytest.raises(Invalid):
        act(world.here, there, "answer", "township_desk", channel="not_possible", note="")


def test_the_page_after_joining_says_that_it_was_added_and_to_what(world: World) -> None:
    there = given_report(world.here)
    text = joined(world, there)
    assert "已补充到" in text and there.matter.number in text
    assert "已登记" not in text
    assert "上报于" in text


def test_what_was_joined_is_among_the_own_reports_and_on_the_home_page(world: World) -> None:
    there = given_report(world.here)
    client = world.here.client("community_staff")
    assert there.matter.number not in client.get("/my/").content.decode()
    joined(world, there)
    text = client.get("/my/").content.decode()
    assert there.matter.number in text and "补充" in text
    assert there.matter.number in client.get("/incidents/?tab=all&mine=true").content.decode()
    assert there.matter.number not in client.get("/incidents/?tab=all&mine=false").content.decode()


def test_what_was_joined_stays_readable_for_who_works_in_another_grid_now(world: World) -> None:
    there, other = given_report(world.here, "community_staff"), given_report(world.here, "community_staff")
    joined(world, there, "grid_worker")
    worker = world.here.users["grid_worker"]
    GridAssignment.objects.filter(user=worker).update(valid_to=timezone.localdate())
    given_assignment(world.neighbour.grid, worker)
    client = world.here.client("grid_worker")
    assert there.matter.number in client.get("/my/").content.decode()
    page = client.get(f"/incidents/{there.pk}/")
    assert page.status_code == 200
    act(world.here, there, "accept", "township_desk")
    assert client.get(f"/incidents/{there.pk}/").status_code == 200
    # Reading is all: what the grid's workers do there is others' now, and its other matters are none of theirs.
    assert client.get(f"/incidents/{other.pk}/").status_code == 404
    actor = world.here.actor("grid_worker")
    assert {verb for verb in verbs_of(Incident) if allows(actor, verb, there)} == {"view"}
    assert client.post(f"/incidents/{there.pk}/reveal/", {"reason": "核实"}).status_code == 403


def test_whoever_joined_hears_what_the_first_reporter_hears(world: World) -> None:
    there = given_report(world.here)
    joined(world, there)
    act(world.here, there, "accept", "township_desk")
    assert notices(world, "community_staff") >= {"incident.accept"}
    assert notices(world, "grid_worker") >= {"incident.accept"}


def test_whoever_joined_is_told_the_answer(world: World) -> None:
    there = given_incident(world.here, "verified")
    joined(world, there)
    act(world.here, there, "answer", "township_desk", channel="phone", note="灯已修好")
    assert notices(world, "community_staff") >= {"incident.answer"}
    shown = world.here.client("community_staff").get("/my/?show=all").content.decode()
    assert "灯已修好" in shown


@pytest.mark.parametrize("state", ["reported", "handled"])
def test_photos_of_a_joined_report_supplement_it(world: World, state: str) -> None:
    there = given_incident(world.here, state)
    MatterFile.objects.filter(matter_id=there.pk).delete()
    joined(world, there, photos=upload(image_bytes()))
    assert MatterFile.objects.get(matter_id=there.pk).purpose == "supplement"
    text = world.here.client("township_desk").get(f"/incidents/{there.pk}/").content.decode()
    assert "补充材料" in text and "办理与核查照片" not in text


@pytest.mark.parametrize(("state", "purpose"), [("accepted", "supplement"), ("signed", "handling")])
def test_a_remark_before_handling_supplements_the_report(world: World, state: str, purpose: str) -> None:
    there = given_incident(world.here, state)
    file = given_file(world.here.actor("township_desk"))
    act(world.here, there, "comment", "township_desk", note="看照片", files=(file.pk,))
    assert MatterFile.objects.get(matter_id=there.pk, file=file).purpose == purpose


@pytest.mark.parametrize("state", ["rejected", "closed"])
def test_nobody_joins_what_has_ended_and_what_was_typed_stays_to_be_reported(
    world: World, state: str
) -> None:
    there = given_incident(world.here, state)
    before = TimelineEntry.objects.filter(matter_id=there.pk).count()
    client = world.here.client("community_staff")
    answer = send(client, f"/report/join/{there.pk}/", **WHOLE)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "请作为新事项上报" in text
    assert LAMP["description"] in text
    assert TimelineEntry.objects.filter(matter_id=there.pk).count() == before
    assert not JoinedReport.objects.exists()
    assert send(client, **WHOLE).status_code == 302
