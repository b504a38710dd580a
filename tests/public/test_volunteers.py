"""Volunteering (Article 54): with consent, hours of real activities, a certificate, the police at once, and the way out."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from grids.models import Incident, IncidentTask, PublicSubmission, Volunteer, VolunteerService
from grids.queries.volunteers import volunteers_visible
from grids.services.volunteer_hours import note_hours
from grids.services.volunteer_threats import Threat, hand_to_police
from grids.services.volunteers import certify, enrol, withdraw
from pingan.audit.models import AuditEntry
from pingan.common.errors import IllegalAction, Invalid, NotFound
from pingan.documents.models import OfficialDocument
from pingan.documents.services import load_templates
from pingan.files.models import StoredFile
from tests.factories.submissions import code_in, given_submission, old_token, row_of
from tests.factories.volunteers import given_activity, given_application, given_police, given_volunteer
from tests.factories.world import Place

pytestmark = pytest.mark.django_db
NAME, PHONE = "王小明", "13900001111"


@pytest.fixture(autouse=True)
def _no_counts_of_other_tests() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def fields(here: Place, **changes: object) -> dict[str, object]:
    return {
        "form_number": old_token(), "services": ["patrol", "care"], "region": here.township.code, "text": "周末有空",
        "name": NAME, "phone": PHONE, "consent": "on", **changes,
    }  # fmt: skip


def send(here: Place, **changes: object) -> object:
    address = f"/public/volunteer/?county={here.county.code[:6]}"
    told = {key: value for key, value in fields(here, **changes).items() if value is not None}
    return Client().post(address, told)


def test_an_application_waits_at_the_desk_and_becomes_a_volunteer(here: Place) -> None:
    assert "/public/volunteer/" in Client().get("/public/").content.decode()
    code = code_in(send(here))
    row = row_of(code)
    assert (row.kind, row.services, row.region_code) == ("volunteer", ["patrol", "care"], here.township.code)
    assert row.consented_at is not None
    desk = here.client("township_desk")
    shown = desk.get(f"/submissions/{row.pk}/").content.decode()
    assert f"/submissions/{row.pk}/enrol/" in shown and PHONE not in shown and NAME not in shown
    assert f"/submissions/{row.pk}/take/" not in shown
    taken = desk.post(f"/submissions/{row.pk}/enrol/", {})
    volunteer = Volunteer.objects.get()
    assert taken.status_code == 302 and taken["Location"] == f"/volunteers/{volunteer.pk}/"
    assert (volunteer.name, volunteer.phone, volunteer.services) == (NAME, PHONE, ["patrol", "care"])
    row.refresh_from_db()
    assert (row.state, row.text, row.reporter_phone) == ("taken", "", None)
    assert desk.post(f"/submissions/{row.pk}/enrol/", {}).status_code == 409
    page = desk.get(f"/volunteers/{volunteer.pk}/").content.decode()
    assert row.number in page and PHONE not in page and NAME not in page
    assert str(volunteer.submission.number) in desk.get("/volunteers/").content.decode()
    assert AuditEntry.objects.filter(action="volunteer.joined").count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [("consent", None), ("name", ""), ("phone", ""), ("services", None), ("services", ["spy"])],
)
def test_without_consent_or_a_way_to_be_reached_nothing_is_kept(
    here: Place, field: str, value: object
) -> None:
    assert send(here, **{field: value}).status_code == 422
    assert not PublicSubmission.objects.exists()


def test_the_contact_is_read_for_a_reason_that_is_written_down(here: Place) -> None:
    volunteer, _code = given_volunteer(here)
    desk = here.client("township_desk")
    address = f"/volunteers/{volunteer.pk}/reveal/"
    assert desk.post(address, {"reason": ""}).status_code == 422
    shown = desk.post(address, {"reason": "约定周六巡逻"})
    assert PHONE in shown.content.decode() and shown["Cache-Control"] == "no-store"
    told = AuditEntry.objects.get(action="personal_data.reveal")
    assert told.reason == "约定周六巡逻" and PHONE not in json.dumps(told.data)


def test_a_desk_of_another_place_sees_no_volunteer(here: Place, neighbour: Place) -> None:
    volunteer, _code = given_volunteer(here)
    for step in ("", "hours/", "leave/", "reveal/", "threat/"):
        assert neighbour.client("township_desk").post(f"/volunteers/{volunteer.pk}/{step}").status_code in {
            404,
            405,
        }
    assert here.client("grid_worker").get("/volunteers/").status_code == 403


def test_hours_are_those_of_an_activity_and_never_more(here: Place) -> None:
    volunteer, _code = given_volunteer(here)
    activity = given_activity(here, volunteers=2, hours=5)
    desk = here.client("township_desk")
    address = f"/volunteers/{volunteer.pk}/hours/"
    assert "夜间巡逻" in desk.get(f"/volunteers/{volunteer.pk}/").content.decode()
    assert desk.post(address, {"activity": activity.pk, "hours": 6}).status_code == 422
    assert desk.post(address, {"activity": activity.pk, "hours": 3}).status_code == 302
    assert desk.post(address, {"activity": activity.pk, "hours": 1}).status_code == 422
    second, _code = given_volunteer(here)
    actor = here.actor("township_desk")
    with pytest.raises(Invalid):
        note_hours(actor=actor, pk=second.pk, activity=activity.pk, hours=3)
    note_hours(actor=actor, pk=second.pk, activity=activity.pk, hours=2)
    third, _code = given_volunteer(here)
    with pytest.raises(Invalid):
        note_hours(actor=actor, pk=third.pk, activity=activity.pk, hours=1)
    assert sorted(VolunteerService.objects.values_list("hours", flat=True)) == [2, 3]


def test_nobody_is_ranked_by_hours(here: Place) -> None:
    order = volunteers_visible(here.actor("township_desk"), "serving").query.order_by
    assert order == ("region_code", "pk")
    assert {field.name for field in Volunteer._meta.get_fields()}.isdisjoint(
        {"score", "level", "rank", "points"}
    )


def test_a_certificate_names_the_hours_and_is_read_under_the_code(here: Place) -> None:
    load_templates()
    volunteer, code = given_volunteer(here)
    actor = here.actor("township_desk")
    with pytest.raises(IllegalAction):
        certify(actor=actor, pk=volunteer.pk)
    note_hours(actor=actor, pk=volunteer.pk, activity=given_activity(here).pk, hours=4)
    desk = here.client("township_desk")
    assert desk.post(f"/volunteers/{volunteer.pk}/certify/", {}).status_code == 302
    assert desk.post(f"/volunteers/{volunteer.pk}/certify/", {}).status_code == 409, (
        "no second one of the same hours"
    )
    paper = OfficialDocument.objects.get()
    values = json.loads(paper.snapshot)
    assert (values["hours"], values["addressee"], paper.addressee, paper.is_closed) == ("4", NAME, "", True)
    assert NAME not in paper.title
    assert desk.get(f"/files/{paper.pdf_id}/content/").status_code == 200
    assert here.client("grid_worker").get(f"/files/{paper.pdf_id}/content/").status_code == 404
    told = Client().post("/public/progress/", {"code": code}).content.decode()
    assert "/public/volunteer/certificate/" in told and "夜间巡逻" in told
    got = Client().post("/public/volunteer/certificate/", {"code": code})
    assert got["Content-Type"] == "application/pdf" and b"".join(got.streaming_content).startswith(b"%PDF")


def test_withdrawing_deletes_everything_at_once_and_asks_nobody(here: Place) -> None:
    load_templates()
    volunteer, code = given_volunteer(here)
    actor = here.actor("township_desk")
    activity = given_activity(here)
    note_hours(actor=actor, pk=volunteer.pk, activity=activity.pk, hours=4)
    paper = certify(actor=actor, pk=volunteer.pk)
    public = Client()
    assert public.post("/public/volunteer/withdraw/", {"code": code}).status_code == 422
    assert Volunteer.objects.get().name == NAME
    assert public.post("/public/volunteer/withdraw/", {"code": code, "is_sure": "on"}).status_code == 200
    volunteer.refresh_from_db()
    assert (volunteer.name, volunteer.phone, volunteer.services) == (None, None, [])
    assert volunteer.left_at is not None and volunteer.left_how == "withdrawn"
    assert not VolunteerService.objects.exists()
    paper.refresh_from_db()
    assert paper.snapshot == "" and paper.erased_at is not None
    assert not StoredFile.objects.filter(pk__in=[paper.pdf_id, paper.docx_id], deleted_at=None).exists()
    # What the activity was as a whole stays: it names nobody.
    activity.refresh_from_db()
    assert activity.values["hours"] == 6
    told = public.post("/public/progress/", {"code": code}).content.decode()
    assert "夜间巡逻" not in told and "/public/volunteer/certificate/" not in told
    assert public.post("/public/volunteer/withdraw/", {"code": code, "is_sure": "on"}).status_code == 409
    entry = AuditEntry.objects.get(action="volunteer.left")
    assert entry.data["activities"] == 1 and NAME not in json.dumps(entry.data, ensure_ascii=False)
    assert here.client("township_desk").get(f"/volunteers/{volunteer.pk}/").status_code == 200


def test_an_application_is_withdrawn_before_anybody_decides(here: Place) -> None:
    sent = given_application(here)
    withdraw(code=sent.code)
    row = row_of(sent.code)
    assert (row.state, row.decline_reason, row.reporter_phone, row.text) == (
        "declined",
        "withdrawn",
        None,
        "",
    )
    with pytest.raises(IllegalAction):
        enrol(actor=here.actor("township_desk"), pk=row.pk)
    with pytest.raises(NotFound):
        withdraw(code=given_submission(here).code)


def test_who_asks_at_the_desk_is_deleted_as_well(here: Place) -> None:
    volunteer, _code = given_volunteer(here)
    desk = here.client("township_desk")
    assert desk.post(f"/volunteers/{volunteer.pk}/leave/", {}).status_code == 422
    assert desk.post(f"/volunteers/{volunteer.pk}/leave/", {"is_sure": "on"}).status_code == 302
    volunteer.refresh_from_db()
    assert (volunteer.name, volunteer.left_how) == (None, "at_the_desk")


def test_a_threatened_volunteer_is_with_the_police_in_the_same_act(here: Place) -> None:
    volunteer, _code = given_volunteer(here)
    police = given_police(here)
    desk = here.client("township_desk")
    told = {"text": "巡逻时被人堵在村口威胁", "organ": police.pk}
    assert desk.post(f"/volunteers/{volunteer.pk}/threat/", told).status_code == 302
    incident = Incident.objects.select_related("matter").get()
    assert (incident.matter.state, incident.matter.urgency) == ("dispatched", "critical")
    assert IncidentTask.objects.get(incident=incident).organ_id == police.pk
    assert (incident.reporter_name, incident.reporter_phone) == (NAME, PHONE)
    assert NAME not in incident.matter.text
    with pytest.raises(Invalid):
        other = here.units["city_management"].pk
        hand_to_police(actor=here.actor("township_desk"), pk=volunteer.pk, data=Threat("被人威胁", other))
    assert Incident.objects.count() == 1


def test_many_who_wish_to_help_with_the_same_are_no_flood(here: Place) -> None:
    for number in range(3):
        code = code_in(send(here, text="", phone=f"1390000222{number}"))
        assert row_of(code).signs == []
    assert row_of(code_in(send(here, text="", phone="13900002220"))).signs == ["same_text"]


def test_a_line_says_where_the_words_are(here: Place) -> None:
    given_volunteer(here)
    withdraw(code=given_application(here, text="能开车").code)
    page = here.client("township_desk").get("/submissions/?part=decided").content.decode()
    assert "已转入志愿者名册" in page and "提交人已撤回" in page and "保存期已满" not in page


def test_the_queue_counts_an_application_like_everything_else(here: Place) -> None:
    given_application(here)
    page = here.client("township_desk").get("/submissions/").content.decode()
    assert PHONE not in page and "周末有空" in page
    assert PublicSubmission.objects.get().sent_at <= timezone.now()


def test_the_desk_reads_what_was_chosen_in_its_own_language(here: Place) -> None:
    english = Client(headers={"accept-language": "en"})
    address = f"/public/volunteer/?county={here.county.code[:6]}"
    row = row_of(code_in(english.post(address, fields(here, text=""))))
    assert "巡" in row.text and "patrol" not in row.text


def test_a_certificate_is_offered_where_there_are_hours(here: Place) -> None:
    volunteer, _code = given_volunteer(here)
    page = here.client("township_desk").get(f"/volunteers/{volunteer.pk}/").content.decode()
    assert f"/volunteers/{volunteer.pk}/certify/" not in page and f"/volunteers/{volunteer.pk}/hours/" in page


def test_a_whole_page_of_the_queue_is_chosen_by_one_link(here: Place) -> None:
    rows = [given_submission(here, text=f"第{number}件，路边堆物") for number in range(3)]
    page = here.client("township_desk").get("/submissions/", {"chosen": "all"}).content.decode()
    assert page.count("checked") >= len(rows)
    assert "checked aria" not in here.client("township_desk").get("/submissions/").content.decode()
