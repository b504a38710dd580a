"""Hours of a volunteer are corrected beside what was noted: with a reason, by who notes them; what was issued stays."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from grids.models import HoursCorrection, Volunteer, VolunteerService
from grids.queries.volunteer_hours import hours_of
from grids.services.volunteer_hours import correct_hours, note_hours
from grids.services.volunteers import certify, withdraw
from pingan.audit.models import AuditEntry
from pingan.common.errors import Conflict, IllegalAction, Invalid
from pingan.documents.models import OfficialDocument
from pingan.documents.services import load_templates
from tests.api.conftest import Api
from tests.factories.volunteers import given_activity, given_volunteer
from tests.factories.world import Place

pytestmark = pytest.mark.django_db
REASON = "签到表登记错误"
API = "/volunteers"


def given_hours(place: Place, hours: int = 4, **values: Any) -> tuple[Volunteer, VolunteerService, str]:
    """Return a volunteer with hours at one activity, and the code."""
    volunteer, code = given_volunteer(place)
    activity = given_activity(place, **values)
    actor = place.actor("township_desk")
    return volunteer, note_hours(actor=actor, pk=volunteer.pk, activity=activity.pk, hours=hours), code


def correct(place: Place, service: VolunteerService, hours: int, **values: Any) -> HoursCorrection:
    told = {"pk": service.volunteer_id, "service": service.pk, "hours": hours, "reason": REASON, **values}
    return correct_hours(actor=place.actor("township_desk"), **told)


def test_a_desk_corrects_hours_and_the_figure_before_stays(here: Place) -> None:
    volunteer, service, code = given_hours(here)
    desk = here.client("township_desk")
    page = desk.get(f"/volunteers/{volunteer.pk}/").content.decode()
    assert f"/volunteers/{volunteer.pk}/correct/" in page and f'value="{service.pk}:4"' in page
    sent = {"service": f"{service.pk}:4", "hours": 2, "reason": REASON}
    assert desk.post(f"/volunteers/{volunteer.pk}/correct/", sent).status_code == 302
    service.refresh_from_db()
    assert (service.hours, hours_of(volunteer)) == (4, 2)
    row = HoursCorrection.objects.get()
    assert (row.hours_before, row.hours, row.reason) == (4, 2, REASON)
    page = desk.get(f"/volunteers/{volunteer.pk}/").content.decode()
    assert "由4小时更正为2小时" in page and REASON in page
    told = Client().post("/public/progress/", {"code": code}).content.decode()
    assert "由4小时更正为2小时" in told
    with pytest.raises(DatabaseError), transaction.atomic():
        HoursCorrection.objects.update(hours=9)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"reason": ""}, "reason"), ({"hours": 4}, "hours"), ({"hours": 200}, "hours"), ({"hours": -1}, "hours"),
     ({"hours": 7}, "hours")],
)  # fmt: skip
def test_without_a_reason_or_a_possible_figure_nothing_is_corrected(
    here: Place, changes: dict[str, Any], field: str
) -> None:
    volunteer, service, _code = given_hours(here)
    told: dict[str, Any] = {"hours": 2, "reason": REASON, **changes}
    with pytest.raises(Invalid) as refused:
        correct(here, service, told["hours"], reason=told["reason"])
    assert list(refused.value.fields) == [field]
    sent = {**told, "service": f"{service.pk}:4"}
    assert here.client("township_desk").post(f"/volunteers/{volunteer.pk}/correct/", sent).status_code == 422
    assert not HoursCorrection.objects.exists()


def test_two_desks_do_not_correct_over_one_another(here: Place) -> None:
    volunteer, service, _code = given_hours(here)
    correct(here, service, 3)
    with pytest.raises(Conflict):
        correct(here, service, 2, seen=4)
    sent = {"service": f"{service.pk}:4", "hours": 2, "reason": REASON}
    # What was chosen is no choice any more: the page shows the figure of now.
    refused = here.client("township_desk").post(f"/volunteers/{volunteer.pk}/correct/", sent)
    assert refused.status_code == 422 and "这一时长已被更正，请重新选择" in refused.content.decode()
    assert correct(here, service, 2, seen=3).hours_before == 3


def test_what_an_activity_had_in_all_counts_corrected_hours(here: Place) -> None:
    _volunteer, service, _code = given_hours(here, hours=5)
    second, _code = given_volunteer(here)
    actor = here.actor("township_desk")
    with pytest.raises(Invalid):
        note_hours(actor=actor, pk=second.pk, activity=service.activity_id or 0, hours=3)
    correct(here, service, 0)
    given = note_hours(actor=actor, pk=second.pk, activity=service.activity_id or 0, hours=6)
    with pytest.raises(Invalid):
        correct(here, service, 1)
    correct(here, given, 5)
    assert correct(here, service, 1).hours_before == 0


def test_a_certificate_stays_as_it_was_says_so_and_a_new_one_follows(here: Place) -> None:
    load_templates()
    volunteer, service, code = given_hours(here)
    actor = here.actor("township_desk")
    first = certify(actor=actor, pk=volunteer.pk)
    with pytest.raises(Conflict):
        certify(actor=actor, pk=volunteer.pk)
    correct(here, service, 2)
    page = here.client("township_desk").get(f"/volunteers/{volunteer.pk}/").content.decode()
    assert page.count("时长更正前出具") == 1
    assert "时长已在您的证明出具后更正" in Client().post("/public/progress/", {"code": code}).content.decode()
    second = certify(actor=actor, pk=volunteer.pk)
    first.refresh_from_db()
    assert [json.loads(paper.snapshot)["hours"] for paper in (first, second)] == ["4", "2"]
    assert OfficialDocument.objects.count() == 2
    assert (
        "时长已在您的证明出具后更正"
        not in Client().post("/public/progress/", {"code": code}).content.decode()
    )


def test_hours_corrected_to_none_make_no_certificate(here: Place) -> None:
    load_templates()
    volunteer, service, _code = given_hours(here)
    correct(here, service, 0)
    with pytest.raises(IllegalAction):
        certify(actor=here.actor("township_desk"), pk=volunteer.pk)


def test_the_log_says_that_hours_were_corrected_and_keeps_no_figure(here: Place) -> None:
    volunteer, service, code = given_hours(here)
    correct(here, service, 2)
    entry = AuditEntry.objects.get(action="volunteer.hours_corrected")
    assert entry.object_id == volunteer.pk and set(entry.data) == {"number"} and entry.reason == ""
    withdraw(code=code)
    assert not HoursCorrection.objects.exists(), "figures and reasons go when consent ends"


def test_others_correct_nothing(here: Place, neighbour: Place) -> None:
    volunteer, service, _code = given_hours(here)
    sent = {"service": f"{service.pk}:4", "hours": 2, "reason": REASON}
    address = f"/volunteers/{volunteer.pk}/correct/"
    assert neighbour.client("township_desk").post(address, sent).status_code == 404
    assert here.client("grid_worker").post(address, sent).status_code == 403
    told = {"service": service.pk, "hours": 2, "reason": REASON}
    assert (
        Api(neighbour.users["township_desk"]).post(f"{API}/{volunteer.pk}/correct-hours/", told).status_code
        == 404
    )
    # Hours of somebody else are none of this volunteer.
    _other, foreign, _code = given_hours(here)
    desk = Api(here.users["township_desk"])
    answer = desk.post(f"{API}/{volunteer.pk}/correct-hours/", told | {"service": foreign.pk})
    assert answer.status_code == 404 and not HoursCorrection.objects.exists()


def test_a_program_corrects_hours_and_reads_both_figures(here: Place) -> None:
    volunteer, service, _code = given_hours(here)
    desk = Api(here.users["township_desk"])
    told = {"service": service.pk, "hours": 2, "reason": REASON, "seen": 4}
    refused = desk.post(f"{API}/{volunteer.pk}/correct-hours/", told | {"reason": " "})
    assert refused.status_code == 422 and "reason" in refused.json()["errors"]
    answer = desk.post(f"{API}/{volunteer.pk}/correct-hours/", told)
    assert answer.status_code == 200, answer.content
    document = answer.json()
    assert document["hours"] == 2 and "王小明" not in answer.content.decode()
    given = document["given"][0]
    assert (given["hours"], given["hours_noted"]) == (2, 4)
    assert [(one["hours_before"], one["hours"]) for one in given["corrections"]] == [(4, 2)]
    assert desk.post(f"{API}/{volunteer.pk}/correct-hours/", told | {"hours": 1}).status_code == 409
    assert [row["id"] for row in desk.get(f"{API}/", serving="true").json()["results"]] == [volunteer.pk]


def test_a_number_in_the_reason_of_a_correction_is_not_kept(here: Place) -> None:
    """Asked for a reason people give telephones; desk and public page show it, so it is hidden as in every register."""
    _volunteer, service, _code = given_hours(here)
    made = correct(here, service, 3, reason="登记有误，张三 13812345678 说的")
    made.refresh_from_db()
    assert "13812345678" not in made.reason and "登记有误" in made.reason
